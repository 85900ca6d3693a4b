#include "backward_plan.h"

#include <algorithm>

#include "../core/launch.h"
#include "workspace.h"

namespace emodna::cuda {
namespace {

// Parts of the rows whose weight gradients are computed apart: at a narrow encoder the only parallelism that the weight
// gradient has, at a wide one its tiles of channels are enough.
constexpr int most_parts = 64, least_parts = 4, weight_blocks_wanted = 256;

}  // namespace

BackwardPlan plan_backward(const EncoderPlan& e, void* base) {
  const emodna_encoder_args& a = e.args;
  BackwardPlan p = {};
  p.encoder = e;
  p.output_tiles = ceil_div(a.channels, weight_channels);
  p.dx_tiles = ceil_div(a.features, e.tile_outputs());
  const int parts = std::clamp(weight_blocks_wanted / (p.output_tiles * p.output_tiles), least_parts, most_parts);
  p.part_rows = ceil_div(a.batch, parts);
  p.parts = ceil_div(a.batch, p.part_rows);
  p.largest_weight = std::max(e.weight_count(0), e.weight_count(input_site));

  const std::int64_t s = e.streams, b = a.batch, c = a.channels;
  Workspace workspace(base);
  p.skip_base = workspace.take<float>(s * b * e.plane());
  p.gradient_base = workspace.take<float>(2 * s * b * e.plane());
  p.sequence_base = workspace.take<float>(e.has_sequence() ? a.groups * b * e.plane() : 0);
  p.dots_base = workspace.take<double>(e.has_sequence() ? a.groups * b * a.blocks : 0);
  p.sums_base = workspace.take<float2>(s * b * e.time_tiles * c);
  p.terms_base = workspace.take<float4>(2 * s * 2 * c);
  p.weight_base = workspace.take<float>(2 * s * p.parts * p.largest_weight);
  p.packed_dx_base = workspace.take<float>(s * p.dx_tiles * p.packed_dx_tile());
  p.frames_base = workspace.take<long long>(2 * static_cast<std::int64_t>(a.inputs));
  p.tickets = workspace.take<unsigned>(s * e.out_tiles);
  p.bytes = workspace.bytes();
  return p;
}

RoleBlocks count_blocks(const BackwardPlan& plan, int site) {
  const EncoderPlan& e = plan.encoder;
  const emodna_encoder_args& a = e.args;
  const bool input = site == input_site;
  RoleBlocks blocks;
  if (!input || a.dx != nullptr) {
    const std::int64_t tiles = input ? std::int64_t{a.groups} * plan.dx_tiles : std::int64_t{e.streams} * e.out_tiles;
    blocks.gradient = tiles * a.batch * e.time_tiles;
  }
  if (site == e.sites) return blocks;
  blocks.weights = std::int64_t{e.streams} * plan.parts * plan.output_tiles *
                   ceil_div(input ? a.features : a.channels, weight_channels);
  // cuDNN leaves no parts.
  if (site + 1 < e.sites && a.engine == EMODNA_ENGINE_FUSED) {
    blocks.parts = e.streams * ceil_div<std::int64_t>(e.weight_count(site + 1), 32 * e.warps);
  }
  return blocks;
}

}  // namespace emodna::cuda
