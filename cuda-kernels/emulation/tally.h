// Where a thread of a block says what it does, in the library that counts (counts.cpp); elsewhere these do nothing and
// cost nothing.
#ifndef EMODNA_EMULATION_TALLY_H
#define EMODNA_EMULATION_TALLY_H

#include <cstddef>
#include <cstdint>

namespace emulation {
namespace counting {

#ifdef EMODNA_EMULATION_COUNTS

// Of one thread, since its block's last barrier.
struct Tally {
  std::uint32_t multiply_adds = 0, special_functions = 0, exchanges = 0;
  std::uint32_t loads = 0, stores = 0;                // of device memory
  std::uint32_t shared_loads = 0, shared_stores = 0;  // instructions
  std::uint32_t runs = 0;                             // of loads with no arithmetic, exchange or shared store between
  bool in_run = false;
};
extern Tally* tally;  // the running thread's

inline void multiply_add() {
  ++tally->multiply_adds;
  tally->in_run = false;
}
inline void special_function() {
  ++tally->special_functions;
  tally->in_run = false;
}
inline void exchange() {
  ++tally->exchanges;
  tally->in_run = false;
}
void begin_block(int threads, const void* shared, std::size_t shared_bytes);
void enter(int thread);
void pass_barrier();  // all threads of the block stand at it
void end_block();
// A block takes a ticket (core/ticket.cuh): the number that it gets, `taken` unless this block is to be the last one.
unsigned ticket(unsigned taken, unsigned last);

#else

inline void multiply_add() {}
inline void special_function() {}
inline void exchange() {}
inline void begin_block(int, const void*, std::size_t) {}
inline void enter(int) {}
inline void pass_barrier() {}
inline void end_block() {}
inline unsigned ticket(unsigned taken, unsigned) { return taken; }

#endif

}  // namespace counting
}  // namespace emulation

#endif
