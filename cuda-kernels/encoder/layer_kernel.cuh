// One layer of the encoder: all streams and rows, one launch. A block of threads has one stream, one chunk of rows (one
// row up to a batch of 1,024), one time tile of 224 frames and up to 65 output channels. It brings the layer's input
// into shared memory some 20 channels at a time, computing on the way what lies before the convolution:
//   second convolution of a block: a = drop(relu(bn(y1))), which is not stored (the backward pass computes it again);
//   first convolution of block i > 0: the gate h_i = h_(i-1) sigmoid(drop(relu(bn(y2)))), stored, with its time sums;
//   input layer: x transposed, and reversed in time for the second stream;
// convolves in registers (product.cuh), stores y before BatchNorm and, in training, leaves mean and sum of squares of
// its frames. The last block of a stream and domain puts these together (moments.cuh): batch statistics are the only
// thing that crosses utterances.
//
// Floors at two encoders, 128 rows, 196 frames, C = 39: 6,084 FLOP a frame, 0.61 GFLOP a convolution (of which 6 % lies
// before the first frame and is left out); a tensor of all four streams has 16 MB, a first convolution reads two and
// writes two, a second reads one and writes one, mostly in the L2 cache. So arithmetic is the larger floor, hence 91
// sums a thread (168 registers, 12 warps on a multiprocessor): four blocks of 27 KB on each multiprocessor, 36 before a
// gate. Of all blocks 512 are there at once, and stage and compute at about the same time: what staging waits for adds
// to the products. A row waits for memory twice, once for each 21 channels, four times before a gate; with each channel
// waiting by itself, as before, it was 26 to 39 times, some 13,000 to 20,000 cycles at 500 each, beside the 21,000 of
// the products' FMA (three warps a scheduler). Arithmetic, nothing measured.
//
// On tensor cores (tensor_product.cuh) the products take a fraction of that; what is left is the staging with its
// exponentials, and the tensors' way through the L2 cache.
#ifndef EMODNA_CUDA_ENCODER_LAYER_KERNEL_CUH
#define EMODNA_CUDA_ENCODER_LAYER_KERNEL_CUH

#include <cuda_runtime.h>

#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "../core/ticket.cuh"
#include "activation.cuh"
#include "moments.cuh"
#include "product.cuh"
#include "staging.cuh"

