// The pooling kernels of one set of vector instructions, for its table in tiles.cpp.
#ifndef EMODNA_CPU_SIMD_POOL_FUNCTIONS_H
#define EMODNA_CPU_SIMD_POOL_FUNCTIONS_H

#include <cstdint>

namespace emodna::cpu::EMODNA_ISA {

// As TileKernels::pool and TileKernels::pool_gradient.
void pool(const float* x, std::int64_t length, std::int64_t stride, std::int64_t columns, float floor, float* mean,
          float* deviation);
void pool_gradient(const float* x, std::int64_t length, std::int64_t stride, std::int64_t columns, float floor,
                   const float* dmean, const float* ddeviation, float* dx);

}  // namespace emodna::cpu::EMODNA_ISA

#endif
