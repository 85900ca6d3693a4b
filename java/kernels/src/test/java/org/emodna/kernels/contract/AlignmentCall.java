package org.emodna.kernels.contract;

import org.emodna.kernels.Alignment;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/** One call of an alignment distance, and what it gave. */
final class AlignmentCall {
  final float[] loss;
  final float[] sigma2;
  final float[] dxs;
  final float[] dxt;

  AlignmentCall(Stream stream, AlignmentReference of, double weight) {
    Tensor loss = Tensor.floats(stream.context(), 1);
    Tensor sigma2 = Tensor.floats(stream.context(), 1);
    Tensor dxs = Tensor.floats(stream.context(), of.x[0].length);
    Tensor dxt = Tensor.floats(stream.context(), of.x[1].length);
    int source = of.x[0].length / of.dim;
    int target = of.x[1].length / of.dim;
    Alignment operation =
        new Alignment(
            stream,
            Alignment.Shape.of(of.kind, 1, of.dim)
                .withRows(source, target)
                .withClasses(of.classes));
    operation.input(tensor(stream, of.x[0]), 0, tensor(stream, of.x[1]), 0);
    if (of.labels != null) {
      operation.labels(
          Tensor.of(stream, of.labels[0], source), Tensor.of(stream, of.labels[1], target), 0);
    }
    if (of.weights != null) {
      operation.rowWeights(tensor(stream, of.weights[0]), tensor(stream, of.weights[1]), 0);
    }
    operation.output(loss, sigma2).gradients(dxs, dxt, tensor(stream, weight)).allocate().run();
    this.loss = loss.toFloats(stream);
    this.sigma2 = sigma2.toFloats(stream);
    this.dxs = dxs.toFloats(stream);
    this.dxt = dxt.toFloats(stream);
  }

  private static Tensor tensor(Stream stream, double... values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return Tensor.of(stream, narrow, narrow.length);
  }
}
