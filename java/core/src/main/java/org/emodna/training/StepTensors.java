package org.emodna.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Ramp;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.model.EncoderInput;
import org.emodna.model.Network;
import org.emodna.objective.LoggedValue;
import org.emodna.objective.Rows;
import org.emodna.objective.Settings;
import org.emodna.objective.Step;
import org.emodna.objective.Term;

/**
 * What the parts of a step share: the batch, the encoders' outputs with their gradients, logged
 * values and ramped weights. A term sees them through its {@link TermStep}, whose methods ask for
 * those of the same names here ({@link Step} documents them). Rows are the source utterances, then
 * the target's. Every tensor has the replicas R as its first axis, which is the operations' group
 * axis.
 */
final class StepTensors implements AutoCloseable {
  private final Stream stream;
  private final KernelContext context;
  private final TrainingConfig config;
  private final Replicas replicas;
  private final TrainingState state;
  private final StepBatch batch;
  private final int groups;
  private final int classes;

  /** Output of each of the network's groups [R, roles, rows, width], and its gradient. */
  private final List<Rows> outputs = new ArrayList<>();

  private final Tensor logits;
  private final Tensor probabilities;
  private final Tensor weights;
  private Tensor corpusLabels;

  /** Null while the values are counted. */
  private final Tensor values;

  private final TermNames logNames = new TermNames("logged value", EpochLog.KEYS);
  private final TermNames states = new TermNames("state", Set.of());
  private final List<Value> valueList = new ArrayList<>();
  private int valueCount;
  private float[] weightScales = new float[0];

  /** All that begins a step as zero, as one tensor; null while it is counted. */
  private final Tensor zeroed;

  private long zeroedCount;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  /** Where each of them begins: its elements' number is a multiple of this. */
  private static final int ALIGNMENT = 64;

  /**
   * Elements of what is one tensor for all parts of a step.
   *
   * @param values logged
   * @param zeroed as a step begins
   */
  record Room(int values, long zeroed) {
    static final Room UNKNOWN = new Room(0, 0);
  }

  /**
   * @param room as a step has counted it that was built before; not looked at where the context
   *     only counts
   */
  StepTensors(
      Stream stream,
      TrainingConfig config,
      Replicas replicas,
      TrainingState state,
      StepBatch batch,
      Room room) {
    this.stream = stream;
    this.context = stream.context();
    this.config = config;
    this.replicas = replicas;
    this.state = state;
    this.batch = batch;
    groups = replicas.count();
    classes = config.labels().size();
    zeroed = context.countsOnly() ? null : Tensor.floats(context, room.zeroed);
    for (Network.Group group : replicas.network().groups()) {
      int roles = group.roles().size();
      int width = group.encoder().width();
      outputs.add(
          new Rows(
              Tensor.floats(context, groups, roles, rows(), width),
              zeroedEachStep(groups, roles, rows(), width),
              (long) roles * rows() * width));
    }
    logits = Tensor.floats(context, groups, rows(), classes);
    probabilities = Tensor.floats(context, groups, rows(), classes);
    values = context.countsOnly() ? null : Tensor.floats(context, room.values);
    weights = Tensor.floats(context, Ramp.MAX);
  }

  Settings settings() {
    return config;
  }

  Stream stream() {
    return stream;
  }

  int replicas() {
    return groups;
  }

  int sourceRows() {
    return batch.sourceRows();
  }

  int targetRows() {
    return batch.targetRows();
  }

  int rows() {
    return batch.rows();
  }

  List<String> labels() {
    return config.labels();
  }

  int targetUtterances() {
    return batch.targetUtterances();
  }

  /** What the encoders are given. */
  EncoderInput input() {
    return replicas.network().input();
  }

  int width(String role) {
    return replicas.network().group(role).encoder().width();
  }

  /** Output of a group of the network. */
  Rows output(Network.Group group) {
    return outputs.get(replicas.network().groups().indexOf(group));
  }

  /** Groups of the network's encoders. */
  List<Network.Group> groups() {
    return replicas.network().groups();
  }

  /** The group that a role belongs to. */
  Network.Group group(String role) {
    return replicas.network().group(role);
  }

  /**
   * As {@link Step#output}.
   *
   * @param gradients of the whole group: those that its encoder goes back from, or a copy
   */
  Rows output(String role, Tensor gradients) {
    return rowsFrom(group(role), group(role).roles().indexOf(role), 1, gradients);
  }

  /** As {@link Step#outputs}, with gradients as {@link #output(String, Tensor)}. */
  Optional<Rows> outputs(String first, String second, Tensor gradients) {
    Network.Group group = group(first);
    int at = group.roles().indexOf(first);
    return group.roles().indexOf(second) == at + 1
        ? Optional.of(rowsFrom(group, at, 2, gradients))
        : Optional.empty();
  }

