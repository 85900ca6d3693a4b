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
import org.emodna.kernels.TimNet;

/**
 * The emotion encoder and classifier on up to a fixed number of rows, with a stream and scratch of
 * its own. Sessions share the weights; each belongs to one thread at a time.
 */
final class InferenceSession implements AutoCloseable {
  private final Stream stream;
  private final int rows;
  private final int width;
  private final int coefficients;
  private final int classes;
  private final Tensor x;
  private final Tensor lengths;
  private final Tensor probabilities;
  private final Graph graph;

  /** What is to be closed, the last made first. */
  private final Deque<Runnable> closing = new ArrayDeque<>();

  /**
   * @param frames longest input
   */
  InferenceSession(DeviceWeights weights, int rows, int frames) {
    Network network = weights.network();
    this.rows = rows;
    coefficients = network.encoder().features();
    width = frames * coefficients;
    classes = weights.model().config().labels().size();
    int dim = network.encoder().channels();
    KernelContext context = weights.context();
    stream = context.stream();
    closing.push(stream::close);
    try {
      x = own(Tensor.floats(context, rows, width));
      lengths = own(Tensor.zeros(context, ElementType.INT32, rows));
      probabilities = own(Tensor.floats(context, rows, classes));
      Tensor z = own(Tensor.floats(context, rows, dim));
      Tensor logits = own(Tensor.floats(context, rows, classes));
      Tensor labels = own(Tensor.zeros(context, ElementType.INT32, rows));
      TimNet encoder = new TimNet(stream, network.encoder(), new TimNet.Shape(1, 1, rows, frames));
      closing.push(encoder::close);
      encoder
          .batchNorm(
              weights.model().config().encoder().batchNormEpsilon(),
              weights.model().config().encoder().batchNormMomentum())
          .input(x, lengths)
          .weights(weights.emotionEncoder(), weights.statistics())
          .output(z, null)
          .allocate();
      Linear classifier =
          new Linear(stream, new Linear.Shape(1, rows, dim, classes, false))
              .input(z, 0)
              .weights(
                  weights.slot("emotion_classifier.weight"),
                  weights.slot("emotion_classifier.bias"))
              .output(logits);
      closing.push(classifier::close);
      CrossEntropy softmax =
          new CrossEntropy(stream, new CrossEntropy.Shape(1, rows, classes, 0))
              .input(logits, labels, 0)
              .output(probabilities, null);
      closing.push(softmax::close);
      graph =
          stream.capture(
              () -> {
                encoder.forward();
                classifier.forward();
                softmax.run();
              });
      closing.push(graph::close);
    } catch (RuntimeException e) {
      // For want of memory: a program that goes on and tries again must not lose more each time.
      close();
      throw e;
    }
  }

  private Tensor own(Tensor tensor) {
    closing.push(tensor::close);
    return tensor;
  }

  /** Class probabilities of up to {@code rows} inputs, each frames x coefficients. */
  float[][] run(List<float[]> inputs) {
    int[] frames = new int[rows];
    for (int i = 0; i < inputs.size(); i++) {
      float[] values = inputs.get(i);
      if (values.length == 0 || values.length > width || values.length % coefficients != 0) {
        throw new InvalidArgumentException(
            "input of %d values: it must be 1 to %d frames of %d coefficients"
                .formatted(values.length, width / coefficients, coefficients));
      }
      frames[i] = values.length / coefficients;
      x.view((long) i * width, values.length).write(stream, values);
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
      closing.pop().run();
    }
  }
}
