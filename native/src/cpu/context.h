// The CPU backend's context and stream, and how an operation is run or recorded.
#ifndef EMODNA_CPU_CONTEXT_H
#define EMODNA_CPU_CONTEXT_H

#include <exception>
#include <functional>
#include <new>
#include <vector>

#include "../api/objects.h"
#include "plan_cache.h"
#include "pool.h"

namespace emodna::cpu {

// The vector instructions that a context uses. Every file in cpu/simd/ is compiled once for each of them.
enum class Isa { portable, avx2, avx512 };

struct Context {
  Context(int threads, Isa best) : pool(threads), isa(best) {}
  Pool pool;
  Isa isa;
  PlanCache plans;
};

struct Stream {
  explicit Stream(Context* c) : context(c) {}
  Context* context;
  bool capturing = false;
  std::vector<std::function<void()>> recorded;
};

// Calls run(context, args), or records the call if the stream is being captured; args are copied. An exception (out of
// memory for scratch) becomes a status.
template <class Args>
emodna_status submit(void* stream_pointer, const Args& args, void (*run)(Context&, const Args&)) {
  Stream& stream = *static_cast<Stream*>(stream_pointer);
  try {
    if (stream.capturing) {
      stream.recorded.push_back([context = stream.context, args, run] { run(*context, args); });
    } else {
      run(*stream.context, args);
    }
    return EMODNA_OK;
  } catch (const std::bad_alloc&) {
    return fail(EMODNA_OUT_OF_MEMORY, "out of memory for an operation's scratch");
  } catch (const std::exception& e) {
    return fail(EMODNA_INTERNAL, "%s", e.what());
  }
}

}  // namespace emodna::cpu

#endif
