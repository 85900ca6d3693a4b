// Runs every operation on a plug-in's device and on the CPU, and compares; and twice on the device, which must give the
// same bits.
//   device_test PLUGIN [--seed N] [--only TEXT] [--without TEXT] [--share K/N] [--runs N] [--raw]
// share: the K-th, from 1, of N processes that share the cases. runs: on the device, 1 for sanitizers; 2 unless said.
// raw: workspaces are left as they are, for initcheck. Prints the seed and a line a case with a hash of its bits. The
// contract suites of java/kernels hold each operation against float64; this program is small enough to run under the
// emulation's sanitizers and under compute-sanitizer.
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "cases.h"

namespace {

std::uint64_t hash(const std::vector<Output>& outputs) {  // FNV-1a
  std::uint64_t h = 0xcbf29ce484222325u;
  for (const Output& output : outputs) {
    for (float value : output.values) {
      unsigned char bytes[sizeof value];
      std::memcpy(bytes, &value, sizeof value);
      for (unsigned char byte : bytes) h = (h ^ byte) * 0x100000001b3u;
    }
  }
  return h;
}

// Relative, as Output says; infinite where a value is not a number.
double difference(const std::vector<float>& a, const Output& expected) {
  double largest = 0, worst = 0, wrong = 0, square = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double b = expected.values[i], d = std::abs(a[i] - b);
    if (!(d < INFINITY)) return INFINITY;
    worst = std::max(worst, d);
    largest = std::max(largest, std::abs(b));
    wrong += d * d;
    square += b * b;
  }
  if (worst == 0) return 0;
  const double values = static_cast<double>(a.size());
  const double scale = expected.mean_square ? std::sqrt(square / values) : largest;
  return (expected.mean_square ? std::sqrt(wrong / values) : worst) / std::max({scale, expected.least, 1e-30});
}

bool holds(const Case& c, std::int32_t gpu, int runs) {
  std::vector<Output> expected, first;
  {
    Device cpu(0);
    expected = c.run(cpu);
  }
  bool good = true;
  for (int run = 0; run < runs; ++run) {
    std::vector<Output> outputs;
    try {
      Device device(gpu);
      outputs = c.run(device);
    } catch (const Failure& failure) {
      const bool unavailable = failure.status == EMODNA_UNAVAILABLE;
      if (unavailable) {
        std::printf("%-44s left out: %s\n", c.name.c_str(), failure.what());
      } else {
        std::printf("%-44s FAILED: status %d: %s\n", c.name.c_str(), failure.status, failure.what());
      }
      return unavailable;
    }
    if (run == 0) first = outputs;
    good = good && hash(outputs) == hash(first);
  }
  std::printf("%-44s %016llx%s", c.name.c_str(), static_cast<unsigned long long>(hash(first)),
              good ? "" : "  TWO RUNS DIFFER");
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double d = difference(first[i].values, expected[i]);
    if (d <= expected[i].tolerance) continue;
    std::printf("  %s DIFFERS BY %.1e OF %.0e", expected[i].name.c_str(), d, expected[i].tolerance);
    good = false;
  }
  std::printf("\n");
  return good;
}

}  // namespace

static int test(int count, char** arguments) {
  std::uint64_t seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
  std::string only, without;
  int runs = 2, share = 1, shares = 1;
  bool raw = false;
  for (int i = 2; i < count; ++i) {
    if (std::string(arguments[i]) == "--raw") raw = true;
    if (i + 1 == count) break;
    if (std::string(arguments[i]) == "--seed") seed = std::strtoull(arguments[i + 1], nullptr, 10);
    if (std::string(arguments[i]) == "--only") only = arguments[i + 1];
    if (std::string(arguments[i]) == "--without") without = arguments[i + 1];
    if (std::string(arguments[i]) == "--runs") runs = std::atoi(arguments[i + 1]);
    if (std::string(arguments[i]) == "--share" &&
        (std::sscanf(arguments[i + 1], "%d/%d", &share, &shares) != 2 || share < 1 || share > shares)) {
      std::fprintf(stderr, "--share %s: must be K/N with K from 1 to N\n", arguments[i + 1]);
      return 2;
    }
  }
  must(emodna_backend_load(arguments[1]));
  if (raw) {
    void* library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    void* leave = library == nullptr ? nullptr : dlsym(library, "emodna_cuda_leave_memory");
    if (leave == nullptr) {
      std::fprintf(stderr, "%s can't leave memory as it is\n", arguments[1]);
      return 1;
    }
    Device::leave_memory = reinterpret_cast<void (*)(std::int32_t)>(leave);
  }
  std::int32_t devices = 0;
  must(emodna_device_count(&devices));
  emodna_device_info info;
  must(emodna_device_describe(devices - 1, &info));
  std::printf("%s (%s), seed %llu\n", info.name, info.instructions, static_cast<unsigned long long>(seed));
  int failed = 0, run = 0, asked = 0;
  for (const auto& cases : {audio_cases(seed), encoder_cases(seed), head_cases(seed), row_cases(seed), loss_cases(seed),
                            training_cases(seed), step_cases(seed), branch_cases(seed)}) {
    for (const Case& c : cases) {
      if (c.name.find(only) == std::string::npos) continue;
      if (!without.empty() && c.name.find(without) != std::string::npos) continue;
      if (asked++ % shares != share - 1) continue;
      ++run;
      if (!holds(c, devices - 1, runs)) ++failed;
      std::fflush(stdout);
    }
  }
  std::printf("device_test: %d cases, %d failed\n", run, failed);
  return failed == 0 && run > 0 && runs > 0 ? 0 : 1;
}

int main(int count, char** arguments) {
  return run_test(count, arguments,
                  "device_test PLUGIN [--seed N] [--only TEXT] [--without TEXT] [--share K/N] [--runs N] [--raw]",
                  test);
}
