// What the library that counts says of kernels whose counts are known: compiled as that library is, and recorded.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "../core/range.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "../core/ticket.cuh"

namespace emodna::cuda {

constexpr int threads = 64;

// Each block: its own values of x and y, and 64 weights that all blocks read.
__global__ void multiply(const float* x, const float* weights, float* y) {
  const int i = blockIdx.x * threads + threadIdx.x;
  const float a = x[i], w = weights[threadIdx.x];
  y[i] = fmaf(a, w, expf(a));
}

// `loads` loads of a thread, one after another, each of a value that no other thread reads.
__global__ void chained(const float* x, float* y, int loads) {
  const int i = blockIdx.x * threads + threadIdx.x;
  float sum = 0;
  for (int l = 0; l < loads; ++l) sum = fmaf(sum, 0.5f, x[static_cast<std::size_t>(l) * gridDim.x * threads + i]);
  y[i] = sum;
}

// Sums by block; the last block adds them up.
__global__ void add_up(const float* x, float* partial, unsigned* counter, float* sum) {
  float* scratch = shared_memory<float>(1);
  const float mine = reduce_block<Sum>(x[blockIdx.x * threads + threadIdx.x], scratch);
  if (threadIdx.x == 0) partial[blockIdx.x] = mine;
  if (!last_block(counter, gridDim.x, shared_memory<int>())) return;
  float all = 0;
  for (unsigned b = threadIdx.x; b < gridDim.x; b += threads) all += partial[b];
  all = reduce_block<Sum>(all, scratch);
  if (threadIdx.x == 0) *sum = all;
}

}  // namespace emodna::cuda

using namespace emodna::cuda;

namespace {

int failed = 0;
std::string line;

void must(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "counts_test: error %d\n", error);
  std::exit(1);
}

// The number of that name in the n-th node, or in a path of it.
double number(int node, const std::string& name, const char* path = "\"counts\"") {
  std::size_t at = 0;
  for (int n = 0; n <= node; ++n) at = line.find("{\"kind\"", at + 1);
  at = line.find("\"" + name + "\": ", line.find(path, at));
  return std::atof(line.c_str() + at + name.size() + 4);
}

void expect(int node, const char* name, double expected, double room = 0, const char* path = "\"counts\"") {
  const double found = number(node, name, path);
  if (found >= expected * (1 - room) && found <= expected * (1 + room)) return;
  std::printf("node %d: %s %s is %.0f, expected %.0f\n", node, path, name, found, expected);
  ++failed;
}

float* floats(std::size_t count) {
  void* memory = nullptr;
  must(cudaMalloc(&memory, count * sizeof(float)));
  return static_cast<float*>(memory);
}

template <typename... Parameters, typename... Arguments>
void launch(cudaStream_t stream, void (*kernel)(Parameters...), int blocks, Arguments... arguments) {
  cudaLaunchConfig_t config = {};
  config.gridDim = dim3(blocks);
  config.blockDim = dim3(threads);
  config.dynamicSmemBytes = 33 * sizeof(float);
  config.stream = stream;
  must(cudaLaunchKernelEx(&config, kernel, arguments...));
}

// A launch of few blocks, of which all run, and one so large that some stand for all.
constexpr int few = 20, many = 20000, loads = 100;

void record() {
  cudaStream_t stream;
  cudaGraph_t graph;
  cudaGraphExec_t executable;
  must(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  must(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  float* x = floats(std::size_t{many} * threads * loads);
  float *y = floats(many * threads), *weights = floats(threads), *sum = floats(1);
  auto* counter = reinterpret_cast<unsigned*>(floats(1));
  {
    const Range range("product");
    launch(stream, multiply, few, x, weights, y);
    launch(stream, chained, many, x, y, loads);
  }
  const Range range("sum");
  launch(stream, add_up, few, x, y, counter, sum);
  launch(stream, add_up, many * 8, x, y, counter, sum);
  must(cudaMemsetAsync(y, 0, 4096, stream));
  must(cudaStreamEndCapture(stream, &graph));
  must(cudaGraphInstantiate(&executable, graph));
  must(cudaGraphLaunch(executable, stream));
  must(cudaStreamSynchronize(stream));
  must(cudaGraphExecDestroy(executable));
  must(cudaGraphDestroy(graph));
  must(cudaStreamDestroy(stream));
}

void check_products() {
  expect(0, "blocks", few);
  expect(0, "multiply_adds", few * threads);
  expect(0, "special_functions", few * threads);
  expect(0, "loads", 2 * few * threads);
  expect(0, "stores", few * threads);
  expect(0, "read_by_blocks", 2 * 4 * few * threads);
  expect(0, "read", 4 * few * threads + 4 * threads);
  expect(0, "written", 4 * few * threads);
  expect(0, "runs", 1, 0, "\"path\"");
  expect(0, "loads", 2, 0, "\"path\"");
  const double all = static_cast<double>(many) * threads;
  expect(1, "blocks", 16);
  expect(1, "multiply_adds", all * loads);
  expect(1, "read", 4 * all * loads, 1e-6);
  expect(1, "written", 4 * all, 1e-6);
  expect(1, "runs", loads, 0, "\"path\"");
}

void check_sums() {
  const int exchanges = 5 * threads;
  expect(2, "blocks", few);
  expect(2, "ends", 1);
  expect(2, "exchanges", (few + 1) * exchanges);
  expect(2, "stores", few + 1 + few, 0);  // the ticket's counter too
  // Each last thread adds few / threads partial sums, rounded up; the sum's barriers are two.
  expect(2, "loads", 1, 0, "\"end_path\"");
  expect(2, "barriers", 3, 0, "\"end_path\"");
  expect(3, "blocks", 16);
  expect(3, "ends", 1);
  expect(3, "loads", many * 8 / threads, 0, "\"end_path\"");
}

}  // namespace

int main() {
  const char* file = std::getenv("EMODNA_EMULATION_GRAPH");
  if (file == nullptr) return 2;
  std::remove(file);
  record();
  std::ifstream in(file);
  line.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  check_products();
  check_sums();
  for (const char* part : {"\"operation\": \"product\", \"kernel\": \"emodna::cuda::multiply(", "\"grid\": [20, 1, 1]",
                           "\"kind\": \"memset\", \"operation\": \"sum\", \"bytes\": 4096, \"waits_for\": [3]"}) {
    if (line.find(part) != std::string::npos) continue;
    std::printf("not in the graph: %s\n", part);
    ++failed;
  }
  if (failed != 0) std::printf("%s\n", line.c_str());
  std::printf("counts_test: %d failed\n", failed);
  return failed == 0 ? 0 : 1;
}
