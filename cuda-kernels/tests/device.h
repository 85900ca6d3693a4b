// The tests' few words for a device: a context with one stream, and arrays in its memory.
#ifndef EMODNA_CUDA_TESTS_DEVICE_H
#define EMODNA_CUDA_TESTS_DEVICE_H

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "emodna/emodna.h"

// Ends the program where the library fails: nothing behind it would mean anything.
inline void must(emodna_status status) {
  if (status == EMODNA_OK) return;
  std::fprintf(stderr, "status %d: %s\n", status, emodna_last_error());
  std::exit(1);
}

class Device {
 public:
  explicit Device(int index) {
    must(emodna_context_create(index, 1, "", &context));
    must(emodna_stream_create(context, &stream));
  }
  ~Device() {
    for (emodna_buffer* buffer : buffers_) emodna_buffer_destroy(buffer);
    emodna_stream_destroy(stream);
    emodna_context_destroy(context);
  }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  template <typename T>
  T* array(std::size_t count) {
    emodna_buffer* buffer = nullptr;
    void* address = nullptr;
    must(emodna_buffer_create(context, count == 0 ? 1 : count * sizeof(T), &buffer));
    must(emodna_buffer_address(buffer, &address));
    buffers_.push_back(buffer);
    return static_cast<T*>(address);
  }
  template <typename T>
  T* array(const std::vector<T>& values) {
    T* address = array<T>(values.size());
    if (!values.empty()) must(emodna_copy_to_device(stream, address, values.data(), values.size() * sizeof(T)));
    return address;
  }
  template <typename T>
  std::vector<T> host(const T* address, std::size_t count) {
    std::vector<T> values(count);
    if (count > 0) must(emodna_copy_to_host(stream, values.data(), address, count * sizeof(T)));
    return values;
  }
  // Workspace full of NaN: an operation must not count on what lies in it.
  void* workspace(std::size_t bytes) { return array(std::vector<unsigned char>(bytes, 0xff)); }

  emodna_context* context = nullptr;
  emodna_stream* stream = nullptr;

 private:
  std::vector<emodna_buffer*> buffers_;
};

#endif
