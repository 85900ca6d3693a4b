package org.emodna.starter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.recognition.Recognizer;

/**
 * The starter model. It was trained on acted German speech of ten actors and always answers one of
 * five emotions, so read its {@linkplain #card() card} before you use its answers for anything: the
 * card has the data's licence, the scores and what the model must not be used for.
 *
 * <pre>{@code
 * try (Recognizer recognizer = StarterModel.load()) {
 *   System.out.println(recognizer.recognize(Path.of("clip.wav")).emotion());
 * }
 * }</pre>
 *
 * <p>Recordings are judged one by one, with the statistics of the model's corpus. A model trained
 * on recordings like your own will do better on them.
 */
public final class StarterModel {
  /** The name of the model in messages; its number goes up when another model replaces this one. */
  public static final String NAME = "starter-emodb-1";

  private static final String FILE = NAME + ".safetensors";
  private static final String CARD = "starter-model.md";

  private StarterModel() {}

  /** The model file's content: a new array each time. */
  public static byte[] bytes() {
    return resource(FILE);
  }

  /** The model with its settings and provenance. */
  public static Model model() {
    return ModelFile.load(bytes(), NAME);
  }

  /** The model's card, as Markdown. */
  public static String card() {
    return new String(resource(CARD), StandardCharsets.UTF_8);
  }

  /** What the model is and what its limits are, in one line. */
  public static String summary() {
    return NAME
        + ", trained on acted German speech of ten actors (EMODB): one of five emotions whatever is"
        + " said, and often wrong on other speakers, languages and microphones";
  }

  /** A recogniser on the best device, with all CPU threads. The caller closes it. */
  public static Recognizer load() {
    return load(Recognizer.builder());
  }

  /**
   * A recogniser with other settings. The caller closes it.
   *
   * @param settings device, threads and limits
   */
  public static Recognizer load(Recognizer.Builder settings) {
    return settings.load(bytes(), NAME);
  }

  private static byte[] resource(String name) {
    try (InputStream in = StarterModel.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar of emodna-starter lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
