// Runs every variant of the contrastive loss on one input and prints its errors; with a number of repetitions also
// its time.
//   contrastive-lab N M D [repetitions]
// Errors are against float64 up to 10 million pairs of rows, against the first variant above.
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <vector>

#include "../../losses/contrastive_launches.cuh"
#include "../../losses/contrastive_tensor.cuh"
#include "../../tests/contrastive_reference.h"

namespace {

using namespace emodna::cuda;

void must(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "%s\n", cudaGetErrorString(error));
  std::exit(1);
}

void must(emodna_status status) {
  if (status != EMODNA_OK) std::exit(1);  // the message is out already
}

template <class T>
T* device_array(const std::vector<T>& values, cudaStream_t stream) {
  void* address = nullptr;
  must(cudaMalloc(&address, values.size() * sizeof(T) + 1));
  must(cudaMemcpyAsync(address, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice, stream));
  must(cudaStreamSynchronize(stream));
  return static_cast<T*>(address);
}

std::vector<double> host(const float* address, std::size_t count, cudaStream_t stream) {
  std::vector<float> values(count);
  must(cudaMemcpyAsync(values.data(), address, count * sizeof(float), cudaMemcpyDeviceToHost, stream));
  must(cudaStreamSynchronize(stream));
  return {values.begin(), values.end()};
}

struct Variant {
  const char* name;
  ContrastiveTile tile;
  int precision, most_bands;
  emodna_status (*run)(Stream&, const ContrastiveWork&);
};

template <int rows, int precision>
constexpr Variant tensor(const char* name) {
  return {name, rows == 128 ? ContrastiveTile::large : ContrastiveTile::medium, precision, 0,
          run_contrastive<TensorTile<rows, 64, precision>, false>};
}

const Variant variants[] = {
    {"1 float32 128 x 64", ContrastiveTile::large, EMODNA_FLOAT32, contrastive_bands,
     run_symmetric_contrastive<Tile<128, 64>>},
    {"2 float32 128 x 64", ContrastiveTile::large, EMODNA_FLOAT32, 0, run_contrastive<Tile<128, 64>, false>},
    {"3 float32 64 x 64", ContrastiveTile::medium, EMODNA_FLOAT32, contrastive_bands,
     run_symmetric_contrastive<Tile<64, 64>>},
    {"4 float32 64 x 64", ContrastiveTile::medium, EMODNA_FLOAT32, 0, run_contrastive<Tile<64, 64>, false>},
    tensor<128, EMODNA_TF32X3>("5 tf32x3 128 x 64"),
    tensor<64, EMODNA_TF32X3>("6 tf32x3 64 x 64"),
    tensor<128, EMODNA_TF32>("7 tf32 128 x 64"),
    tensor<64, EMODNA_TF32>("8 tf32 64 x 64"),
    tensor<128, EMODNA_BF16>("9 bf16 128 x 64"),
    tensor<64, EMODNA_BF16>("10 bf16 64 x 64"),
};

std::vector<float> unit_rows(int rows, int dim, std::mt19937_64& random) {
  std::normal_distribution<float> normal;
  std::vector<float> x(static_cast<std::size_t>(rows) * dim);
  for (int r = 0; r < rows; ++r) {
    float square = 0.0f;
    for (int d = 0; d < dim; ++d) {
      x[r * dim + d] = normal(random);
      square += x[r * dim + d] * x[r * dim + d];
    }
    for (int d = 0; d < dim; ++d) x[r * dim + d] /= std::sqrt(square);
  }
  return x;
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) {
    std::fprintf(stderr, "usage: contrastive-lab N M D [repetitions]; D at most 64\n");
    return 2;
  }
  static const emodna_host printing = {[](emodna_status status, const char* message) {
    std::fprintf(stderr, "%s\n", message);
    return status;
  }};
  set_host(&printing);
  emodna_contrastive_args a = {};
  a.groups = 1;
  a.anchors = std::atoi(words[1]);
  a.keys = std::atoi(words[2]);
  a.dim = std::atoi(words[3]);
  a.temperature = 0.07f;
  const int repetitions = count > 4 ? std::atoi(words[4]) : 0;
  if (a.anchors < 2 || a.keys < 1 || a.dim < 1 || a.dim > 64) {
    std::fprintf(stderr, "N must be 2 or more, M 1 or more, D from 1 to 64\n");
    return 2;
  }
  std::mt19937_64 random(1);
  const std::vector<float> u = unit_rows(a.anchors, a.dim, random), v = unit_rows(a.keys, a.dim, random);
  std::vector<int> labels(a.anchors);
  for (int& label : labels) label = static_cast<int>(random() % 6) - 1;
  labels[0] = labels[1] = 0;
  // Not destroyed: that would take the sources of all that a context may hold.
  Context& context = *new Context;
  cudaDeviceProp properties;
  must(cudaGetDeviceProperties(&properties, 0));
  context.shared_bytes = properties.sharedMemPerBlockOptin;
  Stream stream;
  stream.context = &context;
  must(cudaStreamCreateWithFlags(&stream.cuda, cudaStreamNonBlocking));
  a.u = device_array(u, stream.cuda);
  a.v = device_array(v, stream.cuda);
  a.labels = device_array(labels, stream.cuda);
  a.loss = device_array(std::vector<float>(1), stream.cuda);
  a.du = device_array(std::vector<float>(u.size()), stream.cuda);
  a.dv = device_array(std::vector<float>(v.size()), stream.cuda);
  ContrastiveResult expected;
  const bool exact = static_cast<double>(a.anchors) * (a.anchors + a.keys) <= 10e6;
  if (exact) expected = contrastive_reference(a, u, v, labels);
  std::printf("errors against %s\n", exact ? "float64" : variants[0].name);
  for (const Variant& variant : variants) {
    emodna_contrastive_args args = a;
    args.precision = variant.precision;
    const auto plan = [&] { return contrastive_plan(args, variant.tile, variant.most_bands); };
    args.workspace_bytes = plan().bytes;
    must(cudaMalloc(&args.workspace, args.workspace_bytes));
    const ContrastiveWork work = contrastive_work(args, plan());
    must(cudaMemsetAsync(a.du, 0, u.size() * sizeof(float), stream.cuda));
    must(cudaMemsetAsync(a.dv, 0, v.size() * sizeof(float), stream.cuda));
    must(variant.run(stream, work));
    const ContrastiveResult result = {host(a.loss, 1, stream.cuda), host(a.du, u.size(), stream.cuda),
                                      host(a.dv, v.size(), stream.cuda)};
    if (expected.loss.empty()) expected = result;
    std::printf("%-20s loss %.2e  du %.2e  dv %.2e", variant.name, relative_error(result.loss, expected.loss),
                relative_error(result.du, expected.du), relative_error(result.dv, expected.dv));
    if (repetitions > 0) {
      cudaEvent_t begin, end;
      must(cudaEventCreate(&begin));
      must(cudaEventCreate(&end));
      must(cudaEventRecord(begin, stream.cuda));
      for (int k = 0; k < repetitions; ++k) must(variant.run(stream, work));
      must(cudaEventRecord(end, stream.cuda));
      must(cudaEventSynchronize(end));
      float milliseconds = 0.0f;
      must(cudaEventElapsedTime(&milliseconds, begin, end));
      std::printf("  %.4f ms", milliseconds / repetitions);
      must(cudaEventDestroy(begin));
      must(cudaEventDestroy(end));
    }
    std::printf("\n");
    must(cudaFree(args.workspace));
  }
  return 0;
}
