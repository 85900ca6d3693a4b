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
import org.emodna.model.Network;

/**
 * What the parts of a step share: the batch, the encoders' outputs with their gradients, and the
 * list of values that are logged. Rows are the source utterances, then the target's.
 */
final class StepTensors {
  /** Room for logged values: loss terms, thresholds of up to 64 classes. */
  private static final int MAX_VALUES = 96;

  final Stream stream;
  final KernelContext context;
  final TrainingConfig config;
  final Network network;
  final TrainingState state;
  final int sourceRows;
  final int targetRows;
  final int rows;
  final int dim;
  final int classes;

  /**
   * [rows]: source labels; for the target -1 until the thresholds have chosen, then pseudo-labels.
   */
  final Tensor labels;

  /** [targetRows]: number of each target row in the target set. */
  final Tensor targetIndex;

  /** [encoders, rows, dim] outputs and their gradients. */
  final Tensor z;

  final Tensor dz;

  /** [rows, classes] of the emotion classifier. */
  final Tensor logits;

  final Tensor probabilities;

  private final Tensor values;
  private final List<String> valueNames = new ArrayList<>();
  private final Tensor weights;
  private float[] weightScales = new float[0];
  private final List<Tensor> zeroed = new ArrayList<>();

  StepTensors(
      Stream stream,
      TrainingConfig config,
      Network network,
      TrainingState state,
      int sourceRows,
      int targetRows) {
    this.stream = stream;
    this.context = stream.context();
    this.config = config;
    this.network = network;
    this.state = state;
    this.sourceRows = sourceRows;
    this.targetRows = targetRows;
    rows = sourceRows + targetRows;
    dim = network.encoder().channels();
    classes = config.labels().size();
    labels = Tensor.zeros(context, ElementType.INT32, rows);
    targetIndex = Tensor.zeros(context, ElementType.INT32, Math.max(1, targetRows));
    z = Tensor.floats(context, network.encoders().size(), rows, dim);
    dz = zeroedEachStep(network.encoders().size(), rows, dim);
    logits = Tensor.floats(context, rows, classes);
    probabilities = Tensor.floats(context, rows, classes);
    values = Tensor.floats(context, MAX_VALUES);
    weights = Tensor.floats(context, Ramp.MAX);
  }

  /** A tensor that gradients are added to; set to zero as a step begins. */
  Tensor zeroedEachStep(long... shape) {
    Tensor tensor = Tensor.floats(context, shape);
    zeroed.add(tensor);
    return tensor;
  }

  /** A new logged value [1]. */
  Tensor value(String name) {
    return values(List.of(name));
  }

  /** New logged values behind one another. */
  Tensor values(List<String> names) {
    Tensor slot = values.view(valueNames.size(), names.size());
    valueNames.addAll(names);
    return slot;
  }

  /** All logged values [names]. */
  Tensor loggedValues() {
    return values.view(0, valueNames.size());
  }

  List<String> valueNames() {
    return List.copyOf(valueNames);
  }

  /** A device scalar that is scale times the ramp a_t of the step. */
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

  /** Source rows of an encoder's output or gradient. */
  Tensor sourceRowsOf(Tensor perEncoder, int encoder) {
    return perEncoder.view((long) encoder * rows * dim, sourceRows, dim);
  }

  /** All rows of an encoder's output or gradient. */
  Tensor rowsOf(Tensor perEncoder, int encoder) {
    return perEncoder.view((long) encoder * rows * dim, rows, dim);
  }

  Tensor parameter(String name) {
    Network.Slot slot = network.slot(name);
    return state.parameters.view(slot.offset(), slot.size());
  }

  Tensor gradient(String name) {
    Network.Slot slot = network.slot(name);
    return state.gradients.view(slot.offset(), slot.size());
  }

  /** Source and target parts of a [rows] or [rows, width] tensor. */
  Tensor source(Tensor tensor, int width) {
    return tensor.view(0, sourceRows, width);
  }

  Tensor target(Tensor tensor, int width) {
    return tensor.view((long) sourceRows * width, targetRows, width);
  }
}
