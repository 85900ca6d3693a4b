// Cuts a caller's workspace into arrays.
#ifndef EMODNA_CPU_ARENA_H
#define EMODNA_CPU_ARENA_H

#include <cstddef>
#include <cstdint>

namespace emodna::cpu {

// The same code that takes the arrays also measures them: with base NULL the addresses mean nothing, and bytes()
// says what is needed.
class Arena {
 public:
  explicit Arena(void* base) : at_(reinterpret_cast<std::uintptr_t>(base)), begin_(at_) {
    at_ = (at_ + kAlignment - 1) / kAlignment * kAlignment;
  }

  template <class T>
  T* take(std::int64_t count) {
    T* taken = reinterpret_cast<T*>(at_);
    at_ += (static_cast<std::size_t>(count) * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    return taken;
  }

  // Room for moving an unaligned base up is part of it.
  std::size_t bytes() const { return at_ - begin_ + kAlignment; }

 private:
  static constexpr std::uintptr_t kAlignment = 64;
  std::uintptr_t at_, begin_;
};

}  // namespace emodna::cpu

#endif
