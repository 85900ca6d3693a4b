package org.emodna.training;

import java.util.ArrayList;
import java.util.List;
import org.emodna.config.Method;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.kernels.Adam;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Gather;
import org.emodna.kernels.Graph;
import org.emodna.kernels.Ramp;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.StepEnd;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;
import org.emodna.kernels.Transfer;
import org.emodna.model.Network;

/**
 * One training step as a recorded graph: gather the batch, encoders forward, every loss term,
 * encoders backward, Adam; each for all replicas in one call. The host looks at nothing in between;
 * a step is one {@link #run()}.
 */
final class TrainingStep {
  private final Stream stream;
  private final StepTensors tensors;
  private final Tensor sourcePlan;
  private final Tensor targetPlan;
  private final Transfer sourcePlanTransfer;
  private final Transfer targetPlanTransfer;
  private final List<Gather> gathers = new ArrayList<>();
  private final TimNet encoder;
  private final List<LossTerm> terms = new ArrayList<>();
  private final PseudoLabels pseudoLabels;
  private final Ramp ramp;
  private final Adam adam;
  private final StepEnd end;
  private final Tensor log;
  private final Transfer logTransfer;
  private final Graph graph;

  /**
   * @param runs of equal shape, one for each replica
   * @param stepsPerEpoch steps that a plan covers
   * @param totalSteps T of the ramp
   */
  TrainingStep(
      Stream stream,
      TrainingConfig config,
      Replicas replicas,
      TrainingState state,
      List<Run> runs,
      int stepsPerEpoch,
      long totalSteps) {
    this.stream = stream;
    int sourceRows = config.schedule().batchSource();
    boolean usesTarget = config.method().usesTarget();
    int targetRows = usesTarget ? config.schedule().batchTarget() : 0;
    tensors = new StepTensors(stream, config, replicas, state, sourceRows, targetRows);
    ResidentFeatures features = new ResidentFeatures(stream, runs);
    SourceLabels labels = SourceLabels.of(runs);
    int width = features.width();
    long stride = (long) tensors.rows * width;
    Tensor x = Tensor.floats(stream.context(), tensors.groups, tensors.rows, width);
    Tensor lengths =
        Tensor.zeros(stream.context(), ElementType.INT32, tensors.groups, tensors.rows);
    sourcePlan = plan(stepsPerEpoch, sourceRows);
    targetPlan = usesTarget ? plan(stepsPerEpoch, targetRows) : null;
    sourcePlanTransfer = new Transfer(stream, sourcePlan);
    targetPlanTransfer = usesTarget ? new Transfer(stream, targetPlan) : null;
    List<FeatureSet> sources = runs.stream().map(Run::source).toList();
    gathers.add(
        features
            .gather(sources, sourceRows, sourcePlan, stepsPerEpoch, state.step)
            .labels(
                Tensor.of(stream, labels.values(), tensors.groups, labels.count()), labels.count())
            .to(
                tensors.source(x, width),
                stride,
                tensors.source(lengths, 1),
                tensors.source(tensors.labels, 1),
                null,
                tensors.rows));
    if (usesTarget) {
      List<FeatureSet> targets = runs.stream().map(Run::target).toList();
      gathers.add(
          features
              .gather(targets, targetRows, targetPlan, stepsPerEpoch, state.step)
              .to(
                  tensors.target(x, width),
                  stride,
                  tensors.target(lengths, 1),
                  tensors.target(tensors.labels, 1),
                  tensors.target(tensors.targetIndex, 1),
                  tensors.rows));
    }
    encoder = encoder(x, lengths, features.frames());
    terms.add(new EmotionTerm(tensors));
    pseudoLabels = addAdaptation(labels, runs.get(0).target(), stepsPerEpoch);
    ramp = tensors.ramp(totalSteps);
    TrainingConfig.OptimizerSettings o = config.optimizer();
    adam =
        new Adam(
            stream,
            new Adam.Settings(o.learningRate(), o.beta1(), o.beta2(), o.epsilon()),
            state.step,
            state.parameters,
            state.gradients,
            state.adamM,
            state.adamV);
    log = Tensor.floats(stream.context(), stepsPerEpoch, tensors.loggedValues().elements());
    logTransfer = new Transfer(stream, log);
    end = new StepEnd(stream, tensors.loggedValues(), log, state.step);
    graph = stream.capture(this::enqueue);
  }

