#include "tiles.h"

#include "context.h"

namespace emodna::cpu {

namespace portable {
extern const TileKernels kTileKernels;
}
#if defined(EMODNA_X86)
namespace avx2 {
extern const TileKernels kTileKernels;
}
namespace avx512 {
extern const TileKernels kTileKernels;
}
#endif

const TileKernels& tile_kernels(Isa isa) {
#if defined(EMODNA_X86)
  if (isa == Isa::avx512) return avx512::kTileKernels;
  if (isa == Isa::avx2) return avx2::kTileKernels;
#endif
  return portable::kTileKernels;
}

}  // namespace emodna::cpu
