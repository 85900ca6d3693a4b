// What the stand-ins for CUDA's runtime and cuBLAS share: device memory that is the host's, and calls that fail on
// demand.
#ifndef EMODNA_CUDA_TESTS_PRESET_STUB_DEVICE_H
#define EMODNA_CUDA_TESTS_PRESET_STUB_DEVICE_H

#include <cstddef>

namespace stub {

// Whether all of it lies in one piece of device memory that is not freed.
bool on_device(const void* address, std::size_t bytes);

// Whether this call is the one that shall fail; see cudart.cpp.
bool fails();

// Handles and streams that are given back.
void count_handle(int more);

bool is_stream(const void* stream);

}  // namespace stub

#endif
