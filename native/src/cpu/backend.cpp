// The CPU backend's table: devices, memory, streams, graphs and operations.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>

#include "operations.h"

namespace emodna::cpu {
namespace {

bool has(Isa isa) {
#if defined(EMODNA_X86)
  if (isa == Isa::avx512) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  }
  if (isa == Isa::avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
  return isa == Isa::portable;
}

// What every CPU of the architecture has goes by its own name on ARM: its bits are not those of "portable" on x86,
// which lacks fused multiply-add, and a run's identity holds this name.
#if defined(__aarch64__)
constexpr const char* kBaseline = "neon";
#else
constexpr const char* kBaseline = "portable";
#endif

const char* name_of(Isa isa) { return isa == Isa::avx512 ? "avx512" : isa == Isa::avx2 ? "avx2" : kBaseline; }

Isa best() { return has(Isa::avx512) ? Isa::avx512 : has(Isa::avx2) ? Isa::avx2 : Isa::portable; }

emodna_status describe(Isa isa, int threads, emodna_device_info* info) {
  *info = emodna_device_info{};
  std::string model = "CPU";
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.rfind("model name", 0) == 0 && line.find(": ") != std::string::npos) {
      model = line.substr(line.find(": ") + 2);
      break;
    }
  }
  std::strncpy(info->backend, "cpu", sizeof info->backend - 1);
  std::strncpy(info->name, model.c_str(), sizeof info->name - 1);
  std::strncpy(info->instructions, name_of(isa), sizeof info->instructions - 1);
  info->units = threads;
  return EMODNA_OK;
}

int hardware_threads() { return std::max(1u, std::thread::hardware_concurrency()); }

emodna_status device_count(std::int32_t* count) {
  *count = 1;
  return EMODNA_OK;
}

emodna_status device_describe(std::int32_t, emodna_device_info* info) {
  return describe(best(), hardware_threads(), info);
}

emodna_status context_create(std::int32_t, std::int32_t threads, const char* instructions, void** ctx) {
  Isa isa = best();
  if (*instructions != '\0') {
    bool known = std::strcmp(instructions, "portable") == 0;
    if (known) isa = Isa::portable;
    for (Isa candidate : {Isa::portable, Isa::avx2, Isa::avx512}) {
      if (std::strcmp(instructions, name_of(candidate)) != 0) continue;
      known = true;
      isa = candidate;
    }
    if (!known) {
      return fail(EMODNA_INVALID_ARGUMENT, "unknown instructions '%s'; choose %s, avx2 or avx512", instructions,
                  kBaseline);
    }
    if (!has(isa)) return fail(EMODNA_UNAVAILABLE, "this CPU does not support %s", instructions);
  }
  try {
    *ctx = new Context(threads == 0 ? hardware_threads() : threads, isa);
    return EMODNA_OK;
  } catch (const std::exception& e) {
    return fail(EMODNA_OUT_OF_MEMORY, "can't start %d threads: %s", threads, e.what());
  }
}

void context_destroy(void* ctx) { delete static_cast<Context*>(ctx); }

emodna_status context_describe(void* ctx, emodna_device_info* info) {
  auto* context = static_cast<Context*>(ctx);
  return describe(context->isa, context->pool.threads(), info);
}

std::int32_t context_threads(void* ctx) { return static_cast<Context*>(ctx)->pool.threads(); }

emodna_status stream_create(void* ctx, void** stream) {
  auto* created = new (std::nothrow) Stream{static_cast<Context*>(ctx)};
  if (created == nullptr) return fail(EMODNA_OUT_OF_MEMORY, "stream_create: out of memory");
  *stream = created;
  return EMODNA_OK;
}

void stream_destroy(void* stream) { delete static_cast<Stream*>(stream); }
emodna_status stream_synchronize(void*) { return EMODNA_OK; }
// One branch after another, as they are queued.
emodna_status stream_fork(void*, std::int32_t) { return EMODNA_OK; }
emodna_status stream_branch(void*, std::int32_t) { return EMODNA_OK; }
emodna_status stream_join(void*) { return EMODNA_OK; }

// The machine's memory in bytes; 0 if unknown.
std::size_t physical_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGE_SIZE);
  return pages > 0 && size > 0 ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(size) : 0;
}

