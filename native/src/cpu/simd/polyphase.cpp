// Resampling by a table of filters, one for each phase; and the table of this directory's audio kernels.
#include "audio_functions.h"
#include "doubles.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

typedef float Quad __attribute__((vector_size(16)));
typedef std::int32_t QuadIndex __attribute__((vector_size(16)));

// Outputs of one phase that are made together: as many independent sums as hide an addition's latency.
constexpr int kTogether = 4;
constexpr int kParts = 16 / kFloats;

Floats load(const float* at) { return *reinterpret_cast<const UnalignedFloats*>(at); }

// Sums of four quads: {a, b, c, d}.
Quad sum_each(Quad a, Quad b, Quad c, Quad d) {
  const QuadIndex even = {0, 4, 2, 6}, odd = {1, 5, 3, 7}, low = {0, 1, 4, 5}, high = {2, 3, 6, 7};
  const Quad ab = __builtin_shuffle(a, b, even) + __builtin_shuffle(a, b, odd);
  const Quad cd = __builtin_shuffle(c, d, even) + __builtin_shuffle(c, d, odd);
  return __builtin_shuffle(ab, cd, low) + __builtin_shuffle(ab, cd, high);
}

// The dot products of `filter` with x, x + step, ... : `count` of them, each summed in 16 parts whatever the count.
template <int count>
Quad dots(const float* filter, std::int32_t taps, const float* x, std::int64_t step) {
  Floats sums[count][kParts] = {};
  for (std::int32_t k = 0; k < taps; k += 16) {
    for (int part = 0; part < kParts; ++part) {
      const Floats weight = load(filter + k + part * kFloats);
      for (int i = 0; i < count; ++i) sums[i][part] += weight * load(x + i * step + k + part * kFloats);
    }
  }
  Quad totals[kTogether] = {};
  for (int i = 0; i < count; ++i) {
    const Quad* quads = reinterpret_cast<const Quad*>(sums[i]);
    totals[i] = (quads[0] + quads[1]) + (quads[2] + quads[3]);
  }
  return sum_each(totals[0], totals[1], totals[2], totals[3]);
}

}  // namespace

// All outputs of a phase, then those of the next: its filter stays in the first-level cache, where the whole table
// would have to come from further away for every output.
void polyphase(const float* table, std::int32_t taps, bool aligned, std::int64_t phases, std::int64_t advance,
               const float* x, float* out, std::int64_t count) {
  const std::int64_t whole = advance / phases, rest = advance % phases;
  std::int64_t phase = 0, index = 0;
  for (std::int64_t first = 0; first < phases && first < count; ++first) {
    const float* filter = table + phase * taps;
    const float* at = x + (aligned ? index / 16 * 16 : index);
    std::int64_t i = first;
    for (; i + (kTogether - 1) * phases < count; i += kTogether * phases, at += kTogether * advance) {
      const Quad four = dots<kTogether>(filter, taps, at, advance);
      for (int k = 0; k < kTogether; ++k) out[i + k * phases] = four[k];
    }
    for (; i < count; i += phases, at += advance) out[i] = dots<1>(filter, taps, at, advance)[0];
    index += whole;
    phase += rest;
    if (phase >= phases) {
      phase -= phases;
      ++index;
    }
  }
}

const AudioKernels audio_kernels = {log_mel, cepstrum, polyphase};

}  // namespace emodna::cpu::EMODNA_ISA
