#include "tables.h"

#include "attempt.h"
#include "objects.h"

namespace emodna::cuda {

Tables::~Tables() {
  for (const auto& [key, address] : kept_) give_back(address, cudaFree);
}

emodna_status Tables::keep(const std::string& key, const std::vector<unsigned char>& bytes, cudaStream_t stream,
                           const void** address) {
  void* memory = nullptr;
  emodna_status status = make("cudaMalloc of a table", [&] { return cudaMalloc(&memory, bytes.size()); });
  if (status != EMODNA_OK) return status;
  status = attempt("copying a table",
                   [&] { return cudaMemcpyAsync(memory, bytes.data(), bytes.size(), cudaMemcpyHostToDevice, stream); });
  if (status == EMODNA_OK) {
    // Other streams may use the table as soon as it is found in the map.
    status = attempt("copying a table", [&] { return cudaStreamSynchronize(stream); });
  }
  if (status != EMODNA_OK) {
    give_back(memory, cudaFree);
    return status;
  }
  kept_[key] = memory;
  *address = memory;
  return EMODNA_OK;
}

}  // namespace emodna::cuda
