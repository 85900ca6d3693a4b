package org.emodna.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Graph;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/**
 * A model's encoder and classifier on up to a fixed number of rows, with a stream and scratch of
 * its own. Sessions share the weights; each belongs to one thread at a time.
 */
final class InferenceSession implements AutoCloseable {
  private final DeviceModel model;
  private final Stream stream;
  private final int rows;
  private final EncoderInput input;
  private final int classes;
  private final Tensor x;
  private final Tensor lengths;
  private final Tensor probabilities;
  private final Graph graph;

  /** What is to be closed, the last made first. */
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();

  InferenceSession(DeviceModel model, int rows) {
    this.model = model;
    this.rows = rows;
    Encoder encoder = model.model().encoder();
    input = model.model().input().encoder();
    classes = model.model().labels().size();
    KernelContext context = model.context();
    stream = context.stream();
    closing.push(stream);
    try {
      x = own(Tensor.floats(context, rows, input.frames(), input.width()));
      lengths = own(Tensor.zeros(context, ElementType.INT32, rows));
      probabilities = own(Tensor.floats(context, rows, classes));
      Tensor z = own(Tensor.floats(context, 1, 1, rows, encoder.width()));
      Tensor logits = own(Tensor.floats(context, rows, classes));
      Tensor labels = own(Tensor.zeros(context, ElementType.INT32, rows));
      EncoderPass pass = encoder.bind(new Binding(z));
      Linear classifier =
          own(
              new Linear(stream, Linear.Shape.of(1, rows, encoder.width(), classes))
                  .input(z, 0)
                  .weights(
                      model.parameter(Model.CLASSIFIER + ".weight"),
                      model.parameter(Model.CLASSIFIER + ".bias"))
                  .output(logits));
      CrossEntropy softmax =
          own(
              new CrossEntropy(stream, new CrossEntropy.Shape(1, rows, classes, 0))
                  .input(logits, labels, 0)
                  .output(probabilities, null));
      graph =
          own(
              stream.capture(
                  () -> {
                    pass.forward();
                    classifier.forward();
                    softmax.run();
                  }));
    } catch (RuntimeException e) {
      // For want of memory: a program that goes on and tries again must not lose more each time.
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T own(T resource) {
    closing.push(resource);
    return resource;
  }

  /** What the encoder is bound to. */
  private final class Binding implements EncoderStep {
    private final Tensor z;

    Binding(Tensor z) {
      this.z = z;
    }

    @Override
    public List<String> roles() {
      return model.model().network().roles();
    }

    @Override
    public Stream stream() {
      return stream;
    }

    @Override
    public boolean training() {
      return false;
    }

    @Override
    public int replicas() {
      return 1;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public int sourceRows() {
      return 0;
    }

    @Override
    public EncoderInput input() {
      return input;
    }

    @Override
    public Tensor x() {
      return x;
    }

    @Override
    public Tensor lengths() {
      return lengths;
    }

    @Override
    public Tensor parameter(String name) {
      return model.parameter(name);
    }

    @Override
    public Tensor gradient(String name) {
      throw none("gradients");
    }

    @Override
    public Tensor statistic(String name) {
      return model.statistic(name);
    }

    @Override
    public Tensor z() {
      return z;
    }

    @Override
    public Tensor dz() {
      throw none("gradients");
    }

    @Override
    public Tensor seeds() {
      throw none("random numbers");
    }

    @Override
    public Tensor step() {
      throw none("steps");
    }

    @Override
    public Tensor zeroedEachStep(long... shape) {
      throw none("gradients");
    }

    @Override
    public <T extends AutoCloseable> T own(T resource) {
      return InferenceSession.this.own(resource);
    }

    private InvalidArgumentException none(String what) {
      return new InvalidArgumentException(
          "encoder '" + model.model().encoder().kind() + "': recognition has no " + what);
    }
  }

  /** Class probabilities of up to {@code rows} inputs, each frames x width. */
  float[][] run(List<float[]> inputs) {
    int[] frames = new int[rows];
    int width = input.width();
    long each = (long) input.frames() * width;
    for (int i = 0; i < inputs.size(); i++) {
      float[] values = inputs.get(i);
      if (values.length == 0 || values.length > each || values.length % width != 0) {
        throw new InvalidArgumentException(
            "input of %d values: it must be 1 to %d frames of %d values"
                .formatted(values.length, input.frames(), width));
      }
      frames[i] = values.length / width;
      x.view(i * each, values.length).write(stream, values);
    }
    lengths.write(stream, frames);
    graph.launch();
    float[] all = probabilities.toFloats(stream);
    float[][] result = new float[inputs.size()][classes];
    for (int i = 0; i < result.length; i++) {
      System.arraycopy(all, i * classes, result[i], 0, classes);
    }
    return result;
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new ModelException("a part of the encoder can't be closed", e);
      }
    }
  }
}
