// A recorded graph: what was captured, in the order of capture, and what each node waits for.
#ifndef EMODNA_EMULATION_GRAPH_H
#define EMODNA_EMULATION_GRAPH_H

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime.h"

namespace emulation {

enum class NodeKind { kernel, memset, memcpy, host };

struct Node {
  NodeKind kind;
  const void* function = nullptr;           // kernel, host: its address
  dim3 grid = {0}, block = {0};             // kernel
  std::size_t bytes = 0;                    // kernel: dynamic shared memory of a block; memset, memcpy: those written
  std::string operation = {};               // of the backend, which queued it; empty outside of one
  std::vector<std::size_t> waits_for = {};  // numbers of nodes before it
  std::function<cudaError_t(emulated_work&)> run = {};
};

}  // namespace emulation

struct emulated_graph {
  std::vector<emulation::Node> nodes;
  std::shared_ptr<bool> waited_for;  // of an executable: whether the host has waited for its last launch
};

#endif
