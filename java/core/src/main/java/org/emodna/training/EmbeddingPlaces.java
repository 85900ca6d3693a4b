package org.emodna.training;

import java.util.HashMap;
import java.util.Map;
import org.emodna.audio.Sound;
import org.emodna.base.Check;
import org.emodna.base.ConfigException;
import org.emodna.base.Problem;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.features.stored.PrecomputedStream;

/** Demands of a training's embeddings what their names and the corpora's tell, before any work. */
final class EmbeddingPlaces {
  private static final String SETTING = Check.setting(PrecomputedStream.NAME + ".path");

  private EmbeddingPlaces() {}

  /**
   * Demands that a place that is named is read: a model of other features must not be taken for one
   * of the embeddings.
   *
   * @throws ConfigException if the path is set and no stream reads it
   */
  static void requireRead(TrainingConfig config) {
    String path = config.get(PrecomputedStream.SECTION).path();
    if (!path.isBlank() && !isRead(config)) {
      throw new ConfigException(
          Problem.of(
                  SETTING,
                  "is '%s', and %s is %s, which does not read it"
                      .formatted(
                          path, Check.setting("features.streams"), config.features().streams()))
              .remedy(
                  "say features: {streams: [%s]}, or leave precomputed out"
                      .formatted(PrecomputedStream.NAME)));
    }
  }

  /**
   * Demands that no embedding stands for a recording of the source and for another of the target:
   * two folders that one reader knows as the same corpus have one name.
   *
   * @throws TrainingException if both have one place through the corpus's name
   */
  static void requireApart(TrainingConfig config, LabelledCorpus source, UnlabelledCorpus target) {
    String path = config.get(PrecomputedStream.SECTION).path();
    if (!isRead(config)
        || !path.contains(PrecomputedStream.CORPUS)
        || !source.collection().equals(target.collection())) {
      return;
    }
    Map<String, Sound> sounds = new HashMap<>();
    source.items().forEach(item -> sounds.put(item.id(), absolute(item.sound())));
    for (UnlabelledCorpus.Item item : target.items()) {
      Sound other = sounds.get(item.id());
      if (other != null && !other.equals(absolute(item.sound()))) {
        throw new TrainingException(
            Problem.of(
                    SETTING,
                    "is '%s', which is one place for source and target: both are called '%s', and"
                            .formatted(path, source.collection())
                        + " '%s' is a recording of each".formatted(item.id()))
                .remedy(
                    "name the place of each: read one of them with the reader 'folders' or a"
                        + " manifest, whose corpus has the folder's name"));
      }
    }
  }

  private static boolean isRead(TrainingConfig config) {
    return config.features().streams().contains(PrecomputedStream.NAME);
  }

  private static Sound absolute(Sound sound) {
    return sound.file().map(file -> Sound.of(file.toAbsolutePath().normalize())).orElse(sound);
  }
}
