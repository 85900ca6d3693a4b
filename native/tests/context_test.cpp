// Contexts, streams, buffers, transfers and graphs: what works, and that misuse is a status with a message.
#include <sys/resource.h>

#include <cstring>
#include <string>
#include <vector>

#include "check.h"

// Where the system gives no more threads, that is a status; those already started end.
static void too_few_threads() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  rlimit before{};
  CHECK(getrlimit(RLIMIT_AS, &before) == 0);
  const rlimit tight = {static_cast<rlim_t>(1) << 30, before.rlim_max};
  CHECK(setrlimit(RLIMIT_AS, &tight) == 0);
  rlimit set{};
  CHECK(getrlimit(RLIMIT_AS, &set) == 0);
  if (set.rlim_cur != tight.rlim_cur) {
    // QEMU's emulation of a single program says yes to this limit and does not set it.
    std::printf("not tested: too few threads, as the system takes no limit of a process's memory\n");
    return;
  }
  emodna_context* context = nullptr;
  CHECK(emodna_context_create(0, 1024, "", &context) == EMODNA_OUT_OF_MEMORY && context == nullptr);
  CHECK(std::string(emodna_last_error()).find("1024 threads") != std::string::npos);
  CHECK(setrlimit(RLIMIT_AS, &before) == 0);
#endif
}

// Branches: one fork at a time, joined before anything waits, within a capture and outside. address: of 100 bytes.
static void branches_join(emodna_stream* stream, emodna_transfer* transfer, emodna_graph* graph, void* address) {
  std::vector<char> host(100);
  CHECK(emodna_stream_fork(nullptr, 2) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_stream_fork(stream, 0) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_stream_fork(stream, EMODNA_MAX_BRANCHES + 1) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_stream_branch(stream, 0) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_stream_join(stream) == EMODNA_INVALID_ARGUMENT);
  for (bool captured : {false, true}) {
    host.assign(100, 7);
    CHECK(emodna_copy_to_device(stream, address, host.data(), 100) == EMODNA_OK);
    emodna_graph* recorded = nullptr;
    if (captured) CHECK(emodna_graph_begin(stream) == EMODNA_OK);
    CHECK(emodna_stream_fork(stream, 2) == EMODNA_OK);
    CHECK(emodna_stream_fork(stream, 2) == EMODNA_INVALID_ARGUMENT);
    CHECK(std::string(emodna_last_error()).find("join them first") != std::string::npos);
    CHECK(emodna_stream_branch(stream, 2) == EMODNA_INVALID_ARGUMENT);
    CHECK(emodna_stream_branch(stream, -1) == EMODNA_INVALID_ARGUMENT);
    CHECK(emodna_stream_branch(stream, 1) == EMODNA_OK);
    CHECK(emodna_zero(stream, address, 60) == EMODNA_OK);
    CHECK(emodna_stream_branch(stream, 0) == EMODNA_OK);
    CHECK(emodna_zero(stream, static_cast<char*>(address) + 60, 20) == EMODNA_OK);
    CHECK(emodna_stream_synchronize(stream) == EMODNA_INVALID_ARGUMENT);
    CHECK(emodna_copy_to_host(stream, host.data(), address, 100) == EMODNA_INVALID_ARGUMENT);
    CHECK(emodna_transfer_to_host(transfer, stream, address, 100) == EMODNA_INVALID_ARGUMENT);
    CHECK(emodna_graph_launch(graph, stream) == EMODNA_INVALID_ARGUMENT);
    CHECK(emodna_graph_begin(stream) == EMODNA_INVALID_ARGUMENT);
    CHECK(emodna_stream_join(stream) == EMODNA_OK);
    CHECK(emodna_stream_join(stream) == EMODNA_INVALID_ARGUMENT);
    if (captured) CHECK(emodna_graph_end(stream, &recorded) == EMODNA_OK);
    if (captured) CHECK(emodna_graph_launch(recorded, stream) == EMODNA_OK);
    CHECK(emodna_copy_to_host(stream, host.data(), address, 100) == EMODNA_OK);
    CHECK(host[59] == 0 && host[79] == 0 && host[80] != 0);
    CHECK(emodna_graph_destroy(recorded) == EMODNA_OK);
  }
  // A capture that ends too early leaves no graph, and the stream as it was.
  emodna_graph* early = nullptr;
  CHECK(emodna_graph_begin(stream) == EMODNA_OK && emodna_stream_fork(stream, 3) == EMODNA_OK);
  CHECK(emodna_graph_end(stream, &early) == EMODNA_INVALID_ARGUMENT && early == nullptr);
  CHECK(std::string(emodna_last_error()).find("not joined") != std::string::npos);
  CHECK(emodna_stream_synchronize(stream) == EMODNA_OK);
}

