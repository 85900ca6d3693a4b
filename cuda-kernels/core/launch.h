// The one way to launch a kernel; it works under NVIDIA's compiler and under the emulation.
#ifndef EMODNA_CUDA_CORE_LAUNCH_H
#define EMODNA_CUDA_CORE_LAUNCH_H

#include <cstdint>
#include <utility>

#include "attempt.h"
#include "context.h"

namespace emodna::cuda {

inline constexpr unsigned most_blocks = 0x7fffffff;

// Where and how large. Blocks have at most 1024 threads; grid.x <= most_blocks, grid.y and grid.z <= 65,535: put what
// can be large (rows, groups * rows) into x, and count it by grid_of().
struct Launch {
  dim3 grid, block;
  std::size_t shared_bytes = 0;  // dynamic shared memory, at most Context::shared_bytes
};

// A grid of so many blocks, counted in 64 bits: launch() refuses what no launch can have.
inline dim3 grid_of(std::int64_t x, std::int64_t y = 1) {
  return x > most_blocks || y > 65535 ? dim3(most_blocks + 1)
                                      : dim3(static_cast<unsigned>(x), static_cast<unsigned>(y));
}

// name: of the operation, for the message. Does not wait for the kernel. An empty grid launches nothing.
template <typename... Parameters, typename... Arguments>
emodna_status launch(Stream& stream, const char* name, void (*kernel)(Parameters...), const Launch& where,
                     Arguments&&... arguments) {
  if (where.grid.x == 0 || where.grid.y == 0 || where.grid.z == 0) return EMODNA_OK;
  if (where.grid.x > most_blocks) {
    return fail(EMODNA_UNAVAILABLE, "%s: too many groups or rows for one launch on a GPU; fewer at once", name);
  }
  if (where.shared_bytes > 48 << 10) {
    // The limit is the kernel's, for all threads of the process: always the same, since a smaller one for this launch
    // would forbid another's.
    const emodna_status status = attempt(name, [&] {
      return cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                  static_cast<int>(stream.context->shared_bytes));
    });
    if (status != EMODNA_OK) return status;
  }
  return attempt(name, [&] {
    cudaLaunchConfig_t config = {};
    config.gridDim = where.grid;
    config.blockDim = where.block;
    config.dynamicSmemBytes = where.shared_bytes;
    config.stream = stream.cuda;
    return cudaLaunchKernelEx(&config, kernel, std::forward<Arguments>(arguments)...);
  });
}

template <typename T>
constexpr T ceil_div(T a, T b) {
  return (a + b - 1) / b;
}

}  // namespace emodna::cuda

#endif
