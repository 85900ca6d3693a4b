// Resampling by filters that are polynomials of the fraction (SincPolynomials), taps in the lanes.
#include "audio_functions.h"
#include "vectors.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

// Outputs of one bin that are made together: a coefficient is loaded once for all of them. Their sums, three each, stay
// in registers.
#if defined(__AVX512F__)
constexpr int kTogether = 4;
#else
constexpr int kTogether = 3;
#endif

// Adds each block of four lanes to the first.
template <int width = kFloats / 2>
inline __attribute__((always_inline)) Floats fold(Floats sum) {
  if constexpr (width < 4) {
    return sum;
  } else {
    VectorOf<float>::Integers from{};
#pragma GCC unroll 16
    for (int lane = 0; lane < kFloats; ++lane) from[lane] = (lane + width) % kFloats;
    return fold<width / 2>(sum + __builtin_shuffle(sum, from));
  }
}

// A vector of partial sums for each of four outputs, added up: output i in lane i. Every output's lanes are added in
// the same order.
inline __attribute__((always_inline)) Floats add_up(Floats (&rows)[4]) {
  transpose<float>(rows);
  return fold((rows[0] + rows[1]) + (rows[2] + rows[3]));
}

template <int count>
void filter_outputs(const FractionTables& t, const float* x, const FractionOutput* outputs, float* out) {
  static_assert(count <= 4);
  const float* coefficients = t.coefficients + outputs[0].bin * kFractionTerms * t.taps;
  const float* from[count];
  for (int i = 0; i < count; ++i) from[i] = x + outputs[i].start;
  Floats constant[count] = {}, linear[count] = {}, square[count] = {};
  for (std::int64_t k = 0; k < t.taps; k += kFloats) {
    const Floats c0 = load_floats<float>(coefficients + k);
    const Floats c1 = load_floats<float>(coefficients + t.taps + k);
    const Floats c2 = load_floats<float>(coefficients + 2 * t.taps + k);
#pragma GCC unroll 4
    for (int i = 0; i < count; ++i) {
      Floats samples = load_floats<float>(from[i] + k);
#if defined(__x86_64__)
      // Loaded once: the compiler would load them anew for each product, most of them across two cache lines.
      __asm__("" : "+v"(samples));
#endif
      constant[i] += c0 * samples;
      linear[i] += c1 * samples;
      square[i] += c2 * samples;
    }
  }
  Floats rows[4] = {};
#pragma GCC unroll 4
  for (int i = 0; i < count; ++i) {
    const float f = outputs[i].fraction;
    rows[i] = constant[i] + f * (linear[i] + f * square[i]);
  }
  const Floats sums = add_up(rows);
  for (int i = 0; i < count; ++i) out[outputs[i].index] = sums[i];
}

}  // namespace

void fractional(const FractionTables& t, const float* x, const FractionOutput* outputs, std::int64_t count,
                float* out) {
  const FractionOutput* const end = outputs + count;
  while (outputs < end) {
    int same = 1;
    while (same < kTogether && outputs + same < end && outputs[same].bin == outputs->bin) ++same;
    if (same == 1) filter_outputs<1>(t, x, outputs, out);
    if (same == 2) filter_outputs<2>(t, x, outputs, out);
    if (same == 3) filter_outputs<3>(t, x, outputs, out);
    if (same == 4) filter_outputs<kTogether>(t, x, outputs, out);
    outputs += same;
  }
}

}  // namespace emodna::cpu::EMODNA_ISA
