package org.emodna.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.runs.EpochTable;

/**
 * Stores of any size whose runs are drawn, not trained. By hand, for the measurement in
 * docs/reports.md: {@code SyntheticStore FOLDER COLUMNS TASKS SEEDS UTTERANCES}, two tracks.
 */
final class SyntheticStore {
  private static final List<String> LABELS =
      List.of("anger", "fear", "happiness", "neutral", "sadness");

  private final TestStore store;
  private int columns = 4;
  private int tasks = 6;
  private int seeds = 2;
  private int utterances = 40;
  private int epochs = 5;

  SyntheticStore(Path folder) {
    store = new TestStore(folder).labels(LABELS);
  }

  public static void main(String[] args) {
    SyntheticStore synthetic = new SyntheticStore(Path.of(args[0]));
    synthetic.columns = Integer.parseInt(args[1]);
    synthetic.tasks = Integer.parseInt(args[2]);
    synthetic.seeds = Integer.parseInt(args[3]);
    synthetic.utterances = Integer.parseInt(args[4]);
    synthetic.epochs = 40;
    synthetic.write();
  }

  /** Two tracks of source-only, emo-dna, ablations and baselines by turns. */
  void write() {
    for (int c = 0; c < columns; c++) {
      String kind = c == 0 ? "baseline" : c == 1 ? "method" : c % 2 == 0 ? "ablation" : "baseline";
      store.column(name(c), kind, c == 0 ? "source-only" : "emo-dna");
    }
    for (String track : List.of("corpus", "speaker")) {
      for (int c = 0; c < columns; c++) {
        for (int t = 0; t < tasks; t++) {
          for (int seed = 1; seed <= seeds; seed++) {
            run(track, c, t, seed);
          }
        }
      }
    }
    store.plan();
  }

  private static String name(int column) {
    return column == 0 ? "source-only" : column == 1 ? "emo-dna" : "column " + column;
  }

  private void run(String track, int column, int task, int seed) {
    SplittableRandom random =
        new SplittableRandom(((column * 1000L + task) * 1000 + seed) * 2 + track.length());
    SplittableRandom truths = new SplittableRandom(task);
    List<String> ids = new ArrayList<>();
    List<String> speakers = new ArrayList<>();
    int[] truth = new int[utterances];
    float[][] probabilities = new float[utterances][LABELS.size()];
    double skill = 0.3 + 0.3 * random.nextDouble();
    for (int u = 0; u < utterances; u++) {
      ids.add("task" + task + "/speaker" + u % 10 + "/utterance" + u + ".wav");
      speakers.add("speaker" + u % 10);
      truth[u] = truths.nextInt(LABELS.size());
      float sum = 0;
      for (int c = 0; c < LABELS.size(); c++) {
        probabilities[u][c] =
            (float) Math.exp(3 * random.nextDouble() + (c == truth[u] ? 3 * skill : 0));
        sum += probabilities[u][c];
      }
      for (int c = 0; c < LABELS.size(); c++) {
        probabilities[u][c] /= sum;
      }
    }
    store.run(
        track,
        name(column),
        "A>" + task,
        seed,
        new ScoredPredictions(Predictions.of(ids, LABELS, probabilities), speakers, truth),
        epochs(random, skill));
  }

  private EpochTable epochs(SplittableRandom random, double skill) {
    EpochTable.Builder table = EpochTable.builder();
    for (int e = 1; e <= epochs; e++) {
      double grown = skill * e / epochs;
      table.add(
          e,
          10L * e,
          Map.of(
              "loss",
              2 - grown,
              "validator.entropy",
              1.6 - grown + 0.1 * random.nextDouble(),
              "validator.snd",
              random.nextDouble(),
              "scored.uar",
              grown,
              "scored.selected",
              grown / 2));
    }
    return table.build();
  }
}
