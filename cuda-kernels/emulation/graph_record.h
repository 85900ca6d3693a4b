// What a recorded graph holds, for scripts/cuda-timeline: with EMODNA_EMULATION_GRAPH=FILE each launch of a graph
// appends a line of JSON to FILE (graph_record.cpp), and the graph's work is not done. In the library that counts
// (emodna_cuda_counted) some blocks of each launch run all the same, and what they did is in the line (counts.h).
#ifndef EMODNA_EMULATION_GRAPH_RECORD_H
#define EMODNA_EMULATION_GRAPH_RECORD_H

#include <cstddef>
#include <vector>

#include "graph.h"

namespace emulation {

// Stands in for the runtime where graphs are recorded for a file.
class Recorder {
 public:
  virtual ~Recorder() = default;
  // Device memory that costs nothing until it is touched, and is zero; it is never given back.
  virtual void* allocate(std::size_t bytes) = 0;
  virtual void zero(void* address, std::size_t bytes) = 0;
  // In place of running a graph's nodes.
  virtual cudaError_t launch(const std::vector<Node>& nodes, emulated_work& work) = 0;
};

// Null where no file is asked for, or the program has no recorder.
Recorder*& recorder();

}  // namespace emulation

#endif
