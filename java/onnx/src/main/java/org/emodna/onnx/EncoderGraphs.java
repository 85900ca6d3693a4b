package org.emodna.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.emodna.base.Extensions;
import org.emodna.base.Problem;
import org.emodna.model.Encoder;

/** The kinds of encoders that can be written: this project's, and those of the user's jars. */
final class EncoderGraphs {
  private static final List<EncoderGraph> OWN =
      List.of(new FunctionalsGraph(), new LinearGraph(), new IdentityGraph(), new TimNetGraph());

  private EncoderGraphs() {}

  /**
   * How an encoder is written.
   *
   * @throws OnnxException if nothing says it, with the kinds that can be written
   */
  static EncoderGraph of(Encoder encoder) {
    List<EncoderGraph> all = new ArrayList<>(OWN);
    all.addAll(
        Extensions.parts(
            EncoderGraph.class, ServiceLoader.load(EncoderGraph.class, Extensions.loader())));
    return all.stream()
        .filter(one -> one.kind().equals(encoder.kind()))
        .findFirst()
        .orElseThrow(
            () ->
                new OnnxException(
                    Problem.of(
                            "encoder '" + encoder.kind() + "'",
                            "can't be exported: nothing says how it is written in ONNX operators")
                        .remedy(
                            "give its jar an %s for it; there is one for %s"
                                .formatted(
                                    EncoderGraph.class.getName(),
                                    all.stream()
                                        .map(EncoderGraph::kind)
                                        .collect(Collectors.joining(", "))))));
  }
}
