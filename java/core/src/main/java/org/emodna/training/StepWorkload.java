package org.emodna.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.model.EncoderInput;
import org.emodna.model.Network;

/** Training steps on random features of any size: for benchmarks and for tests of memory. */
public final class StepWorkload implements AutoCloseable {
  private final Stream stream;
  private final TrainingStep step;

  /**
   * Sizes of what is trained on.
   *
   * @param frames T
   * @param width F
   * @param utterances of each corpus
   */
  public record Size(int frames, int width, int utterances) {}

  /**
   * Steps of several runs at once.
   *
   * @param config method, batch sizes and network
   * @param seeds one for each replica
   */
  public StepWorkload(KernelContext context, TrainingConfig config, List<Long> seeds, Size size) {
    int utterances = size.utterances;
    stream = context.stream();
    SplittableRandom random = new SplittableRandom(7);
    FeatureSet source = random(random, "source", size);
    FeatureSet target = config.usesTarget() ? random(random, "target", size) : null;
    int[] labels = new int[utterances];
    for (int i = 0; i < utterances; i++) {
      labels[i] = i % config.labels().size();
    }
    List<Run> runs = seeds.stream().map(seed -> new Run(source, labels, target, seed)).toList();
    Network network = TrainedNetwork.of(config, new EncoderInput(size.frames, size.width));
    BatchPlans plans = new BatchPlans(runs, config);
    step =
        new TrainingStep(
            stream,
            new TrainingStep.Plan(
                config, new Replicas(network, seeds), runs, plans.stepsPerEpoch(), 1000, () -> {}));
    step.setPlan(plans.epoch(0));
  }

  private static FeatureSet random(SplittableRandom random, String name, Size size) {
    FeatureSet.Builder set = FeatureSet.builder(name, size.frames, size.width).fingerprint(name);
    for (int i = 0; i < size.utterances; i++) {
      float[] x = new float[size.frames * size.width];
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) (4 * random.nextDouble() - 2);
      }
      set.add(name + i, x);
    }
    return set.build();
  }

  /** One whole step, done on return. */
  public void run() {
    queue();
    synchronize();
  }

  /** One whole step, which a GPU may do later. */
  public void queue() {
    step.run();
  }

  /** Waits for the steps queued. */
  public void synchronize() {
    stream.synchronize();
  }

  /** Everything that the steps so far have changed, by name. */
  Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    step.state().tensors().forEach((name, tensor) -> state.put(name, tensor.toFloats(stream)));
    return state;
  }

  /** Frees the stream; the rest goes with the context. */
  @Override
  public void close() {
    step.close();
    stream.close();
  }
}
