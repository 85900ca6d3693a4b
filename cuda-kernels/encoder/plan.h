// How one call of the encoder is cut into blocks of threads, and where everything lies in its workspace.
//
// Activations lie channel-major: [C][pitch] for each stream and row, so that lanes run along time: coalesced, whatever
// the dilation. A stream is one direction of one encoder: stream 2 e + 0 reads x, 2 e + 1 its time reversal (which
// happens in the input layer; from there on frame 0 is the first that the stream sees). A site is one of a stream's 2 n
// normalised convolutions; site 2 i + j is convolution j of block i.
//
// Results do not depend on how many frames T allots after the longest row: frames are always cut into tiles of
// tile_frames, a tile's sums over time run over its 32-frame positions in order and then over the lanes, and a tile
// without frames adds an exact 0.
#ifndef EMODNA_CUDA_ENCODER_PLAN_H
#define EMODNA_CUDA_ENCODER_PLAN_H

#include <cuda_runtime.h>

#include <cstdint>

#include "../core/context.h"
#include "emodna/encoder.h"

namespace emodna::cuda {

// A warp computes a tile's frames t = 32 p + lane for p < tile_positions: 7 x 32 = 224 frames, for the 196 of the usual
// utterance.
inline constexpr int tile_positions = 7, tile_frames = 32 * tile_positions;
// On tensor cores a block has 5 warps: together 14 x 5 products of 16 frames and 8 output channels, of which a warp has
// every fifth 16 frames and all outputs (tensor_product.cuh). A product takes 16 numbers at a time: both taps of 8
// input channels, or 16 features of the input layer.
inline constexpr int tensor_warps = 5, tensor_outputs = 8, tensor_depth = 16;
inline constexpr int input_site = -1;  // the input layer, where a site is asked for
// Features that the input layer adds up in one register; then its output takes the sum, and another begins.
// Convolutions have at most two taps of 1,024 channels.
inline constexpr int chain_inputs = 2048;

// Rows [first, last) of one statistics domain: what one block of threads works on. Cut by batch and domains alone.
struct RowChunk {
  int first, last, domain;
};

struct EncoderPlan {
  emodna_encoder_args args;

  // Caller's tensors. Floats of a stream's part of the parameters, of all parameters of an encoder.
  int streams, sites, encoders_per_input;
  std::int64_t stream_parameters, parameters;

  // Rows.
  int first_rows;    // of domain 0
  int chunk_rows;    // rows of a chunk, at most; 1 up to a batch of 1,024
  int chunks;        // of each stream
  int first_chunks;  // of domain 0; chunks of a domain are neighbours

  // Time.
  int pitch;       // floats from channel to channel in global memory: T rounded up to 4
  int time_tiles;  // of tile_frames

  // Output channels. A warp computes `outputs` of them (8 or 13), a block `warps` times as many, out_tiles blocks all.
  int outputs, warps, out_tiles;
  int slots;  // floats of a warp's outputs in the packed weights: `outputs` rounded up to 4
  int width;  // warps * slots: floats from tap to tap in the packed weights
  int depth;  // input channels that are in shared memory at a time; on tensor cores a multiple of 8, at least 16

  // Whether every block's input stays: for the backward pass, or for the sequence, which is made of all of them.
  bool all_h;

  // On-chip inference (on_chip.cu), where the shape fits; the layer-wise kernels otherwise.
  bool on_chip;

  // Dropout.
  bool dropout;
  unsigned threshold;  // kept iff the random word is not below it
  float keep_scale;

  // Workspace.
  float* h_base;           // [streams, n (all_h) or 2, B, C, pitch]
  float* y_base;           // [streams, 2 n (keep) or 2, B, C, pitch]
  float* keep_base;        // [streams, sites, B, C]: 0 where dropped, else keep_scale; NULL without dropout
  float* statistics_base;  // [streams, sites, 2 domains, 3, C]: mean, 1 / sd, gamma / sd
  float* time_sums_base;   // [streams, B, n, time_tiles, C]
  float* g_base;           // [G, B, n, C]; NULL without keep
  float* packed_base;      // [streams][packed_stream]: weights as convolve.cuh reads them
  float2* partials_base;   // [streams, time_tiles, chunks, C]: mean and sum of squares about it, of one site
  float* frames_base;      // [streams, time_tiles, chunks, out_tiles]: frames that these are of
  unsigned* tickets;       // [streams, 2 domains, out_tiles], 0 between launches; prepare_encoder() begins with that
  std::int64_t packed_input, packed_site, packed_stream;  // floats of a packed layer; of all of a stream

  std::size_t bytes;  // of workspace

  __host__ __device__ int channels() const { return args.channels; }
  // Outputs that a block computes; block `tile` of out_tiles begins at output tile * tile_outputs().
  __host__ __device__ int tile_outputs() const { return warps * outputs; }
  // Blocks of threads of a layer's launch, for one output tile.
  std::int64_t layer_blocks() const { return std::int64_t{streams} * chunks * time_tiles; }
  __host__ __device__ std::int64_t plane() const { return static_cast<std::int64_t>(args.channels) * pitch; }
  __host__ __device__ int dilation(int site) const { return 1 << (site / 2); }