// Runs of x86 and of ARM must never be taken for each other: "portable" has other bits on each, and so another name.
static void baseline_is_named() {
#if defined(__aarch64__)
  const std::string name = "neon";
#else
  const std::string name = "portable";
#endif
  for (const std::string& asked : {std::string("portable"), name}) {
    emodna_context* context = nullptr;
    CHECK(emodna_context_create(0, 1, asked.c_str(), &context) == EMODNA_OK);
    emodna_device_info info{};
    CHECK(emodna_context_describe(context, &info) == EMODNA_OK && info.instructions == name);
    CHECK(emodna_context_destroy(context) == EMODNA_OK);
  }
  emodna_context* context = nullptr;
  CHECK(emodna_context_create(0, 1, "sse9", &context) == EMODNA_INVALID_ARGUMENT && context == nullptr);
  CHECK(std::string(emodna_last_error()).find("choose " + name) != std::string::npos);
}

int main() {
  too_few_threads();
  baseline_is_named();
  std::int32_t devices = 0;
  CHECK(emodna_device_count(&devices) == EMODNA_OK && devices >= 1);
  emodna_device_info info;
  CHECK(emodna_device_describe(0, &info) == EMODNA_OK && std::string(info.backend) == "cpu");
  CHECK(emodna_device_describe(devices, &info) == EMODNA_UNAVAILABLE);
  CHECK(emodna_device_count(nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_backend_load("/nowhere/libbackend.so") == EMODNA_UNAVAILABLE);
  CHECK(std::string(emodna_last_error()).find("/nowhere") != std::string::npos);

  emodna_context* context = nullptr;
  CHECK(emodna_context_create(0, -1, "", &context) == EMODNA_INVALID_ARGUMENT && context == nullptr);
  CHECK(emodna_context_create(0, 1, "mmx", &context) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_context_create(0, 2, "", &context) == EMODNA_OK);
  std::int32_t threads = 0;
  CHECK(emodna_context_threads(context, &threads) == EMODNA_OK && threads == 2);
  CHECK(emodna_context_describe(context, &info) == EMODNA_OK && info.units == 2 && info.free_bytes == 0);

  emodna_stream* stream = nullptr;
  CHECK(emodna_stream_create(context, &stream) == EMODNA_OK);
  emodna_buffer* buffer = nullptr;
  CHECK(emodna_buffer_create(context, 0, &buffer) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_buffer_create(context, static_cast<std::size_t>(1) << 60, &buffer) == EMODNA_OUT_OF_MEMORY);
  CHECK(emodna_buffer_create(context, 100, &buffer) == EMODNA_OK);
  std::int64_t memory = 0;
  CHECK(emodna_context_memory(context, &memory) == EMODNA_OK && memory == 100);
  void* address = nullptr;
  CHECK(emodna_buffer_address(buffer, &address) == EMODNA_OK);
  CHECK(reinterpret_cast<std::uintptr_t>(address) % 64 == 0);

  std::vector<char> host(100, 7);
  CHECK(emodna_copy_to_host(stream, host.data(), address, 100) == EMODNA_OK && host[99] == 0);
  host.assign(100, 7);
  CHECK(emodna_copy_to_device(stream, address, host.data(), 100) == EMODNA_OK);

  emodna_transfer* transfer = nullptr;
  CHECK(emodna_transfer_create(context, 0, &transfer) == EMODNA_INVALID_ARGUMENT && transfer == nullptr);
  CHECK(emodna_transfer_create(context, static_cast<std::size_t>(1) << 60, &transfer) == EMODNA_OUT_OF_MEMORY);
  CHECK(emodna_transfer_create(context, 100, &transfer) == EMODNA_OK);
  void* staged = nullptr;
  std::int32_t done = 0;
  CHECK(emodna_transfer_memory(transfer, &staged) == EMODNA_OK && static_cast<char*>(staged)[99] == 0);
  CHECK(emodna_transfer_done(transfer, 0, &done) == EMODNA_OK && done == 1);
  CHECK(emodna_transfer_to_host(transfer, stream, address, 100) == EMODNA_OK);
  CHECK(emodna_transfer_done(transfer, 1, &done) == EMODNA_OK && done == 1);
  CHECK(std::memcmp(staged, host.data(), 100) == 0);
  static_cast<char*>(staged)[3] = 9;
  CHECK(emodna_transfer_to_device(transfer, stream, address, 100) == EMODNA_OK);
  CHECK(emodna_transfer_to_host(transfer, stream, address, 101) == EMODNA_INVALID_ARGUMENT);
  CHECK(std::string(emodna_last_error()).find("101 bytes") != std::string::npos);
  CHECK(emodna_transfer_done(transfer, 2, &done) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_transfer_to_device(transfer, stream, nullptr, 1) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_transfer_to_device(nullptr, stream, address, 1) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_transfer_memory(nullptr, &staged) == EMODNA_INVALID_ARGUMENT);
  emodna_context* other = nullptr;
  emodna_transfer* foreign = nullptr;
  CHECK(emodna_context_create(0, 1, "", &other) == EMODNA_OK);
  CHECK(emodna_transfer_create(other, 100, &foreign) == EMODNA_OK);
  CHECK(emodna_transfer_to_host(foreign, stream, address, 100) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_transfer_destroy(foreign) == EMODNA_OK && emodna_transfer_destroy(nullptr) == EMODNA_OK);
  CHECK(emodna_context_destroy(other) == EMODNA_OK);
  CHECK(emodna_copy_to_host(stream, host.data(), address, 100) == EMODNA_OK && host[3] == 9);

  // A recorded operation runs at launch, not at capture.
  emodna_graph* graph = nullptr;
  CHECK(emodna_graph_end(stream, &graph) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_graph_begin(stream) == EMODNA_OK);
  CHECK(emodna_graph_begin(stream) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_copy_to_host(stream, host.data(), address, 100) == EMODNA_INVALID_ARGUMENT);
  float sample = 0;
  CHECK(emodna_resample(stream, &sample, 1, 8000, 8000, &sample, 1) == EMODNA_INVALID_ARGUMENT);
  const emodna_mfcc_args mfcc{};
  CHECK(emodna_mfcc(stream, &mfcc) == EMODNA_INVALID_ARGUMENT);
  CHECK(std::string(emodna_last_error()).find("captured") != std::string::npos);
  CHECK(emodna_transfer_to_host(transfer, stream, address, 100) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_zero(stream, address, 50) == EMODNA_OK);
  CHECK(emodna_graph_end(stream, &graph) == EMODNA_OK);
  CHECK(static_cast<char*>(address)[0] == 7);
  CHECK(emodna_graph_launch(graph, stream) == EMODNA_OK);
  CHECK(static_cast<char*>(address)[0] == 0 && static_cast<char*>(address)[50] == 7);

  branches_join(stream, transfer, graph, address);
  CHECK(emodna_graph_destroy(graph) == EMODNA_OK && emodna_graph_destroy(nullptr) == EMODNA_OK);
  CHECK(emodna_transfer_destroy(transfer) == EMODNA_OK);
  CHECK(emodna_buffer_destroy(buffer) == EMODNA_OK);
  CHECK(emodna_context_memory(context, &memory) == EMODNA_OK && memory == 0);
  CHECK(emodna_stream_destroy(stream) == EMODNA_OK);
  CHECK(emodna_context_destroy(context) == EMODNA_OK);
  return test_result("context");
}
