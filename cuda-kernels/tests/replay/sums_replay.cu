// The sums over rows of the heads and of the row-wise losses at 16,384 and 131,072 rows, and a linear layer's at 2^20,
// against float64: whole launches, since a few columns cost the emulated device little. A plain float32 chain stands
// beside them, and no error may be more than twice its error, or than 1e-5 of the largest value.
#include <cuda_runtime.h>

#include <cstdint>
#include <numeric>
#include <string>

#include "../../core/operations.h"
#include "replay.h"

namespace {

using namespace emodna::cuda;
using replay::Device;

constexpr int dim = 11, outputs = 5;

// What a float32 loop and what float64 make of the same terms.
struct Both {
  float chain = 0;
  double exact = 0;
  void add(float a, float b) {
    chain = std::fma(a, b, chain);
    exact += static_cast<double>(a) * b;
  }
};

void hold(replay::Table& table, const char* what, int rows, const std::vector<Both>& expected, const float* found) {
  replay::Errors naive, ours;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    naive.add(expected[i].exact, expected[i].chain);
    ours.add(expected[i].exact, found[i]);
  }
  // Both come out in float32: half a unit in the last place is nobody's error.
  table.line(what, rows, ours.relative(), std::min(1e-5, 2 * naive.relative() + 1.2e-7));
}

// Values that do not cancel, so that a long chain loses all that it can.
std::vector<float> hard(std::size_t count, std::mt19937_64& random) {
  std::vector<float> values = replay::normal(count, random);
  for (float& value : values) value += 1.7f;
  return values;
}

void linear(replay::Table& table, int rows) {
  std::mt19937_64 random(7);
  const std::vector<float> x = hard(static_cast<std::size_t>(rows) * dim, random);
  const std::vector<float> dy = hard(static_cast<std::size_t>(rows) * outputs, random);
  std::vector<Both> weights(outputs * dim), biases(outputs);
  for (int r = 0; r < rows; ++r) {
    for (int o = 0; o < outputs; ++o) {
      const float g = dy[r * outputs + o];
      biases[o].add(g, 1);
      for (int i = 0; i < dim; ++i) weights[o * dim + i].add(g, x[r * dim + i]);
    }
  }
  const Device<float> of_x(x), of_dy(dy), weight{std::vector<float>(outputs * dim)}, bias{std::vector<float>(outputs)};
  const Device<float> dweight{std::vector<float>(outputs * dim)}, dbias{std::vector<float>(outputs)};
  emodna_linear_args a = {};
  a.groups = 1;
  a.rows = rows;
  a.inputs = dim;
  a.outputs = outputs;
  a.x = of_x.data;
  a.weight = weight.data;
  a.bias = bias.data;
  a.dy = of_dy.data;
  a.dweight = dweight.data;
  a.dbias = dbias.data;
  replay::launch([&] { return linear_backward(replay::stream(), a); });
  hold(table, "linear dweight", rows, weights, dweight.data);
  hold(table, "linear dbias", rows, biases, dbias.data);
}

void batch_norm(replay::Table& table, int rows) {
  std::mt19937_64 random(8);
  const std::vector<float> x = hard(static_cast<std::size_t>(rows) * dim, random);
  const std::vector<float> dy = hard(static_cast<std::size_t>(rows) * dim, random);
  std::vector<Both> means(dim), variances(dim), gammas(dim), betas(dim);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < dim; ++c) means[c].add(x[r * dim + c], 1);
  }
  for (Both& mean : means) mean = {mean.chain / static_cast<float>(rows), mean.exact / rows};
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < dim; ++c) {
      const float off = x[r * dim + c] - means[c].chain, g = dy[r * dim + c];
      const double exactly_off = x[r * dim + c] - means[c].exact;
      variances[c].chain = std::fma(off, off, variances[c].chain);
      variances[c].exact += exactly_off * exactly_off;
      gammas[c].chain = std::fma(g, off, gammas[c].chain);
      gammas[c].exact += g * exactly_off;
      betas[c].add(g, 1);
    }
  }
  constexpr float epsilon = 1e-3f;
  for (int c = 0; c < dim; ++c) {
    variances[c] = {variances[c].chain / static_cast<float>(rows), variances[c].exact / rows};
    gammas[c] = {gammas[c].chain / std::sqrt(variances[c].chain + epsilon),
                 gammas[c].exact / std::sqrt(variances[c].exact + epsilon)};
  }
  const Device<float> of_x(x), of_dy(dy), gamma{std::vector<float>(dim, 1)}, beta{std::vector<float>(dim)};
  const Device<float> running{std::vector<float>(2 * dim)}, y(x.size());
  const Device<float> dgamma{std::vector<float>(dim)}, dbeta{std::vector<float>(dim)};
  emodna_batch_norm_args a = {};
  a.groups = a.inputs = a.domains = a.train = 1;
  a.rows = rows;
  a.dim = dim;
  a.epsilon = epsilon;
  a.x = of_x.data;
  a.gamma = gamma.data;
  a.beta = beta.data;
  a.running = running.data;  // momentum 0: the batch's
  a.y = y.data;
  a.dy = of_dy.data;
  a.dgamma = dgamma.data;
  a.dbeta = dbeta.data;
  replay::launch([&] { return batch_norm_forward(replay::stream(), a); });
  replay::launch([&] { return batch_norm_backward(replay::stream(), a); });
  hold(table, "batch norm, means", rows, means, running.data);
  hold(table, "batch norm, variances", rows, variances, running.data + dim);
  hold(table, "batch norm dgamma", rows, gammas, dgamma.data);
  hold(table, "batch norm dbeta", rows, betas, dbeta.data);
}

