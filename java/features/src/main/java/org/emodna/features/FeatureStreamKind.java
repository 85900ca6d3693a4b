package org.emodna.features;

import org.emodna.base.Section;

/**
 * A kind of feature stream: its name, its settings, and how a stream is made of them. Kinds from
 * outside are found with {@link java.util.ServiceLoader}: list the class in {@code
 * META-INF/services/org.emodna.features.FeatureStreamKind}, and {@link FeatureStreams} has it.
 *
 * @param <S> the record of its settings
 */
public interface FeatureStreamKind<S extends Record> {
  /**
   * Its settings, which are a section of the configuration. The section's name is the kind's: lower
   * case letters, digits and hyphens.
   */
  Section<S> section();

  /**
   * Settings in which nothing is left to be found out, as the width of values that lie in a file. A
   * model stores these, so that it can be used where those files are not.
   *
   * @param settings of the section
   */
  default S resolved(S settings) {
    return settings;
  }

  /**
   * Whether nothing is left to be found out. Stored settings that are not so are refused: reading a
   * model looks into no other file. A kind that overrides {@link #resolved} overrides this too.
   *
   * @param settings of the section
   */
  default boolean isResolved(S settings) {
    return true;
  }

  /**
   * Makes a stream.
   *
   * @param settings of the section
   * @return a stream of this kind's name
   */
  FeatureStream create(S settings);

  /**
   * What a stored description means by a setting that it does not have: such as was made before the
   * setting was there. A new setting has here the value that keeps what was computed, whatever its
   * default is.
   *
   * @return settings that stored ones are read over
   */
  default S absent() {
    return section().defaults();
  }

  /** The name that configurations call it by. */
  default String name() {
    return section().name();
  }
}
