package org.emodna.model;

import java.util.List;
import org.emodna.base.Section;

/**
 * A kind of encoder, by the name that configurations and model files call it. An outside kind is a
 * public class with a public constructor without arguments, entered in {@code
 * META-INF/services/org.emodna.model.EncoderKind}.
 */
public interface EncoderKind {
  /** In kebab case, such as "tim-net". */
  String name();

  /** Its settings; in a configuration they stand under {@code encoder}, beside {@code kind}. */
  Section<?> section();

  /**
   * An encoder to be trained.
   *
   * @param settings a record of the section's type
   * @param domains 1, or 2 where the steps have rows of a target too
   */
  Encoder create(Record settings, EncoderInput input, int domains);

  /**
   * The encoder of a model.
   *
   * @param architecture what {@link Encoder#architecture()} of it has said; it may come from a file
   *     that somebody altered, so {@link Architecture} checks what is taken from it
   */
  Encoder restore(Architecture architecture, EncoderInput input);

  /**
   * Whether it reads an utterance's frames [T, F]; else it takes one vector [F], which comes as a
   * single frame, and needs streams that give vectors.
   */
  default boolean takesFrames() {
    return true;
  }

  /** The feature streams of a configuration that names none ({@code features.streams}). */
  default List<String> usualStreams() {
    return takesFrames() ? List.of("mfcc", "prosody") : List.of("functionals");
  }

  /**
   * Whether roles of equal settings are encoded by one call ({@link EncoderStep#z()} has them all),
   * which is for kinds whose operations have room for it on their group axis.
   */
  default boolean servesRolesTogether() {
    return false;
  }
}
