package org.emodna.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.emodna.base.Problem;

/** What unlabelled metadata the normalisation of features may use. */
public enum Track {
  /** That a recording belongs to its corpus. */
  CORPUS,
  /** Who speaks, in every corpus. */
  SPEAKER;

  /** As files and options have it, and as {@code features.normalisation} does. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The track of a name.
   *
   * @throws ProtocolException if there is none
   */
  public static Track named(String name) {
    return Arrays.stream(values())
        .filter(track -> track.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ProtocolException(
                    Problem.of("track '" + Names.shown(name) + "'", "there is none of this name")
                        .remedy("use " + List.of(CORPUS.label(), SPEAKER.label()))));
  }

  @Override
  public String toString() {
    return label();
  }
}
