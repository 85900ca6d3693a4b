// The tests' few words for a device: a context with one stream, and arrays in its memory.
#ifndef EMODNA_CUDA_TESTS_DEVICE_H
#define EMODNA_CUDA_TESTS_DEVICE_H

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "emodna/emodna.h"

struct Failure : std::runtime_error {
  explicit Failure(emodna_status code) : std::runtime_error(emodna_last_error()), status(code) {}
  emodna_status status;
};

// Throws where the library fails: nothing behind it would mean anything.
inline void must(emodna_status status) {
  if (status != EMODNA_OK) throw Failure(status);
}

// What main() of a program returns that takes a plug-in first: test's result, 1 with the message where the library
// fails in it.
inline int run_test(int count, char** arguments, const char* usage, int (*test)(int, char**)) {
  if (count < 2) {
    std::fprintf(stderr, "usage: %s\n", usage);
    return 2;
  }
  try {
    return test(count, arguments);
  } catch (const Failure& failure) {
    std::fprintf(stderr, "status %d: %s\n", failure.status, failure.what());
    return 1;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}

class Device {
 public:
  explicit Device(int index) : tensor_cores_(index > 0) {
    must(emodna_context_create(index, 1, "", &context));
    const emodna_status status = emodna_stream_create(context, &stream);
    if (status == EMODNA_OK) return;
    const Failure failure(status);
    emodna_context_destroy(context);
    throw failure;
  }
  ~Device() {
    for (emodna_graph* graph : graphs_) emodna_graph_destroy(graph);
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
  // The CPU, which is device 0, is what the others are compared with, in float32.
  bool has_tensor_cores() const { return tensor_cores_; }
  // What work() queues, recorded; nothing of it stays where it fails.
  template <typename Work>
  emodna_graph* record(Work work) {
    emodna_graph* graph = nullptr;
    must(emodna_graph_begin(stream));
    try {
      work();
    } catch (...) {
      emodna_graph_end(stream, &graph);
      emodna_graph_destroy(graph);
      throw;
    }
    must(emodna_graph_end(stream, &graph));
    graphs_.push_back(graph);
    return graph;
  }
  // Workspace full of NaN: an operation must not count on what lies in it. With leave_memory a GPU's is never written,
  // so that a tool can see who reads it first.
  void* workspace(std::size_t bytes) {
    if (leave_memory == nullptr) return array(std::vector<unsigned char>(bytes, 0xff));
    leave_memory(1);
    emodna_buffer* buffer = nullptr;
    const emodna_status status = emodna_buffer_create(context, bytes == 0 ? 1 : bytes, &buffer);
    leave_memory(0);
    must(status);
    buffers_.push_back(buffer);
    void* address = nullptr;
    must(emodna_buffer_address(buffer, &address));
    return address;
  }

  // The plug-in's emodna_cuda_leave_memory, where workspaces are to be left as they are.
  inline static void (*leave_memory)(std::int32_t) = nullptr;
  emodna_context* context = nullptr;
  emodna_stream* stream = nullptr;

 private:
  bool tensor_cores_;
  std::vector<emodna_buffer*> buffers_;
  std::vector<emodna_graph*> graphs_;
};

#endif
