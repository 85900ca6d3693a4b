// The counting itself: the functions that a compiler's -fsanitize=thread calls at each access to memory that others may
// see (a thread's own arrays are left out: they are registers), sorted by where the access goes.
//
// Of a launch of more than `few_blocks` blocks 16 run first, pairs of neighbours from everywhere in the grid. Where
// what they did says that the launch is small, the others run too; else each of them stands for its share of the
// launch, and one that took a ticket runs again and is told that it is the last, so that the work of last blocks is
// counted too.
#include "counts.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "blocks.h"
#include "device.h"
#include "tally.h"

namespace emulation {
namespace counting {
namespace {

constexpr std::uint64_t few_blocks = 32, pairs = 8;
constexpr double small_launch = 30e6;  // events: counted accesses, multiply-adds, special_functions
constexpr std::size_t sector = 32;     // bytes that the L2 cache moves at once

// 32-byte sectors of device memory. Bits of pages that nobody touches are never there.
class Sectors {
 public:
  void reserve(std::size_t count) {
    void* memory =
        mmap(nullptr, count / 8 + 8, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory != MAP_FAILED) words_ = static_cast<std::uint64_t*>(memory);
  }
  // True if it was not there.
  bool add(std::size_t s) {
    std::uint64_t& word = words_[s / 64];
    const std::uint64_t bit = std::uint64_t{1} << (s % 64);
    if ((word & bit) != 0) return false;
    if (word == 0) touched_.push_back(s / 64);
    word |= bit;
    ++count_;
    return true;
  }
  std::uint64_t count() const { return count_; }
  void clear() {
    for (const std::size_t w : touched_) words_[w] = 0;
    touched_.clear();
    count_ = 0;
  }

 private:
  std::uint64_t* words_ = nullptr;
  std::vector<std::size_t> touched_;
  std::uint64_t count_ = 0;
};

// Sums over threads and blocks.
struct Sums {
  double multiply_adds = 0, special_functions = 0, exchanges = 0, loads = 0, stores = 0, shared_loads = 0,
         shared_stores = 0;
  double load_bytes = 0, store_bytes = 0, shared_bytes = 0;  // as instructions ask for them
  double read = 0, written = 0;                              // sectors, each once a block
  double barriers = 0;

  double events() const { return multiply_adds + special_functions + loads + stores + shared_loads + shared_stores; }
  void add(const Sums& other, double times) {
    multiply_adds += times * other.multiply_adds;
    special_functions += times * other.special_functions;
    exchanges += times * other.exchanges;
    loads += times * other.loads;
    stores += times * other.stores;
    shared_loads += times * other.shared_loads;
    shared_stores += times * other.shared_stores;
    load_bytes += times * other.load_bytes;
    store_bytes += times * other.store_bytes;
    shared_bytes += times * other.shared_bytes;
    read += times * other.read;
    written += times * other.written;
    barriers += times * other.barriers;
  }
};

// What the slowest thread of each stretch between barriers does, over a block's stretches.
struct Path {
  double runs = 0, loads = 0, multiply_adds = 0, special_functions = 0, exchanges = 0, shared = 0, barriers = 0;

