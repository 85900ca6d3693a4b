// A fixed set of threads that run numbered chunks of work.
#ifndef EMODNA_CPU_POOL_H
#define EMODNA_CPU_POOL_H

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace emodna::cpu {

// Determinism: results may depend on the chunks, never on which thread ran one. Callers cut work into chunks
// by shape alone, give each chunk its own partial sums, and add those up in chunk order.
class Pool {
 public:
  explicit Pool(int threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  // Calls body(chunk, thread) for every chunk in [0, chunks), thread in [0, threads()). Returns when all are
  // done. One call at a time uses the workers; a call from a second thread runs its chunks by itself as
  // thread 0. body must not throw.
  template <class Body>
  void run(std::int64_t chunks, const Body& body) {
    run_erased(
        chunks, [](const void* b, std::int64_t chunk, int thread) { (*static_cast<const Body*>(b))(chunk, thread); },
        &body);
  }

 private:
  using Call = void (*)(const void* body, std::int64_t chunk, int thread);
  void run_erased(std::int64_t chunks, Call call, const void* body);
  void work(int thread);
  void drain(int thread);
  void stop();

  std::vector<std::thread> workers_;
  std::mutex owner_;  // held by the thread whose work the workers do
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<std::uint64_t> round_{0};
  std::atomic<std::int64_t> next_{0};
  std::atomic<int> busy_{0};
  std::atomic<bool> stop_{false};
  std::int64_t chunks_ = 0;
  Call call_ = nullptr;
  const void* body_ = nullptr;
};

}  // namespace emodna::cpu

#endif