namespace emodna::cuda {

// What lies before a convolution.
enum class Input { x, h, gate, activation };

// What a block works on; in front of all else in its shared memory, so that none of it takes a register from the sums.
struct alignas(16) Place {
  int stream, site, out_tile, tile, chunk;
  int start;  // the tile's first frame
  RowChunk rows;
  // Of the row at hand.
  int row;
  int frames;
  int valid;  // of the tile
};

// The shared memory behind it.
template <typename T>
__device__ __forceinline__ T* behind_place() {
  return reinterpret_cast<T*>(shared_memory<Place>(1));
}

// Bytes of Tiles::channels.
__host__ __device__ inline int channel_bytes(const EncoderPlan& p) {
  return p.warps * 32 * static_cast<int>(sizeof(Channel));
}

struct Tiles {
  float* weights;
  float* activations;
  Channel* channels;  // [warps][32]: of the channels that a warp has at a time
  float* carried;     // of a gate: [warps][carried_channels()][pitch]
  int pitch, halo;    // halo: frames in front of the tile that are staged too
};

// Channels first .. first + count of a convolution's input: h of block 0 as it is, or what the site before gives. A
// warp has every warps-th, lanes along time. It first brings the planes of all its channels (of a gate, some) where
// what becomes of them will lie, as fast as memory gives them, and their channels' numbers beside them; then each lane
// goes over the frames that it brought itself. So a warp waits once for memory, and not for each channel.
//
// The halo, of rows longer than a tile, has a loop of its own: beside a gate's sums over time it made the compiler
// spill.
template <int precision, Input Kind, int Positions>
__device__ __forceinline__ void stage_channels(const EncoderPlan& p, const Place& at, const Tiles& tiles, int first,
                                               int count) {
  constexpr bool gates = Kind == Input::gate, activates = Kind == Input::activation;
  // Of frames at once, so that the block's sums stay in their registers.
  constexpr int together = gates ? 2 : 4;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, block = at.site / 2;
  const float* planes =
      (gates || activates ? p.y(at.stream, at.site - 1, at.row) : p.h(at.stream, 0, at.row)) + at.start;
  const float* h = gates ? p.h(at.stream, block - 1, at.row) + at.start : nullptr;
  const int most = gates ? p.carried_channels() : 32;
  float* carried = tiles.carried + (gates ? warp * most * tiles.pitch : 0);
  Channel* numbers = tiles.channels + 32 * warp;
  const LaneFrames frames = {at.valid, tiles.halo};
  const int dilation = p.dilation(at.site), halo_begin = max(0, dilation - at.start) + lane;
  const auto value = [&](const Channel& channel, const float* to, int k, int place) {
    return gates       ? gated(channel, carried[k * tiles.pitch + place], to[place])
           : activates ? activated(channel, normalised(channel, to[place]))
                       : to[place];
  };
#pragma unroll 1
  for (int base = warp; base < count; base += p.warps * most) {
    __syncwarp();  // the numbers before have been read
    const int channels = min(most, (count - base + p.warps - 1) / p.warps);
#pragma unroll 1
    for (int k = 0; k < channels; ++k) {
      const int c = base + k * p.warps;
      const std::int64_t offset = static_cast<std::int64_t>(first + c) * p.pitch;
      const auto bring = [&](int place, int t) {
        copy_async(tiles.activations + c * tiles.pitch + place, planes + offset + t);
        if constexpr (gates) copy_async(carried + k * tiles.pitch + place, h + offset + t);
      };
      frames.each<Positions, 1>(bring);
#pragma unroll 1
      for (int j = halo_begin; j < tiles.halo; j += 32) bring(j, j - dilation);
    }
    if ((gates || activates) && lane < channels) {
      numbers[lane] = channel_of(p, at.stream, at.site - 1, at.row, first + base + lane * p.warps);
    }
    wait_for_copies();
    __syncwarp();
    if (!gates && !activates && precision != EMODNA_TF32) continue;
#pragma unroll 1
    for (int k = 0; k < channels; ++k) {
      const int c = base + k * p.warps;
      const Channel channel = numbers[k];
      float* to = tiles.activations + c * tiles.pitch;
      const bool stores = gates && at.out_tile == 0;
      float* out = p.h(at.stream, block, at.row) + static_cast<std::int64_t>(first + c) * p.pitch + at.start;
      float sum = 0;
      frames.each<Positions, together>([&](int place, int t) {
        const float v = value(channel, to, k, place);
        to[place] = operand<precision>(v);
        if (stores) out[t] = v;
        sum += v;
      });
      if (stores) {
        sum = reduce_warp<Sum>(sum);
        if (lane == 0) p.time_sums(at.stream, at.row, block - 1, at.tile)[first + c] = sum;
      }
    }
    if (tiles.halo == 0) continue;
#pragma unroll 1
    for (int k = 0; k < channels; ++k) {
      const Channel channel = numbers[k];
      float* to = tiles.activations + (base + k * p.warps) * tiles.pitch;
#pragma unroll 1
      for (int j = halo_begin; j < tiles.halo; j += 32) to[j] = operand<precision>(value(channel, to, k, j));
    }
  }
}

// One row of a layer. All threads of the block take part.
template <int precision, Input Kind, int Outputs, int Positions>
__device__ __forceinline__ void compute_row(const EncoderPlan& p, const Place& at, const Tiles& tiles,
                                            Moments& moments) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, channels = p.channels();
  constexpr bool input = Kind == Input::x;
  constexpr int taps = input ? 1 : 2;
  const int inputs = input ? p.args.features : channels;
  const int dilation = input ? 0 : p.dilation(at.site);
  const int first_output = at.out_tile * p.tile_outputs() + warp * Outputs;
  const float* bias = p.args.parameters + p.bias_offset(at.stream, at.site) + first_output;
  const int count = channels - first_output;  // outputs that there are
  const float* packed = p.packed(at.stream, at.site, at.out_tile);

