// Products on tensor cores: a warp's c [16, 8] += a [16, 16] b [16, 8], float32 sums, in one of the contract's
// precisions. With lane = 4 g + t a lane gives and gets
//   a: x[s][i] = a (row g + 8 (i % 2), k = 8 s + 4 (i / 2) + t);   b: x[s][i] = b (k = 8 s + 4 i + t, column g);
//   c: (g, 2 t), (g, 2 t + 1), (g + 8, 2 t), (g + 8, 2 t + 1),
// whatever the precision: which k is which does not matter, as long as both operands count alike. Behind it stand the
// two instructions mma.m16n8k8 in TF32 and mma.m16n8k16 in BF16 (PTX, "Matrix fragments for mma"), with an emulation of
// each that takes the operands from where PTX's fragments have them, rounded as the hardware takes them, and adds as
// tensor cores were measured to (emulation/tensor_core.h): every four or eight values of k they cut the sum off.
//
// The instructions are asm volatile: all 32 lanes must come to them together, and the compiler may neither leave one
// out nor move it into a branch, which it may with an asm that only has results. Conversions depend on the lane's own
// operand alone; they are not volatile, so that one whose result is not needed goes, and equal ones are made once.
#ifndef EMODNA_CUDA_CORE_MMA_CUH
#define EMODNA_CUDA_CORE_MMA_CUH

#include <cuda_runtime.h>

#include "emodna/context.h"
#include "reduce.cuh"

namespace emodna::cuda {

// To the nearest TF32 number, ties away from zero: a float32 whose last 13 bits the instruction does not look at.
__device__ __forceinline__ unsigned to_tf32(float x) {
#ifdef EMODNA_EMULATION
  return x == x ? (__float_as_uint(x) + 0x1000u) & 0xffffe000u : 0x7fffffffu;
#else
  unsigned y;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(y) : "f"(x));
  return y;
#endif
}

// To the nearest BF16 numbers, ties to even; `low` in the lower half.
__device__ __forceinline__ unsigned to_bf16_pair(float low, float high) {
#ifdef EMODNA_EMULATION
  const auto half = [](float x) {
    const unsigned bits = __float_as_uint(x);
    return x == x ? (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16 : 0x7fffu;
  };
  return half(high) << 16 | half(low);
#else
  unsigned y;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(y) : "f"(high), "f"(low));
  return y;
#endif
}

#ifdef EMODNA_EMULATION
namespace emulated {

struct Operands {
  unsigned a[4], b[2];
};

// Adds the products over `depth` values of k. left(lane's registers, row, k) and right(..., k): the numbers, of the
// lane that holds them.
template <int depth, typename Left, typename Right>
void multiply(const unsigned (&a)[4], const unsigned (&b)[2], float* const (&c)[4], int lane_of_k[depth], Left left,
              Right right) {
  const Operands mine = {{a[0], a[1], a[2], a[3]}, {b[0], b[1]}};
  const unsigned char* all = emulation::exchange(all_lanes, &mine, sizeof mine);
  const auto of = [&](int lane) -> const Operands& {
    return *reinterpret_cast<const Operands*>(all + lane * emulation::lane_bytes);
  };
  const int g = emulation::lane() / 4, t = emulation::lane() % 4;
  for (int i = 0; i < 4; ++i) {
    for (int first = 0; first < depth; first += depth / 2) {
      float rows[depth / 2], columns[depth / 2];
      for (int k = 0; k < depth / 2; ++k) {
        const int lane = lane_of_k[first + k];
        rows[k] = left(of(4 * g + lane), i / 2, first + k);
        columns[k] = right(of(4 * (2 * t + i % 2) + lane), first + k);
      }
      *c[i] = emulation::add_products(rows, columns, *c[i]);
    }
  }
}

}  // namespace emulated
#endif

// c += a b in TF32 with 8 values of k:
//   a: (g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4);  b: (t, g), (t + 4, g).
// All 32 lanes must take part, here and below.
__device__ __forceinline__ void mma_tf32(const unsigned (&a)[4], const unsigned (&b)[2], float& c0, float& c1,
                                         float& c2, float& c3) {
#ifdef EMODNA_EMULATION
  using emulated::Operands;
  const auto number = [](unsigned bits) { return __uint_as_float(bits & 0xffffe000u); };
  int lanes[8] = {0, 1, 2, 3, 0, 1, 2, 3};
  emulated::multiply<8>(
      a, b, {&c0, &c1, &c2, &c3}, lanes,
      [&](const Operands& x, int half, int k) { return number(x.a[half + 2 * (k / 4)]); },
      [&](const Operands& x, int k) { return number(x.b[k / 4]); });
#else
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, "
      "%3};"
      : "+f"(c0), "+f"(c1), "+f"(c2), "+f"(c3)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#endif
}

