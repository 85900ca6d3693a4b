package org.emodna.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/**
 * What an encoder is bound to where nothing is learnt: up to a fixed number of rows of one network,
 * with a stream and scratch of its own. Owns what is made for it, and closes it.
 */
final class RecognitionStep implements EncoderStep, AutoCloseable {
  private final DeviceModel model;
  private final Stream stream;
  private final int rows;
  private final EncoderInput input;

  /** What is to be closed, the last made first. */
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();

  private Tensor x;
  private Tensor lengths;
  private Tensor z;

  RecognitionStep(DeviceModel model, int rows) {
    this.model = model;
    this.rows = rows;
    input = model.network().input();
    stream = model.context().stream();
    closing.push(stream);
    try {
      x = own(Tensor.floats(model.context(), rows, input.frames(), input.width()));
      lengths = own(Tensor.zeros(model.context(), ElementType.INT32, rows));
      z = own(Tensor.floats(model.context(), 1, 1, rows, model.encoder().width()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Puts up to {@code rows} inputs in place, each frames x width. */
  void write(List<float[]> inputs) {
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
  }

  @Override
  public List<String> roles() {
    return model.network().roles();
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
    closing.push(resource);
    return resource;
  }

  private InvalidArgumentException none(String what) {
    return new InvalidArgumentException(
        "encoder '" + model.encoder().kind() + "': recognition has no " + what);
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
