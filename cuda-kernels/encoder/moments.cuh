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

// Frames that a chunk has in a time tile.
__device__ __forceinline__ float frames_of(const EncoderPlan& p, int stream, int chunk, int tile) {
  const RowChunk rows = p.chunk(chunk);
  int count = 0;
  for (int row = rows.first; row < rows.last; ++row) {
    count += max(0, min(p.frames(stream, row) - tile * tile_frames, tile_frames));
  }
  return static_cast<float>(count);
}

// By the last block of a stream, domain and output tile: all partial moments of a site together, chunk by chunk, in
// float64; then what the next layer needs, and the running statistics. `threads` threads of a block take part, each has
// a slice of a channel's chunks. scratch: 3 doubles a thread.
__device__ inline void merge_moments(const EncoderPlan& p, int stream, int site, int domain, int out_tile,
                                     double* scratch) {
  const int first = out_tile * p.tile_outputs(), outputs = min(p.tile_outputs(), p.channels() - first);
  const int begin = domain == 0 ? 0 : p.first_chunks, end = domain == 0 ? p.first_chunks : p.chunks;
  const int slices = static_cast<int>(blockDim.x) / outputs;
  const int out = static_cast<int>(threadIdx.x) % outputs, slice = static_cast<int>(threadIdx.x) / outputs;
  double count = 0, sum = 0, squares = 0;
  if (slice < slices) {
#pragma unroll 8
    for (int chunk = begin + slice; chunk < end; chunk += slices) {
      for (int tile = 0; tile < p.time_tiles; ++tile) {
        const double frames = frames_of(p, stream, chunk, tile);
        // A chunk without frames has written nothing.
        if (frames > 0) {
          const float2 part = __ldcg(p.partials(stream, tile, chunk) + first + out);
          count += frames;
          sum += frames * part.x;
          squares += part.y + frames * part.x * part.x;
        }
      }
    }
  }
  double* own = scratch + 3 * threadIdx.x;
  own[0] = count;
  own[1] = sum;
  own[2] = squares;
  __syncthreads();
  if (slice > 0) return;
  for (int other = 1; other < slices; ++other) {
    const double* part = scratch + 3 * (other * outputs + out);
    count += part[0];
    sum += part[1];
    squares += part[2];
  }
  if (count == 0) return;
  const int c = first + out;
  const double mean = sum / count, biased = squares / count - mean * mean, variance = biased > 0 ? biased : 0;
  const double inverse = 1 / sqrt(variance + p.args.epsilon);
  p.mean(stream, site, domain)[c] = static_cast<float>(mean);
  p.inverse_sd(stream, site, domain)[c] = static_cast<float>(inverse);
  p.scale(stream, site, domain)[c] = static_cast<float>(inverse * p.args.parameters[p.gamma_offset(stream, site) + c]);
  float* running = p.running(stream, site, domain);
  const double momentum = p.args.momentum;
  running[c] = static_cast<float>(momentum * running[c] + (1 - momentum) * mean);
  running += p.channels();
  running[c] = static_cast<float>(momentum * running[c] + (1 - momentum) * variance);
}

}  // namespace emodna::cuda

#endif
