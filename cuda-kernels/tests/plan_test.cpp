// The encoder's plans at the largest shapes that the API takes: every count as exact arithmetic has it, every launch
// either within what a GPU takes or refused. No device: with UndefinedBehaviorSanitizer, an overflow on the way shows.
#include <cstdio>

#include "../core/launch.h"
#include "../encoder/backward_plan.h"
#include "../encoder/cudnn_plan.h"
#include "../losses/alignment_plan.h"
#include "../losses/contrastive_plan.h"

namespace emodna::cuda {

// What the plans' sources and a context refer to of the engine cudnn, which has no part here.
emodna_status cudnn_workspace(Context&, const emodna_encoder_args&, std::size_t*) { return EMODNA_UNAVAILABLE; }
Cudnn::~Cudnn() = default;

}  // namespace emodna::cuda

namespace {

using namespace emodna::cuda;

int failures = 0;

void check(bool holds, const emodna_encoder_args& a, const char* what) {
  if (holds) return;
  std::printf("FAILED: %d groups, %d rows, %d frames, %d features, %d channels, precision %d: %s\n", a.groups, a.batch,
              a.frames, a.features, a.channels, a.precision, what);
  ++failures;
}

bool near(double exact, double counted) { return counted > 0.999999 * exact && counted < 1.000001 * exact; }

void check_shape(const emodna_encoder_args& a) {
  // What CUDA gives a block on an H200.
  Context context;
  context.multiprocessors = 132;
  context.shared_bytes = 227 << 10;
  const EncoderPlan e = plan_encoder(context, a);
  const BackwardPlan b = plan_backward(e, nullptr);
  const double streams = 2.0 * a.groups, planes = streams * a.batch * a.channels * e.pitch * sizeof(float);
  check(static_cast<double>(e.bytes) > 3 * planes * a.blocks, a, "the forward pass's workspace");
  check(static_cast<double>(b.bytes) > 3 * planes, a, "the backward pass's workspace");
  check(near(streams * e.chunks * e.time_tiles, static_cast<double>(e.layer_blocks())), a, "blocks of a layer");
  check(e.time_tiles > 1 || e.chunks <= 2 || e.layer_blocks() <= most_blocks, a, "chunks of rows make launches fit");
  for (int site = input_site; site <= e.sites; ++site) {
    const RoleBlocks blocks = count_blocks(b, site);
    const bool input = site == input_site;
    const double tiles = input ? 1.0 * a.groups * b.dx_tiles : streams * e.out_tiles;
    check(near(tiles * a.batch * e.time_tiles, static_cast<double>(blocks.gradient)), a, "blocks of a gradient");
    const double of_inputs = ((input ? a.features : a.channels) + weight_channels - 1) / weight_channels;
    check(site == e.sites || near(streams * b.parts * b.output_tiles * of_inputs, static_cast<double>(blocks.weights)),
          a, "blocks of a weight gradient");
    check(site + 1 >= e.sites || static_cast<double>(blocks.parts) * 32 * e.warps >=
                                     streams * static_cast<double>(e.weight_count(site + 1)),
          a, "blocks that add its parts");
    const std::int64_t all = blocks.weights + blocks.gradient + blocks.parts;
    check((all <= most_blocks) == (grid_of(all).x == all && grid_of(all).x <= most_blocks), a, "a grid");
    check(all <= most_blocks || grid_of(all).x > most_blocks, a, "a grid that launch() refuses");
  }
}

// The bound that ManyRowsContractTest has on a GPU: 24 times the rows of both sides and their gradients, which count.
void check_memory(const char* what, int rows, int dim, std::size_t workspace) {
  const double all = 2.0 * 2 * rows * dim * sizeof(float), used = all + static_cast<double>(workspace);
  if (used <= 24 * all) return;
  std::printf("FAILED: %s of twice %d rows of %d: %.0f bytes for %.0f of rows and gradients\n", what, rows, dim, used,
              all);
  ++failures;
}

void check_losses() {
  float gradient = 0;
  for (int rows : {16384, 131072}) {
    emodna_contrastive_args c = {};
    c.groups = 1;
    c.anchors = c.keys = rows;
    c.dim = 64;
    c.du = c.dv = &gradient;
    for (int precision : {EMODNA_FLOAT32, EMODNA_TF32, EMODNA_TF32X3}) {
      c.precision = precision;
      check_memory("contrastive", rows, c.dim, contrastive_plan(c).bytes);
    }
    emodna_alignment_args a = {};
    a.groups = 1;
    a.source_rows = a.target_rows = rows;
    a.dim = 39;
    a.dxs = a.dxt = &gradient;
    for (int kind : {EMODNA_ALIGN_CORPUS, EMODNA_ALIGN_CLASS}) {
      a.kind = kind;
      a.classes = kind == EMODNA_ALIGN_CLASS ? 5 : 1;
      check_memory("alignment", rows, a.dim, alignment_plan(a, nullptr).bytes);
    }
  }
}

}  // namespace

int main() {
  // The API's limits, alone and with as much of the others as it then takes: 10^15 elements in all.
  struct Shape {
    int groups, batch, frames, features, channels, blocks;
  };
  constexpr int most_groups = 1 << 20, most_batch = 1 << 19, most_frames = 1 << 20;
  for (const Shape& s : {Shape{most_groups, most_batch, 1, 1, 1, 16}, Shape{most_groups, 1, most_frames, 39, 1, 16},
                         Shape{1, most_batch, most_frames, 39, 39, 16}, Shape{most_groups, 64, 1, 4096, 1024, 16},
                         Shape{most_groups, 900, 1, 1, 1024, 1}, Shape{64, 512, most_frames, 1, 1024, 16},
                         Shape{1 << 10, most_batch, 1000, 1, 100, 16}, Shape{1, 1, 1, 1, 1, 1}}) {
    for (int precision : {EMODNA_FLOAT32, EMODNA_TF32X3}) {
      for (int domains : {1, 2}) {
        float dx = 0;
        emodna_encoder_args a = {};
        a.groups = s.groups;
        a.inputs = 1;
        a.batch = s.batch;
        a.frames = s.frames;
        a.features = s.features;
        a.channels = s.channels;
        a.blocks = s.blocks;
        a.train = a.keep = 1;
        a.domains = domains;
        a.domain_rows = s.batch / 2;
        a.precision = precision;
        a.dx = &dx;
        check_shape(a);
      }
    }
  }
  check_losses();
  std::printf("plan_test: %d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
