#include "plan.h"

#include <algorithm>
#include <cmath>

#include "../core/launch.h"
#include "../core/operations.h"
#include "backward_plan.h"
#include "convolve.cuh"
#include "cudnn_plan.h"
#include "workspace.h"

namespace emodna::cuda {
namespace {

// Partial statistics of a stream, so that merging them stays short however large the batch.
constexpr int most_chunks = 1024;
// Of shared memory for a block of the layer-wise kernels: several blocks on each multiprocessor then load and compute
// by turns.
constexpr int tile_bytes = 24 << 10;
constexpr int most_warps_on_chip = 16;
// On tensor cores all of 39 channels at a time. Registers let two blocks on a multiprocessor (157 to 168 a thread, 160
// threads): for three the compiler would have 128, and spills up to 120 bytes.
constexpr int tensor_tile_bytes = 52 << 10;

void cut_rows(EncoderPlan& p) {
  const emodna_encoder_args& a = p.args;
  p.first_rows = a.domains == 2 ? a.domain_rows : a.batch;
  p.chunk_rows = ceil_div(a.batch, most_chunks);
  // grid.x holds streams, chunks and time tiles.
  while (p.chunk_rows<a.batch&& static_cast<std::int64_t>(p.streams) *
                      p.time_tiles*(ceil_div(a.batch, p.chunk_rows) + 1)> 0x7fffffff) {
    p.chunk_rows *= 2;
  }
  p.first_chunks = ceil_div(p.first_rows, p.chunk_rows);
  p.chunks = p.first_chunks + ceil_div(a.batch - p.first_rows, p.chunk_rows);
}

// Instructions for one input and tap of a warp that has all positions: FMA and shared loads.
int warp_cost(int outputs) { return outputs * tile_positions + tile_positions + slots_of(outputs) / 4; }

void cut_tensor_outputs(EncoderPlan& p) {
  p.outputs = p.slots = tensor_outputs;
  p.warps = tensor_warps;
  p.width = p.warps * p.slots;
  p.out_tiles = ceil_div(p.args.channels, p.tile_outputs());
  const int floats = p.tile_pitch(p.sites - 1) + 2 * p.width;
  const int fit = tensor_tile_bytes / (floats * static_cast<int>(sizeof(float))) / 8 * 8;
  p.depth = std::max(tensor_depth, std::min(fit, p.padded_inputs(std::max(p.args.channels, p.args.features), 2)));
}

void cut_outputs(EncoderPlan& p) {
  const int c = p.args.channels;
  const int of_13 = ceil_div(c, 13), of_8 = ceil_div(c, 8);
  // On chip one block does all of an utterance, and more warps with fewer outputs hide more.
  p.outputs = p.on_chip || of_8 * warp_cost(8) < of_13 * warp_cost(13) ? 8 : 13;
  const int groups = p.outputs == 8 ? of_8 : of_13, most_warps = p.on_chip ? groups : p.outputs == 8 ? 6 : 5;
  p.out_tiles = ceil_div(groups, most_warps);
  p.warps = ceil_div(groups, p.out_tiles);
  p.slots = slots_of(p.outputs);
  p.width = p.warps * p.slots;

  const int inputs = std::max(c, p.args.features);
  const int floats = p.tile_pitch(p.sites - 1) + 2 * p.width;
  const int fit = std::max(1, tile_bytes / (floats * static_cast<int>(sizeof(float))));
  p.depth = ceil_div(ceil_div(inputs, ceil_div(inputs, fit)), p.warps) * p.warps;
}

void lay_out(EncoderPlan& p) {
  const emodna_encoder_args& a = p.args;
  const std::int64_t s = p.streams, b = a.batch, c = a.channels, n = a.blocks, plane = p.plane();
  p.packed_input = static_cast<std::int64_t>(p.out_tiles) * p.padded_inputs(a.features, 1) * p.width;
  p.packed_site = static_cast<std::int64_t>(p.out_tiles) * p.padded_inputs(a.channels, 2) * 2 * p.width;
  p.packed_stream = p.packed_input + p.sites * p.packed_site;

  Workspace workspace(a.workspace);
  p.h_base = workspace.take<float>(p.on_chip ? 0 : s * (p.all_h ? n : 2) * b * plane);
  p.y_base = workspace.take<float>(p.on_chip ? 0 : s * (a.keep ? p.sites : 2) * b * plane);
  // Sizes depend neither on the dropout rate nor on domains: one workspace serves all.
  p.keep_base = workspace.take<float>(a.train ? s * p.sites * b * c : 0);
  p.statistics_base = workspace.take<float>(s * p.sites * 2 * 3 * c);
  p.time_sums_base = workspace.take<float>(s * b * n * p.time_tiles * c);
  p.g_base = workspace.take<float>(a.keep ? static_cast<std::int64_t>(a.groups) * b * n * c : 0);
  p.packed_base = workspace.take<float>(s * p.packed_stream);
  const std::int64_t chunks = ceil_div(a.batch, p.chunk_rows) + 1;
  p.partials_base = workspace.take<float2>(a.train ? s * p.time_tiles * chunks * c : 0);
  p.frames_base = workspace.take<float>(a.train ? s * p.time_tiles * chunks * p.out_tiles : 0);
  p.tickets = workspace.take<unsigned>(a.train ? p.ticket_count() : 0);
  p.bytes = workspace.bytes();
}

}  // namespace

EncoderPlan plan_encoder(const Context& context, const emodna_encoder_args& a) {
  EncoderPlan p = {};
  p.args = a;
  p.streams = 2 * a.groups;
  p.sites = 2 * a.blocks;
  p.encoders_per_input = a.groups / a.inputs;
  const std::int64_t c = a.channels;
  p.stream_parameters = c * a.features + c + p.sites * (2 * c * c + 3 * c);
  p.parameters = 2 * p.stream_parameters + a.blocks;
  p.pitch = ceil_div(a.frames, 4) * 4;
  p.time_tiles = ceil_div(a.frames, tile_frames);
  cut_rows(p);
  p.all_h = a.keep != 0 || p.has_sequence();
  p.on_chip = a.engine == EMODNA_ENGINE_FUSED && !p.tensor() && !p.has_sequence() && a.train == 0 && a.keep == 0 &&
              a.frames <= tile_frames && a.features <= chain_inputs && a.channels <= 8 * most_warps_on_chip &&
              p.bytes_on_chip() <= context.shared_bytes;
  if (p.tensor()) {
    cut_tensor_outputs(p);
  } else {
    cut_outputs(p);
  }
  p.dropout = a.train != 0 && a.dropout > 0;
  p.threshold = static_cast<unsigned>(std::ceil(static_cast<double>(a.dropout) * 4294967296.0));
  p.keep_scale = p.dropout ? 1.0f / (1.0f - a.dropout) : 1.0f;
  lay_out(p);
  return p;
}

emodna_status encoder_workspace(Context& context, const emodna_encoder_args& args, std::size_t* bytes) {
  if (args.engine == EMODNA_ENGINE_CUDNN) return cudnn_workspace(context, args, bytes);
  const EncoderPlan plan = plan_encoder(context, args);
  *bytes = plan.bytes + (args.keep ? plan_backward(plan, nullptr).bytes : 0);
  return EMODNA_OK;
}

}  // namespace emodna::cuda
