package org.emodna.kernels.contract;

import org.emodna.kernels.Contrastive;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/** One call of the contrastive loss with half its gradient, and what it gave. */
final class ContrastiveCall {
  final float[] loss;
  final float[] skipped;
  final float[] du;
  final float[] dv;

  ContrastiveCall(Stream stream, double[] u, double[] v, int[] labels, int dim, float temperature) {
    Tensor loss = Tensor.floats(stream.context(), 1);
    Tensor skipped = Tensor.floats(stream.context(), 1);
    Tensor du = Tensor.floats(stream.context(), u.length);
    Tensor dv = Tensor.floats(stream.context(), v.length);
    Contrastive.Shape shape =
        Contrastive.Shape.of(1, labels.length, v.length / dim, dim).withTemperature(temperature);
    new Contrastive(stream, shape)
        .input(
            tensor(stream, u), 0, tensor(stream, v), 0, Tensor.of(stream, labels, labels.length), 0)
        .output(loss, skipped)
        .gradients(du, dv, Tensor.of(stream, new float[] {0.5f}, 1))
        .allocate()
        .run();
    this.loss = loss.toFloats(stream);
    this.skipped = skipped.toFloats(stream);
    this.du = du.toFloats(stream);
    this.dv = dv.toFloats(stream);
  }

  private static Tensor tensor(Stream stream, double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return Tensor.of(stream, narrow, narrow.length);
  }
}
