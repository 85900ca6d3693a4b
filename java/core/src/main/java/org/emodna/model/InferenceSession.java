package org.emodna.model;

import java.util.List;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Encoder;
import org.emodna.kernels.Graph;
import org.emodna.kernels.InvalidArgumentException;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

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
  private final Tensor z;
  private final Tensor logits;
  private final Tensor labels;
  private final Encoder encoder;
  private final Linear classifier;
  private final CrossEntropy softmax;
  private final Graph graph;

  /**
   * @param frames longest input
   */
  InferenceSession(DeviceWeights weights, int rows, int frames) {
    Network network = weights.network();
    stream = weights.context().stream();
    this.rows = rows;
    coefficients = network.encoder().features();
    width = frames * coefficients;
    classes = weights.model().config().labels().size();
    int dim = network.encoder().channels();
    x = Tensor.floats(stream.context(), rows, width);
    lengths = Tensor.zeros(stream.context(), ElementType.INT32, rows);
    z = Tensor.floats(stream.context(), rows, dim);
    logits = Tensor.floats(stream.context(), rows, classes);
    probabilities = Tensor.floats(stream.context(), rows, classes);
    labels = Tensor.zeros(stream.context(), ElementType.INT32, rows);
    encoder =
        new Encoder(stream, network.encoder(), new Encoder.Shape(1, 1, rows, frames))
            .batchNorm(
                weights.model().config().encoder().batchNormEpsilon(),
                weights.model().config().encoder().batchNormMomentum())
            .input(x, lengths)
            .weights(weights.emotionEncoder(), weights.statistics())
            .output(z, null)
            .allocate();
    classifier =
        new Linear(stream, new Linear.Shape(1, rows, dim, classes, false))
            .input(z, 0)
            .weights(
                weights.slot("emotion_classifier.weight"), weights.slot("emotion_classifier.bias"))
            .output(logits);
    softmax =
        new CrossEntropy(stream, new CrossEntropy.Shape(1, rows, classes, 0))
            .input(logits, labels, 0)
            .output(probabilities, null);
    graph =
        stream.capture(
            () -> {
              encoder.forward();
              classifier.forward();
              softmax.run();
            });
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
    graph.close();
    encoder.close();
    classifier.close();
    softmax.close();
    for (Tensor tensor : List.of(x, lengths, z, logits, probabilities, labels)) {
      tensor.close();
    }
    stream.close();
  }
}
