package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.emodna.base.ConfigException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.evaluation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingPlacesTest {
  private static final LabelSet LABELS = LabelSet.named(ToneCorpus.LABELS);

  @TempDir static Path folder;

  private static TrainingConfig config(String text) {
    return ConfigFile.parse(text, "test", ToneCorpus.config());
  }

  private static LabelledCorpus source(Path corpus) {
    return Corpus.open(corpus).labelled(LABELS);
  }

  private static UnlabelledCorpus target(Path corpus) {
    return Target.open(corpus, LABELS).corpus();
  }

  @Test
  void aPathThatNoStreamReadsIsRefused() throws IOException {
    Path corpus = ToneCorpus.write(folder.resolve("unread"), 0.2, 2);
    Training.Builder training =
        Training.builder()
            .source(source(corpus))
            .target(target(corpus))
            .output(folder.resolve("m.safetensors"))
            .config(config("precomputed: {path: emb}\n"));
    ConfigException e = assertThrows(ConfigException.class, () -> training.run(Progress.NONE));
    assertTrue(e.getMessage().contains("'precomputed.path'"), e.getMessage());
    assertTrue(e.getMessage().contains("'features.streams'"), e.getMessage());
    assertDoesNotThrow(() -> EmbeddingPlaces.requireRead(config("seed: 2\n")));
  }

  @Test
  void twoCorporaOfOneNameHaveNoPlaceInCommon() throws IOException {
    Path one = ToneCorpus.write(folder.resolve("a/same"), 0.2, 2);
    Path other = ToneCorpus.write(folder.resolve("b/same"), 0.5, 2);
    String streams = "features: {streams: [precomputed]}\n";
    TrainingConfig config =
        config(streams + "precomputed: {path: 'emb/{corpus}', shape: vectors, width: 4}\n");
    EmoDnaException e =
        assertThrows(
            EmoDnaException.class,
            () -> EmbeddingPlaces.requireApart(config, source(one), target(other)));
    assertTrue(e.getMessage().contains("name the place of each"), e.getMessage());
    assertTrue(e.getMessage().contains("'same'"), e.getMessage());
    // The same recordings twice are no two.
    EmbeddingPlaces.requireApart(config, source(one), target(one));
    EmbeddingPlaces.requireApart(config("seed: 2\n"), source(one), target(other));
  }
}
