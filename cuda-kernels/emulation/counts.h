// What the kernels of a recorded graph do, counted: the library emodna_cuda_counted is compiled so that each access to
// memory calls counts.cpp. Blocks run as always, those of large launches only in part.
#ifndef EMODNA_EMULATION_COUNTS_H
#define EMODNA_EMULATION_COUNTS_H

#include <cstddef>
#include <string>

#include "graph_record.h"

namespace emulation {
namespace counting {

#ifdef EMODNA_EMULATION_COUNTS

void set_device_memory(const void* first, std::size_t bytes);
// Whether what the running thread writes to shared memory now are asynchronous copies: their loads are under way
// together, however many, and no store waits between them.
void copies_under_way(bool are);
// Does a node's work, or some of it, and writes what it counted as the end of a JSON object: `, "counts": {...}`.
cudaError_t run(const Node& node, emulated_work& work, std::string* json);

#else

inline void set_device_memory(const void*, std::size_t) {}
inline cudaError_t run(const Node&, emulated_work&, std::string*) { return cudaSuccess; }

#endif

}  // namespace counting
}  // namespace emulation

#endif
