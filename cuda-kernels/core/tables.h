// Constants on the device that many calls share (windows, mel triangles, filter taps): made at a recipe's first use.
// The most recently used ones are kept, since a corpus may have a sampling rate for each of its files. Only operations
// that can't be captured use it.
#ifndef EMODNA_CUDA_CORE_TABLES_H
#define EMODNA_CUDA_CORE_TABLES_H

#include <cuda_runtime.h>

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "emodna/status.h"

namespace emodna::cuda {

struct Stream;

// The device address of a table, whose memory is given back with the last holder.
using Table = std::shared_ptr<const void>;
// As many are kept, and as many may wait for a stream's work.
constexpr std::size_t most_tables = 8;

class Tables {
 public:
  Tables() = default;
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  // The device address of the bytes that are kept under `key`; make() gives them where they are not yet there. It is
  // valid for work that is put into this stream before its next find().
  template <typename Make>
  emodna_status find(const std::string& key, Stream& stream, Make make, const void** address) {
    std::lock_guard<std::mutex> lock(mutex_);
    for (auto entry = kept_.begin(); entry != kept_.end(); ++entry) {
      if (entry->first != key) continue;
      kept_.splice(kept_.begin(), kept_, entry);
      return hold(stream, kept_.front().second, address);
    }
    const std::vector<unsigned char> bytes = make();
    return keep(key, bytes, stream, address);
  }

 private:
  emodna_status keep(const std::string& key, const std::vector<unsigned char>& bytes, Stream& stream,
                     const void** address);
  // Makes the stream a holder until its work is done.
  static emodna_status hold(Stream& stream, const Table& table, const void** address);

  std::mutex mutex_;
  std::list<std::pair<std::string, Table>> kept_;
};

}  // namespace emodna::cuda

#endif
