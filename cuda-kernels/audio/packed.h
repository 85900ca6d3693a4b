// Several tables in one piece of memory, and the roots of 1 that the transform takes.
#ifndef EMODNA_CUDA_AUDIO_PACKED_H
#define EMODNA_CUDA_AUDIO_PACKED_H

#include <cmath>
#include <cstring>
#include <vector>

#include "transform.cuh"

namespace emodna::cuda {

inline std::size_t aligned(std::size_t bytes) { return (bytes + 255) / 256 * 256; }

// Puts values behind the bytes, aligned; returns where.
template <typename T>
std::size_t append(std::vector<unsigned char>& bytes, const T* values, std::size_t count) {
  const std::size_t at = aligned(bytes.size());
  bytes.resize(at + count * sizeof(T));
  if (count > 0) std::memcpy(&bytes[at], values, count * sizeof(T));
  return at;
}

// (cos, sign sin) of 2 pi k / n for k < count.
inline std::vector<Complex<float>> roots(int count, int n, double sign) {
  std::vector<Complex<float>> values(count);
  for (int k = 0; k < count; ++k) {
    const double angle = 2 * 3.14159265358979323846 * k / n;
    values[k] = {static_cast<float>(std::cos(angle)), static_cast<float>(sign * std::sin(angle))};
  }
  return values;
}

}  // namespace emodna::cuda

#endif
