// Constants on the device that many calls share (windows, mel triangles, filter taps): made once for each recipe, and
// freed with the context. Only operations that can't be captured use it.
#ifndef EMODNA_CUDA_CORE_TABLES_H
#define EMODNA_CUDA_CORE_TABLES_H

#include <cuda_runtime.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "emodna/status.h"

namespace emodna::cuda {

class Tables {
 public:
  Tables() = default;
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;
  ~Tables();

  // The device address of the bytes that are kept under `key`; make() gives them where they are not yet there.
  template <typename Make>
  emodna_status find(const std::string& key, cudaStream_t stream, Make make, const void** address) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (const auto known = kept_.find(key); known != kept_.end()) {
      *address = known->second;
      return EMODNA_OK;
    }
    const std::vector<unsigned char> bytes = make();
    return keep(key, bytes, stream, address);
  }

 private:
  emodna_status keep(const std::string& key, const std::vector<unsigned char>& bytes, cudaStream_t stream,
                     const void** address);

  std::mutex mutex_;
  std::map<std::string, void*> kept_;
};

}  // namespace emodna::cuda

#endif
