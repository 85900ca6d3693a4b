// The backward pass's part of the workspace, and how its kernels cut the work; beside EncoderPlan (plan.h), on which
// it builds. Everything is cut by the batch and the channels alone, never by T.
#ifndef EMODNA_CUDA_ENCODER_BACKWARD_PLAN_H
#define EMODNA_CUDA_ENCODER_BACKWARD_PLAN_H

#include "plan.h"

namespace emodna::cuda {

// A block of threads computes the weight gradient of this many output and as many input channels.
inline constexpr int weight_channels = 40;

struct BackwardPlan {
  EncoderPlan encoder;

  // Rows part * part_rows .. of a stream give one partial weight gradient; the parts are added in order.
  int parts, part_rows;
  int output_tiles;  // of weight_channels among the channels
  int dx_tiles;      // of encoder.tile_outputs() among the features

  // Workspace after the forward pass's.
  float* skip_base;      // [streams, B, C, pitch]: gradient that goes round a block; in the end that of block 0's input
  float* gradient_base;  // [2, streams, B, C, pitch]: gradient of BatchNorm's output, of the odd and of the even sites
  float* sequence_base;  // [G, B, C, pitch]: the sequence's gradient; NULL without one
  double* dots_base;     // [G, B, n]: that times each block's output, summed
  float2* sums_base;     // [streams, B, time_tiles, C]: sums of that gradient, and of it times y - mean
  float4* terms_base;    // [2, streams, 2 domains, C]: see BatchNormGradient
  float* weight_base;    // [2, streams, parts, largest weight]: partial weight gradients
  float* packed_dx_base;   // [streams, dx_tiles][packed_dx_tile()]: the input layer's weights for the gradient of x
  long long* frames_base;  // [R, 2 domains]: valid frames
  unsigned* tickets;       // [streams, out_tiles], 0 between launches; the first (backward.cu) begins with that
  std::int64_t largest_weight;
  std::size_t bytes;  // of workspace that the backward pass adds

  // Sites follow each other downwards, the input layer (-1) last; what a site's kernel writes for the next lies apart
  // from what it reads.
  __host__ __device__ static int side(int site) { return site & 1; }

  __host__ __device__ float* skip(int stream, int row) const {
    return skip_base + (static_cast<std::int64_t>(stream) * encoder.args.batch + row) * encoder.plane();
  }
  __host__ __device__ float* gradient(int stream, int site, int row) const {
    const std::int64_t set = static_cast<std::int64_t>(side(site)) * encoder.streams + stream;
    return gradient_base + (set * encoder.args.batch + row) * encoder.plane();
  }
  // Of encoder `number`.
  __host__ __device__ float* sequence(int number, int row) const {
    return sequence_base + (static_cast<std::int64_t>(number) * encoder.args.batch + row) * encoder.plane();
  }
  __host__ __device__ double* dots(int number, int row) const {
    return dots_base + (static_cast<std::int64_t>(number) * encoder.args.batch + row) * encoder.args.blocks;
  }
  __host__ __device__ float2* sums(int stream, int row, int tile) const {
    const std::int64_t set = static_cast<std::int64_t>(stream) * encoder.args.batch + row;
    return sums_base + (set * encoder.time_tiles + tile) * encoder.args.channels;
  }
  __host__ __device__ float4* terms(int stream, int site, int domain) const {
    const std::int64_t set = (static_cast<std::int64_t>(side(site)) * encoder.streams + stream) * 2 + domain;
    return terms_base + set * encoder.args.channels;
  }
  // In the parameters' own order: [out, in, taps].
  __host__ __device__ float* weight_part(int stream, int site, int part) const {
    const std::int64_t set = static_cast<std::int64_t>(side(site)) * encoder.streams + stream;
    return weight_base + (set * parts + part) * largest_weight;
  }
  __host__ __device__ std::int64_t packed_dx_tile() const {
    return static_cast<std::int64_t>(encoder.padded_inputs(encoder.args.channels, 1)) * encoder.width;
  }
  __host__ __device__ float* packed_dx(int stream, int tile) const {
    return packed_dx_base + (static_cast<std::int64_t>(stream) * dx_tiles + tile) * packed_dx_tile();
  }
  // Valid frames of an input in each domain.
  __host__ __device__ long long* frames(int input) const { return frames_base + 2 * input; }
};

// Blocks of threads of each role (backward.cu) in the launch of a site's kernel; site `sites` is the last block's gate.
// In 64 bits, since streams, rows and tiles together may be more than a launch can have.
struct RoleBlocks {
  std::int64_t weights = 0, gradient = 0, parts = 0;
};
RoleBlocks count_blocks(const BackwardPlan& plan, int site);

// base: where the backward pass's part begins, after EncoderPlan::bytes of workspace; NULL to learn its size.
BackwardPlan plan_backward(const EncoderPlan& encoder, void* base);

}  // namespace emodna::cuda

#endif