emodna_status memory_create(void*, std::size_t bytes, void** address) {
  // Linux promises more memory than there is, and kills the process once it is written to.
  static const std::size_t most = physical_memory();
  if (most > 0 && bytes > most) {
    return fail(EMODNA_OUT_OF_MEMORY, "can't allocate a buffer of %zu bytes: this machine has %zu bytes of memory",
                bytes, most);
  }
  // aligned_alloc needs a multiple of the alignment.
  const std::size_t rounded = (bytes + 63) / 64 * 64;
  void* memory = rounded < bytes ? nullptr : std::aligned_alloc(64, rounded);
  if (memory == nullptr) return fail(EMODNA_OUT_OF_MEMORY, "can't allocate a buffer of %zu bytes", bytes);
  std::memset(memory, 0, rounded);
  *address = memory;
  return EMODNA_OK;
}

void memory_destroy(void*, void* address) { std::free(address); }

struct CopyArgs {
  void* to;
  const void* from;
  std::size_t bytes;
};

emodna_status copy(void* stream, void* to, const void* from, std::size_t bytes) {
  return submit<CopyArgs>(stream, {to, from, bytes},
                          [](Context&, const CopyArgs& a) { std::memmove(a.to, a.from, a.bytes); });
}

emodna_status copy_to_device(void* stream, void* device, const void* host, std::size_t bytes) {
  return copy(stream, device, host, bytes);
}

emodna_status copy_to_host(void* stream, void* host, const void* device, std::size_t bytes) {
  return copy(stream, host, device, bytes);
}

emodna_status zero(void* stream, void* device, std::size_t bytes) {
  return submit<CopyArgs>(stream, {device, nullptr, bytes},
                          [](Context&, const CopyArgs& a) { std::memset(a.to, 0, a.bytes); });
}

// A copy is done when it returns, so a transfer is its memory.
emodna_status transfer_create(void* ctx, std::size_t bytes, void** transfer, void** memory) {
  const emodna_status status = memory_create(ctx, bytes, memory);
  *transfer = *memory;
  return status;
}

void transfer_destroy(void* transfer) { std::free(transfer); }

emodna_status transfer_to_device(void* transfer, void* stream, void* device, std::size_t bytes) {
  return copy(stream, device, transfer, bytes);
}

emodna_status transfer_to_host(void* transfer, void* stream, const void* device, std::size_t bytes) {
  return copy(stream, transfer, device, bytes);
}

emodna_status transfer_done(void*, std::int32_t, std::int32_t* done) {
  *done = 1;
  return EMODNA_OK;
}

struct Graph {
  std::vector<std::function<void()>> recorded;
};

emodna_status graph_begin(void* stream) {
  auto* s = static_cast<Stream*>(stream);
  s->capturing = true;
  s->recorded.clear();
  return EMODNA_OK;
}

emodna_status graph_end(void* stream, void** graph) {
  auto* s = static_cast<Stream*>(stream);
  s->capturing = false;
  auto* created = new (std::nothrow) Graph{std::move(s->recorded)};
  s->recorded.clear();
  if (created == nullptr) return fail(EMODNA_OUT_OF_MEMORY, "graph_end: out of memory");
  *graph = created;
  return EMODNA_OK;
}

emodna_status graph_launch(void* graph, void* stream) {
  return submit<Graph*>(stream, static_cast<Graph*>(graph), [](Context&, Graph* const& g) {
    for (const auto& operation : g->recorded) operation();
  });
}

void graph_destroy(void* graph) { delete static_cast<Graph*>(graph); }

// What the table calls where an operation's own function, of the same name, takes other arguments.
namespace entries {

emodna_status resample(void* stream, const float* samples, std::int64_t count, std::int32_t from_rate,
                       std::int32_t to_rate, float* out, std::int64_t out_count) {
  return submit<ResampleArgs>(stream, {samples, count, from_rate, to_rate, out, out_count, kBestFilter}, cpu::resample);
}

template <class Args>
emodna_status workspace(void* ctx, const Args* args, std::size_t* bytes, std::size_t (*query)(Context&, const Args&)) {
  try {
    *bytes = query(*static_cast<Context*>(ctx), *args);
    return EMODNA_OK;
  } catch (const std::exception& e) {
    return fail(EMODNA_OUT_OF_MEMORY, "can't compute the size of the workspace: %s", e.what());
  }
}

emodna_status encoder_workspace(void* ctx, const emodna_encoder_args* args, std::size_t* bytes) {
  if (args->engine != EMODNA_ENGINE_FUSED || args->precision != EMODNA_FLOAT32) {
    return fail(EMODNA_UNAVAILABLE,
                "encoder: the CPU has only the engine fused and the precision float32; set encoder.engine to fused and "
                "encoder.precision to float32, or choose a CUDA device");
  }
  return workspace(ctx, args, bytes, cpu::encoder_workspace);
}

emodna_status contrastive_workspace(void* ctx, const emodna_contrastive_args* args, std::size_t* bytes) {
  if (args->precision != EMODNA_FLOAT32) {
    return fail(EMODNA_UNAVAILABLE,
                "contrastive: the CPU has only the precision float32; set decoupling.precision to float32, or choose a "
                "CUDA device");
  }
  return workspace(ctx, args, bytes, cpu::contrastive_workspace);
}

emodna_status alignment_workspace(void* ctx, const emodna_alignment_args* args, std::size_t* bytes) {
  return workspace(ctx, args, bytes, cpu::alignment_workspace);
}

emodna_status decorrelation_workspace(void* ctx, const emodna_decorrelation_args* args, std::size_t* bytes) {
  return workspace(ctx, args, bytes, cpu::decorrelation_workspace);
}

}  // namespace entries

