package org.emodna.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.emodna.evaluation.Predictions;
import org.emodna.kernels.KernelContext;
import org.emodna.model.Classifier;
import org.emodna.model.Model;
import org.emodna.model.Network;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;

/**
 * Looks at a set of runs at the ends of some epochs: predicts what each one recognises, and what
 * was held back from its source, with the weights of that moment. It only reads them, so that a
 * training that is watched has the bits of one that is not.
 */
final class Watch {
  private static final String RECOGNISED = "recognised";
  private static final String VALIDATION = "validation";

  private final int wanted;
  private final KernelContext context;
  private final Network network;
  private final List<Job> jobs;

  /** Networks of each run, whose replicas lie behind one another. */
  private final int members;

  /** Of each run, by epoch: class probabilities of its usable recordings. */
  private final List<TreeMap<Integer, Seen>> seen = new ArrayList<>();

  /** Probabilities [recordings][classes]; the second are null where nothing was held back. */
  private record Seen(float[][] recognised, float[][] validation) {}

  private Watch(int wanted, KernelContext context, Network network, List<Job> jobs) {
    this.wanted = wanted;
    this.context = context;
    this.network = network;
    this.jobs = jobs;
    members =
        jobs.isEmpty() || jobs.get(0).config().objective().solver().isPresent()
            ? 1
            : jobs.get(0).config().ensemble();
    jobs.forEach(job -> seen.add(new TreeMap<>()));
  }

  /**
   * Looks at about so many epochs, evenly spread, the last among them.
   *
   * @param wanted 0 = none
   */
  static Watch of(int wanted, KernelContext context, Network network, List<Job> jobs) {
    return new Watch(wanted, context, network, jobs);
  }

  /** Looks at nothing. */
  static Watch none() {
    return new Watch(0, null, null, List.of());
  }

  /**
   * Whether an epoch is one of those looked at.
   *
   * @param epoch 1 is the first
   */
  boolean at(int epoch, int epochs) {
    return at(wanted, epoch, epochs);
  }

  static boolean at(int wanted, int epoch, int epochs) {
    return (long) epoch * wanted / epochs > (epoch - 1L) * wanted / epochs;
  }

  /**
   * Looks at the runs at the end of an epoch.
   *
   * @param weights of each replica
   * @param goesOn whether a replica has not failed
   */
  void look(int epoch, TrainingState.Weights[] weights, IntPredicate goesOn) {
    for (int r = 0; r < jobs.size(); r++) {
      int first = r * members;
      if (IntStream.range(first, first + members).allMatch(goesOn)) {
        RunCorpora corpora = jobs.get(r).corpora();
        Model model =
            RunModel.of(
                jobs.get(r),
                network,
                Arrays.copyOfRange(weights, first, first + members),
                context.device());
        try (Classifier classifier = new Classifier(context, model)) {
          seen.get(r)
              .put(
                  epoch,
                  new Seen(
                      corpora.recognised().probabilities(classifier),
                      corpora
                          .validation()
                          .map(part -> part.probabilities(classifier))
                          .orElse(null)));
        }
      }
    }
  }

  /** What was seen of a run, ascending. */
  List<WatchedEpoch> of(int replica) {
    List<WatchedEpoch> all = new ArrayList<>();
    if (wanted > 0) {
      RunCorpora corpora = jobs.get(replica).corpora();
      List<String> labels = jobs.get(replica).config().labels();
      for (Map.Entry<Integer, Seen> one : seen.get(replica).entrySet()) {
        Optional<Predictions> validation =
            corpora.validation().map(part -> part.predictions(one.getValue().validation, labels));
        all.add(
            new WatchedEpoch(
                one.getKey(),
                corpora.recognised().predictions(one.getValue().recognised, labels),
                validation));
      }
    }
    return all;
  }

  /** Adds what was seen to a checkpoint: "watched.RUN.EPOCH.recognised" [recordings, classes]. */
  void write(SafeTensorsWriter checkpoint) {
    for (int r = 0; r < seen.size(); r++) {
      for (Map.Entry<Integer, Seen> one : seen.get(r).entrySet()) {
        add(checkpoint, name(r, one.getKey(), RECOGNISED), one.getValue().recognised);
        if (one.getValue().validation != null) {
          add(checkpoint, name(r, one.getKey(), VALIDATION), one.getValue().validation);
        }
      }
    }
  }

  private static String name(int replica, int epoch, String what) {
    return "watched." + replica + "." + epoch + "." + what;
  }

  private static void add(SafeTensorsWriter checkpoint, String name, float[][] rows) {
    int width = rows[0].length;
    float[] all = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * width, width);
    }
    checkpoint.add(name, all, rows.length, width);
  }

  /**
   * Takes what a checkpoint has of the run that a replica belongs to.
   *
   * @param done epochs of the run that are in the checkpoint
   * @return the name of a tensor that should be there and is not; empty where all is well
   */
  Optional<String> read(SafeTensorsFile checkpoint, int replica, int done, int epochs) {
    return replica % members == 0
        ? readRun(checkpoint, replica / members, done, epochs)
        : Optional.empty();
  }

  private Optional<String> readRun(SafeTensorsFile checkpoint, int replica, int done, int epochs) {
    for (int epoch = 1; epoch <= done && wanted > 0; epoch++) {
      if (at(epoch, epochs)) {
        RunCorpora corpora = jobs.get(replica).corpora();
        String first = name(replica, epoch, RECOGNISED);
        String second = name(replica, epoch, VALIDATION);
        Optional<float[][]> recognised = rows(checkpoint, first, replica, corpora.recognised());
        Optional<float[][]> validation =
            corpora.validation().flatMap(part -> rows(checkpoint, second, replica, part));
        if (recognised.isEmpty()) {
          return Optional.of(first);
        }
        if (corpora.validation().isPresent() && validation.isEmpty()) {
          return Optional.of(second);
        }
        seen.get(replica).put(epoch, new Seen(recognised.get(), validation.orElse(null)));
      }
    }
    return Optional.empty();
  }

  private Optional<float[][]> rows(
      SafeTensorsFile checkpoint, String name, int replica, CorpusFeatures corpus) {
    int classes = jobs.get(replica).config().labels().size();
    int size = corpus.set().size();
    if (!checkpoint.contains(name) || checkpoint.info(name).elements() != (long) size * classes) {
      return Optional.empty();
    }
    float[] all = checkpoint.toFloatArray(name);
    float[][] rows = new float[size][classes];
    for (int i = 0; i < size; i++) {
      System.arraycopy(all, i * classes, rows[i], 0, classes);
    }
    return Optional.of(rows);
  }
}
