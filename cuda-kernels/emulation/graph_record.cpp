// Graphs as lines of JSON: one object a line, {"nodes": [...]}, a node in the order of capture:
//   {"kind", "operation", "kernel" (demangled), "grid": [x, y, z], "block": [x, y, z], "shared_bytes", "waits_for":
//   [nodes]}
// and "bytes" of a memset or copy; counts.cpp adds what the library that counts has seen.
#include "graph_record.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>
#include <sys/mman.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "counts.h"

namespace emulation {
namespace {

constexpr std::size_t arena_bytes = std::size_t{64} << 30, page = 4096;

// Kernels' names by their addresses, from the symbols of the file that this code was loaded from: kernels are hidden,
// so dladdr() knows none.
class Symbols {
 public:
  Symbols() {
    Dl_info info = {};
    if (dladdr(reinterpret_cast<const void*>(&recorder), &info) == 0) return;
    base_ = static_cast<const char*>(info.dli_fbase);
    std::ifstream file(info.dli_fname, std::ios::binary);
    const std::vector<char> image((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto header = at<Elf64_Ehdr>(image, 0);
    for (int s = 0; s < header.e_shnum; ++s) {
      const auto section = at<Elf64_Shdr>(image, header.e_shoff + s * sizeof(Elf64_Shdr));
      if (section.sh_type != SHT_SYMTAB) continue;
      const auto strings = at<Elf64_Shdr>(image, header.e_shoff + section.sh_link * sizeof(Elf64_Shdr));
      for (std::size_t i = 0; i < section.sh_size / sizeof(Elf64_Sym); ++i) {
        const auto symbol = at<Elf64_Sym>(image, section.sh_offset + i * sizeof(Elf64_Sym));
        if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_value == 0) continue;
        names_[symbol.st_value] = image.data() + strings.sh_offset + symbol.st_name;
      }
    }
  }

  std::string name(const void* address) const {
    const auto found = names_.find(static_cast<std::uint64_t>(static_cast<const char*>(address) - base_));
    if (found == names_.end()) return "unknown";
    int status = 0;
    char* demangled = abi::__cxa_demangle(found->second.c_str(), nullptr, nullptr, &status);
    const std::string name = demangled == nullptr ? found->second : demangled;
    std::free(demangled);
    return name;
  }

 private:
  template <typename T>
  static T at(const std::vector<char>& image, std::uint64_t offset) {
    T value = {};
    if (offset + sizeof value <= image.size()) std::memcpy(&value, image.data() + offset, sizeof value);
    return value;
  }

  const char* base_ = nullptr;
  std::map<std::uint64_t, std::string> names_;
};

std::string json(const dim3& shape) {
  return "[" + std::to_string(shape.x) + ", " + std::to_string(shape.y) + ", " + std::to_string(shape.z) + "]";
}

class FileRecorder : public Recorder {
 public:
  explicit FileRecorder(const char* file) : file_(file) {}

  void* allocate(std::size_t bytes) override {
    if (arena_ == nullptr) {
      void* memory =
          mmap(nullptr, arena_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      if (memory == MAP_FAILED) return nullptr;
      arena_ = static_cast<char*>(memory);
      counting::set_device_memory(arena_, arena_bytes);
    }
    const std::size_t rounded = (bytes + 255) / 256 * 256;
    if (arena_bytes - used_ < rounded) return nullptr;
    used_ += rounded;
    return arena_ + used_ - rounded;
  }

  void zero(void* address, std::size_t bytes) override {
    // Whole pages are given back and come again as zeros.
    auto* first = static_cast<char*>(address);
    const std::uintptr_t begin = reinterpret_cast<std::uintptr_t>(first), end = begin + bytes;
    const std::uintptr_t whole = (begin + page - 1) / page * page, last = end / page * page;
    if (whole >= last || madvise(reinterpret_cast<void*>(whole), last - whole, MADV_DONTNEED) != 0) {
      std::memset(first, 0, bytes);
      return;
    }
    std::memset(first, 0, whole - begin);
    std::memset(reinterpret_cast<void*>(last), 0, end - last);
  }

  cudaError_t launch(const std::vector<Node>& nodes, emulated_work& work) override {
    std::string line;
    for (const Node& node : nodes) {
      std::string counts;
      if (const cudaError_t error = counting::run(node, work, &counts); error != cudaSuccess) return error;
      line += (line.empty() ? "{\"nodes\": [" : ", ") + json(node) + counts + "}";
    }
    line += "]}\n";
    std::FILE* out = std::fopen(file_.c_str(), "a");
    if (out == nullptr) return cudaErrorInvalidValue;
    std::fputs(line.c_str(), out);
    return std::fclose(out) == 0 ? cudaSuccess : cudaErrorInvalidValue;
  }

 private:
  std::string json(const Node& node) {
    static constexpr const char* kinds[] = {"kernel", "memset", "memcpy", "host"};
    std::string text = std::string("{\"kind\": \"") + kinds[static_cast<int>(node.kind)] + "\", \"operation\": \"" +
                       node.operation + "\"";
    if (node.kind == NodeKind::kernel) {
      text += ", \"kernel\": \"" + symbols_.name(node.function) + "\", \"grid\": " + emulation::json(node.grid) +
              ", \"block\": " + emulation::json(node.block) + ", \"shared_bytes\": " + std::to_string(node.bytes);
    } else {
      text += ", \"bytes\": " + std::to_string(node.bytes);
    }
    text += ", \"waits_for\": [";
    for (const std::size_t before : node.waits_for) text += (text.back() == '[' ? "" : ", ") + std::to_string(before);
    return text + "]";
  }

  std::string file_;
  Symbols symbols_;
  char* arena_ = nullptr;
  std::size_t used_ = 0;
};

// Where this file is linked and the variable is set, the runtime finds it.
const bool installed = [] {
  if (const char* file = std::getenv("EMODNA_EMULATION_GRAPH")) recorder() = new FileRecorder(file);
  return true;
}();

}  // namespace
}  // namespace emulation
