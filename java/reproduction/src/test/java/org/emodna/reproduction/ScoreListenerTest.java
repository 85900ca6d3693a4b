package org.emodna.reproduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.audio.AudioClip;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.RunScored;
import org.emodna.base.Thrown;
import org.emodna.config.ConfigFile;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Utterance;
import org.emodna.protocol.Columns;
import org.emodna.protocol.Matrix;
import org.emodna.protocol.Protocol;
import org.emodna.protocol.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener that throws at a score costs no run that is trained to its end. */
class ScoreListenerTest {
  private static final String SETTINGS =
      "{encoder: {kind: functionals, hidden: 4, width: 4}, schedule: {epochs: 1}}";

  @TempDir Path folder;

  private static Corpus corpus(String name, double loudness) {
    List<Utterance> all = new ArrayList<>();
    for (String emotion : List.of("anger", "sadness")) {
      for (int i = 0; i < 3; i++) {
        float[] samples = new float[8000];
        double radians = 2 * Math.PI * (emotion.equals("anger") ? 300 : 150 + i) / 16_000;
        for (int t = 0; t < samples.length; t++) {
          samples[t] = (float) (loudness * Math.sin(radians * t));
        }
        String id = emotion + i;
        all.add(Utterance.of(id, AudioClip.of(samples, 16_000, id), emotion, null));
      }
    }
    return Corpus.of(name, all);
  }

  private Reproduction.Builder reproduction() {
    return Reproduction.builder()
        .matrix(
            Matrix.builder()
                .protocol(Protocol.named("every-direction"))
                .opened(List.of(corpus("loud", 0.5), corpus("soft", 0.1)))
                .columns(Columns.of(List.of("source-only")))
                .seeds(List.of(1L, 2L))
                .tracks(List.of(Track.CORPUS))
                .settings(base -> ConfigFile.parse(SETTINGS, "settings", base))
                .open())
        .store(folder.resolve("store"))
        .device("cpu")
        .threads(1)
        .watchedEpochs(0)
        .atOnce(4);
  }

  @Test
  void allRunsOfTheSetAreStoredAndTheListenerIsNotCalledAgain() {
    Throwable thrown = new IOException("no screen");
    AtomicInteger after = new AtomicInteger();
    Progress listener =
        event -> {
          if (after.get() > 0) {
            after.incrementAndGet();
          } else if (event instanceof RunScored) {
            after.set(1);
            throw Thrown.again(thrown);
          }
        };
    assertSame(thrown, assertThrows(IOException.class, () -> reproduction().run(listener)));
    assertEquals(1, after.get(), "calls from the one on that threw");
    assertEquals(
        new ReproductionResult.Counts(4, 4, 0), reproduction().run(Progress.NONE).counts());
  }
}
