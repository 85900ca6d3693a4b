// Resampling by a Kaiser-windowed sinc, in parallel over pieces of the output.
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "audio_dispatch.h"
#include "operations.h"
#include "sinc.h"
#include "sinc_polynomials.h"

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

// Outputs of a piece: enough that each bin has some, few enough that the piece's input stays in the caches.
std::int64_t fraction_piece(const SincGeometry& g) {
  constexpr std::int64_t kMost = 2048, kLeast = 64, kInput = 1 << 14;
  return std::clamp(kInput * g.phases / g.advance, kLeast, kMost);
}

// Outputs first .. first + count, the bins' in order, with `start` from the first one's first tap on.
void place_outputs(const SincGeometry& g, const FractionTables& t, std::int64_t first, std::int64_t count,
                   std::vector<FractionOutput>& placed, std::vector<FractionOutput>& sorted) {
  const double bins_a_phase = static_cast<double>(t.bins) / static_cast<double>(g.phases);
  const std::int64_t whole = g.advance / g.phases, rest = g.advance % g.phases;
  // ends[bin + 1] counts the bin's outputs. The bin is often that of the output before, whose count stays in a register
  // then: through memory each would wait for the one before.
  std::vector<std::int32_t> ends(t.bins + 1);
  std::int64_t phase = first % g.phases * g.advance % g.phases, start = 0;
  std::int32_t last = 0, run = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double position = static_cast<double>(phase) * bins_a_phase;
    const auto bin = static_cast<std::int32_t>(position);
    placed[i] = {static_cast<std::int32_t>(start), static_cast<std::int32_t>(i), bin,
                 static_cast<float>(position - bin - 0.5)};
    if (bin != last) {
      ends[last + 1] += run;
      last = bin;
      run = 0;
    }
    ++run;
    phase += rest;
    start += whole;
    if (phase >= g.phases) {
      phase -= g.phases;
      ++start;
    }
  }
  ends[last + 1] += run;
  for (std::int64_t bin = 0; bin < t.bins; ++bin) ends[bin + 1] += ends[bin];
  for (std::int64_t i = 0; i < count; ++i) {
    if (i == 0 || placed[i].bin != last) {
      if (i > 0) ends[last] = run;
      last = placed[i].bin;
      run = ends[last];
    }
    sorted[run++] = placed[i];
  }
}

// Where the table of filters would be too big.
void by_fraction(Context& context, const ResampleArgs& args, const SincGeometry& g, const FractionTables& tables) {
  const std::int64_t each = fraction_piece(g);
  const std::int64_t pieces = (args.out_count + each - 1) / each;
  const std::int64_t room = up(each * g.advance / g.phases + 1 + tables.taps, kMostLanes);
  AlignedArray<float> scratch = aligned_array<float>(room * context.pool.threads());
  std::vector<std::vector<FractionOutput>> placed(context.pool.threads()), sorted(context.pool.threads());
  for (auto* outputs : {&placed, &sorted}) {
    for (auto& of_thread : *outputs) of_thread.resize(each);
  }
  const AudioKernels& kernels = audio_kernels(context.isa);
  context.pool.run(pieces, [&](std::int64_t piece, int thread) {
    const std::int64_t begin = piece * each, count = std::min(each, args.out_count - begin);
    // begin * advance can pass 2^63 for hours at odd rates.
    const std::int64_t first = begin / g.phases * g.advance + begin % g.phases * g.advance / g.phases - g.reach + 1;
    float* x = scratch.get() + thread * room;
    copy_padded(args.samples, args.count, first, room, x);
    place_outputs(g, tables, begin, count, placed[thread], sorted[thread]);
    kernels.fractional(tables, x, sorted[thread].data(), count, args.out + begin);
  });
}

}  // namespace

void resample(Context& context, const ResampleArgs& args) {
  if (args.out_count == 0) return;
  if (args.from_rate == args.to_rate) {
    std::memmove(args.out, args.samples, args.out_count * sizeof(float));
    return;
  }
  const SincGeometry geometry(args.from_rate, args.to_rate, args.filter);
  const std::string filter(reinterpret_cast<const char*>(&args.filter), sizeof args.filter);
  const auto exact =
      context.plans.get<SincTable>("s" + filter, [&] { return std::make_shared<const SincTable>(args.filter); });
  if (!PolyphaseTable::fits(geometry)) {
    // Upwards the filter is the same for all ratios.
    const std::string scale(reinterpret_cast<const char*>(&geometry.scale), sizeof geometry.scale);
    const auto table = context.plans.get<SincPolynomials>(
        "f" + scale + filter, [&] { return std::make_shared<const SincPolynomials>(geometry, *exact); });
    return by_fraction(context, args, geometry, table->tables());
  }
  const std::string key = "p" + std::to_string(geometry.phases) + "/" + std::to_string(geometry.advance) + filter;
  const auto table =
      context.plans.get<PolyphaseTable>(key, [&] { return std::make_shared<const PolyphaseTable>(geometry, *exact); });
  by_table(context, args, geometry, table->tables());
}

}  // namespace emodna::cpu
