// Scratch memory that vector instructions may load from with their widest aligned loads.
#ifndef EMODNA_CPU_ALIGNED_H
#define EMODNA_CPU_ALIGNED_H

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace emodna::cpu {

struct FreeAligned {
  void operator()(void* memory) const { std::free(memory); }
};

template <class T>
using AlignedArray = std::unique_ptr<T[], FreeAligned>;

// Uninitialised memory for `count` values, 64-byte aligned. Throws std::bad_alloc.
template <class T>
AlignedArray<T> aligned_array(std::size_t count) {
  if (count > (SIZE_MAX - 64) / sizeof(T)) throw std::bad_alloc();
  void* memory = std::aligned_alloc(64, (count * sizeof(T) + 64) / 64 * 64);
  if (memory == nullptr) throw std::bad_alloc();
  return AlignedArray<T>(static_cast<T*>(memory));
}

}  // namespace emodna::cpu

#endif
