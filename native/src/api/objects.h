// The library's objects behind the opaque handles, and the one way to report an error.
#ifndef EMODNA_API_OBJECTS_H
#define EMODNA_API_OBJECTS_H

#include <atomic>
#include <cstdint>

#include "emodna/backend.h"

struct emodna_context {
  const emodna_backend* backend;
  void* impl;
  std::atomic<std::int64_t> memory{0};
};

struct emodna_stream {
  emodna_context* context;
  void* impl;
  bool capturing = false;
  std::int32_t branches = 0;  // between fork and join, otherwise 0
};

struct emodna_buffer {
  emodna_context* context;
  void* address;
  std::size_t bytes;
};

struct emodna_transfer {
  emodna_context* context;
  void* impl;
  void* memory;
  std::size_t bytes;
};

struct emodna_graph {
  emodna_context* context;
  void* impl;
};

namespace emodna {

// Sets this thread's message (printf-like) and returns status.
emodna_status fail(emodna_status status, const char* format, ...) __attribute__((format(printf, 2, 3)));

// The CPU backend's table (native/src/cpu/backend.cpp).
const emodna_backend* cpu_backend();

// Checks shared by the operations. Each returns EMODNA_OK, or sets the message and returns INVALID_ARGUMENT.
emodna_status check_pointer(const void* pointer, const char* operation, const char* name);
emodna_status check_range(std::int64_t value, std::int64_t low, std::int64_t high, const char* operation,
                          const char* name);
// value must be finite and low <= value <= high.
emodna_status check_real(double value, double low, double high, const char* operation, const char* name);
emodna_status check_stream(const emodna_stream* stream, const char* operation);
// For what must not come between a fork and its join.
emodna_status check_not_forked(const emodna_stream* stream, const char* operation);
// For operations that read host memory during the call or wait, which can't be recorded nor stand in a branch.
emodna_status check_not_capturing(const emodna_stream* stream, const char* operation);
emodna_status check_workspace(const void* workspace, std::size_t given, std::size_t needed, const char* operation);

// Checks are chained with ||: those after the first failure are not evaluated, so that its message stays:
//   first_failure(check_pointer(...) || check_range(...))
inline emodna_status first_failure(bool failed) { return failed ? EMODNA_INVALID_ARGUMENT : EMODNA_OK; }

}  // namespace emodna

#endif
