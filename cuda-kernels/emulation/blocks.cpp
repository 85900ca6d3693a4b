// Runs a launch: every thread of a block is a fiber with a stack of its own. A fiber runs until it waits at a barrier
// or an exchange of its warp, or ends; then a random one of those that can go on does.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "blocks.h"
#include "device.h"
#include "tally.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

thread_local uint3 threadIdx, blockIdx;
thread_local dim3 blockDim, gridDim;

// Puts the registers that a call preserves on the stack, leaves the stack's pointer in *from and goes on where the
// stack `to` was left. (setjmp and longjmp would do, but under the address sanitizer a longjmp is two system calls and
// clears the whole stack's shadow, which took two thirds of the time of a test.)
extern "C" void emodna_emulation_switch(void** from, void* to);
asm(R"(
.text
.hidden emodna_emulation_switch
.globl emodna_emulation_switch
.type emodna_emulation_switch, @function
emodna_emulation_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size emodna_emulation_switch, .-emodna_emulation_switch
)");

namespace emulation {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t stack_bytes = 512 << 10;
#else
constexpr std::size_t stack_bytes = 96 << 10;
#endif

// Lanes that meet. Buffers alternate, so that a fast lane can't overwrite what a slow one has yet to read: it enters
// an exchange two further on only after all lanes have entered the next.
struct Meeting {
  unsigned arrived = 0;
  unsigned completed = 0;
  unsigned char payload[2][32 * lane_bytes];
};

struct Fiber {
  void* where = nullptr;  // its stack's pointer while others run
  std::unique_ptr<unsigned char[]> stack;
  uint3 index;
};

struct Machine {
  void* scheduler = nullptr;  // its stack's pointer while a fiber runs
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<Meeting> meetings;  // [warp][lowest lane of the mask]
  std::vector<int> ready;
  std::vector<unsigned char> shared;
  const std::function<void()>* thread = nullptr;
  int running = -1;
  int alive = 0;
  std::vector<int> at_barrier;
  std::uint64_t random = 0;
  std::function<bool(std::uint64_t)> chosen;
  const void* scheduler_stack = nullptr;
  std::size_t scheduler_stack_bytes = 0;
};

Machine& machine() {
  static thread_local Machine instance;
  return instance;
}

std::uint64_t next_random(Machine& m) {  // splitmix64
  if (m.random == 0) {
    const char* seed = std::getenv("EMODNA_EMULATION_SEED");
    m.random = seed == nullptr ? 1 : std::strtoull(seed, nullptr, 10);
  }
  std::uint64_t z = (m.random += 0x9E3779B97F4A7C15u);
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

void leave_fiber(Machine& m) {
#if defined(__SANITIZE_ADDRESS__)
  void* fake = nullptr;
  __sanitizer_start_switch_fiber(&fake, m.scheduler_stack, m.scheduler_stack_bytes);
#endif
  emodna_emulation_switch(&m.fibers[m.running]->where, m.scheduler);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fake, &m.scheduler_stack, &m.scheduler_stack_bytes);
#endif
}

void release_barrier(Machine& m) {
  counting::pass_barrier();
  m.ready.insert(m.ready.end(), m.at_barrier.begin(), m.at_barrier.end());
  m.at_barrier.clear();
}

void fiber_body() {
  Machine& m = machine();
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &m.scheduler_stack, &m.scheduler_stack_bytes);
#endif
  // A fiber serves one block after another.
  for (;;) {
    (*m.thread)();
    --m.alive;
    if (m.alive > 0 && static_cast<int>(m.at_barrier.size()) == m.alive) release_barrier(m);
    leave_fiber(m);
  }
}

// Lets fiber i run until it waits or ends.
void resume(Machine& m, int i) {
  Fiber& fiber = *m.fibers[i];
  m.running = i;
  threadIdx = fiber.index;
  counting::enter(i);
#if defined(__SANITIZE_ADDRESS__)
  void* fake = nullptr;
  __sanitizer_start_switch_fiber(&fake, fiber.stack.get(), stack_bytes);
#endif
  emodna_emulation_switch(&m.scheduler, fiber.where);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fake, nullptr, nullptr);
#endif
}