  float sums[Outputs][Positions];
  const auto begin_with_bias = [&] {
#pragma unroll
    for (int o = 0; o < Outputs; ++o) {
      const float start = o < count ? bias[o] : 0.0f;
#pragma unroll
      for (int i = 0; i < Positions; ++i) sums[o][i] = start;
    }
  };
  if constexpr (precision == EMODNA_FLOAT32) begin_with_bias();
  // To the layer's output, or onto what is there of the input features before.
  bool begun = false;
  const auto write = [&] {
    float* out = (input ? p.h(at.stream, 0, at.row) : p.y(at.stream, at.site, at.row)) + at.start + lane;
#pragma unroll
    for (int o = 0; o < Outputs; ++o) {
      if (o < count) {
#pragma unroll
        for (int i = 0; i < Positions; ++i) {
          float* to = out + (first_output + o) * p.pitch + 32 * i;
          if (32 * i + lane < at.valid) *to = input && begun ? *to + sums[o][i] : sums[o][i];
        }
      }
    }
  };

  ConvolutionTile tile;
  tile.activations = tiles.activations + tiles.halo;
  tile.pitch = tiles.pitch;
  tile.shift = at.start > 0 ? tiles.halo : dilation;
  tile.edge = at.start == 0 && dilation < 32 ? dilation : 0;
  tile.weights = tiles.weights;
  tile.width = p.width;
  tile.taps = taps;
  tile.frames = at.valid;
  tile.outputs = channels - at.out_tile * p.tile_outputs();
  // The convolution of h of block 0 has dilation 1.
  const int first_position = input ? tile_positions : Kind == Input::h ? 0 : positions_before(at.start, dilation);
  const int depth = precision != EMODNA_FLOAT32 && input ? p.depth / tensor_depth * tensor_depth : p.depth;
  Product<precision> product;
#pragma unroll 1
  for (int first = 0; first < inputs; first += tile.inputs) {
    tile.inputs = min(depth, inputs - first);
    if constexpr (precision == EMODNA_FLOAT32 && input) {
      if (first > 0 && first % chain_inputs == 0) {
        write();
        begun = true;
#pragma unroll
        for (int o = 0; o < Outputs; ++o) {
#pragma unroll
          for (int i = 0; i < Positions; ++i) sums[o][i] = 0;
        }
      }
      tile.inputs = min(tile.inputs, chain_inputs - first % chain_inputs);
    }
    __syncthreads();  // the tiles before have been read
    const int step = taps * p.width;
    stage_weights(packed + static_cast<std::int64_t>(first) * step, p.padded_inputs(tile.inputs, taps) * step,
                  tiles.weights);
    if constexpr (input) {
      const bool reversed = at.stream % 2 == 1;
      stage_x(p.x(at.stream, at.row), inputs, first, tile.inputs, reversed ? at.frames - 1 - at.start : at.start,
              reversed ? -1 : 1, at.valid, tiles.activations, tiles.pitch);
      wait_for_copies();
      finish_x<precision>(tile.inputs, at.valid, tiles.activations, tiles.pitch);
    } else {
      stage_channels<precision, Kind, Positions>(p, at, tiles, first, tile.inputs);
      wait_for_copies();  // also where the warp has no channel
    }
    __syncthreads();
    product.template add<taps>(tile, first_position, sums);
  }
  // Only now, so that registers hold no sums twice.
  if constexpr (precision != EMODNA_FLOAT32) begin_with_bias();
  product.finish(p, tile.frames, tile.outputs, behind_place<float>(), sums);

  write();
  if (p.args.train && !input) add_moments(sums, at.valid, moments);
}

