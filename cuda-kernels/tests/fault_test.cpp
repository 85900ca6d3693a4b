// Runs a whole training on a plug-in's device again and again, and lets its first CUDA call fail, then its second, and
// so on: each run must end in a status with a message, leave nothing behind, and not disturb the run after it. All
// calls fail for want of memory, and every seventh once more as a kernel's fault does.
//   fault_test PLUGIN [--seed N] [--every N]      every: only each N-th call
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "cases.h"

namespace {

// CUDA's numbers and what becomes of them.
struct Fault {
  std::int32_t error;
  emodna_status status;
};
constexpr Fault no_memory = {2, EMODNA_OUT_OF_MEMORY}, launch_failure = {719, EMODNA_DEVICE_ERROR};

std::int64_t (*calls)();
void (*fail_call)(std::int64_t, std::int32_t);
std::int64_t (*living)();            // by the backend's own book
std::int64_t (*emulation_living)();  // by the emulation's; null on a GPU
std::int64_t (*cudnn_living)();      // by its cuDNN's

template <typename Function>
bool find(void* library, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, name));
  return *function != nullptr;
}

// What is not given back; where two keep books, they must say the same.
std::int64_t objects() {
  if (emulation_living == nullptr) return living();
  const std::int64_t others = emulation_living() + (cudnn_living == nullptr ? 0 : cudnn_living());
  if (living() != others) {
    throw std::runtime_error("the backend counts " + std::to_string(living()) + " objects, the emulation " +
                             std::to_string(others));
  }
  return others;
}

bool same(const std::vector<Output>& a, const std::vector<Output>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::memcmp(a[i].values.data(), b[i].values.data(), a[i].values.size() * sizeof(float)) != 0) return false;
  }
  return true;
}

std::vector<Output> run(const Case& training, std::int32_t gpu) {
  Device device(gpu);
  return training.run(device);
}

// The problem with a run whose n-th call fails, or "".
std::string problem(const Case& training, std::int32_t gpu, std::int64_t n, const Fault& fault) {
  const std::int64_t before = objects();
  std::string found = "a call failed and nobody said so";
  fail_call(n, fault.error);
  try {
    run(training, gpu);
  } catch (const Failure& failure) {
    const bool named = std::strlen(failure.what()) > 10;
    found = failure.status != fault.status ? "is status " + std::to_string(failure.status) + ": " + failure.what()
            : named                        ? ""
                                           : "has no message";
  }
  fail_call(0, 0);
  if (found.empty() && objects() != before) {
    found = std::to_string(objects() - before) + " objects are left behind";
  }
  return found;
}

// Problems of a training with each of its calls failing in turn.
int problems(const Case& training, std::int32_t gpu, std::int64_t every, const Fault& fault) {
  std::vector<Output> expected;
  try {
    expected = run(training, gpu);
  } catch (const Failure& failure) {
    if (failure.status != EMODNA_UNAVAILABLE) throw;
    std::printf("%s: left out: %s\n", training.name.c_str(), failure.what());
    return 0;
  }
  if (void* cudnn = dlopen("libcudnn.so.9", RTLD_NOW | RTLD_NOLOAD); cudnn != nullptr) {
    find(cudnn, "cudnn_stub_living", &cudnn_living);
  }
  const std::int64_t start = calls();
  run(training, gpu);
  const std::int64_t total = calls() - start;
  int failed = 0, runs = 0;
  for (std::int64_t n = 1; n <= total; n += every) {
    std::string found = problem(training, gpu, n, fault);
    // A whole run after each fault would double the time; what a fault breaks stays broken.
    if (found.empty() && runs % 16 == 0 && !same(run(training, gpu), expected)) found = "the run after it differs";
    ++runs;
    if (found.empty()) continue;
    ++failed;
    std::printf("call %lld: %s\n", static_cast<long long>(n), found.c_str());
  }
  if (!same(run(training, gpu), expected)) {
    ++failed;
    std::printf("the last run differs\n");
  }
  std::printf("%s: %lld calls in a run, %d of them made to fail with error %d, %d problems\n", training.name.c_str(),
              static_cast<long long>(total), runs, fault.error, failed);
  return failed;
}

int test(int count, char** arguments) {
  std::uint64_t seed = 1;
  std::int64_t every = 1;
  for (int i = 2; i + 1 < count; i += 2) {
    if (std::string(arguments[i]) == "--seed") seed = std::strtoull(arguments[i + 1], nullptr, 10);
    if (std::string(arguments[i]) == "--every") every = std::atoll(arguments[i + 1]);
  }
  must(emodna_backend_load(arguments[1]));
  void* library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr || !find(library, "emodna_cuda_calls", &calls) ||
      !find(library, "emodna_cuda_fail_call", &fail_call) || !find(library, "emodna_cuda_living", &living)) {
    std::fprintf(stderr, "%s has no fault injection\n", arguments[1]);
    return 1;
  }
  find(library, "emulation_living", &emulation_living);
  std::int32_t devices = 0;
  must(emodna_device_count(&devices));
  int failed = 0;
  for (const Case& training : step_cases(seed)) {
    failed += problems(training, devices - 1, every, no_memory);
    failed += problems(training, devices - 1, 7 * every, launch_failure);
  }
  std::printf("fault_test: %d problems\n", failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  return run_test(count, arguments, "fault_test PLUGIN [--seed N] [--every N]", test);
}
