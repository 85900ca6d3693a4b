// Resampling by a Kaiser-windowed sinc, in parallel over pieces of the output.
#include <algorithm>
#include <cstring>
#include <string>

#include "audio_dispatch.h"
#include "operations.h"
#include "sinc.h"

namespace emodna::cpu {

namespace {

constexpr std::int64_t kMostLanes = 16;

std::int64_t up(std::int64_t value, std::int64_t unit) { return (value + unit - 1) / unit * unit; }

}  // namespace

std::int64_t polyphase_input(const PolyphaseTables& t, std::int64_t runs) {
  return up((up(runs, kMostLanes) - 1) * t.advance + up(t.advance + t.taps, kMostLanes), kMostLanes);
}

std::int64_t polyphase_scratch(const PolyphaseTables& t) {
  return (up(t.advance + t.taps, kMostLanes) + kPolyphaseKept) * 2 * kMostLanes;
}

namespace {

// Input samples before which output i lies, and its phase. i * advance can pass 2^63 for hours at odd rates.
std::int64_t input_index(const SincGeometry& g, std::int64_t i, std::int64_t* phase) {
  const std::int64_t whole = i / g.phases * g.advance;
  const std::int64_t rest = i % g.phases * g.advance;
  *phase = rest % g.phases;
  return whole + rest / g.phases;
}

// x[begin .. begin + count) with zeros outside [0, samples).
void copy_padded(const float* x, std::int64_t samples, std::int64_t begin, std::int64_t count, float* to) {
  const std::int64_t first = std::clamp<std::int64_t>(-begin, 0, count);
  const std::int64_t last = std::clamp<std::int64_t>(samples - begin, first, count);
  std::fill(to, to + first, 0.0F);
  if (last > first) std::memcpy(to + first, x + begin + first, (last - first) * sizeof(float));
  std::fill(to + last, to + count, 0.0F);
}

void by_table(Context& context, const ResampleArgs& args, const SincGeometry& g, const PolyphaseTables& tables) {
  const std::int64_t each = kPolyphaseRuns * tables.outputs;
  const std::int64_t pieces = (args.out_count + each - 1) / each;
  const std::int64_t span = polyphase_input(tables, kPolyphaseRuns), room = span + polyphase_scratch(tables);
  AlignedArray<float> scratch = aligned_array<float>(room * context.pool.threads());
  const AudioKernels& kernels = audio_kernels(context.isa);
  context.pool.run(pieces, [&](std::int64_t piece, int thread) {
    const std::int64_t begin = piece * each, count = std::min(each, args.out_count - begin);
    const std::int64_t runs = (count + tables.outputs - 1) / tables.outputs;
    const std::int64_t first = piece * kPolyphaseRuns * tables.advance - g.reach + 1;
    float* x = scratch.get() + thread * room;
    copy_padded(args.samples, args.count, first, polyphase_input(tables, runs), x);
    kernels.polyphase(tables, x, runs, x + span, args.out + begin, count);
  });
}

// Where the table of filters would be too big: every weight is made when it is needed.
void by_weight(Context& context, const ResampleArgs& args, const SincGeometry& g, const SincTable& table) {
  constexpr std::int64_t kSmallPiece = 64;
  const std::int64_t pieces = (args.out_count + kSmallPiece - 1) / kSmallPiece;
  context.pool.run(pieces, [&](std::int64_t piece, int) {
    const std::int64_t end = std::min((piece + 1) * kSmallPiece, args.out_count);
    for (std::int64_t i = piece * kSmallPiece; i < end; ++i) {
      std::int64_t phase = 0;
      const std::int64_t at = input_index(g, i, &phase);
      const double fraction = static_cast<double>(phase) / static_cast<double>(g.phases);
      const std::int64_t last = std::min(at + g.reach, args.count - 1);
      double sum = 0;
      for (std::int64_t n = std::max<std::int64_t>(at - g.reach + 1, 0); n <= last; ++n) {
        sum += args.samples[n] * g.weight(table, fraction - static_cast<double>(n - at));
      }
      args.out[i] = static_cast<float>(sum);
    }
  });
}

}  // namespace

void resample(Context& context, const ResampleArgs& args) {
  if (args.out_count == 0) return;
  if (args.from_rate == args.to_rate) {
    std::memmove(args.out, args.samples, args.out_count * sizeof(float));
    return;
  }
  const SincGeometry geometry(args.from_rate, args.to_rate);
  const auto exact = context.plans.get<SincTable>("s", [] { return std::make_shared<const SincTable>(); });
  if (!PolyphaseTable::fits(geometry)) return by_weight(context, args, geometry, *exact);
  const std::string key = "p" + std::to_string(geometry.phases) + "/" + std::to_string(geometry.advance);
  const auto table =
      context.plans.get<PolyphaseTable>(key, [&] { return std::make_shared<const PolyphaseTable>(geometry, *exact); });
  by_table(context, args, geometry, table->tables());
}

}  // namespace emodna::cpu
