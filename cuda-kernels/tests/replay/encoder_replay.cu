// Replays the encoder's long sums over the batch: BatchNorm's batch statistics, the sums of their gradients, the
// gradient of the blocks' weights, and the gradients of a layer's weights, of which one part of the rows is computed
// and as many parts as there are are added. Rows have 196 frames, which at 16,384 rows are 3.2 million terms a sum.
//
// Beside the bound stands twice the error of the plain float32 loop, where that is less.
#include <sys/mman.h>

#include <cmath>
#include <limits>

#include "../../core/launch.h"
#include "../../encoder/backward.h"
#include "../../encoder/backward_kernel.cuh"
#include "../../encoder/forward.h"
#include "replay.h"

namespace {

using namespace emodna::cuda;
using replay::must;
using replay::stream;

constexpr int frames = 196;
constexpr double most = 1e-5;

// Memory of which only what is touched is there.
class Sparse {
 public:
  explicit Sparse(std::size_t bytes) : bytes_(bytes) {
    data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (data == MAP_FAILED) {
      std::perror("mmap");
      std::exit(2);
    }
  }
  ~Sparse() { munmap(data, bytes_); }
  Sparse(const Sparse&) = delete;
  Sparse& operator=(const Sparse&) = delete;
  void* data;

 private:
  std::size_t bytes_;
};

// One encoder of one block with all that a pass reads and writes, but nothing computed yet.
struct Encoder {
  std::mt19937_64 random{1};
  emodna_encoder_args args;
  replay::Device<float> parameters, dparameters, statistics, dz;
  Sparse workspace;
  BackwardPlan backward;
  EncoderPlan plan;

  Encoder(int rows, int channels)
      : args(shape(rows, channels)),
        parameters(replay::normal(plan_encoder(*stream().context, args).parameters, random)),
        dparameters(std::vector<float>(parameters.size())),
        statistics(std::vector<float>(std::size_t{8} * channels)),
        dz(replay::normal(static_cast<std::size_t>(rows) * channels, random)),
        workspace(bytes()) {
    args.parameters = parameters.data;
    args.dparameters = dparameters.data;
    args.statistics = statistics.data;
    args.dz = dz.data;
    args.workspace = workspace.data;
    plan = plan_encoder(*stream().context, args);
    backward = plan_backward(plan, static_cast<char*>(workspace.data) + plan.bytes);
  }
  void fill(float* to, std::size_t count, float scale = 1, float offset = 0) {
    std::normal_distribution<float> distribution(offset, scale);
    for (std::size_t i = 0; i < count; ++i) to[i] = distribution(random);
  }
  std::size_t all_rows() const { return static_cast<std::size_t>(args.batch) * plan.plane(); }

 private:
  static emodna_encoder_args shape(int rows, int channels) {
    emodna_encoder_args a = {};
    a.groups = a.inputs = a.blocks = a.domains = a.train = a.keep = 1;
    a.batch = rows;
    a.frames = frames;
    a.features = a.channels = channels;
    a.epsilon = 1e-3f;
    a.momentum = 0.99f;
    return a;
  }
  std::size_t bytes() const {
    const EncoderPlan sized = plan_encoder(*stream().context, args);
    return sized.bytes + plan_backward(sized, nullptr).bytes;
  }
};

double bound(double naive) { return std::min(most, 2 * naive + 2 * std::numeric_limits<float>::epsilon()); }

// Sums of one value a frame, of all rows' frames of a channel: exact, and as a plain loop adds them.
struct Sums {
  double exact = 0;
  float plain = 0;

