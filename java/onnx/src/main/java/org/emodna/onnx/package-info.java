/**
 * Models for other programs. {@link org.emodna.onnx.OnnxFile} writes the network of a model as an
 * ONNX file: normalised features in, probabilities and embeddings out.
 */
package org.emodna.onnx;
