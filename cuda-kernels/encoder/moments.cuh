// BatchNorm's batch statistics: a warp's moments from its registers, and all blocks' moments put together.
#ifndef EMODNA_CUDA_ENCODER_MOMENTS_CUH
#define EMODNA_CUDA_ENCODER_MOMENTS_CUH

#include <cuda_runtime.h>

#include "convolve.cuh"
#include "plan.h"

namespace emodna::cuda {

// Of output channels over frames seen so far: lane l of a warp holds outputs l / 4 and 8 + l / 4.
struct Moments {
  float count = 0, mean[2] = {}, squares[2] = {};  // squares: about the mean
};

// Values that reduce_columns() takes for so many outputs.
__host__ __device__ constexpr int columns_of(int outputs) { return outputs > 8 ? 16 : 8; }

// Adds frames 32 p + lane < valid of a tile. Two passes over the registers, which avoid cancellation where
// the mean is large; eight outputs at a time, for lack of registers.
template <int Outputs, int Positions>
__device__ __forceinline__ void add_moments(const float (&y)[Outputs][Positions], int valid, Moments& moments) {
  const int lane = threadIdx.x % 32;
  const float count = static_cast<float>(valid), total = moments.count + count;
#pragma unroll
  for (int part = 0; part < (Outputs + 7) / 8; ++part) {
    const int first = 8 * part;
    float sums[8];
#pragma unroll
    for (int i = 0; i < 8; ++i) {
      sums[i] = 0;
      const int o = first + i < Outputs ? first + i : Outputs - 1;
#pragma unroll
      for (int p = 0; p < Positions; ++p) sums[i] += 32 * p + lane < valid ? y[o][p] : 0.0f;
    }
    const float mean = reduce_columns(sums) / count;
#pragma unroll
    for (int i = 0; i < 8; ++i) {
      const float centre = __shfl_sync(0xffffffffu, mean, 4 * i);
      sums[i] = 0;
      const int o = first + i < Outputs ? first + i : Outputs - 1;
#pragma unroll
      for (int p = 0; p < Positions; ++p) {
        const float difference = 32 * p + lane < valid ? y[o][p] - centre : 0.0f;
        sums[i] = fmaf(difference, difference, sums[i]);
      }
    }
    const float squares = reduce_columns(sums);
    const float difference = mean - moments.mean[part];
    moments.mean[part] += difference * (count / total);
    moments.squares[part] += squares + difference * difference * (moments.count * count / total);
  }
  moments.count = total;
}

// Chunks whose moments one thread has in flight, by default: the last block's time is that of its loads.
inline constexpr int merge_batch = 16;

// Sums over chunks: of frames, of values and of their squares.
struct MomentSums {
  double count = 0, sum = 0, squares = 0;

  __device__ __forceinline__ void add(float frames, const float2& part) {
    const double total = static_cast<double>(frames) * part.x;
    count += frames;
    sum += total;
    squares += part.y + total * part.x;
  }
  __device__ __forceinline__ void add(const MomentSums& other) {
    count += other.count;
    sum += other.sum;
    squares += other.squares;
  }
};

// A channel's chunks of a domain that fall to `slice` of `slices`, in an order that the batch gives: a tile behind the
// longest row adds exact zeros. Four sums by turns, so that additions do not wait for one another either.
template <int Batch>
__device__ __forceinline__ MomentSums add_chunks(const EncoderPlan& p, int stream, int domain, int out_tile, int c,
                                                 int slice, int slices) {
  const int begin = domain == 0 ? 0 : p.first_chunks, end = domain == 0 ? p.first_chunks : p.chunks;
  constexpr int turns = 4;
  MomentSums sums[turns];
  for (int tile = 0; tile < p.time_tiles; ++tile) {
    for (int first = begin + slice * Batch; first < end; first += slices * Batch) {
      const float2* from = p.partials(stream, tile, first) + c;
      const float* counts = p.chunk_frames(stream, tile, first, out_tile);
      float2 parts[Batch];
      float frames[Batch];
#pragma unroll
      for (int i = 0; i < Batch; ++i) {
        const bool there = first + i < end;
        parts[i] = there ? __ldcg(from + static_cast<std::int64_t>(i) * p.channels()) : make_float2(0, 0);
        frames[i] = there ? __ldcg(counts + static_cast<std::int64_t>(i) * p.out_tiles) : 0.0f;
      }
#pragma unroll
      for (int i = 0; i < Batch; ++i) sums[i % turns].add(frames[i], parts[i]);
    }
  }
  sums[0].add(sums[2]);
  sums[1].add(sums[3]);
  sums[0].add(sums[1]);
  return sums[0];
}

// By the last block of a stream, domain and output tile: all partial moments of a site together in float64; then what
// the next layer needs, and the running statistics. All threads of the block take part, each has a slice of a channel's
// chunks. With 128 chunks, 39 channels and 96 threads these are two slices and four loads one after another; nothing
// else waits for memory in turn. scratch: 3 doubles a thread.
template <int Batch = merge_batch>
__device__ __forceinline__ void merge_moments(const EncoderPlan& p, int stream, int site, int domain, int out_tile,
                                              MomentSums* scratch) {
  const int first = out_tile * p.tile_outputs(), outputs = min(p.tile_outputs(), p.channels() - first);
  const int slices = static_cast<int>(blockDim.x) / outputs;
  const int out = static_cast<int>(threadIdx.x) % outputs, slice = static_cast<int>(threadIdx.x) / outputs;
  const int c = first + out;
  float* running = p.running(stream, site, domain) + c;
  // Under way while the moments are added.
  float gamma = 0, before[2] = {};
  if (slice == 0) {
    gamma = p.args.parameters[p.gamma_offset(stream, site) + c];
    before[0] = running[0];
    before[1] = running[p.channels()];
  }
  MomentSums sums;
  if (slice < slices) sums = add_chunks<Batch>(p, stream, domain, out_tile, c, slice, slices);
  scratch[threadIdx.x] = sums;
  __syncthreads();
  if (slice > 0) return;
  for (int other = 1; other < slices; ++other) sums.add(scratch[other * outputs + out]);
  if (sums.count == 0) return;
  const double mean = sums.sum / sums.count, biased = sums.squares / sums.count - mean * mean;
  const double variance = biased > 0 ? biased : 0, inverse = 1 / sqrt(variance + p.args.epsilon);
  p.mean(stream, site, domain)[c] = static_cast<float>(mean);
  p.inverse_sd(stream, site, domain)[c] = static_cast<float>(inverse);
  p.scale(stream, site, domain)[c] = static_cast<float>(inverse * gamma);
  const double momentum = p.args.momentum;
  running[0] = static_cast<float>(momentum * before[0] + (1 - momentum) * mean);
  running[p.channels()] = static_cast<float>(momentum * before[1] + (1 - momentum) * variance);
}

}  // namespace emodna::cuda

#endif