  void add(double value) {
    exact += value;
    plain += static_cast<float>(value);
  }
};

template <typename Visit>
void each_frame(int rows, Visit visit) {
  for (int row = 0; row < rows; ++row) {
    for (int t = 0; t < frames; ++t) visit(row, t);
  }
}

// The batch statistics of a convolution's output as its kernel left it.
void statistics(replay::Table& table, int rows) {
  constexpr int channels = 2;
  Encoder e(rows, channels);
  const EncoderPlan& p = e.plan;
  // Means that are large beside the deviations.
  for (int c = 0; c < channels; ++c) e.parameters[p.bias_offset(0, 0) + c] = 5;
  e.fill(p.h(0, 0, 0), e.all_rows());
  must(prepare_encoder(stream(), p));
  replay::launch([&] { return encoder_layer(stream(), p, 0); });
  replay::Errors means, deviations, plain_means, plain_deviations;
  for (int c = 0; c < channels; ++c) {
    const auto y = [&](int row, int t) { return p.y(0, 0, row)[c * p.pitch + t]; };
    const double count = static_cast<double>(rows) * frames;
    Sums sum, squares;
    each_frame(rows, [&](int row, int t) { sum.add(y(row, t)); });
    const double mean = sum.exact / count;
    const float plain_mean = sum.plain / static_cast<float>(count);
    each_frame(rows, [&](int row, int t) {
      squares.exact += (y(row, t) - mean) * (y(row, t) - mean);
      squares.plain += (y(row, t) - plain_mean) * (y(row, t) - plain_mean);
    });
    const double expected = 1 / std::sqrt(squares.exact / count + e.args.epsilon);
    means.add(mean, p.mean(0, 0, 0)[c]);
    plain_means.add(mean, plain_mean);
    deviations.add(expected, p.inverse_sd(0, 0, 0)[c]);
    plain_deviations.add(expected, 1 / std::sqrt(squares.plain / count + e.args.epsilon));
  }
  table.line("BatchNorm's mean", rows, means.relative(), bound(plain_means.relative()));
  table.line("BatchNorm's 1 / sd", rows, deviations.relative(), bound(plain_deviations.relative()));
}

// The gradients of gamma and beta and what the next kernel needs, from the gradient that the last gate's kernel left;
// and that of the block's weight.
void gradient_sums(replay::Table& table, int rows) {
  constexpr int channels = 2, site = 1;
  Encoder e(rows, channels);
  const EncoderPlan& p = e.plan;
  e.fill(p.h(0, 0, 0), e.all_rows());
  e.fill(p.y(0, site, 0), e.all_rows(), 1, 0.5f);
  e.fill(p.g(0, 0), static_cast<std::size_t>(rows) * channels);
  e.fill(p.mean(0, site, 0), channels, 0.1f, 0.5f);
  e.fill(p.inverse_sd(0, site, 0), channels, 0.1f, 1);
  e.fill(p.scale(0, site, 0), channels, 0.1f, 1);
  replay::launch([&] { return backward_begin(stream(), e.backward); });
  replay::Errors sums, plain_sums, terms, plain_terms, weight, plain_weight;
  const double count = static_cast<double>(rows) * frames;
  for (int c = 0; c < channels; ++c) {
    Sums beta, centred;
    each_frame(rows, [&](int row, int t) {
      const double dp = e.backward.gradient(0, site, row)[c * p.pitch + t];
      beta.add(dp);
      centred.add(dp * (p.y(0, site, row)[c * p.pitch + t] - static_cast<double>(p.mean(0, site, 0)[c])));
    });
    const double inverse = p.inverse_sd(0, site, 0)[c], scale = p.scale(0, site, 0)[c];
    sums.add(beta.exact, e.dparameters[p.beta_offset(0, site) + c]);
    plain_sums.add(beta.exact, beta.plain);
    sums.add(centred.exact * inverse, e.dparameters[p.gamma_offset(0, site) + c]);
    plain_sums.add(centred.exact * inverse, centred.plain * inverse);
    const float4 found = e.backward.terms(0, site, 0)[c];
    terms.add(-scale * beta.exact / count, found.y);
    plain_terms.add(-scale * beta.exact / count, -scale * beta.plain / count);
    terms.add(-scale * inverse * inverse * centred.exact / count, found.z);
    plain_terms.add(-scale * inverse * inverse * centred.exact / count,
                    -scale * inverse * inverse * centred.plain / count);
  }
  Sums dw;
  for (int row = 0; row < rows; ++row) {
    for (int c = 0; c < channels; ++c) {
      dw.add(static_cast<double>(e.dz[static_cast<std::size_t>(row) * channels + c]) * p.g(0, row)[c]);
    }
  }
  weight.add(dw.exact, e.dparameters[p.block_weights_offset(0)]);
  plain_weight.add(dw.exact, dw.plain);
  table.line("gradients of gamma and beta", rows, sums.relative(), bound(plain_sums.relative()));
  table.line("BatchNorm's mean gradients", rows, terms.relative(), bound(plain_terms.relative()));
  table.line("gradient of a block's weight", rows, weight.relative(), bound(plain_weight.relative()));
}

// A part of the gradient of a convolution's weights.
void weight_part(replay::Table& table, int rows) {
  constexpr int channels = 39, site = 0, dilation = 1;
  Encoder e(rows, channels);
  const EncoderPlan& p = e.plan;
  const int part_rows = e.backward.part_rows;
  const std::size_t floats = part_rows * p.plane();
  e.fill(p.h(0, 0, 0), floats, 1, 0.5f);
  e.fill(p.y(0, site, 0), floats);
  e.fill(e.backward.gradient(0, site, 0), floats, 1, 0.2f);
  for (int c = 0; c < channels; ++c) e.backward.terms(0, site, 0)[c] = make_float4(1.1f, -0.01f, 0.02f, 0.1f);
  Roles roles;
  roles.weights = p.streams * e.backward.parts * e.backward.output_tiles;
  Launch where;
  where.grid = dim3(static_cast<unsigned>(roles.weights));
  where.block = dim3(static_cast<unsigned>(32 * p.warps));
  where.shared_bytes = weight_gradient_bytes(frames, dilation);
  replay::launch(
      [&] {
        return launch(stream(), "weights", backward_kernel<Step::bottom, EMODNA_FLOAT32, 13>, where, e.backward, roles,
                      site);
      },
      [](std::uint64_t block) { return block == 0; });
  replay::Errors errors, plain_errors;
  std::vector<float> dy(static_cast<std::size_t>(part_rows) * frames);
  for (int o = 0; o < channels; o += 6) {
    const BatchNormGradient bn = batch_norm_gradient(e.backward.terms(0, site, 0)[o]);
    each_frame(part_rows, [&](int row, int t) {
      const int at = o * p.pitch + t;
      dy[row * frames + t] = gradient_of_y(bn, e.backward.gradient(0, site, row)[at], p.y(0, site, row)[at]);
    });
    for (int i = 0; i < channels; i += 7) {
      for (int tap = 0; tap < 2; ++tap) {
        const int ahead = tap == 0 ? dilation : 0;
        double exact = 0;
        float plain = 0;
        each_frame(part_rows, [&](int row, int t) {
          if (t + ahead >= frames) return;
          const float d = dy[row * frames + t + ahead], h = p.h(0, 0, row)[i * p.pitch + t];
          exact += static_cast<double>(d) * h;
          plain = std::fma(d, h, plain);
        });
        errors.add(exact, e.backward.weight_part(0, site, 0)[(o * channels + i) * 2 + tap]);
        plain_errors.add(exact, plain);
      }
    }
  }
  table.line("gradient of weights, one part", rows, errors.relative(), bound(plain_errors.relative()));

  // Its parts together.
  const std::int64_t weights = p.weight_count(site);
  const int parts = e.backward.parts;
  for (int part = 0; part < parts; ++part) e.fill(e.backward.weight_part(0, site, part), weights, 1, 0.5f);
  roles.weights = 0;
  roles.parts = static_cast<int>(ceil_div<std::int64_t>(weights, where.block.x));
  where.grid = dim3(static_cast<unsigned>(roles.parts));
  replay::launch([&] {
    return launch(stream(), "parts", backward_kernel<Step::gate, EMODNA_FLOAT32, 13>, where, e.backward, roles,
                  site - 1);
  });
  replay::Errors sums, plain_sums;
  for (std::int64_t i = 0; i < weights; ++i) {
    Sums sum;
    for (int part = 0; part < parts; ++part) sum.add(e.backward.weight_part(0, site, part)[i]);
    sums.add(sum.exact, e.dparameters[p.weight_offset(0, site) + i]);
    plain_sums.add(sum.exact, sum.plain);
  }
  table.line("gradient of weights, its parts", rows, sums.relative(), bound(plain_sums.relative()));
}

}  // namespace

int main() {
  replay::Table table("encoder");
  statistics(table, replay::sizes[0]);
  gradient_sums(table, replay::sizes[0]);
  for (int rows : replay::sizes) weight_part(table, rows);
  return table.result();
}
