package org.emodna.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Ramp;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/**
 * What the parts of a step share: the batch, the encoders' outputs with their gradients, and the
 * list of values that are logged. Rows are the source utterances, then the target's. Every tensor
 * has the replicas R as its first axis, which is the operations' group axis.
 */
final class StepTensors {
  /** Room for a replica's logged values: loss terms, thresholds of up to 64 classes. */
  static final int MAX_VALUES = 96;

  final Stream stream;
  final KernelContext context;
  final TrainingConfig config;
  final Replicas replicas;
  final TrainingState state;

  /** R. */
  final int groups;

  final int sourceRows;
  final int targetRows;
  final int rows;
  final int dim;
  final int classes;

  /** Elements from one replica's z to the next one's. */
  final long zStride;

  /**
   * [R, rows]: source labels; for the target -1 until the thresholds have chosen, then
   * pseudo-labels.
   */
  final Tensor labels;

  /** [R, rows]: number of each target row in the target set; strided as the labels are. */
  final Tensor targetIndex;

  /** [R, encoders, rows, dim] outputs and their gradients. */
  final Tensor z;

  final Tensor dz;

  /** [R, rows, classes] of the emotion classifier. */
  final Tensor logits;

  final Tensor probabilities;

  private final Tensor values;
  private final List<Value> valueList = new ArrayList<>();
  private int valueCount;
  private final Tensor weights;
  private float[] weightScales = new float[0];
  private final List<Tensor> zeroed = new ArrayList<>();

  StepTensors(
      Stream stream,
      TrainingConfig config,
      Replicas replicas,
      TrainingState state,
      int sourceRows,
      int targetRows) {
    this.stream = stream;
    this.context = stream.context();
    this.config = config;
    this.replicas = replicas;
    this.state = state;
    groups = replicas.count();
    this.sourceRows = sourceRows;
    this.targetRows = targetRows;
    rows = sourceRows + targetRows;
    int encoders = replicas.network().encoders().size();
    dim = replicas.network().encoder().channels();
    classes = config.labels().size();
    zStride = (long) encoders * rows * dim;
    labels = Tensor.zeros(context, ElementType.INT32, groups, rows);
    targetIndex = Tensor.zeros(context, ElementType.INT32, groups, rows);
    z = Tensor.floats(context, groups, encoders, rows, dim);
    dz = zeroedEachStep(groups, encoders, rows, dim);
    logits = Tensor.floats(context, groups, rows, classes);
    probabilities = Tensor.floats(context, groups, rows, classes);
    values = Tensor.floats(context, groups, MAX_VALUES);
    weights = Tensor.floats(context, Ramp.MAX);
  }

  /** A tensor that gradients are added to; set to zero as a step begins. */
  Tensor zeroedEachStep(long... shape) {
    Tensor tensor = Tensor.floats(context, shape);
    zeroed.add(tensor);
    return tensor;
  }

  /**
   * Where a logged value lies in a row of the log.
   *
   * @param offset of the first replica's
   * @param stride from one replica's to the next one's
   */
  record Value(String name, int offset, int stride) {
    int of(int replica) {
      return offset + replica * stride;
    }
  }

  /** A new logged value [R]. */
  Tensor value(String name) {
    return values(List.of(name));
  }

  /** New logged values [R, names]. */
  Tensor values(List<String> names) {
    Tensor slot = values.view(valueCount, groups, names.size());
    for (int i = 0; i < names.size(); i++) {
      valueList.add(new Value(names.get(i), valueCount + i, names.size()));
    }
    valueCount += groups * names.size();
    return slot;
  }

  /** All logged values of all replicas: a row of the log. */
  Tensor loggedValues() {
    return values.view(0, valueCount);
  }

  List<Value> valueList() {
    return List.copyOf(valueList);
  }

  /** A device scalar that is scale times the ramp a_t of the step; the same for all replicas. */
  Tensor rampedWeight(float scale) {
    weightScales = Arrays.copyOf(weightScales, weightScales.length + 1);
    weightScales[weightScales.length - 1] = scale;
    return weights.view(weightScales.length - 1, 1);
  }

  /** The operation that sets all ramped weights; null if there are none. */
  Ramp ramp(long totalSteps) {
    return weightScales.length == 0
        ? null
        : new Ramp(stream, weightScales, totalSteps, state.step, weights);
  }

  void zeroGradients() {
    zeroed.forEach(stream::zero);
  }

  /** All rows of an encoder's output or gradient [R: zStride][rows, dim]. */
  Tensor rowsOf(Tensor perEncoder, int encoder) {
    return strided(perEncoder, (long) encoder * rows * dim, zStride, (long) rows * dim);
  }

  /** A weight of the heads [R, size], and its gradient. */
  Tensor parameter(String name) {
    return replicas.head(state.parameters, name);
  }

  Tensor gradient(String name) {
    return replicas.head(state.gradients, name);
  }

  /** The source part [R: rows width][sourceRows, width] of a tensor [R, rows, width]. */
  Tensor source(Tensor tensor, int width) {
    return strided(tensor, 0, (long) rows * width, (long) sourceRows * width);
  }

  /** The target part [R: rows width][targetRows, width] of a tensor [R, rows, width]. */
  Tensor target(Tensor tensor, int width) {
    long stride = (long) rows * width;
    return strided(tensor, (long) sourceRows * width, stride, (long) targetRows * width);
  }

  private Tensor strided(Tensor tensor, long offset, long stride, long each) {
    return tensor.view(offset, (groups - 1) * stride + each);
  }
}
