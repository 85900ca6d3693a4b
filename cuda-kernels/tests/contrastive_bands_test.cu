// Contrastive decoupling with every pair taken once, which the plug-in does from some 2,000 rows on: here at odd sizes
// that a plan is made for by hand, from memory that nobody has written, against float64 and, group by group, against
// itself alone. Blocks run in random order.
#include <cuda_runtime.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "../losses/contrastive_launches.cuh"
#include "contrastive_reference.h"

namespace {

using namespace emodna::cuda;

struct Size {
  int groups, anchors, keys, dim, most_bands;
};

void must(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "%s\n", cudaGetErrorString(error));
  std::exit(2);
}

void must(emodna_status status) {
  if (status != EMODNA_OK) std::exit(2);  // the message is out already
}

// The emulated device's memory is the host's. Every float of it is NaN at first.
float* device_memory(std::size_t bytes) {
  void* memory = nullptr;
  must(cudaMalloc(&memory, bytes + 1));
  return static_cast<float*>(memory);
}

// Value and gradient of the groups from `first` on.
ContrastiveResult run(Stream& stream, const Size& size, int first, const std::vector<float>& u,
                      const std::vector<float>& v, const std::vector<int>& labels, emodna_contrastive_args a) {
  a.groups = size.groups - first;
  a.u_stride = std::int64_t{size.anchors} * size.dim;
  a.v_stride = std::int64_t{size.keys} * size.dim;
  a.label_stride = size.anchors;
  std::vector<float> loss(a.groups), du(a.groups * a.u_stride), dv(a.groups * a.v_stride);
  a.u = u.data() + first * a.u_stride;
  a.v = v.data() + first * a.v_stride;
  a.labels = labels.data() + first * a.label_stride;
  a.loss = loss.data();
  a.du = du.data();
  a.dv = dv.data();
  const auto plan = [&] { return contrastive_plan(a, ContrastiveTile::large, size.most_bands); };
  a.workspace_bytes = plan().bytes;
  a.workspace = device_memory(a.workspace_bytes);
  must(run_symmetric_contrastive<Tile<128, 64>>(stream, contrastive_work(a, plan())));
  must(cudaStreamSynchronize(stream.cuda));
  must(cudaFree(a.workspace));
  return {{loss.begin(), loss.end()}, {du.begin(), du.end()}, {dv.begin(), dv.end()}};
}

// Relative to the largest value; NaN where one is.
double error(const std::vector<double>& values, const std::vector<double>& expected, std::size_t from) {
  double worst = 0.0, largest = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double difference = std::fabs(values[from + i] - expected[i]);
    if (!(difference <= worst)) worst = difference;
    largest = std::max(largest, std::fabs(expected[i]));
  }
  return largest > 0.0 ? worst / largest : worst;
}

bool alone_the_same(const std::vector<double>& all, const std::vector<double>& last) {
  return std::equal(last.begin(), last.end(), all.end() - static_cast<std::ptrdiff_t>(last.size()));
}

bool holds(Stream& stream, const Size& size) {
  std::mt19937_64 random(1);
  std::normal_distribution<float> normal;
  const auto rows = [&](int count) {
    std::vector<float> x(std::size_t(size.groups) * count * size.dim);
    for (float& value : x) value = normal(random) / std::sqrt(static_cast<float>(size.dim));
    return x;
  };
  const std::vector<float> u = rows(size.anchors), v = rows(size.keys);
  std::vector<int> labels(std::size_t(size.groups) * size.anchors);
  for (int& label : labels) label = static_cast<int>(random() % 6) - 1;
  for (int g = 0; g < size.groups; ++g) {
    int* of_group = &labels[std::size_t(g) * size.anchors];
    of_group[0] = 77;  // an anchor without a positive
    of_group[1] = of_group[2] = 0;
  }
  emodna_contrastive_args a = {};
  a.anchors = size.anchors;
  a.keys = size.keys;
  a.dim = size.dim;
  a.temperature = 0.3f;
  const ContrastiveResult result = run(stream, size, 0, u, v, labels, a);
  double worst = 0.0;
  for (int g = 0; g < size.groups; ++g) {
    const auto part = [&](const auto& all) {
      const auto count = static_cast<std::ptrdiff_t>(all.size()) / size.groups;
      return std::vector(all.begin() + g * count, all.begin() + (g + 1) * count);
    };
    const ContrastiveResult expected = contrastive_reference(a, part(u), part(v), part(labels));
    const double errors[] = {error(result.loss, expected.loss, g),
                             error(result.du, expected.du, g * expected.du.size()),
                             error(result.dv, expected.dv, g * expected.dv.size())};
    for (double e : errors) {
      if (!(e <= worst)) worst = e;  // NaN stays
    }
  }
  const ContrastiveResult last = run(stream, size, size.groups - 1, u, v, labels, a);
  const bool same = alone_the_same(result.loss, last.loss) && alone_the_same(result.du, last.du) &&
                    alone_the_same(result.dv, last.dv);
  const bool good = worst <= 1e-5 && same;
  std::printf("%d x %d + %d x %d, at most %d bands: error %.1e%s%s\n", size.groups, size.anchors, size.keys, size.dim,
              size.most_bands, worst, same ? "" : ", other bits alone", good ? "" : "  FAILED");
  return good;
}

}  // namespace

int main() {
  static const emodna_host printing = {[](emodna_status status, const char* message) {
    std::fprintf(stderr, "%s\n", message);
    return status;
  }};
  set_host(&printing);
  // Not destroyed: that would take the sources of all that a context may hold. Static, so that it is no leak.
  static Context& context = *new Context;
  cudaDeviceProp properties;
  must(cudaGetDeviceProperties(&properties, 0));
  context.shared_bytes = properties.sharedMemPerBlockOptin;
  Stream stream;
  stream.context = &context;
  must(cudaStreamCreateWithFlags(&stream.cuda, cudaStreamNonBlocking));
  int failures = 0;
  for (const Size& size : {
           Size{2, 437, 291, 64, 26},                           // bands of one tile, the last of either side cut off
           Size{1, 650, 333, 39, 2},                            // bands of several; rows that are not whole float4
           Size{1, 300, 0, 12, 1},                              // one band, no v
           Size{2, 5, 130, 64, 26}, Size{1, 129, 2300, 64, 1},  // more keys than one register may add
           Size{1, 150, 700, 20, 3},                            // more bands of v than of u
       }) {
    failures += holds(stream, size) ? 0 : 1;
  }
  must(cudaStreamDestroy(stream.cuda));
  return failures;
}