// c += a b in BF16 with 16 values of k, two to a register:
//   a: (g, 2 t ..), (g + 8, 2 t ..), (g, 2 t + 8 ..), (g + 8, 2 t + 8 ..);  b: (2 t .., g), (2 t + 8 .., g).
__device__ __forceinline__ void mma_bf16(const unsigned (&a)[4], const unsigned (&b)[2], float& c0, float& c1,
                                         float& c2, float& c3) {
#ifdef EMODNA_EMULATION
  using emulated::Operands;
  const auto number = [](unsigned pair, int k) {
    return __uint_as_float(k % 2 == 0 ? pair << 16 : pair & 0xffff0000u);
  };
  int lanes[16] = {0, 0, 1, 1, 2, 2, 3, 3, 0, 0, 1, 1, 2, 2, 3, 3};
  emulated::multiply<16>(
      a, b, {&c0, &c1, &c2, &c3}, lanes,
      [&](const Operands& x, int half, int k) { return number(x.a[half + 2 * (k / 8)], k); },
      [&](const Operands& x, int k) { return number(x.b[k / 8], k); });
#else
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, "
      "%3};"
      : "+f"(c0), "+f"(c1), "+f"(c2), "+f"(c3)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#endif
}

// x as operands keep it while they wait in memory: in TF32 rounded already, once for all lanes that will read it.
template <int precision>
__device__ __forceinline__ float operand(float x) {
  return precision == EMODNA_TF32 ? __uint_as_float(to_tf32(x)) : x;
}

// A lane's part of an operand, from the numbers x[s][i] of above: count is 4 for a, 2 for b.
template <int precision, int count>
struct Fragment;

// Made of numbers that went through operand().
template <int count>
struct Fragment<EMODNA_TF32, count> {
  unsigned numbers[2][count];

  __device__ __forceinline__ void set(const float (&x)[2][count]) {
#pragma unroll
    for (int s = 0; s < 2; ++s) {
#pragma unroll
      for (int i = 0; i < count; ++i) numbers[s][i] = __float_as_uint(x[s][i]);
    }
  }
};

// What TF32 keeps of a number, and what it keeps of the rest.
template <int count>
struct Fragment<EMODNA_TF32X3, count> {
  unsigned big[2][count], small[2][count];

  __device__ __forceinline__ void set(const float (&x)[2][count]) {
#pragma unroll
    for (int s = 0; s < 2; ++s) {
#pragma unroll
      for (int i = 0; i < count; ++i) {
        big[s][i] = to_tf32(x[s][i]);
        small[s][i] = to_tf32(x[s][i] - __uint_as_float(big[s][i]));
      }
    }
  }
};

template <int count>
struct Fragment<EMODNA_BF16, count> {
  unsigned pairs[count];

  __device__ __forceinline__ void set(const float (&x)[2][count]) {
    constexpr int half = count / 2;
#pragma unroll
    for (int s = 0; s < 2; ++s) {
#pragma unroll
      for (int i = 0; i < half; ++i) pairs[s * half + i] = to_bf16_pair(x[s][i], x[s][i + half]);
    }
  }
};

__device__ __forceinline__ void multiply(const Fragment<EMODNA_TF32, 4>& a, const Fragment<EMODNA_TF32, 2>& b,
                                         float& c0, float& c1, float& c2, float& c3) {
#pragma unroll
  for (int s = 0; s < 2; ++s) mma_tf32(a.numbers[s], b.numbers[s], c0, c1, c2, c3);
}

// The product of the two rests is below float32's rounding. Tensor cores cut sums off, four times for 16 values of k,
// and always towards zero, so that a long sum would drift: each product begins at zero, the small ones first, and is
// added in float32, rounded to the nearest. That is one FADD a sum for six instructions.
__device__ __forceinline__ void multiply(const Fragment<EMODNA_TF32X3, 4>& a, const Fragment<EMODNA_TF32X3, 2>& b,
                                         float& c0, float& c1, float& c2, float& c3) {
  float sum[4] = {0, 0, 0, 0};
#pragma unroll
  for (int s = 0; s < 2; ++s) {
    mma_tf32(a.small[s], b.big[s], sum[0], sum[1], sum[2], sum[3]);
    mma_tf32(a.big[s], b.small[s], sum[0], sum[1], sum[2], sum[3]);
  }
#pragma unroll
  for (int s = 0; s < 2; ++s) mma_tf32(a.big[s], b.big[s], sum[0], sum[1], sum[2], sum[3]);
  c0 += sum[0];
  c1 += sum[1];
  c2 += sum[2];
  c3 += sum[3];
}

__device__ __forceinline__ void multiply(const Fragment<EMODNA_BF16, 4>& a, const Fragment<EMODNA_BF16, 2>& b,
                                         float& c0, float& c1, float& c2, float& c3) {
  mma_bf16(a.pairs, b.pairs, c0, c1, c2, c3);
}

}  // namespace emodna::cuda

#endif
