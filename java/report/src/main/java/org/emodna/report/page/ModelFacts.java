package org.emodna.report.page;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.emodna.base.EmoDnaException;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.PredictionsFile;
import org.emodna.evaluation.Score;
import org.emodna.evaluation.ScoreFile;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.report.Detail;
import org.emodna.report.statistics.ConfidenceBins;
import org.emodna.runs.EpochTable;
import org.emodna.runs.RunAddress;
import org.emodna.runs.RunStore;
import org.emodna.runs.StoredRun;
import org.emodna.training.EpochLog;

/**
 * A model and what lies beside it: predictions, score and epochs, under the names that training
 * gives them or those of a run's folder.
 *
 * @param scored predictions with labels
 * @param predictions those, or predictions without labels
 * @param score of the scored predictions, or from a file
 * @param curves values by epoch
 * @param notes files that can't be used, and why
 */
record ModelFacts(
    Model model,
    Optional<ScoredPredictions> scored,
    Optional<Predictions> predictions,
    Optional<Score> score,
    Detail.Curves curves,
    List<String> notes) {

  /**
   * Reads all of it.
   *
   * @throws EmoDnaException if the model can't be read; what lies beside it may be broken
   */
  static ModelFacts read(Path file) {
    Model model = ModelFile.load(file);
    List<String> notes = new ArrayList<>();
    Optional<StoredRun> run = run(file);
    Optional<ScoredPredictions> scored = run.flatMap(r -> tried(r::predictions, notes));
    Optional<Predictions> predictions =
        scored
            .map(ScoredPredictions::predictions)
            .or(() -> read(PredictionsFile.of(file), PredictionsFile::read, notes));
    Optional<Score> score =
        scored
            .filter(s -> confused(s) > 0)
            .map(ScoredPredictions::score)
            .or(() -> read(ScoreFile.of(file), ScoreFile::read, notes));
    Optional<Detail.Curves> curves =
        read(EpochLog.of(file), log -> curves(EpochLog.read(log)), notes)
            .or(() -> run.flatMap(r -> tried(() -> curves(r.epochs()), notes)));
    return new ModelFacts(
        model,
        scored,
        predictions,
        score,
        curves.orElse(new Detail.Curves(List.of(), Map.of())),
        notes);
  }

  private static long confused(ScoredPredictions scored) {
    long sum = 0;
    for (long[] row : scored.confusion()) {
      sum += LongStream.of(row).sum();
    }
    return sum;
  }

  /** The run of a store that the model is of: RESULTS/runs/0a/0a…/model.safetensors. */
  private static Optional<StoredRun> run(Path model) {
    Path folder = model.toAbsolutePath().normalize().getParent();
    Path store = folder == null ? null : folder.resolve("../../..").normalize();
    if (!model.endsWith(StoredRun.MODEL)
        || !Files.isRegularFile(folder.resolve(StoredRun.DESCRIPTION))
        || !folder.getFileName().toString().matches("[0-9a-f]{32}")) {
      return Optional.empty();
    }
    RunAddress address = new RunAddress(folder.getFileName().toString());
    RunStore runs = RunStore.at(store);
    return runs.folder(address).equals(folder) ? Optional.of(runs.run(address)) : Optional.empty();
  }

  private static <T> Optional<T> read(Path file, Function<Path, T> reader, List<String> notes) {
    return Files.isRegularFile(file) ? tried(() -> reader.apply(file), notes) : Optional.empty();
  }

  private static <T> Optional<T> tried(Supplier<T> reader, List<String> notes) {
    try {
      return Optional.of(reader.get());
    } catch (EmoDnaException e) {
      notes.add("Left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Detail.Curves curves(List<EpochLog.Entry> log) {
    List<Integer> epochs = new ArrayList<>();
    Map<String, List<Double>> series = new LinkedHashMap<>();
    for (EpochLog.Entry entry : log) {
      entry.report().values().keySet().forEach(name -> series.put(name, new ArrayList<>()));
    }
    for (EpochLog.Entry entry : log) {
      epochs.add(entry.report().epoch());
      series.forEach(
          (name, values) -> values.add(entry.report().values().getOrDefault(name, Double.NaN)));
    }
    return new Detail.Curves(epochs, series);
  }

  private static Detail.Curves curves(EpochTable table) {
    Map<String, List<Double>> series = new LinkedHashMap<>();
    for (String name : table.names()) {
      List<Double> values = new ArrayList<>();
      for (double value : table.column(name)) {
        values.add(value);
      }
      series.put(name, values);
    }
    return new Detail.Curves(table.epochs(), series);
  }

  /** What a chart needs of it. */
  Detail detail() {
    List<String> labels = score.map(Score::labels).map(LabelSet::names).orElse(model.labels());
    long[][] confusion = score.map(Score::confusion).orElse(new long[labels.size()][labels.size()]);
    List<List<Long>> counts = new ArrayList<>();
    List<Detail.Recall> recalls = new ArrayList<>();
    for (int c = 0; c < labels.size() && score.isPresent(); c++) {
      long n = LongStream.of(confusion[c]).sum();
      counts.add(LongStream.of(confusion[c]).boxed().toList());
      double recall = n == 0 ? Double.NaN : (double) confusion[c][c] / n;
      recalls.add(new Detail.Recall(labels.get(c), recall, Double.NaN, n));
    }
    Detail.Place nowhere = new Detail.Place("", "", "");
    return new Detail(nowhere, labels, counts, recalls, speakers(), calibration(), curves);
  }

  private List<Detail.Speaker> speakers() {
    if (scored.isEmpty()) {
      return List.of();
    }
    ScoredPredictions all = scored.get();
    int[] truth = all.truth();
    int[] said = all.predictions().classes();
    Map<String, long[][]> counts = new TreeMap<>();
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] >= 0 && said[i] >= 0 && all.speaker(i).isPresent()) {
        long[][] of =
            counts.computeIfAbsent(all.speaker(i).get(), s -> new long[2][all.labels().size()]);
        of[0][truth[i]]++;
        of[1][truth[i]] += truth[i] == said[i] ? 1 : 0;
      }
    }
    List<Detail.Speaker> speakers = new ArrayList<>();
    counts.forEach(
        (speaker, of) -> {
          double[] recalls =
              IntStream.range(0, of[0].length)
                  .filter(c -> of[0][c] > 0)
                  .mapToDouble(c -> (double) of[1][c] / of[0][c])
                  .toArray();
          double sum = 0;
          for (double recall : recalls) {
            sum += recall;
          }
          long n = LongStream.of(of[0]).sum();
          speakers.add(new Detail.Speaker(speaker, sum / recalls.length, n, recalls.length));
        });
    return speakers;
  }

  private Detail.Calibration calibration() {
    ConfidenceBins calibration = new ConfidenceBins();
    if (scored.isPresent()) {
      int[] truth = scored.get().truth();
      int[] said = scored.get().predictions().classes();
      for (int i = 0; i < truth.length; i++) {
        if (truth[i] >= 0 && said[i] >= 0) {
          float[] probabilities = scored.get().predictions().probabilities(i).orElseThrow();
          calibration.add(probabilities[said[i]], truth[i] == said[i]);
        }
      }
    }
    List<Detail.Bin> bins =
        IntStream.range(0, ConfidenceBins.BINS)
            .mapToObj(
                b ->
                    new Detail.Bin(
                        calibration.confidence(b), calibration.accuracy(b), calibration.count(b)))
            .toList();
    return new Detail.Calibration(bins, calibration.error());
  }
}