  private Tensor plan(int stepsPerEpoch, int rows) {
    return Tensor.zeros(stream.context(), ElementType.INT32, tensors.groups, stepsPerEpoch, rows);
  }

  private TimNet encoder(Tensor x, Tensor lengths, int frames) {
    TrainingConfig.EncoderSettings settings = tensors.config.encoder();
    Replicas replicas = tensors.replicas;
    Network network = replicas.network();
    long[] keys =
        replicas.seeds().stream().mapToLong(seed -> Seeds.of(seed, "dropout", 0)).toArray();
    Tensor seeds = Tensor.of(stream, keys, keys.length);
    int groups = tensors.groups * network.encoders().size();
    return new TimNet(
            stream,
            network.encoder(),
            new TimNet.Shape(groups, tensors.groups, tensors.rows, frames))
        .train(true)
        .keep(true)
        .domains(network.domains(), tensors.sourceRows)
        .engine(settings.engine().kernel(), settings.precision().kernel())
        .batchNorm(settings.batchNormEpsilon(), settings.batchNormMomentum())
        .dropout(settings.dropout(), seeds, tensors.state.step)
        .input(x, lengths)
        .weights(replicas.encoders(tensors.state.parameters), tensors.state.statistics)
        .output(tensors.z, null)
        .gradients(tensors.dz, replicas.encoders(tensors.state.gradients), null)
        .allocate();
  }

  /** Adds the method's own terms; returns the pseudo-labels where it has them. */
  private PseudoLabels addAdaptation(
      SourceLabels sourceLabels, FeatureSet target, int stepsPerEpoch) {
    TrainingConfig.LossSettings loss = tensors.config.loss();
    RowSpace.Space space = RowSpace.Space.valueOf(loss.kernelSpace().name());
    Method method = tensors.config.method();
    PseudoLabels chosen = null;
    Tensor labels =
        method == Method.PSEUDO_LABEL ? PseudoLabelTerm.labels(tensors) : tensors.labels;
    if (method == Method.EMO_DNA || method == Method.PSEUDO_LABEL) {
      // Its size matters where runs of equal shape have it in common.
      chosen = new PseudoLabels(tensors, target.size(), labels);
      terms.add(chosen);
    }
    switch (method) {
      case SOURCE_ONLY -> {}
      case EMO_DNA -> {
        terms.add(new CorpusTerm(tensors));
        terms.add(new DecouplingTerm(tensors));
        terms.add(
            new AlignmentTerm(
                tensors,
                space,
                List.of(
                    new AlignmentTerm.Part(
                        Alignment.Kind.CLASS, loss.classAlignment(), "class-alignment"),
                    new AlignmentTerm.Part(
                        Alignment.Kind.CORPUS, loss.corpusAlignment(), "corpus-alignment"))));
      }
      case DAN -> terms.add(distance(space, Alignment.Kind.CORPUS));
      case CORAL -> terms.add(distance(RowSpace.Space.RAW, Alignment.Kind.CORAL));
      case DANN, CDAN -> terms.add(new AdversarialTerm(tensors));
      case DSAN ->
          terms.add(new LocalAlignmentTerm(tensors, sourcePlan, stepsPerEpoch, sourceLabels));
      case PSEUDO_LABEL -> terms.add(new PseudoLabelTerm(tensors, labels));
    }
    return chosen;
  }

  private AlignmentTerm distance(RowSpace.Space space, Alignment.Kind kind) {
    float weight = tensors.config.loss().baseline();
    return new AlignmentTerm(
        tensors, space, List.of(new AlignmentTerm.Part(kind, weight, "alignment")));
  }

  private void enqueue() {
    tensors.zeroGradients();
    gathers.forEach(Gather::run);
    if (ramp != null) {
      ramp.run();
    }
    encoder.forward();
    terms.forEach(LossTerm::run);
    encoder.backward();
    adam.run();
    end.run();
  }

  /**
   * Queues which utterances the steps of the next epoch take, behind all steps queued before. Waits
   * until the device has begun with the epoch before, so the host is never further ahead than that.
   */
  void setPlan(BatchPlans.Epoch plan) {
    sourcePlanTransfer.upload(plan.sources());
    if (targetPlan != null) {
      targetPlanTransfer.upload(plan.targets());
    }
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

  /** State of the pseudo-label thresholds; null where the method has none. */
  Tensor thresholdState() {
    return pseudoLabels == null ? null : pseudoLabels.state;
  }
}