  __host__ __device__ bool tensor() const { return args.precision != EMODNA_FLOAT32; }
  // Inputs as packed weights count them: on tensor cores filled up to whole products.
  __host__ __device__ int padded_inputs(int inputs, int taps) const {
    const int group = tensor_depth / taps;
    return tensor() ? (inputs + group - 1) / group * group : inputs;
  }

  __host__ __device__ int tile_frames_at_most() const { return args.frames < tile_frames ? args.frames : tile_frames; }
  // Frames before a tile that tap 0 needs; the first tile has none.
  __host__ __device__ int halo(int site) const {
    if (time_tiles == 1 || site == input_site) return 0;
    return dilation(site) < tile_frames ? dilation(site) : tile_frames;
  }
  // Floats from channel to channel of a tile in shared memory. Odd, so that neighbouring channels lie in different
  // banks; on tensor cores, where 4 channels at 8 frames are read together, an odd multiple of 8.
  __host__ __device__ int tile_pitch(int site) const {
    const int floats = tile_frames_at_most() + halo(site);
    return tensor() && site != input_site ? (floats + 7) / 16 * 16 + 8 : floats | 1;
  }
  // Channels of a second plane that each warp brings into shared memory at a time beside those of the tile: of what a
  // gate carries, or of a convolution's output beside its gradient.
  __host__ __device__ int carried_channels() const { return tensor() ? 2 : 4; }
  // Floats behind a tile in shared memory: its last channel is read up to a whole tile's frames, whatever lies there.
  __host__ __device__ int floats_behind(int site, bool carries) const {
    const int carried = carries ? warps * carried_channels() * tile_pitch(site) : 0;
    return carried > tile_frames ? carried : tile_frames;
  }
  // Of a block's products on their way from the lanes that have them to those that go on with them
  // (tensor_product.cuh): two channels at 8 frames lie in different banks.
  __host__ __device__ int exchange_pitch() const { return (tile_frames_at_most() + 15) / 16 * 16 + 4; }
  std::size_t exchange_bytes() const {
    return tensor() ? sizeof(float) * tile_outputs() * static_cast<std::size_t>(exchange_pitch()) : 0;
  }

  // Shared memory of on_chip.cu: a layer's weights for 8 outputs a warp, a block's input, and what lies between its
  // convolutions or x.
  std::size_t bytes_on_chip() const {
    const std::int64_t c = args.channels, f = args.features, most = c > f ? c : f, taps = 2 * c > f ? 2 * c : f;
    return static_cast<std::size_t>((c + most) * (args.frames | 1) + tile_frames + taps * ((c + 7) / 8 * 8)) *
           sizeof(float);
  }

  __host__ __device__ RowChunk chunk(int number) const {
    RowChunk rows;
    rows.domain = number < first_chunks ? 0 : 1;
    const int end = rows.domain == 0 ? first_rows : args.batch;
    rows.first = rows.domain == 0 ? number * chunk_rows : first_rows + (number - first_chunks) * chunk_rows;
    rows.last = rows.first + chunk_rows < end ? rows.first + chunk_rows : end;
    return rows;
  }
  __host__ __device__ int domain_of(int row) const { return row < first_rows ? 0 : 1; }

  __host__ __device__ bool has_sequence() const { return args.sequence != EMODNA_SEQUENCE_NONE; }
  // The frame of the sequence that a stream's frame t is added to, and the other way round.
  __host__ __device__ int sequence_frame(int stream, int t, int length) const {
    return args.sequence == EMODNA_SEQUENCE_TURNED_BACK && stream % 2 == 1 ? length - 1 - t : t;
  }

