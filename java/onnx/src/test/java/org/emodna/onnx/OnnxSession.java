package org.emodna.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emodna.model.Model;

/** An exported model as ONNX Runtime runs it. */
final class OnnxSession implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final int width;

  /** What comes out: [rows][classes] and [rows][width of z]. */
  record Outputs(float[][] probabilities, float[][] embedding) {}

  OnnxSession(Model model) throws OrtException {
    this(OnnxFile.bytes(model), model.input().spec().width());
  }

  OnnxSession(byte[] file, int width) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(file, options);
    }
    this.width = width;
  }

  Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  /** Rows of unequal length are padded with NaN: what stands there must not count. */
  Outputs run(List<float[]> inputs) throws OrtException {
    boolean frames = session.getInputNames().contains("lengths");
    int longest = inputs.stream().mapToInt(one -> one.length / width).max().orElseThrow();
    float[] all = new float[inputs.size() * longest * width];
    Arrays.fill(all, Float.NaN);
    long[] lengths = new long[inputs.size()];
    for (int i = 0; i < inputs.size(); i++) {
      System.arraycopy(inputs.get(i), 0, all, i * longest * width, inputs.get(i).length);
      lengths[i] = inputs.get(i).length / width;
    }
    long[] shape =
        frames ? new long[] {inputs.size(), longest, width} : new long[] {inputs.size(), width};
    try (OnnxTensor features = OnnxTensor.createTensor(environment, FloatBuffer.wrap(all), shape);
        OnnxTensor counts = OnnxTensor.createTensor(environment, lengths)) {
      Map<String, OnnxTensor> named = new HashMap<>(Map.of("features", features));
      if (frames) {
        named.put("lengths", counts);
      }
      try (OrtSession.Result result = session.run(named)) {
        return new Outputs(
            (float[][]) result.get("probabilities").orElseThrow().getValue(),
            (float[][]) result.get("embedding").orElseThrow().getValue());
      }
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
