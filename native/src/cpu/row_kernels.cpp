#include "row_kernels.h"

#include <cmath>

#include "context.h"

namespace emodna::cpu {

namespace portable {
extern const RowKernels kRowKernels;
}
#if defined(EMODNA_X86)
namespace avx2 {
extern const RowKernels kRowKernels;
}
namespace avx512 {
extern const RowKernels kRowKernels;
}
#endif

const RowKernels& row_kernels(Isa isa) {
#if defined(EMODNA_X86)
  if (isa == Isa::avx512) return avx512::kRowKernels;
  if (isa == Isa::avx2) return avx2::kRowKernels;
#endif
  return portable::kRowKernels;
}

Draws draws_of(std::int64_t g, std::int64_t groups, std::int64_t inputs, std::int32_t site, float rate,
               const std::uint64_t* seeds, const std::int64_t* step) {
  const std::int64_t each = groups / inputs;
  const double wide_rate = rate;
  return {.key = seeds[g / each],
          .step = static_cast<std::uint64_t>(*step),
          .place = static_cast<std::uint32_t>(g % each) << 16 | static_cast<std::uint32_t>(site),
          .threshold = static_cast<std::uint32_t>(std::ceil(wide_rate * 4294967296.0)),
          .keep = static_cast<float>(1.0 / (1.0 - wide_rate))};
}

}  // namespace emodna::cpu