// Its stack is as if fiber_body's caller, of which there is none, had been left by a switch: below an address to return
// to, aligned as at a call, lie where to go on and six registers.
std::unique_ptr<Fiber> new_fiber() {
  auto fiber = std::make_unique<Fiber>();
  fiber->stack.reset(new unsigned char[stack_bytes]);
  const std::uintptr_t end = reinterpret_cast<std::uintptr_t>(fiber->stack.get() + stack_bytes) & ~std::uintptr_t{15};
  void** top = reinterpret_cast<void**>(end);
  std::fill(top - 8, top, nullptr);
  top[-2] = reinterpret_cast<void*>(&fiber_body);
  fiber->where = top - 8;
  return fiber;
}

uint3 unfolded(std::uint64_t i, const dim3& shape) {
  return {static_cast<unsigned>(i % shape.x), static_cast<unsigned>(i / shape.x % shape.y),
          static_cast<unsigned>(i / (std::uint64_t{shape.x} * shape.y))};
}

bool run_block(Machine& m, const cudaLaunchConfig_t& config) {
  const dim3& shape = config.blockDim;
  const int threads = static_cast<int>(shape.x * shape.y * shape.z);
  while (static_cast<int>(m.fibers.size()) < threads) m.fibers.push_back(new_fiber());
  // Exactly as large as asked for, so that the address sanitizer sees what lies outside; NaN, as nothing clears it.
  std::vector<unsigned char>(config.dynamicSmemBytes, 0xff).swap(m.shared);
  m.meetings.assign((threads + 31) / 32 * 32, Meeting());
  counting::begin_block(threads, m.shared.data(), m.shared.size());
  m.at_barrier.clear();
  m.ready.clear();
  m.alive = threads;
  for (int i = 0; i < threads; ++i) {
    m.fibers[i]->index = unfolded(i, shape);
    m.ready.push_back(i);
  }
  while (!m.ready.empty()) {
    const std::size_t pick = next_random(m) % m.ready.size();
    const int fiber = m.ready[pick];
    m.ready[pick] = m.ready.back();
    m.ready.pop_back();
    resume(m, fiber);
  }
  m.running = -1;
  counting::end_block();
  if (m.alive == 0) return true;
  m.fibers.clear();  // they hang in the middle of the kernel
  return false;
}

}  // namespace

int lane() { return machine().running % 32; }

unsigned char* shared() { return machine().shared.data(); }

void block_barrier() {
  Machine& m = machine();
  m.at_barrier.push_back(m.running);
  if (static_cast<int>(m.at_barrier.size()) == m.alive) release_barrier(m);
  leave_fiber(m);
}

const unsigned char* exchange(unsigned mask, const void* payload, std::size_t bytes) {
  Machine& m = machine();
  const int lane = m.running % 32, warp = m.running / 32;
  if ((mask >> lane & 1) == 0 || bytes > lane_bytes) {
    std::fprintf(stderr, "emulation: lane %d is not in the mask %08x of its own exchange\n", lane, mask);
    std::abort();
  }
  if (bytes > 0) counting::exchange();
  Meeting& meeting = m.meetings[warp * 32 + __builtin_ctz(mask)];
  unsigned char* buffer = meeting.payload[meeting.completed & 1];
  if (bytes > 0) std::memcpy(buffer + lane * lane_bytes, payload, bytes);
  meeting.arrived |= 1u << lane;
  if (meeting.arrived == mask) {
    meeting.arrived = 0;
    ++meeting.completed;
    for (int l = 0; l < 32; ++l) {
      if ((mask >> l & 1) != 0) m.ready.push_back(warp * 32 + l);
    }
  }
  leave_fiber(m);
  return buffer;
}

void choose_blocks(std::function<bool(std::uint64_t)> chosen) { machine().chosen = std::move(chosen); }

std::uint64_t next_random() { return next_random(machine()); }

bool run_launch(const cudaLaunchConfig_t& config, const std::function<void()>& thread) {
  Machine& m = machine();
  m.thread = &thread;
  blockDim = config.blockDim;
  gridDim = config.gridDim;
  const dim3& grid = config.gridDim;
  const std::uint64_t blocks = std::uint64_t{grid.x} * grid.y * grid.z;
  // A random start and a stride without a common divisor visit every block once.
  std::uint64_t stride = blocks > 1 ? next_random(m) % blocks | 1 : 1;
  while (std::gcd(stride, blocks) != 1) stride += 2;
  std::uint64_t b = next_random(m) % blocks;
  for (std::uint64_t k = 0; k < blocks; ++k, b = (b + stride) % blocks) {
    if (m.chosen && !m.chosen(b)) continue;
    blockIdx = unfolded(b, grid);
    if (!run_block(m, config)) return false;
  }
  return true;
}

}  // namespace emulation