  private Rows rowsFrom(Network.Group group, int role, int count, Tensor gradients) {
    Rows all = output(group);
    long each = (long) rows() * group.encoder().width();
    return new Rows(
        strided(all.values(), role * each, all.stride(), count * each),
        strided(gradients, role * each, all.stride(), count * each),
        all.stride());
  }

  Tensor batchLabels() {
    return batch.labels();
  }

  Tensor targetIndex() {
    return batch.targetIndex();
  }

  Term.Pass taught(Tensor labels, Tensor selected) {
    return batch.taught(labels, selected);
  }

  Tensor corpusLabels() {
    if (corpusLabels == null) {
      int[] labels = new int[rows()];
      Arrays.fill(labels, sourceRows(), rows(), 1);
      corpusLabels = Tensor.of(stream, labels, rows());
    }
    return corpusLabels;
  }

  Tensor nuisanceClusters(int clusters) {
    return batch.nuisanceClusters(clusters);
  }

  Tensor logits() {
    return logits;
  }

  Tensor probabilities() {
    return probabilities;
  }

  Tensor sourceOneHot() {
    return batch.sourceOneHot(classes);
  }

  Tensor parameter(String name) {
    return replicas.region(replicas.network().weights(), state.parameters, name);
  }

  Tensor gradient(String name) {
    return replicas.region(replicas.network().weights(), state.gradients, name);
  }

  /** Running statistics, a region [R, size]. */
  Tensor statistic(String name) {
    return replicas.region(replicas.network().statistics(), state.statistics, name);
  }

  /** State of a term. */
  Tensor state(Term term, String name, float[] initial) {
    return state.state(states.take(term.name(), name), initial);
  }

  /** Number of the step [1]. */
  Tensor stepNumber() {
    return state.step;
  }

  /**
   * Where a logged value lies in a row of the log.
   *
   * @param offset of the first replica's
   * @param stride from one replica's to the next one's
   */
  record Value(LoggedValue logged, int offset, int stride) {
    String name() {
      return logged.name();
    }

    int of(int replica) {
      return offset + replica * stride;
    }
  }

  /** Values that a term logs. */
  Tensor values(Term term, List<LoggedValue> logged) {
    for (int i = 0; i < logged.size(); i++) {
      LoggedValue value = logged.get(i);
      String name = logNames.take(term.name(), value.name());
      if (!name.equals(value.name())) {
        value = new LoggedValue(name, value.shown(), term.name() + "." + value.caption());
      }
      valueList.add(new Value(value, valueCount + i, logged.size()));
    }
    int at = valueCount;
    valueCount += groups * logged.size();
    return values == null
        ? Tensor.floats(context, groups, logged.size())
        : values.view(at, groups, logged.size());
  }

  /** All logged values of all replicas: a row of the log. */
  Tensor loggedValues() {
    return values;
  }

  /** What was asked for so far. */
  Room room() {
    return new Room(valueCount, zeroedCount);
  }

  List<Value> valueList() {
    return List.copyOf(valueList);
  }

  Tensor rampedWeight(float scale) {
    if (weightScales.length == Ramp.MAX) {
      throw new InvalidArgumentException(
          "a step has room for " + Ramp.MAX + " ramped weights; these terms ask for more");
    }
    weightScales = Arrays.copyOf(weightScales, weightScales.length + 1);
    weightScales[weightScales.length - 1] = scale;
    return weights.view(weightScales.length - 1, 1);
  }

  Tensor fixedWeight(float value) {
    return Tensor.of(stream, new float[] {value}, 1);
  }

  /** The operation that sets all ramped weights; empty if there are none. */
  Optional<Ramp> ramp(long totalSteps) {
    return weightScales.length == 0
        ? Optional.empty()
        : Optional.of(new Ramp(stream, weightScales, weights).schedule(totalSteps, state.step));
  }

  Tensor floats(long... shape) {
    return Tensor.floats(context, shape);
  }

  Tensor zeroedEachStep(long... shape) {
    long at = zeroedCount;
    long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    zeroedCount = Math.addExact(at, (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    return zeroed == null ? Tensor.floats(context, shape) : zeroed.view(at, shape);
  }

  /** Something that {@link #close} closes. */
  <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  /** Closes what encoders own, the last first; the context closes all else. */
  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new TrainingException(Problem.of("a part of an encoder can't be closed"), e);
      }
    }
  }

  void zeroGradients() {
    stream.zero(zeroed);
  }

  Tensor source(Tensor tensor, int width) {
    return strided(tensor, 0, (long) rows() * width, (long) sourceRows() * width);
  }

  Tensor target(Tensor tensor, int width) {
    long stride = (long) rows() * width;
    return strided(tensor, (long) sourceRows() * width, stride, (long) targetRows() * width);
  }

  private Tensor strided(Tensor tensor, long offset, long stride, long each) {
    return tensor.view(offset, (groups - 1) * stride + each);
  }
}
