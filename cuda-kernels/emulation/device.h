// What a kernel sees: indices, barriers, warp votes and shuffles, atomics, intrinsics.
#ifndef EMODNA_EMULATION_DEVICE_H
#define EMODNA_EMULATION_DEVICE_H

#include <cmath>
#include <cstdint>
#include <cstring>

#include "inexact.h"
#include "vectors.h"

#define EMODNA_EMULATION 1
#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)

// Where the running thread stands.
extern thread_local uint3 threadIdx, blockIdx;
extern thread_local dim3 blockDim, gridDim;
inline constexpr int warpSize = 32;

namespace emulation {

int lane();
// The running block's dynamic shared memory.
unsigned char* shared();
void block_barrier();
// Every lane of mask brings `bytes` (at most lane_bytes) at payload and waits for the others; then returns what all
// brought: lane l's payload is at l * lane_bytes, until the caller's next exchange.
inline constexpr int lane_bytes = 64;
const unsigned char* exchange(unsigned mask, const void* payload, std::size_t bytes);

template <typename T>
T read(unsigned mask, T value, int source) {
  const unsigned char* all = exchange(mask, &value, sizeof value);
  if (source >= 0 && source < 32 && (mask >> source & 1) != 0)
    std::memcpy(&value, all + source * lane_bytes, sizeof value);
  return value;
}

template <typename T>
T exchange_word(T* address, T value) {
  return __atomic_exchange_n(address, value, __ATOMIC_SEQ_CST);
}

}  // namespace emulation

inline void __syncthreads() { emulation::block_barrier(); }
inline void __syncwarp(unsigned mask = 0xffffffffu) { emulation::exchange(mask, nullptr, 0); }
inline void __threadfence() {}
inline void __threadfence_block() {}

// Within segments of `width` lanes, as on the device; a source outside its segment gives the lane's own value.
template <typename T>
T __shfl_sync(unsigned mask, T value, int source, int width = 32) {
  const int first = emulation::lane() & ~(width - 1);
  return emulation::read(mask, value, first + (source & (width - 1)));
}
template <typename T>
T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = 32) {
  const int lane = emulation::lane(), source = lane ^ lanes;
  return emulation::read(mask, value, source < (lane & ~(width - 1)) + width ? source : lane);
}
template <typename T>
T __shfl_down_sync(unsigned mask, T value, unsigned lanes, int width = 32) {
  const int lane = emulation::lane(), source = lane + static_cast<int>(lanes);
  return emulation::read(mask, value, source < (lane & ~(width - 1)) + width ? source : lane);
}
template <typename T>
T __shfl_up_sync(unsigned mask, T value, unsigned lanes, int width = 32) {
  const int lane = emulation::lane(), source = lane - static_cast<int>(lanes);
  return emulation::read(mask, value, source >= (lane & ~(width - 1)) ? source : lane);
}
inline unsigned __ballot_sync(unsigned mask, int predicate) {
  const int mine = predicate != 0;
  const unsigned char* all = emulation::exchange(mask, &mine, sizeof mine);
  unsigned votes = 0;
  for (int l = 0; l < 32; ++l) {
    int vote = 0;
    if ((mask >> l & 1) != 0) std::memcpy(&vote, all + l * emulation::lane_bytes, sizeof vote);
    votes |= static_cast<unsigned>(vote) << l;
  }
  return votes;
}
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) == mask; }

template <typename T>
T atomicAdd(T* address, T value) {
  const T before = *address;
  *address = before + value;
  return before;
}
template <typename T>
T atomicMax(T* address, T value) {
  const T before = *address;
  if (value > before) *address = value;
  return before;
}
// Counts up to `last`, then from 0 again.
inline unsigned atomicInc(unsigned* address, unsigned last) {
  const unsigned before = emulation::counting::ticket(*address, last);
  *address = before >= last ? 0 : before + 1;
  return before;
}
template <typename T>
T atomicExch(T* address, T value) {
  return emulation::exchange_word(address, value);
}

template <typename T>
T __ldg(const T* address) {
  return *address;
}
template <typename T>
T __ldcg(const T* address) {
  return *address;
}
inline float __fmaf_rn(float x, float y, float z) {
  emulation::counting::multiply_add();
  return std::fma(x, y, z);
}
inline float __fmul_rn(float x, float y) { return x * y; }
inline float __fadd_rn(float x, float y) { return x + y; }
inline unsigned __umulhi(unsigned x, unsigned y) {
  return static_cast<unsigned>(static_cast<std::uint64_t>(x) * y >> 32);
}
inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(static_cast<unsigned>(x)); }
inline unsigned __brev(unsigned x) {
  unsigned reversed = 0;
  for (int bit = 0; bit < 32; ++bit) reversed |= (x >> bit & 1) << (31 - bit);
  return reversed;
}
inline unsigned __float_as_uint(float x) {
  unsigned bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline float __uint_as_float(unsigned bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}
inline int __float_as_int(float x) { return static_cast<int>(__float_as_uint(x)); }
inline float __int_as_float(int bits) { return __uint_as_float(static_cast<unsigned>(bits)); }

// The device's overloads of these take mixed signs of one width; the kernels use them on equal types only.
inline int min(int x, int y) { return x < y ? x : y; }
inline int max(int x, int y) { return x > y ? x : y; }
inline unsigned min(unsigned x, unsigned y) { return x < y ? x : y; }
inline unsigned max(unsigned x, unsigned y) { return x > y ? x : y; }
inline long long min(long long x, long long y) { return x < y ? x : y; }
inline long long max(long long x, long long y) { return x > y ? x : y; }
inline long min(long x, long y) { return x < y ? x : y; }
inline long max(long x, long y) { return x > y ? x : y; }
inline float min(float x, float y) { return std::fmin(x, y); }
inline float max(float x, float y) { return std::fmax(x, y); }
inline double min(double x, double y) { return std::fmin(x, y); }
inline double max(double x, double y) { return std::fmax(x, y); }

#endif
