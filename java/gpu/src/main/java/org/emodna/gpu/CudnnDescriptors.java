package org.emodna.gpu;

import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudnn;

/** cuDNN's descriptions of a convolution's tensors: images one pixel high, dense, NCHW. */
@SuppressWarnings("deprecation") // as in Cudnn
final class CudnnDescriptors {
  final cudnnTensorStruct x;
  final cudnnTensorStruct y;
  final cudnnFilterStruct w = new cudnnFilterStruct();
  final cudnnConvolutionStruct convolution = new cudnnConvolutionStruct();

  /**
   * @param held gives them back
   */
  CudnnDescriptors(DilatedConvolution.Shape shape, Held held) {
    x = tensor(shape.rows(), shape.inputs(), shape.padded(), held);
    y = tensor(shape.rows(), shape.outputs(), shape.frames(), held);
    Cudnn.check("cudnnCreateFilterDescriptor", cudnn.cudnnCreateFilterDescriptor(w));
    held.add(
        () -> Cudnn.check("cudnnDestroyFilterDescriptor", cudnn.cudnnDestroyFilterDescriptor(w)));
    Cudnn.check(
        "cudnnSetFilter4dDescriptor",
        cudnn.cudnnSetFilter4dDescriptor(
            w,
            cudnn.CUDNN_DATA_FLOAT,
            cudnn.CUDNN_TENSOR_NCHW,
            shape.outputs(),
            shape.inputs(),
            1,
            2));
    Cudnn.check(
        "cudnnCreateConvolutionDescriptor", cudnn.cudnnCreateConvolutionDescriptor(convolution));
    held.add(
        () ->
            Cudnn.check(
                "cudnnDestroyConvolutionDescriptor",
                cudnn.cudnnDestroyConvolutionDescriptor(convolution)));
    Cudnn.check(
        "cudnnSetConvolution2dDescriptor",
        cudnn.cudnnSetConvolution2dDescriptor(
            convolution,
            0,
            0,
            1,
            1,
            1,
            shape.dilation(),
            cudnn.CUDNN_CROSS_CORRELATION,
            cudnn.CUDNN_DATA_FLOAT));
    Cudnn.check(
        "cudnnSetConvolutionMathType",
        cudnn.cudnnSetConvolutionMathType(convolution, cudnn.CUDNN_FMA_MATH));
  }

  private static cudnnTensorStruct tensor(int rows, int channels, int frames, Held held) {
    cudnnTensorStruct tensor = new cudnnTensorStruct();
    Cudnn.check("cudnnCreateTensorDescriptor", cudnn.cudnnCreateTensorDescriptor(tensor));
    held.add(
        () ->
            Cudnn.check(
                "cudnnDestroyTensorDescriptor", cudnn.cudnnDestroyTensorDescriptor(tensor)));
    Cudnn.check(
        "cudnnSetTensor4dDescriptorEx",
        cudnn.cudnnSetTensor4dDescriptorEx(
            tensor,
            cudnn.CUDNN_DATA_FLOAT,
            rows,
            channels,
            1,
            frames,
            channels * frames,
            frames,
            frames,
            1));
    return tensor;
  }
}
