// Correlation of a stretch of samples with later or earlier ones, shifts in the lanes.
#include "speech_functions.h"
#include "vectors.h"

namespace emodna::cpu::EMODNA_ISA {

void match(const float* a, const float* b, std::int64_t length, std::int64_t shifts, float* products, float* energies,
           float* peaks) {
  for (std::int64_t shift = 0; shift < shifts; shift += kFloats) {
    Floats product[2] = {}, energy[2] = {}, peak = {};
    for (std::int64_t i = 0; i < length; ++i) {
      const Floats later = load_floats<float>(b + shift + i);
      product[i % 2] += a[i] * later;
      energy[i % 2] += later * later;
      const Floats size = later < 0.0F ? -later : later;
      peak = size > peak ? size : peak;
    }
    store_floats<float>(products + shift, product[0] + product[1]);
    store_floats<float>(energies + shift, energy[0] + energy[1]);
    store_floats<float>(peaks + shift, peak);
  }
}

}  // namespace emodna::cpu::EMODNA_ISA
