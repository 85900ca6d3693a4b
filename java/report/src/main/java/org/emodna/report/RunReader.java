package org.emodna.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.report.statistics.ConfidenceBins;
import org.emodna.report.statistics.Spearman;
import org.emodna.runs.EpochTable;
import org.emodna.runs.RunDescription;
import org.emodna.runs.StoredRun;

/** Reads a run and takes from it what a report keeps; refuses what can't be right. */
final class RunReader {
  /** How far a sum of 32-bit probabilities may be from 1, whatever the order of the sum. */
  private static final double ROUNDING = 1e-3;

  /** Of a run that a report keeps: a corpus of another kind may have thousands. */
  private static final int MOST_REMARKS = 100;

  private static final int LONGEST_REMARK = 300;

  private static final String REMEDY = "delete its folder, and reproduce trains it again";

  private static final String TRUE_UAR = EpochTable.SCORED + "uar";

  private final Path store;
  private final Utterances.Pool pool;

  RunReader(Path store, Utterances.Pool pool) {
    this.store = store;
    this.pool = pool;
  }

  /** A run, and what its cell adds up over runs. */
  record Read(RunFacts facts, EpochTable epochs) {}

  /**
   * Reads a run.
   *
   * @param seed that the plan gives it
   * @param labels of the task; empty if they are not known
   * @param calibration is given the run's predictions
   * @throws org.emodna.base.EmoDnaException if it has failed, or a file of it is broken or not what
   *     the plan says
   */
  Read read(StoredRun run, long seed, List<String> labels, ConfidenceBins calibration) {
    RunDescription description = readable(run::description);
    if (description.problem().isPresent()) {
      throw new ReportException(description.problem().get());
    }
    if (description.settings().has("seed") && description.seed() != seed) {
      throw new ReportException(
          Problem.of(
                  run.folder().resolve(StoredRun.DESCRIPTION),
                  "has the seed %d, but the plan says %d".formatted(description.seed(), seed))
              .remedy("delete the plan and run reproduce again, which writes a new one"));
    }
    return readable(() -> read(run, description, seed, labels, calibration));
  }

  /** The same in words, for what can only be seen beside other runs. */
  ReportException exchanged(StoredRun run) {
    return new ReportException(
        Problem.of(
                run.folder().resolve(StoredRun.PREDICTIONS),
                "differs in recordings or labels from other runs that recognised the same")
            .remedy(REMEDY));
  }

  /** What can't be read can be made again. */
  private static <T> T readable(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (EmoDnaException e) {
      throw new ReportException(e.problem().remedy(REMEDY), e);
    }
  }

  private Read read(
      StoredRun run,
      RunDescription description,
      long seed,
      List<String> labels,
      ConfidenceBins calibration) {
    Path file = run.folder().resolve(StoredRun.PREDICTIONS);
    ScoredPredictions predictions = run.predictions();
    if (!labels.isEmpty() && !predictions.labels().equals(labels)) {
      throw new ReportException(
          Problem.of(
              file,
              "has the classes %s, but the task has %s".formatted(predictions.labels(), labels)));
    }
    checkSize(file, description, predictions.size());
    checkIds(file, predictions.ids());
    checkNumbers(file, predictions.predictions());
    EpochTable epochs = run.epochs();
    RunFacts facts =
        new RunFacts(
            run.address(),
            seed,
            PortablePath.below(store, run.folder()),
            ran(description),
            predictions.score(),
            hits(predictions, description),
            validated(epochs, description.selection().epoch()),
            remarks(description));
    // Last: what fails above has counted nothing.
    calibrate(predictions, calibration);
    return new Read(facts, epochs);
  }

  /** A file that is cut off between two lines looks whole. */
  private static void checkSize(Path file, RunDescription description, int size) {
    RunDescription.Part recognised = description.data().get(RunDescription.RECOGNISED);
    if (recognised != null && recognised.utterances() != size) {
      throw new ReportException(
          Problem.of(
              file,
              "has %d recordings, but %s says %d"
                  .formatted(size, StoredRun.DESCRIPTION, recognised.utterances())));
    }
  }

  private static void checkIds(Path file, List<String> ids) {
    Set<String> seen = new HashSet<>();
    for (String id : ids) {
      if (!seen.add(id)) {
        throw new ReportException(Problem.of(file, "has the recording " + id + " twice"));
      }
    }
  }

