#include "tables.h"

#include <algorithm>

#include "attempt.h"
#include "context.h"
#include "objects.h"

namespace emodna::cuda {

emodna_status Tables::hold(Stream& stream, const Table& table, const void** address) {
  std::vector<Table>& held = stream.tables;
  if (std::find(held.begin(), held.end(), table) == held.end()) {
    if (held.size() == most_tables) {
      const emodna_status status =
          attempt("the work before a new table", [&] { return cudaStreamSynchronize(stream.cuda); });
      if (status != EMODNA_OK) return status;
      held.clear();
    }
    held.push_back(table);
  }
  *address = table.get();
  return EMODNA_OK;
}

emodna_status Tables::keep(const std::string& key, const std::vector<unsigned char>& bytes, Stream& stream,
                           const void** address) {
  void* memory = nullptr;
  emodna_status status = make("cudaMalloc of a table", [&] { return cudaMalloc(&memory, bytes.size()); });
  if (status != EMODNA_OK) return status;
  const Table table(memory, [](void* address) { give_back(address, cudaFree); });
  status = attempt("copying a table", [&] {
    return cudaMemcpyAsync(memory, bytes.data(), bytes.size(), cudaMemcpyHostToDevice, stream.cuda);
  });
  if (status == EMODNA_OK) {
    // Other streams may use the table as soon as it is kept.
    status = attempt("copying a table", [&] { return cudaStreamSynchronize(stream.cuda); });
  }
  if (status != EMODNA_OK) return status;
  kept_.emplace_front(key, table);
  if (kept_.size() > most_tables) kept_.pop_back();
  return hold(stream, table, address);
}

}  // namespace emodna::cuda
