// One tensor-core product of a warp, c [16, 8] += a [16, 8] b [8, 8] in TF32, and its emulation. With lane = 4 g + t:
//   a: (g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4);  b: (t, g), (t + 4, g);
//   c: (g, 2 t), (g, 2 t + 1), (g + 8, 2 t), (g + 8, 2 t + 1)
// (PTX, "Matrix fragments for mma.m16n8k8"). A TF32 number is a float32 whose last 13 bits are not looked at.
#ifndef EMODNA_CUDA_LAB_CONTRASTIVE_MMA_CUH
#define EMODNA_CUDA_LAB_CONTRASTIVE_MMA_CUH

#include <cuda_runtime.h>

#include "../../core/reduce.cuh"

namespace emodna::cuda {

// To the nearest TF32 number, ties away from zero.
__device__ __forceinline__ unsigned to_tf32(float x) {
#ifdef EMODNA_EMULATION
  return (__float_as_uint(x) + 0x1000u) & 0xffffe000u;
#else
  unsigned y;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(y) : "f"(x));
  return y;
#endif
}

// All 32 lanes must take part.
__device__ __forceinline__ void mma(const unsigned (&a)[4], const unsigned (&b)[2], float& c0, float& c1, float& c2,
                                    float& c3) {
#ifdef EMODNA_EMULATION
  struct Operands {
    unsigned a[4], b[2];
  } mine = {{a[0], a[1], a[2], a[3]}, {b[0], b[1]}};
  const unsigned char* all = emulation::exchange(all_lanes, &mine, sizeof mine);
  const auto of = [&](int lane) { return reinterpret_cast<const Operands*>(all + lane * emulation::lane_bytes); };
  const auto number = [](unsigned bits) { return __uint_as_float(bits & 0xffffe000u); };
  const int g = emulation::lane() / 4, t = emulation::lane() % 4;
  float* c[4] = {&c0, &c1, &c2, &c3};
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < 8; ++k) {
      const unsigned left = of(4 * g + k % 4)->a[i / 2 + 2 * (k / 4)];
      const unsigned right = of(4 * (2 * t + i % 2) + k % 4)->b[k / 4];
      *c[i] = fmaf(number(left), number(right), *c[i]);
    }
  }
#else
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, "
      "%3};"
      : "+f"(c0), "+f"(c1), "+f"(c2), "+f"(c3)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#endif
}

// Numbers for a fragment: what TF32 keeps of them, and what TF32 keeps of the rest.
template <int count>
struct Fragment {
  unsigned big[count], small[count];

  __device__ __forceinline__ void set(int i, float x) {
    big[i] = to_tf32(x);
    small[i] = to_tf32(x - __uint_as_float(big[i]));
  }
};

// The product with one term (TF32), or with three (the product of the two rests is under float32's rounding).
template <int terms>
__device__ __forceinline__ void multiply_fragments(const Fragment<4>& a, const Fragment<2>& b, float& c0, float& c1,
                                                   float& c2, float& c3) {
  static_assert(terms == 1 || terms == 3);
  if (terms == 3) {
    mma(a.small, b.big, c0, c1, c2, c3);
    mma(a.big, b.small, c0, c1, c2, c3);
  }
  mma(a.big, b.big, c0, c1, c2, c3);
}

}  // namespace emodna::cuda

#endif