  private static void checkNumbers(Path file, Predictions predictions) {
    for (int i = 0; i < predictions.size(); i++) {
      float[] row = predictions.probabilities(i).orElse(null);
      if (row == null) {
        continue;
      }
      double sum = 0;
      for (float value : row) {
        if (!(value >= 0 && value <= 1)) {
          throw new ReportException(
              Problem.of(file, "a probability of " + predictions.ids().get(i) + " is " + value));
        }
        sum += value;
      }
      if (Math.abs(sum - 1) > ROUNDING) {
        throw new ReportException(
            Problem.of(
                file,
                "the probabilities of %s add up to %s".formatted(predictions.ids().get(i), sum)));
      }
    }
  }

  private RunFacts.Hits hits(ScoredPredictions predictions, RunDescription description) {
    Utterances utterances = pool.of(predictions);
    int[] classes = predictions.predictions().classes();
    BitSet scored = new BitSet(classes.length);
    BitSet right = new BitSet(classes.length);
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] != Predictions.NONE && utterances.truth(i) != Predictions.NONE) {
        scored.set(i);
        right.set(i, classes[i] == utterances.truth(i));
      }
    }
    return new RunFacts.Hits(
        utterances,
        scored,
        right,
        description.determinedBy().path(RunDescription.RECOGNISED).path("sha256").asText(""));
  }

  private static RunFacts.Remarks remarks(RunDescription description) {
    return new RunFacts.Remarks(
        description.unusable().stream()
            .limit(MOST_REMARKS)
            .map(
                one ->
                    new RunDescription.Unusable(
                        shortened(PortablePath.lastNames(one.path())), shortened(one.reason())))
            .toList(),
        description.warnings().stream().limit(MOST_REMARKS).map(RunReader::shortened).toList());
  }

  private static String shortened(String text) {
    String known = Objects.requireNonNullElse(text, "");
    return known.length() <= LONGEST_REMARK ? known : known.substring(0, LONGEST_REMARK) + "…";
  }

  private static void calibrate(ScoredPredictions predictions, ConfidenceBins calibration) {
    int[] classes = predictions.predictions().classes();
    int[] truth = predictions.truth();
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] != Predictions.NONE && truth[i] != Predictions.NONE) {
        float[] row = predictions.predictions().probabilities(i).orElseThrow();
        calibration.add(row[classes[i]], classes[i] == truth[i]);
      }
    }
  }

  /** With the values at the epoch that the predictions are of: no other belongs to their UAR. */
  private static RunFacts.Validated validated(EpochTable epochs, int epoch) {
    int selected = epochs.epochs().indexOf(epoch);
    Map<String, Double> values = new TreeMap<>();
    Map<String, Double> correlations = new TreeMap<>();
    double[] uar = epochs.column(TRUE_UAR);
    for (String column : epochs.names()) {
      if (!column.startsWith(EpochTable.VALIDATOR)) {
        continue;
      }
      String name = column.substring(EpochTable.VALIDATOR.length());
      if (selected >= 0 && Double.isFinite(epochs.column(column)[selected])) {
        values.put(name, epochs.column(column)[selected]);
      }
      double correlation = correlation(epochs.column(column), uar);
      if (!Double.isNaN(correlation)) {
        correlations.put(name, correlation);
      }
    }
    return new RunFacts.Validated(values, correlations);
  }

  /** Over the epochs that have both. */
  private static double correlation(double[] validator, double[] uar) {
    List<double[]> pairs = new ArrayList<>();
    for (int i = 0; i < Math.min(validator.length, uar.length); i++) {
      if (Double.isFinite(validator[i]) && Double.isFinite(uar[i])) {
        pairs.add(new double[] {validator[i], uar[i]});
      }
    }
    return Spearman.of(
        pairs.stream().mapToDouble(p -> p[0]).toArray(),
        pairs.stream().mapToDouble(p -> p[1]).toArray());
  }

  private static Hardware ran(RunDescription description) {
    RunDescription.Provenance from = description.provenance();
    String device = description.determinedBy().path("device").asText();
    String name = from.machine().getOrDefault("device", "");
    return new Hardware(
        device,
        name.isEmpty() ? from.machine().getOrDefault("cpu", "") : name,
        description.determinedBy().path("instructions").asText(),
        from.machine().getOrDefault("java", ""),
        from.version(),
        from.commit(),
        1,
        from.seconds());
  }
}
