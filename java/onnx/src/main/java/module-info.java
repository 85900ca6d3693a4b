/** Recognisers for other programs: the network of a model as an ONNX file. */
module org.emodna.onnx {
  requires com.fasterxml.jackson.databind;
  requires com.google.protobuf;
  requires org.tribuo.util.onnx;
  requires transitive org.emodna.core;

  exports org.emodna.onnx;

  uses org.emodna.onnx.EncoderGraph;
}