// Field and function have one name, written once: no field can get the function of another one of its type.
#define EMODNA_DEVICE(entry) .entry = entry
#define EMODNA_ENTRY(entry) .entry = entries::entry
#define EMODNA_OPERATION(entry) .entry = [](void* stream, const auto* args) { return submit(stream, *args, entry); }

const emodna_backend table = {
    .version = EMODNA_BACKEND_VERSION,
    .name = "cpu",
    EMODNA_DEVICE(device_count),
    EMODNA_DEVICE(device_describe),
    EMODNA_DEVICE(context_create),
    EMODNA_DEVICE(context_destroy),
    EMODNA_DEVICE(context_describe),
    EMODNA_DEVICE(context_threads),
    EMODNA_DEVICE(stream_create),
    EMODNA_DEVICE(stream_destroy),
    EMODNA_DEVICE(stream_synchronize),
    EMODNA_DEVICE(stream_fork),
    EMODNA_DEVICE(stream_branch),
    EMODNA_DEVICE(stream_join),
    EMODNA_DEVICE(memory_create),
    EMODNA_DEVICE(memory_destroy),
    EMODNA_DEVICE(copy_to_device),
    EMODNA_DEVICE(copy_to_host),
    EMODNA_DEVICE(zero),
    EMODNA_DEVICE(copy),
    EMODNA_DEVICE(transfer_create),
    EMODNA_DEVICE(transfer_destroy),
    EMODNA_DEVICE(transfer_to_device),
    EMODNA_DEVICE(transfer_to_host),
    EMODNA_DEVICE(transfer_done),
    EMODNA_DEVICE(graph_begin),
    EMODNA_DEVICE(graph_end),
    EMODNA_DEVICE(graph_launch),
    EMODNA_DEVICE(graph_destroy),
    EMODNA_ENTRY(resample),
    EMODNA_OPERATION(mfcc),
    EMODNA_OPERATION(pitch),
    EMODNA_OPERATION(voice),
    EMODNA_ENTRY(encoder_workspace),
    EMODNA_OPERATION(encoder_forward),
    EMODNA_OPERATION(encoder_backward),
    EMODNA_OPERATION(linear_forward),
    EMODNA_OPERATION(linear_backward),
    EMODNA_OPERATION(row_space_forward),
    EMODNA_OPERATION(row_space_backward),
    EMODNA_OPERATION(cross_entropy),
    EMODNA_OPERATION(outer_forward),
    EMODNA_OPERATION(outer_backward),
    EMODNA_OPERATION(pooling_forward),
    EMODNA_OPERATION(pooling_backward),
    EMODNA_OPERATION(batch_norm_forward),
    EMODNA_OPERATION(batch_norm_backward),
    EMODNA_OPERATION(dropout_forward),
    EMODNA_OPERATION(dropout_backward),
    EMODNA_OPERATION(jitter),
    EMODNA_ENTRY(contrastive_workspace),
    EMODNA_OPERATION(contrastive),
    EMODNA_ENTRY(alignment_workspace),
    EMODNA_OPERATION(alignment),
    EMODNA_OPERATION(information),
    EMODNA_ENTRY(decorrelation_workspace),
    EMODNA_OPERATION(decorrelation),
    EMODNA_OPERATION(threshold),
    EMODNA_OPERATION(gather),
    EMODNA_OPERATION(ramp),
    EMODNA_OPERATION(sum),
    EMODNA_OPERATION(adam),
    EMODNA_OPERATION(step),
};

#undef EMODNA_DEVICE
#undef EMODNA_ENTRY
#undef EMODNA_OPERATION

}  // namespace
}  // namespace emodna::cpu

const emodna_backend* emodna::cpu_backend() { return &emodna::cpu::table; }