  template <typename Function>
  void each(const Path& other, Function function) {
    function(runs, other.runs);
    function(loads, other.loads);
    function(multiply_adds, other.multiply_adds);
    function(special_functions, other.special_functions);
    function(exchanges, other.exchanges);
    function(shared, other.shared);
    function(barriers, other.barriers);
  }
};

// Of a block's work: before its ticket and, where it is the last to take one, after it.
struct Part {
  Sums sums;
  Path longest, all;
  double blocks = 0;
};

struct Counter {
  std::uintptr_t device_first = 0, device_bytes = 0, shared_first = 0, shared_bytes = 0;
  std::vector<Tally> tallies;
  int threads = 0;
  bool last = false;         // this block has taken the last ticket
  bool stands_last = false;  // this run's blocks are told that they are the last
  unsigned tickets = 0;      // that a counter of this launch has; 0: none was taken
  double taken = 0;          // tickets, by the blocks that ran
  std::uint64_t taker = 0;   // a block that took one
  Sums sums;                 // of the running block's current part
  Path path;
  Sectors read, written;          // by the running block
  Sectors any_read, any_written;  // by all blocks that ran
  Part main, end;
};

Counter& counter() {
  static Counter instance;
  return instance;
}

Tally nobody;
bool asynchronous = false;

// A part of the running block's work is over.
void end_part(Counter& c) {
  c.sums.read = static_cast<double>(c.read.count());
  c.sums.written = static_cast<double>(c.written.count());
  Part& part = c.last ? c.end : c.main;
  part.sums.add(c.sums, 1);
  part.longest.each(c.path, [](double& most, double own) { most = std::max(most, own); });
  part.all.each(c.path, [](double& sum, double own) { sum += own; });
  ++part.blocks;
  c.sums = Sums();
  c.path = Path();
  c.read.clear();
  c.written.clear();
}

void end_stretch(Counter& c) {
  Tally most;
  for (int i = 0; i < c.threads; ++i) {
    Tally& t = c.tallies[i];
    c.sums.multiply_adds += t.multiply_adds;
    c.sums.special_functions += t.special_functions;
    c.sums.exchanges += t.exchanges;
    c.sums.loads += t.loads;
    c.sums.stores += t.stores;
    c.sums.shared_loads += t.shared_loads;
    c.sums.shared_stores += t.shared_stores;
    most.runs = std::max(most.runs, t.runs);
    most.loads = std::max(most.loads, t.loads);
    most.multiply_adds = std::max(most.multiply_adds, t.multiply_adds);
    most.special_functions = std::max(most.special_functions, t.special_functions);
    most.exchanges = std::max(most.exchanges, t.exchanges);
    most.shared_loads = std::max(most.shared_loads, t.shared_loads + t.shared_stores);
    t = Tally();
  }
  c.path.runs += most.runs;
  c.path.loads += most.loads;
  c.path.multiply_adds += most.multiply_adds;
  c.path.special_functions += most.special_functions;
  c.path.exchanges += most.exchanges;
  c.path.shared += most.shared_loads;
}

void access(const void* address, std::size_t bytes, bool writes) {
  Counter& c = counter();
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  if (at - c.device_first < c.device_bytes) {
    const std::size_t first = (at - c.device_first) / sector, last = (at - c.device_first + bytes - 1) / sector;
    Sectors &own = writes ? c.written : c.read, &any = writes ? c.any_written : c.any_read;
    for (std::size_t s = first; s <= last; ++s) {
      if (own.add(s)) any.add(s);
    }
    if (writes) {
      ++tally->stores;
      c.sums.store_bytes += static_cast<double>(bytes);
      return;
    }
    ++tally->loads;
    c.sums.load_bytes += static_cast<double>(bytes);
    if (!tally->in_run) ++tally->runs;
    tally->in_run = true;
  } else if (at - c.shared_first < c.shared_bytes) {
    c.sums.shared_bytes += static_cast<double>(bytes);
    if (writes) {
      ++tally->shared_stores;
      if (!asynchronous) tally->in_run = false;
    } else {
      ++tally->shared_loads;
    }
  }
}

struct Chosen {
  std::uint64_t blocks;
  bool contains(std::uint64_t b) const {
    if (blocks <= few_blocks) return true;
    // The pairs begin at the middle of each eighth.
    const std::uint64_t eighth = b * pairs / blocks, first = (2 * eighth + 1) * blocks / (2 * pairs);
    return b == first || b == first + 1;
  }
};

// Sectors of the whole launch: what is of a block alone, times the blocks, and what the blocks of a pair share, once.
double footprint(double each_once_a_block, double all, double ran, double blocks) {
  if (ran == blocks) return all;
  const double shared = std::max(0.0, each_once_a_block - all) / pairs;
  return std::max(0.0, each_once_a_block / ran - shared) * blocks + pairs * shared;
}

std::string number(const char* name, double value) {
  char text[80];
  std::snprintf(text, sizeof text, "\"%s\": %.0f", name, value);
  return text;
}

std::string json(const char* name, const Path& p, double blocks) {
  blocks = std::max(blocks, 1.0);
  return std::string("\"") + name + "\": {" + number("runs", p.runs / blocks) + ", " +
         number("loads", p.loads / blocks) + ", " + number("multiply_adds", p.multiply_adds / blocks) + ", " +
         number("special_functions", p.special_functions / blocks) + ", " + number("exchanges", p.exchanges / blocks) +
         ", " + number("shared", p.shared / blocks) + ", " + number("barriers", p.barriers / blocks) + "}";
}

std::string json(const Counter& c, double blocks, double ran, double read, double written) {
  Sums sums;
  const double ends = ran == blocks ? c.end.blocks : c.tickets == 0 ? 0 : c.taken / ran * blocks / c.tickets;
  sums.add(c.main.sums, blocks / c.main.blocks);
  if (c.end.blocks > 0) sums.add(c.end.sums, ends / c.end.blocks);
  std::string text = ", \"counts\": {" + number("blocks", ran);
  const std::pair<const char*, double> all[] = {{"multiply_adds", sums.multiply_adds},
                                                {"special_functions", sums.special_functions},
                                                {"exchanges", sums.exchanges},
                                                {"loads", sums.loads},
                                                {"stores", sums.stores},
                                                {"shared_loads", sums.shared_loads},
                                                {"shared_stores", sums.shared_stores},
                                                {"load_bytes", sums.load_bytes},
                                                {"store_bytes", sums.store_bytes},
                                                {"shared_bytes", sums.shared_bytes},
                                                {"read_by_blocks", sector * sums.read},
                                                {"written_by_blocks", sector * sums.written},
                                                {"read", sector * read},
                                                {"written", sector * written},
                                                {"ends", ends}};
  for (const auto& [name, value] : all) text += ", " + number(name, value);
  return text + ", " + json("path", c.main.longest, 1) + ", " + json("mean_path", c.main.all, c.main.blocks) + ", " +
         json("end_path", c.end.longest, 1) + "}";
}

}  // namespace

Tally* tally = &nobody;

void set_device_memory(const void* first, std::size_t bytes) {
  Counter& c = counter();
  c.device_first = reinterpret_cast<std::uintptr_t>(first);
  c.device_bytes = bytes;
  for (Sectors* sectors : {&c.read, &c.written, &c.any_read, &c.any_written}) sectors->reserve(bytes / sector);
}

void begin_block(int threads, const void* shared, std::size_t shared_bytes) {
  Counter& c = counter();
  c.threads = threads;
  c.tallies.assign(threads, Tally());
  c.shared_first = reinterpret_cast<std::uintptr_t>(shared);
  c.shared_bytes = shared_bytes;
  c.last = false;
}

void enter(int thread) { tally = thread < 0 ? &nobody : &counter().tallies[thread]; }

void pass_barrier() {
  Counter& c = counter();
  end_stretch(c);
  ++c.path.barriers;
  ++c.sums.barriers;
}

void end_block() {
  Counter& c = counter();
  end_stretch(c);
  end_part(c);
  tally = &nobody;
}

unsigned ticket(unsigned taken, unsigned last) {
  Counter& c = counter();
  c.tickets = last + 1;
  ++c.taken;
  c.taker = (std::uint64_t{blockIdx.z} * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  if (c.stands_last) taken = last;
  if (taken == last) {  // what follows is counted apart
    end_stretch(c);
    end_part(c);
    c.last = true;
  }
  return taken;
}

void copies_under_way(bool are) { asynchronous = are; }

cudaError_t run(const Node& node, emulated_work& work, std::string* json_end) {
  if (node.kind != NodeKind::kernel) return node.run(work);
  Counter& c = counter();
  c.main = c.end = Part();
  c.tickets = 0;
  c.taken = 0;
  c.any_read.clear();
  c.any_written.clear();
  const Chosen chosen = {std::uint64_t{node.grid.x} * node.grid.y * node.grid.z};
  const double blocks = static_cast<double>(chosen.blocks);
  choose_blocks([&](std::uint64_t b) { return chosen.contains(b); });
  cudaError_t error = node.run(work);
  double ran = c.main.blocks;
  const bool all = ran < blocks && c.main.sums.events() / ran * blocks <= small_launch;
  if (all) {
    choose_blocks([&](std::uint64_t b) { return !chosen.contains(b); });
    if (error == cudaSuccess) error = node.run(work);
    ran = blocks;
  }
  const double read = footprint(c.main.sums.read, static_cast<double>(c.any_read.count()), ran, blocks);
  const double written = footprint(c.main.sums.written, static_cast<double>(c.any_written.count()), ran, blocks);
  choose_blocks(nullptr);
  if (error != cudaSuccess) return error;
  const Part main = c.main;
  const double taken = c.taken;
  if (ran < blocks && c.tickets > 0 && c.end.blocks == 0) {
    c.stands_last = true;
    choose_blocks([taker = c.taker](std::uint64_t b) { return b == taker; });
    error = node.run(work);
    c.stands_last = false;
    choose_blocks(nullptr);
    c.main = main;
    c.taken = taken;
  }
  *json_end = json(c, blocks, ran, read, written);
  return error;
}

}  // namespace counting
}  // namespace emulation

using emulation::counting::access;

extern "C" {
void __tsan_init() {}
#define EMODNA_ACCESS(bytes)                                                      \
  void __tsan_read##bytes(const void* address) { access(address, bytes, false); } \
  void __tsan_write##bytes(void* address) { access(address, bytes, true); }
EMODNA_ACCESS(1)
EMODNA_ACCESS(2)
EMODNA_ACCESS(4)
EMODNA_ACCESS(8)
EMODNA_ACCESS(16)
#undef EMODNA_ACCESS
void __tsan_read_range(const void* address, std::size_t bytes) { access(address, bytes, false); }
void __tsan_write_range(void* address, std::size_t bytes) { access(address, bytes, true); }
}
