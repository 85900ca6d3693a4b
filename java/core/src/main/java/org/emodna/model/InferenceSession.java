package org.emodna.model;

import java.util.List;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Graph;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/**
 * An encoder, and where probabilities are asked for the classifier behind it, on up to a fixed
 * number of rows. Sessions share the weights; each belongs to one thread at a time.
 */
final class InferenceSession implements AutoCloseable {
  private final RecognitionStep step;
  private final Graph graph;

  /** [rows, width]. */
  private final Tensor result;

  private final int width;

  private InferenceSession(DeviceModel model, int classes, int rows) {
    step = new RecognitionStep(model, rows);
    try {
      EncoderPass pass = model.encoder().bind(step);
      if (classes == 0) {
        result = step.z();
        width = model.encoder().width();
        graph = step.own(step.stream().capture(pass::forward));
      } else {
        result = step.own(Tensor.floats(model.context(), rows, classes));
        width = classes;
        Runnable head = head(model);
        graph =
            step.own(
                step.stream()
                    .capture(
                        () -> {
                          pass.forward();
                          head.run();
                        }));
      }
    } catch (RuntimeException e) {
      // For want of memory: a program that goes on and tries again must not lose more each time.
      close();
      throw e;
    }
  }

  /** Gives the probabilities of the classes. */
  static InferenceSession ofClasses(DeviceModel model, int classes, int rows) {
    return new InferenceSession(model, classes, rows);
  }

  /** Gives what the encoder makes of its input. */
  static InferenceSession ofEncoder(DeviceModel model, int rows) {
    return new InferenceSession(model, 0, rows);
  }

  /** From z to the probabilities. */
  private Runnable head(DeviceModel model) {
    KernelContext context = model.context();
    int rows = step.rows();
    Tensor logits = step.own(Tensor.floats(context, rows, width));
    Tensor labels = step.own(Tensor.zeros(context, ElementType.INT32, rows));
    Linear classifier =
        step.own(
            new Linear(step.stream(), Linear.Shape.of(1, rows, model.encoder().width(), width))
                .input(step.z(), 0)
                .weights(
                    model.parameter(Model.CLASSIFIER + ".weight"),
                    model.parameter(Model.CLASSIFIER + ".bias"))
                .output(logits));
    CrossEntropy softmax =
        step.own(
            new CrossEntropy(step.stream(), new CrossEntropy.Shape(1, rows, width, 0))
                .input(logits, labels, 0)
                .output(result, null));
    return () -> {
      classifier.forward();
      softmax.run();
    };
  }

  /** Results [inputs][width] of up to {@code rows} inputs, each frames x width. */
  float[][] run(List<float[]> inputs) {
    step.write(inputs);
    graph.launch();
    float[] all = result.toFloats(step.stream());
    float[][] each = new float[inputs.size()][width];
    for (int i = 0; i < each.length; i++) {
      System.arraycopy(all, i * width, each[i], 0, width);
    }
    return each;
  }

  @Override
  public void close() {
    step.close();
  }
}