// Loss of the row-wise losses, whose gradients are sums over classes alone.
void row_losses(replay::Table& table, int rows) {
  std::mt19937_64 random(9);
  const std::vector<float> logits = hard(static_cast<std::size_t>(rows) * outputs, random);
  std::vector<std::int32_t> labels(rows);
  for (int r = 0; r < rows; ++r) labels[r] = r % outputs;
  Both cross, entropies;
  std::vector<Both> mean(outputs);
  for (int r = 0; r < rows; ++r) {
    const float* row = &logits[r * outputs];
    double sum = 0;
    for (int k = 0; k < outputs; ++k) sum += std::exp(static_cast<double>(row[k]));
    const double log_sum = std::log(sum), loss = log_sum - row[labels[r]];
    cross.chain += static_cast<float>(loss);
    cross.exact += loss;
    for (int k = 0; k < outputs; ++k) {
      const double log_p = row[k] - log_sum, p = std::exp(log_p);
      entropies.chain -= static_cast<float>(p * log_p);
      entropies.exact -= p * log_p;
      mean[k].chain += static_cast<float>(p);
      mean[k].exact += p;
    }
  }
  const auto n = static_cast<float>(rows);
  cross = {cross.chain / n, cross.exact / rows};
  Both information = {entropies.chain / n, entropies.exact / rows};
  for (const Both& sum : mean) {
    const float p = sum.chain / n;
    const double exact = sum.exact / rows;
    information.chain += p * std::log(p);
    information.exact += exact * std::log(exact);
  }
  const Device<float> of_logits(logits), loss(1);
  const Device<std::int32_t> of_labels(labels);
  emodna_cross_entropy_args c = {};
  c.groups = 1;
  c.rows = rows;
  c.classes = outputs;
  c.logits = of_logits.data;
  c.labels = of_labels.data;
  c.loss = loss.data;
  replay::launch([&] { return cross_entropy(replay::stream(), c); });
  hold(table, "cross-entropy", rows, {cross}, loss.data);
  emodna_information_args i = {};
  i.groups = 1;
  i.rows = rows;
  i.classes = outputs;
  i.logits = of_logits.data;
  i.loss = loss.data;
  replay::launch([&] { return emodna::cuda::information(replay::stream(), i); });
  hold(table, "information", rows, {information}, loss.data);
}

void correlate(replay::Table& table, int rows) {
  std::mt19937_64 random(10);
  std::vector<float> x[2] = {hard(static_cast<std::size_t>(rows) * dim, random),
                             hard(static_cast<std::size_t>(rows) * outputs, random)};
  // Some of what the columns say is the same.
  for (int r = 0; r < rows; ++r) x[1][r * outputs] += x[0][r * dim];
  const int widths[2] = {dim, outputs};
  std::vector<double> standard[2];
  for (int side = 0; side < 2; ++side) {
    const int width = widths[side];
    standard[side].resize(x[side].size());
    for (int c = 0; c < width; ++c) {
      double mean = 0, squares = 0;
      for (int r = 0; r < rows; ++r) mean += x[side][r * width + c];
      mean /= rows;
      for (int r = 0; r < rows; ++r) squares += (x[side][r * width + c] - mean) * (x[side][r * width + c] - mean);
      const double inverse = 1 / std::sqrt(squares / rows);
      for (int r = 0; r < rows; ++r) standard[side][r * width + c] = (x[side][r * width + c] - mean) * inverse;
    }
  }
  Both loss;
  for (int d = 0; d < dim; ++d) {
    for (int e = 0; e < outputs; ++e) {
      Both sum;
      for (int r = 0; r < rows; ++r) {
        const double left = standard[0][r * dim + d], right = standard[1][r * outputs + e];
        sum.chain = std::fma(static_cast<float>(left), static_cast<float>(right), sum.chain);
        sum.exact += left * right;
      }
      const float chain = sum.chain / static_cast<float>(rows);
      loss.chain += chain * chain / (dim * outputs);
      loss.exact += sum.exact / rows * (sum.exact / rows) / (dim * outputs);
    }
  }
  const Device<float> left(x[0]), right(x[1]), found(1);
  emodna_decorrelation_args a = {};
  a.groups = 1;
  a.rows = rows;
  a.dim_a = dim;
  a.dim_b = outputs;
  a.a = left.data;
  a.b = right.data;
  a.loss = found.data;
  replay::must(decorrelation_workspace(*replay::stream().context, a, &a.workspace_bytes));
  const Device<unsigned char> workspace(a.workspace_bytes);
  a.workspace = workspace.data;
  replay::launch([&] { return decorrelation(replay::stream(), a); });
  hold(table, "decorrelation", rows, {loss}, found.data);
}

}  // namespace

int main() {
  replay::Table table("sums over rows");
  for (int rows : replay::sizes) {
    linear(table, rows);
    batch_norm(table, rows);
    row_losses(table, rows);
    correlate(table, rows);
  }
  linear(table, 1 << 20);
  return table.result();
}
