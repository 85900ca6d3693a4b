package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.junit.jupiter.api.Test;

/** Columns of vectors in a matrix: networks, ensembles of them, and the method that is solved. */
class VectorMatrixTest extends MatrixTraining {
  private static final TrainingConfig CONFIG =
      ConfigFile.parse(
          """
          features: {streams: [tone-vectors]}
          encoder: {kind: functionals, hidden: 8, width: 4}
          schedule: {balanced: true}
          """,
          "vectors",
          ToneCorpus.config());

  /** Named by what they are, since two columns have one method. */
  private static List<RunRequest> requests() {
    List<RunRequest> all = new ArrayList<>();
    for (Map.Entry<String, TrainingConfig> column :
        Map.of(
                "network", CONFIG,
                "ensemble", CONFIG.withEnsemble(3),
                "taught",
                    ConfigFile.parse(
                        "{threshold: {strategy: discriminant}, target-emotion: {weight: 1}}",
                        "taught",
                        CONFIG),
                "solved", CONFIG.withMethod("logistic-regression"),
                "solved-adapted", CONFIG.withMethod("discriminant-self-training"))
            .entrySet()) {
      for (RunRequest one :
          requests(column.getValue(), List.of(direction(a, b), direction(c, b)))) {
        all.add(new RunRequest(column.getKey() + "-" + one.key(), one.config(), one.direction()));
      }
    }
    return all;
  }

  @Test
  void eachComesToWhatItComesToAlone() throws IOException {
    MemorySink sink = new MemorySink();
    matrix("vectors", options().withWatchedEpochs(2)).run(requests(), sink, Progress.NONE);
    assertAsAlone(requests(), sink);
    for (RunOutcome outcome : sink.outcomes.values()) {
      boolean solved = outcome.request().key().startsWith("solved");
      List<Integer> epochs = outcome.watched().stream().map(WatchedEpoch::epoch).toList();
      assertEquals(solved ? List.of(1) : List.of(2, 3), epochs);
      assertEquals(outcome.predictions(), outcome.watched().get(epochs.size() - 1).recognised());
      assertEquals(outcome.request().key().startsWith("ensemble") ? 3 : 1, outcome.model().size());
    }
  }

  @Test
  void aStoppedMatrixGoesOnToTheSame() throws IOException {
    MemorySink whole = new MemorySink();
    matrix("whole", options().withWatchedEpochs(3)).run(requests(), whole, Progress.NONE);
    MemorySink sink = new MemorySink();
    AtomicInteger asked = new AtomicInteger();
    int stops = 0;
    TrainingMatrix.End end;
    do {
      asked.set(0);
      Training.Builder settings = settings().stopWhen(() -> asked.incrementAndGet() > 7);
      end =
          new TrainingMatrix(settings, work("parts"), "all", options().withWatchedEpochs(3))
              .run(requests(), sink, Progress.NONE);
      stops++;
    } while (end == TrainingMatrix.End.STOPPED);
    assertTrue(stops > 2, stops + " times");
    assertSame(whole.outcomes, sink.outcomes);
  }

  @Test
  void embeddingsOfAnEnsembleAreItsFirstNetworks() {
    MemorySink sink = new MemorySink();
    List<RunRequest> one = List.of(new RunRequest("e", CONFIG.withEnsemble(2), direction(a, b)));
    matrix("embeddings", options().withEmbeddings(request -> true)).run(one, sink, Progress.NONE);
    List<Embedding> embeddings = sink.outcomes.get("e").embeddings();
    assertEquals(4, embeddings.size());
    assertEquals(4, embeddings.get(0).values()[0].length);
    assertFalse(embeddings.get(0).ids().isEmpty());
  }
}