  // Caller's tensors.
  __host__ __device__ int input_of(int stream) const { return stream / 2 / encoders_per_input; }
  __host__ __device__ const float* x(int stream, int row) const {
    return args.x + (static_cast<std::int64_t>(input_of(stream)) * args.batch + row) * args.frames * args.features;
  }
  // The row's length.
  __device__ int frames(int stream, int row) const {
    if (args.lengths == nullptr) return args.frames;
    const int length = args.lengths[static_cast<std::int64_t>(input_of(stream)) * args.batch + row];
    return length < 0 ? 0 : length > args.frames ? args.frames : length;
  }
  // Offsets into parameters and dparameters: of a layer's weight; after it bias, gamma, beta [C] (input layer: bias).
  __host__ __device__ std::int64_t weight_count(int site) const {
    return static_cast<std::int64_t>(args.channels) * (site == input_site ? args.features : 2 * args.channels);
  }
  __host__ __device__ std::int64_t weight_offset(int stream, int site) const {
    const std::int64_t c = args.channels;
    const std::int64_t first = stream / 2 * parameters + stream % 2 * stream_parameters;
    return site == input_site ? first : first + c * args.features + c + site * (2 * c * c + 3 * c);
  }
  __host__ __device__ std::int64_t bias_offset(int stream, int site) const {
    return weight_offset(stream, site) + weight_count(site);
  }
  __host__ __device__ std::int64_t gamma_offset(int stream, int site) const {
    return bias_offset(stream, site) + args.channels;
  }
  __host__ __device__ std::int64_t beta_offset(int stream, int site) const {
    return bias_offset(stream, site) + 2 * args.channels;
  }
  // Of the weights w [n] of the blocks in z.
  __host__ __device__ std::int64_t block_weights_offset(int encoder) const {
    return encoder * parameters + 2 * stream_parameters;
  }
  // Running mean [C], variance [C].
  __host__ __device__ float* running(int stream, int site, int domain) const {
    const std::int64_t set = static_cast<std::int64_t>(stream / 2) * args.domains + domain;
    return args.statistics + ((set * 2 + stream % 2) * sites + site) * 2 * args.channels;
  }

  // Workspace.
  // Input of a block, [C][pitch]. Without all_h two buffers are used by turns.
  __host__ __device__ float* h(int stream, int block, int row) const {
    const std::int64_t set = all_h ? static_cast<std::int64_t>(stream) * args.blocks + block
                                   : static_cast<std::int64_t>(stream) * 2 + block % 2;
    return h_base + (set * args.batch + row) * plane();
  }
  // Output of a convolution, before BatchNorm, [C][pitch].
  __host__ __device__ float* y(int stream, int site, int row) const {
    const std::int64_t set =
        args.keep ? static_cast<std::int64_t>(stream) * sites + site : static_cast<std::int64_t>(stream) * 2 + site % 2;
    return y_base + (set * args.batch + row) * plane();
  }
  // [C]; only with dropout.
  __host__ __device__ float* keep(int stream, int site, int row) const {
    return keep_base + ((static_cast<std::int64_t>(stream) * sites + site) * args.batch + row) * args.channels;
  }
  // Mean [C], 1 / sd [C], gamma / sd [C].
  __host__ __device__ float* mean(int stream, int site, int domain) const {
    return statistics_base + ((static_cast<std::int64_t>(stream) * sites + site) * 2 + domain) * 3 * args.channels;
  }
  __host__ __device__ float* inverse_sd(int stream, int site, int domain) const {
    return mean(stream, site, domain) + args.channels;
  }
  __host__ __device__ float* scale(int stream, int site, int domain) const {
    return mean(stream, site, domain) + 2 * args.channels;
  }
  // Sums over a time tile of a block's output, [C].
  __host__ __device__ float* time_sums(int stream, int row, int block, int tile) const {
    const std::int64_t set = (static_cast<std::int64_t>(stream) * args.batch + row) * args.blocks + block;
    return time_sums_base + (set * time_tiles + tile) * args.channels;
  }
  // Time means of both streams together, [n, C]; only with keep.
  __host__ __device__ float* g(int encoder, int row) const {
    return g_base + (static_cast<std::int64_t>(encoder) * args.batch + row) * args.blocks * args.channels;
  }
  // A layer's packed weights for the outputs of one block: [in][tap][width], the input layer [in][width]; on tensor
  // cores [tensor_depth numbers][5 x 8 outputs][lane][4] of as many floats (packing.cuh).
  __host__ __device__ float* packed(int stream, int site, int out_tile) const {
    float* base = packed_base + stream * packed_stream;
    if (site == input_site) return base + static_cast<std::int64_t>(out_tile) * padded_inputs(args.features, 1) * width;
    return base + packed_input + site * packed_site +
           static_cast<std::int64_t>(out_tile) * padded_inputs(args.channels, 2) * 2 * width;
  }
  // Partial statistics of a chunk in a time tile, [C]; zeros where it has no frames.
  __host__ __device__ float2* partials(int stream, int tile, int chunk) const {
    return partials_base + ((static_cast<std::int64_t>(stream) * time_tiles + tile) * chunks + chunk) * args.channels;
  }
  // Their frames, left by the blocks of each output tile.
  __host__ __device__ float* chunk_frames(int stream, int tile, int chunk, int out_tile) const {
    const std::int64_t set = (static_cast<std::int64_t>(stream) * time_tiles + tile) * chunks + chunk;
    return frames_base + set * out_tiles + out_tile;
  }
  __host__ __device__ int ticket_count() const { return streams * 2 * out_tiles; }
  __host__ __device__ unsigned* ticket(int stream, int domain, int out_tile) const {
    return tickets + (static_cast<std::int64_t>(stream) * 2 + domain) * out_tiles + out_tile;
  }
};

EncoderPlan plan_encoder(const Context& context, const emodna_encoder_args& args);

}  // namespace emodna::cuda

#endif
