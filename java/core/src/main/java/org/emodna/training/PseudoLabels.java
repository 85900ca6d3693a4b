package org.emodna.training;

import java.util.List;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.Threshold;

/**
 * Chooses the target rows whose prediction is confident, and writes their pseudo-labels into the
 * batch.
 */
final class PseudoLabels implements LossTerm {
  private final Threshold threshold;

  /** Kept from step to step; part of a checkpoint. */
  final Tensor state;

  PseudoLabels(StepTensors step, int targetSize) {
    TrainingConfig.ThresholdSettings settings = step.config.threshold();
    threshold =
        new Threshold(
            step.stream,
            new Threshold.Shape(
                settings.strategy().kernel(),
                1,
                step.sourceRows,
                step.targetRows,
                step.classes,
                targetSize,
                settings.momentum(),
                settings.rho(),
                settings.fixed()));
    float[] initial = threshold.initialState();
    state =
        initial.length == 0
            ? Tensor.floats(step.context, 1)
            : Tensor.of(step.stream, initial, initial.length);
    List<String> names = step.config.labels().stream().map(label -> "threshold." + label).toList();
    threshold
        .input(
            step.source(step.probabilities, step.classes),
            step.target(step.probabilities, step.classes),
            0,
            step.source(step.labels, 1),
            0)
        .targetIndex(step.targetIndex)
        .output(
            state,
            step.values(names),
            Tensor.zeros(step.context, ElementType.INT32, step.targetRows),
            step.target(step.labels, 1),
            step.value("selected"));
  }

  @Override
  public void run() {
    threshold.run();
  }
}
