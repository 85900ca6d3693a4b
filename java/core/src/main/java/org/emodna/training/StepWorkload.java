package org.emodna.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.model.Network;

/** Training steps on random features of any size: for benchmarks and for tests of memory. */
public final class StepWorkload implements AutoCloseable {
  private final Stream stream;
  private final TrainingStep step;

  /**
   * @param config method, batch sizes and network
   * @param frames T
   * @param coefficients F
   * @param utterances of each corpus
   */
  public StepWorkload(
      KernelContext context, TrainingConfig config, int frames, int coefficients, int utterances) {
    stream = context.stream();
    SplittableRandom random = new SplittableRandom(7);
    FeatureSet source = random(random, "source", frames, coefficients, utterances);
    FeatureSet target =
        config.method().usesTarget()
            ? random(random, "target", frames, coefficients, utterances)
            : null;
    int[] labels = new int[utterances];
    for (int i = 0; i < utterances; i++) {
      labels[i] = i % config.labels().size();
    }
    Network network = new Network(config, coefficients);
    TrainingState state = new TrainingState(stream, network, config);
    BatchPlan plan =
        new BatchPlan(
            1,
            utterances,
            config.schedule().batchSource(),
            target == null ? 0 : utterances,
            config.schedule().batchTarget());
    step =
        new TrainingStep(
            stream, config, network, state, source, labels, target, plan.stepsPerEpoch(), 1000);
    step.setPlan(
        plan.epoch("source", 0, utterances, config.schedule().batchSource()),
        target == null
            ? null
            : plan.epoch("target", 0, utterances, config.schedule().batchTarget()));
  }

  private static FeatureSet random(
      SplittableRandom random, String name, int frames, int coefficients, int utterances) {
    List<String> ids = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    int[] lengths = new int[utterances];
    for (int i = 0; i < utterances; i++) {
      ids.add(name + i);
      float[] x = new float[frames * coefficients];
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) (4 * random.nextDouble() - 2);
      }
      values.add(x);
      lengths[i] = frames;
    }
    return new FeatureSet(name, ids, values, lengths, frames, coefficients, name);
  }

  /** One whole step, done on return. */
  public void run() {
    step.run();
    stream.synchronize();
  }

  /** Frees the stream; the rest goes with the context. */
  @Override
  public void close() {
    stream.close();
  }
}
