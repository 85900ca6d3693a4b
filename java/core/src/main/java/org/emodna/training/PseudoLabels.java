package org.emodna.training;

import java.util.List;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.Threshold;

/** Chooses the target rows whose prediction is confident, and gives them pseudo-labels. */
final class PseudoLabels implements LossTerm {
  private final Threshold threshold;

  /** [R, state], kept from step to step; part of a checkpoint. */
  final Tensor state;

  /**
   * @param chosen [R, rows], whose target rows are written: the label of a chosen one, -1 otherwise
   */
  PseudoLabels(StepTensors step, int targetSize, Tensor chosen) {
    TrainingConfig.ThresholdSettings settings = step.config.threshold();
    threshold =
        new Threshold(
            step.stream,
            new Threshold.Shape(
                settings.strategy().kernel(),
                step.groups,
                step.sourceRows,
                step.targetRows,
                step.classes,
                targetSize,
                settings.momentum(),
                settings.rho(),
                settings.fixed()));
    float[] initial = threshold.initialState();
    state = Tensor.floats(step.context, step.groups, initial.length);
    for (int r = 0; r < step.groups; r++) {
      state.view((long) r * initial.length, initial.length).write(step.stream, initial);
    }
    List<String> names = step.config.labels().stream().map(label -> "threshold." + label).toList();
    threshold
        .input(
            step.source(step.probabilities, step.classes),
            step.target(step.probabilities, step.classes),
            (long) step.rows * step.classes,
            step.source(step.labels, 1),
            step.rows)
        .targetIndex(step.target(step.targetIndex, 1))
        .output(
            state,
            step.values(names),
            Tensor.zeros(step.context, ElementType.INT32, step.groups, step.targetRows),
            step.target(chosen, 1),
            step.value("selected"));
  }

  @Override
  public void run() {
    threshold.run();
  }
}
