// What the encoder's layers read besides activations, made once a call in one launch:
// - weights packed as the products read them (packing.cuh), so that a block's part of a layer is one contiguous piece;
// - SpatialDropout's factors [streams, sites, B, C], four channels to a call of Philox (drawn here once instead of by
//   each of the 32 lanes that load a channel);
// - in training, tickets of 0 (which saves a memset); in evaluation, mean, 1 / sd and gamma / sd from the
//   running statistics.
//
// Moves the parameters twice (1 MB for two encoders at C = 39) and writes 4 B a row, site and channel (1.3 MB at
// 128 rows): little beside one layer's activations (32 MB).
#include <cuda_runtime.h>

#include <algorithm>

#include "../core/launch.h"
#include "activation.cuh"
#include "forward.h"
#include "packing.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;

__device__ void pack_weights(const EncoderPlan& p, std::int64_t first, std::int64_t stride) {
  const std::int64_t total = p.streams * p.packed_stream;
  for (std::int64_t i = first; i < total; i += stride) {
    const int stream = static_cast<int>(i / p.packed_stream);
    std::int64_t rest = i % p.packed_stream;
    int site = input_site, taps = 1, inputs = p.args.features;
    if (rest >= p.packed_input) {
      rest -= p.packed_input;
      site = static_cast<int>(rest / p.packed_site);
      rest %= p.packed_site;
      taps = 2;
      inputs = p.args.channels;
    }
    const PackedPlace place(p, rest, taps, inputs, p.args.channels);
    const float* weight = p.args.parameters + p.weight_offset(stream, site);
    const std::int64_t pair = static_cast<std::int64_t>(place.output) * inputs + place.input;
    p.packed_base[i] = place.used ? packed_weight(p, weight[pair * taps + place.tap]) : 0.0f;
  }
}

__device__ void draw_dropout(const EncoderPlan& p, std::int64_t first, std::int64_t stride) {
  const int channels = p.args.channels, quads = (channels + 3) / 4;
  const std::int64_t total = static_cast<std::int64_t>(p.streams) * p.sites * p.args.batch * quads;
  for (std::int64_t i = first; i < total; i += stride) {
    const int quad = static_cast<int>(i % quads), row = static_cast<int>(i / quads % p.args.batch);
    const std::int64_t place = i / quads / p.args.batch;
    const int site = static_cast<int>(place % p.sites), stream = static_cast<int>(place / p.sites);
    const float4 keep = draw_keep(p, stream, site, row, quad);
    float* to = p.keep(stream, site, row) + 4 * quad;
    const int count = channels - 4 * quad;
    to[0] = keep.x;
    if (count > 1) to[1] = keep.y;
    if (count > 2) to[2] = keep.z;
    if (count > 3) to[3] = keep.w;
  }
}

__device__ void use_running_statistics(const EncoderPlan& p, std::int64_t first, std::int64_t stride) {
  const int channels = p.args.channels;
  const std::int64_t total = static_cast<std::int64_t>(p.streams) * p.sites * p.args.domains * channels;
  for (std::int64_t i = first; i < total; i += stride) {
    const int c = static_cast<int>(i % channels), domain = static_cast<int>(i / channels % p.args.domains);
    const std::int64_t place = i / channels / p.args.domains;
    const int site = static_cast<int>(place % p.sites), stream = static_cast<int>(place / p.sites);
    const float* running = p.running(stream, site, domain);
    const double inverse = 1 / sqrt(static_cast<double>(running[channels + c]) + p.args.epsilon);
    p.mean(stream, site, domain)[c] = running[c];
    p.inverse_sd(stream, site, domain)[c] = static_cast<float>(inverse);
    p.scale(stream, site, domain)[c] =
        static_cast<float>(inverse * p.args.parameters[p.gamma_offset(stream, site) + c]);
  }
}

__global__ void __launch_bounds__(threads) prepare_kernel(EncoderPlan p) {
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x;
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * threads;
  pack_weights(p, first, stride);
  if (p.dropout) draw_dropout(p, first, stride);
  if (p.args.train) {
    for (std::int64_t i = first; i < p.ticket_count(); i += stride) p.tickets[i] = 0;
  } else {
    use_running_statistics(p, first, stride);
  }
}

}  // namespace

emodna_status prepare_encoder(Stream& stream, const EncoderPlan& p) {
  const std::int64_t most = 8LL * stream.context->multiprocessors;
  const std::int64_t blocks = ceil_div<std::int64_t>(p.streams * p.packed_stream, threads);
  return launch(stream, "encoder_forward", prepare_kernel, {grid_of(std::min(blocks, most)), dim3(threads)}, p);
}

}  // namespace emodna::cuda
