package org.emodna.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.emodna.config.OptimizerSettings;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.Adam;
import org.emodna.kernels.Graph;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Ramp;
import org.emodna.kernels.StepEnd;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.Transfer;
import org.emodna.model.EncoderPass;
import org.emodna.model.Network;

/**
 * One training step as a recorded graph: gather the batch, encoders forward, every loss term,
 * encoders backward, Adam; each for all replicas in one call. What has nothing to do with each
 * other is recorded in branches. The host looks at nothing in between; a step is one {@link
 * #run()}.
 */
final class TrainingStep implements AutoCloseable {
  /**
   * System property: "false" lets a GPU run all parts one after another, as a CPU does, so that
   * both can be compared. The bits are the same.
   */
  static final String BRANCHES = "emodna.branches";

  private final Stream stream;
  private final TrainingState state;
  private final StepBatch batch;
  private final StepTensors tensors;
  private final List<EncoderPass> encoders;
  private final TermSchedule terms;
  private final Optional<Ramp> ramp;
  private final Adam adam;
  private final StepEnd end;
  private final Tensor log;
  private final Transfer logTransfer;
  private final Graph graph;

  /** Whether parts may run beside each other. */
  private final boolean branches;

  /**
   * What a step is built from.
   *
   * @param runs of equal shape, one for each replica
   * @param stepsPerEpoch steps that a plan covers
   * @param totalSteps T of the ramp
   * @param check called every now and then while labels and clusters are found on the host; what it
   *     throws ends the building
   */
  record Plan(
      TrainingConfig config,
      Replicas replicas,
      List<Run> runs,
      int stepsPerEpoch,
      long totalSteps,
      Runnable check) {

    /** How much device memory the step and its state take, and how many values it logs. */
    Size size(Stream stream) {
      try (KernelContext counting = stream.context().counting();
          Stream dry = counting.stream();
          TrainingStep step = new TrainingStep(dry, this, StepTensors.Room.UNKNOWN)) {
        StepTensors.Room room = step.tensors.room();
        long log = 4L * room.values() * (stepsPerEpoch + 1);
        return new Size(counting.memoryInUse() + log, room);
      }
    }
  }

  /** What {@link Plan#size} has counted. */
  record Size(long bytes, StepTensors.Room room) {}

  /** Builds the step and records it. */
  TrainingStep(Stream stream, Plan plan) {
    this(stream, plan, plan.size(stream).room());
  }

  private TrainingStep(Stream stream, Plan plan, StepTensors.Room room) {
    this.stream = stream;
    branches =
        !stream.context().device().backend().equals("cpu")
            && Boolean.parseBoolean(System.getProperty(BRANCHES, "true"));
    TrainingConfig config = plan.config;
    Replicas replicas = plan.replicas;
    state = new TrainingState(stream, replicas);
    batch = new StepBatch(stream, plan, state.step);
    tensors = new StepTensors(stream, config, replicas, state, batch, room);
    List<Network.Group> groups = replicas.network().groups();
    encoders =
        IntStream.range(0, groups.size())
            .mapToObj(
                g ->
                    groups
                        .get(g)
                        .encoder()
                        .bind(
                            new EncoderBinding(tensors, batch, groups.get(g), seeds(replicas, g))))
            .toList();
    terms = terms(config);
    ramp = tensors.ramp(plan.totalSteps);
    OptimizerSettings o = config.optimizer();
    adam =
        new Adam(
                stream,
                new Adam.Settings(o.learningRate(), o.beta1(), o.beta2(), o.epsilon()),
                state.step)
            .decay(o.weightDecay())
            .schedule(
                o.schedule() == OptimizerSettings.Schedule.COSINE
                    ? Adam.Schedule.COSINE
                    : Adam.Schedule.CONSTANT,
                plan.totalSteps,
                o.finalShare())
            // A run of few steps has the more of them to warm up.
            .warmUp(Math.min(o.warmUpSteps(), plan.totalSteps - 1))
            .parameters(state.parameters, state.gradients)
            .moments(state.adamM, state.adamV);
    if (stream.context().countsOnly()) {
      log = null;
      logTransfer = null;
      end = null;
      graph = null;
      return;
    }
    log = Tensor.floats(stream.context(), plan.stepsPerEpoch, room.values());
    logTransfer = new Transfer(stream, log);
    end = new StepEnd(stream, tensors.loggedValues(), log, state.step);
    graph = stream.capture(this::enqueue);
  }

  /** Here a teacher may learn: where that is stopped, what encoders own is not left. */
  private TermSchedule terms(TrainingConfig config) {
    try {
      return new TermSchedule(tensors, config, branches);
    } catch (Throwable e) {
      tensors.close();
      throw e;
    }
  }

  /** Of the dropout of one group of encoders: groups draw other numbers than each other. */
  private Tensor seeds(Replicas replicas, int group) {
    long[] keys =
        replicas.seeds().stream().mapToLong(seed -> Seeds.of(seed, "dropout", group)).toArray();
    return Tensor.of(stream, keys, keys.length);
  }

  private void beside(List<Runnable> parts) {
    if (branches) {
      stream.branches(parts);
    } else {
      parts.forEach(Runnable::run);
    }
  }

  private void enqueue() {
    List<Runnable> beginning = new ArrayList<>(List.of(tensors::zeroGradients));
    beginning.addAll(batch.gathers());
    ramp.ifPresent(all -> beginning.add(all::run));
    beside(beginning);
    beside(encoders.stream().<Runnable>map(encoder -> encoder::forward).toList());
    terms.run();
    beside(encoders.stream().<Runnable>map(encoder -> encoder::backward).toList());
    adam.run();
    end.run();
  }

  /** What the step changes. */
  TrainingState state() {
    return state;
  }

  /** See {@link StepBatch#setPlan}. */
  void setPlan(BatchPlans.Epoch plan) {
    batch.setPlan(plan);
  }

  /** Queues the log's way to the host. */
  void sendLog() {
    logTransfer.download();
  }

  /** Whether the log sent last is there. */
  boolean logArrived() {
    return logTransfer.done();
  }

  /** The log sent last; waits for it. */
  float[] receiveLog() {
    return logTransfer.floats();
  }

  /** Queues one step. */
  void run() {
    graph.launch();
  }

  /** The logged values. */
  List<StepTensors.Value> valueList() {
    return tensors.valueList();
  }

  /** Logged values [stepsPerEpoch, values] of the epoch under way; part of a checkpoint. */
  Tensor log() {
    return log;
  }

  /** Ends it before its context, which closes what encoders don't own. */
  @Override
  public void close() {
    tensors.close();
  }
}