template <int precision, Input Kind, int Outputs>
__global__ void __launch_bounds__(precision != EMODNA_FLOAT32 || Outputs == 13 ? 160 : 192, 2)
    layer_kernel(EncoderPlan p, int site) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  Place& at = *shared_memory<Place>();
  if (threadIdx.x == 0) {
    at.stream = blockIdx.x / p.time_tiles / p.chunks;
    at.site = site;
    at.out_tile = blockIdx.y;
    at.tile = blockIdx.x % p.time_tiles;
    at.chunk = blockIdx.x / p.time_tiles % p.chunks;
    at.start = at.tile * tile_frames;
    at.rows = p.chunk(at.chunk);
  }
  __syncthreads();
  Tiles tiles;
  tiles.pitch = p.tile_pitch(site);
  tiles.halo = at.start > 0 ? p.halo(site) : 0;
  tiles.channels = behind_place<Channel>();
  tiles.weights = behind_place<float>() + channel_bytes(p) / static_cast<int>(sizeof(float));
  tiles.activations = tiles.weights + p.depth * 2 * p.width;
  tiles.carried = tiles.activations + p.depth * tiles.pitch;

  Moments moments;
  for (int row = at.rows.first; row < at.rows.last; ++row) {
    __syncthreads();  // the row before has been read
    if (threadIdx.x == 0) {
      at.row = row;
      at.frames = p.frames(at.stream, row);
      at.valid = min(at.frames - at.start, tile_frames);
    }
    __syncthreads();
    if constexpr (precision != EMODNA_FLOAT32) {
      if (at.valid > 0) compute_row<precision, Kind, Outputs, tile_positions>(p, at, tiles, moments);
    } else if (at.valid > 128) {  // shorter rows take fewer positions; the sums are the same
      compute_row<precision, Kind, Outputs, tile_positions>(p, at, tiles, moments);
    } else if (at.valid > 64) {
      compute_row<precision, Kind, Outputs, 4>(p, at, tiles, moments);
    } else if (at.valid > 32) {
      compute_row<precision, Kind, Outputs, 2>(p, at, tiles, moments);
    } else if (at.valid > 0) {
      compute_row<precision, Kind, Outputs, 1>(p, at, tiles, moments);
    }
  }
  if (Kind == Input::x || !p.args.train) return;

  if (threadIdx.x == 0) *p.chunk_frames(at.stream, at.tile, at.chunk, at.out_tile) = moments.count;
  if (lane % 4 == 0) {
    const int first = at.out_tile * p.tile_outputs() + warp * Outputs;
    float2* partials = p.partials(at.stream, at.tile, at.chunk);
#pragma unroll
    for (int part = 0; part < (Outputs + 7) / 8; ++part) {
      const int output = 8 * part + lane / 4;
      if (output < Outputs && first + output < p.channels()) {
        partials[first + output] = make_float2(moments.mean[part], moments.squares[part]);
      }
    }
  }
  const int blocks = (at.rows.domain == 0 ? p.first_chunks : p.chunks - p.first_chunks) * p.time_tiles;
  if (last_block(p.ticket(at.stream, at.rows.domain, at.out_tile), blocks, behind_place<int>())) {
    __syncthreads();  // the flag has been read
    merge_moments(p, at.stream, site, at.rows.domain, at.out_tile, behind_place<MomentSums>());
  }
}

using LayerKernel = void (*)(EncoderPlan, int);

// Of a precision on tensor cores (layer_tensor.cu).
LayerKernel tensor_layer_kernel(int precision, int site);

template <int precision, int Outputs>
LayerKernel layer_kernel_of(int site) {
  if (site == input_site) return layer_kernel<precision, Input::x, Outputs>;
  if (site == 0) return layer_kernel<precision, Input::h, Outputs>;
  if (site % 2 == 0) return layer_kernel<precision, Input::gate, Outputs>;
  return layer_kernel<precision, Input::activation, Outputs>;
}

}  // namespace emodna::cuda

#endif
