// Times the encoder: encoder_bench [runs] [instructions]. The training shape is two encoders on 64 + 64 utterances of
// 196 x 39.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <vector>

#include "emodna/emodna.h"

namespace {

void must(emodna_status status) {
  if (status == EMODNA_OK) return;
  std::fprintf(stderr, "%s\n", emodna_last_error());
  std::exit(2);
}

struct Time {
  double wall = 1e30, cpu = 1e30;  // ms, the best of all runs
};

// CPU time of all threads beside wall time: on a busy machine only the former says much.
template <class Body>
Time best_of(int runs, const Body& body) {
  Time best;
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    body();
    best.cpu = std::min(best.cpu, 1e3 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
    best.wall = std::min(best.wall,
                         std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

void bench(const char* instructions, int threads, int groups, int train, int runs) {
  emodna_context* context = nullptr;
  if (emodna_context_create(0, threads, instructions, &context) != EMODNA_OK) return;
  emodna_encoder_args a{};
  a.groups = groups, a.inputs = 1, a.batch = 128, a.frames = 196, a.features = 39, a.channels = 39, a.blocks = 8;
  a.train = train, a.keep = train, a.domains = 1, a.dropout = 0.1f, a.epsilon = 1e-3f, a.momentum = 0.99f;
  std::int64_t parameter_count = 0, statistics_count = 0;
  must(emodna_encoder_parameters(a.features, a.channels, a.blocks, &parameter_count));
  must(emodna_encoder_statistics(a.channels, a.blocks, &statistics_count));
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  const auto filled = [&](std::size_t count, float scale) {
    std::vector<float> v(count);
    for (float& value : v) value = scale * normal(random);
    return v;
  };
  const std::vector<float> x = filled(std::size_t(a.batch) * a.frames * a.features, 1);
  const std::vector<float> parameters = filled(groups * parameter_count, 0.15f);
  const std::vector<float> dz = filled(std::size_t(groups) * a.batch * a.channels, 1);
  std::vector<float> statistics(groups * statistics_count, 1), dparameters(parameters.size()), z(dz.size());
  const std::uint64_t seed = 5;
  const std::int64_t step = 3;
  a.x = x.data(), a.parameters = parameters.data(), a.statistics = statistics.data(), a.seeds = &seed, a.step = &step;
  a.z = z.data(), a.dz = dz.data(), a.dparameters = dparameters.data();
  must(emodna_encoder_workspace(context, &a, &a.workspace_bytes));
  emodna_buffer* workspace = nullptr;
  emodna_stream* stream = nullptr;
  must(emodna_buffer_create(context, a.workspace_bytes, &workspace));
  must(emodna_buffer_address(workspace, &a.workspace));
  must(emodna_stream_create(context, &stream));

  // Multiply-adds of the convolutions, two operations each; the backward pass does twice the forward's.
  const double flops =
      2.0 * groups * 2 * a.batch * a.frames * a.channels * (a.features + 2.0 * a.blocks * 2 * a.channels);
  const Time forward = best_of(runs, [&] { must(emodna_encoder_forward(stream, &a)); });
  std::printf("%-8s %d threads, %d encoders, %s: forward %7.2f ms (CPU %7.2f) %6.1f GFLOP/s", instructions, threads,
              groups, train ? "train" : "eval ", forward.wall, forward.cpu, flops / forward.wall / 1e6);
  if (train) {
    const Time backward = best_of(runs, [&] { must(emodna_encoder_backward(stream, &a)); });
    std::printf(", backward %7.2f ms (CPU %7.2f) %6.1f GFLOP/s, workspace %.0f MiB", backward.wall, backward.cpu,
                2 * flops / backward.wall / 1e6, a.workspace_bytes / 1048576.0);
  }
  std::printf("\n");
  must(emodna_stream_destroy(stream));
  must(emodna_buffer_destroy(workspace));
  must(emodna_context_destroy(context));
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::max(1, std::atoi(argv[1])) : 7;
  for (const char* instructions : {"portable", "avx2", "avx512"}) {
    if (argc > 2 && std::strcmp(argv[2], instructions) != 0) continue;
    for (int threads : {1, 2}) {
      bench(instructions, threads, 2, 1, runs);
      bench(instructions, threads, 1, 0, runs);
    }
  }
  return 0;
}
