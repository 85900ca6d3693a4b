package org.emodna.features.stored;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.emodna.base.Check;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;
import org.emodna.features.stored.PrecomputedStream.Settings;

/**
 * Finds out what the embeddings that settings name look like, before any corpus is known: by the
 * first store that fits the path, whatever name stands for the corpus.
 */
final class StoreProbe {
  private static final String SUBJECT = Check.setting(PrecomputedStream.NAME + ".path");

  private StoreProbe() {}

  static Settings resolve(Settings settings) {
    String path = settings.path();
    if (path.isBlank()) {
      throw new FeatureException(
          Problem.of(SUBJECT, "is not set, and the stream 'precomputed' is in use")
              .remedy(
                  "name the folder or file of the embeddings, such as 'embeddings/{corpus}' with a"
                      + " place for each corpus"));
    }
    int at = path.indexOf(PrecomputedStream.CORPUS);
    Path place = at < 0 ? PrecomputedStream.path(path) : first(path, at);
    EmbeddingShape found;
    try (EmbeddingStore store = EmbeddingStore.open(place)) {
      found = store.shape();
      boolean vectors = settings.shape() == Settings.Shape.VECTORS;
      if (vectors && store.serves(false)) {
        found = new EmbeddingShape(false, found.width());
      }
    }
    Settings known = settings.with(found);
    boolean shapes = settings.shape() == Settings.Shape.AUTO || settings.shape() == known.shape();
    boolean widths = settings.width() == 0 || settings.width() == known.width();
    if (!shapes || !widths) {
      throw new FeatureException(
          Problem.of(place, "has %s; expected are %s".formatted(found, expected(settings, found)))
              .remedy("leave precomputed.shape and precomputed.width out, or name other files"));
    }
    return known;
  }

  /** What the settings say, completed by the files where they leave it open. */
  private static EmbeddingShape expected(Settings settings, EmbeddingShape found) {
    boolean frames =
        settings.shape() == Settings.Shape.AUTO
            ? found.frames()
            : settings.shape() == Settings.Shape.FRAMES;
    return new EmbeddingShape(frames, settings.width() == 0 ? found.width() : settings.width());
  }

  /** The first place, by name, where something stands for the corpus. */
  private static Path first(String path, int at) {
    String before = path.substring(0, at);
    String after = path.substring(at + PrecomputedStream.CORPUS.length());
    int slash = before.lastIndexOf('/');
    String prefix = before.substring(slash + 1);
    Path folder = PrecomputedStream.path(slash < 0 ? "." : before.substring(0, slash + 1));
    int next = after.indexOf('/');
    String suffix = next < 0 ? after : after.substring(0, next);
    for (String name : names(folder)) {
      boolean fits =
          name.length() > prefix.length() + suffix.length()
              && !name.startsWith(".")
              && name.startsWith(prefix)
              && name.endsWith(suffix);
      if (fits) {
        String corpus = name.substring(prefix.length(), name.length() - suffix.length());
        Path place = PrecomputedStream.path(path.replace(PrecomputedStream.CORPUS, corpus));
        if (Files.exists(place)) {
          return place;
        }
      }
    }
    throw new FeatureException(
        Problem.of(SUBJECT, "is '" + path + "', and there is no such place for any corpus")
            .remedy("put the embeddings of each corpus where the path says, or correct it"));
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(one -> one.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new FeatureException(
          Problem.of(SUBJECT, "names the folder '%s', which can't be listed".formatted(folder))
              .remedy("correct the path; it is relative to the working directory"),
          e);
    }
  }
}
