// Takes a workspace piece by piece.
#ifndef EMODNA_CUDA_ENCODER_WORKSPACE_H
#define EMODNA_CUDA_ENCODER_WORKSPACE_H

#include <cstddef>
#include <cstdint>

#include "../core/launch.h"

namespace emodna::cuda {

// base: NULL to learn the size. Pieces begin at multiples of 256 bytes from it.
class Workspace {
 public:
  explicit Workspace(void* base) : base_(reinterpret_cast<std::uintptr_t>(base)) {}

  template <typename T>
  T* take(std::int64_t count) {
    const std::uintptr_t at = base_ + bytes_;
    const std::int64_t size = count * static_cast<std::int64_t>(sizeof(T));
    bytes_ += static_cast<std::size_t>(ceil_div<std::int64_t>(size, alignment) * alignment);
    return reinterpret_cast<T*>(at);
  }
  std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::int64_t alignment = 256;

  std::uintptr_t base_;
  std::size_t bytes_ = 0;
};

}  // namespace emodna::cuda

#endif
