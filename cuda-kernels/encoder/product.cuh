// A block's products of one tile, in the precision of the call: what the kernels around them see. Product::add() takes
// in a tile's inputs, as often as they come; finish() leaves the sums where Outputs x Positions of convolve.cuh have
// them, added to what stood there.
#ifndef EMODNA_CUDA_ENCODER_PRODUCT_CUH
#define EMODNA_CUDA_ENCODER_PRODUCT_CUH

#include "convolve.cuh"
#include "tensor_product.cuh"

namespace emodna::cuda {

// first: positions_before(), or tile_positions to leave tap 0 out.
template <int precision>
class Product {
 public:
  template <int Taps, int Outputs, int Positions>
  __device__ __forceinline__ void add(const ConvolutionTile& tile, int first, float (&)[Outputs][Positions]) {
    product_.template add<Taps>(tile, 32 * first + tile.edge);
  }
  // frames of the tile and outputs of the block that there are. shared: exchange_bytes() of the plan. All threads of
  // the block take part; begins with a barrier.
  template <int Outputs, int Positions>
  __device__ __forceinline__ void finish(const EncoderPlan& plan, int frames, int outputs, float* shared,
                                         float (&sums)[Outputs][Positions]) {
    static_assert(Outputs == tensor_outputs);
    product_.exchange(frames, outputs, plan.exchange_pitch(), shared, sums);
  }

 private:
  TensorProduct<precision> product_;
};

// Sums in place.
template <>
class Product<EMODNA_FLOAT32> {
 public:
  template <int Taps, int Outputs, int Positions>
  __device__ __forceinline__ void add(const ConvolutionTile& tile, int first, float (&sums)[Outputs][Positions]) {
    convolve(tile, first, sums);
  }
  template <int Outputs, int Positions>
  __device__ __forceinline__ void finish(const EncoderPlan&, int, int, float*, float (&)[Outputs][Positions]) {}
};

}  // namespace emodna::cuda

#endif
