// The alignment distances of 16,384 + 16,384 and 131,072 + 131,072 rows: totals and gradients of a few rows of either
// side by the plug-in's kernels, against float64. Inputs as java's ManyRowsContractTest has them.
//
// All rows of the two units that are looked at (256 rows that a kernel takes together) but some of one warp's are
// padding: a kernel skips warps that have nothing else, and so a block takes the emulated device a second.
#include <cuda_runtime.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <set>
#include <string>

#include "../../losses/alignment.h"
#include "replay.h"

namespace {

using namespace emodna::cuda;
using replay::distinct_rows;

constexpr int classes = 5, sampled = 12;  // rows of a unit

struct Case {
  const char* name;
  int kind, dim;
};

// One case's input, and what float64 makes of it.
class Input {
 public:
  Input(const Case& which, int rows) : kind(which.kind), dim(which.dim), rows(rows), random(17) {
    sides.reserve(2);
    for (int side = 0; side < 2; ++side) {
      sides.emplace_back(rows, random);
      x[side] = replay::normal(static_cast<std::size_t>(distinct_rows) * dim, random);
      std::uniform_real_distribution<float> uniform(0.1f, 1.0f);
      weights[side].resize(static_cast<std::size_t>(distinct_rows) * classes);
      for (float& weight : weights[side]) weight = uniform(random);
      labels[side] = sides[side].rows(distinct_labels());
      keys[side].assign(distinct_rows, 0);
    }
    // Classes and sides lie apart, or the distances would be small differences of large means.
    for (int i = 0; i < distinct_rows * dim; ++i) {
      const bool own = i % dim == label(i / dim);
      x[0][i] += own ? 3.0f : 0.0f;
      x[1][i] += (own ? 2.0f : 0.0f) + 0.2f;
    }
    unit = rows / alignment_block / 2;
    for (int side = 0; side < 2; ++side) {
      for (int r = 0; r < alignment_block; ++r) {
        const int row = unit * alignment_block + r;
        const bool in = r % 2 == 1 && r / 32 == 2 && static_cast<int>(samples[side].size()) < sampled;
        if (in && labels[side][row] >= 0)
          samples[side].push_back(row);
        else
          labels[side][row] = -1;
      }
      for (int r = 0; r < rows; ++r) keys[side][sides[side].origins[r]] += labels[side][r] >= 0 ? 1 : 0;
    }
    solve();
  }

  bool by_class() const { return kind == EMODNA_ALIGN_CLASS; }
  static int label(int origin) { return origin % (classes + 1) - 1; }
  std::vector<int> distinct_labels() const {
    std::vector<int> result(distinct_rows);
    for (int i = 0; i < distinct_rows && by_class(); ++i) result[i] = label(i);
    return result;
  }

  int kind, dim, rows, unit;
  std::mt19937_64 random;
  std::vector<replay::Repeated> sides;
  std::vector<float> x[2], weights[2];  // of the distinct rows
  std::vector<int> labels[2];           // of all rows; -1: does not enter
  std::vector<int> samples[2];          // rows that are looked at
  std::vector<int> keys[2];             // how often each distinct row enters
  double sigma2 = 0, largest = 0;       // of the gradient's values
  std::vector<double> gradient[2];      // of one copy of each distinct row
  std::vector<double> source, target;   // of each distinct row: sums of the kernel over source and target, in the
                                        // weights of the totals; target rows follow source rows
  std::vector<double> same, other;      // CLASS: of the same class, of others
  std::vector<double> absolute;         // LOCAL: of magnitudes, since source and target have different signs

 private:
  // Both sides' distinct rows: pairs once, both ends served.
  void solve();
};

void Input::solve() {
  const int n = 2 * distinct_rows;
  const auto row = [&](int i) { return &x[i / distinct_rows][static_cast<std::size_t>(i % distinct_rows) * dim]; };
  const auto count = [&](int i) { return static_cast<double>(keys[i / distinct_rows][i % distinct_rows]); };
  std::vector<double> mean(dim), all(n * static_cast<std::size_t>(dim));
  double entering = 0, side_rows[2] = {0, 0}, class_rows[2][classes] = {}, class_weights[2][classes] = {};
  for (int i = 0; i < n; ++i) {
    const int side = i / distinct_rows, origin = i % distinct_rows;
    side_rows[side] += count(i);
    entering += count(i);
    for (int d = 0; d < dim; ++d) mean[d] += count(i) * row(i)[d];
    if (label(origin) >= 0) class_rows[side][label(origin)] += count(i);
    for (int c = 0; c < classes; ++c) class_weights[side][c] += count(i) * weights[side][origin * classes + c];
  }
  for (double& m : mean) m /= entering;
  double squares = 0;
  for (int i = 0; i < n; ++i) {
    for (int d = 0; d < dim; ++d) {
      all[i * static_cast<std::size_t>(dim) + d] = row(i)[d] - mean[d];
      squares += count(i) * (row(i)[d] - mean[d]) * (row(i)[d] - mean[d]);
    }
  }
  sigma2 = 2 * squares / (entering - 1);

  std::vector<double> share(n), soft(static_cast<std::size_t>(n) * classes);
  for (int i = 0; i < n; ++i) {
    const int side = i / distinct_rows, origin = i % distinct_rows;
    const double sign = side == 0 ? 1 : -1;
    share[i] = sign / (by_class() ? (label(origin) >= 0 ? class_rows[side][label(origin)] : 1.0) : side_rows[side]);
    for (int c = 0; c < classes; ++c) {
      soft[i * classes + c] = sign * weights[side][origin * classes + c] / class_weights[side][c];
    }
  }
  for (int side = 0; side < 2; ++side) gradient[side].assign(static_cast<std::size_t>(distinct_rows) * dim, 0);
  for (std::vector<double>* sums : {&source, &target, &same, &other, &absolute}) sums->assign(n, 0);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j <= i; ++j) {
      const int side_i = i / distinct_rows, side_j = j / distinct_rows;
      const int label_i = label(i % distinct_rows), label_j = label(j % distinct_rows);
      if (by_class() && (label_i < 0 || label_j < 0 || side_i == side_j)) continue;
      const double *a = &all[i * static_cast<std::size_t>(dim)], *b = &all[j * static_cast<std::size_t>(dim)];
      double distance = 0;
      for (int d = 0; d < dim; ++d) distance += (a[d] - b[d]) * (a[d] - b[d]);
      const double e4 = std::exp(-distance / (4 * sigma2)), e2 = e4 * e4, e1 = e2 * e2, half = e1 * e1;
      const double quarter = half * half, k = e4 + e2 + e1 + half + quarter;
      const double slope = e4 / 4 + e2 / 2 + e1 + 2 * half + 4 * quarter;
      double weight = share[i] * share[j];
      if (by_class()) {
        weight *= label_i == label_j ? 1.0 / classes : -1.0 / (classes * (classes - 1.0));
        std::vector<double>& sums = label_i == label_j ? same : other;
        sums[i] += count(j) * share[i] * share[j] * k;
        sums[j] += count(i) * share[i] * share[j] * k;
      } else if (kind == EMODNA_ALIGN_LOCAL) {
        weight = 0;
        for (int c = 0; c < classes; ++c) weight += soft[i * classes + c] * soft[j * classes + c];
        source[i] += count(j) * weight * k;
        absolute[i] += count(j) * std::fabs(weight) * k;
        if (i != j) source[j] += count(i) * weight * k;
        if (i != j) absolute[j] += count(i) * std::fabs(weight) * k;
        weight /= classes;
      } else {
        (side_j == 0 ? source : target)[i] += count(j) * k;
        if (i != j) (side_i == 0 ? source : target)[j] += count(i) * k;
      }
      const double factor = -4 * weight * slope / sigma2;
      double* to_i = &gradient[side_i][static_cast<std::size_t>(i % distinct_rows) * dim];
      double* to_j = &gradient[side_j][static_cast<std::size_t>(j % distinct_rows) * dim];
      const double of_i = factor * count(j), of_j = factor * count(i);
      for (int d = 0; d < dim; ++d) {
        to_i[d] += of_i * (a[d] - b[d]);
        to_j[d] -= of_j * (a[d] - b[d]);
      }
    }
  }
  for (const auto& values : gradient) {
    for (double value : values) largest = std::max(largest, std::fabs(value));
  }
}

// What the kernels are given, and their workspace.
struct Call {
  explicit Call(const Input& in)
      : xs(in.sides[0].rows(in.x[0], in.dim)),
        xt(in.sides[1].rows(in.x[1], in.dim)),
        labels_s(in.labels[0]),
        labels_t(in.labels[1]),
        dxs(xs.size()),
        dxt(xt.size()),
        results(2) {
    args.kind = in.kind;
    args.groups = 1;
    args.source_rows = args.target_rows = in.rows;
    args.dim = in.dim;
    args.classes = in.kind == EMODNA_ALIGN_CORPUS ? 1 : classes;
    args.xs = xs.data;
    args.xt = xt.data;
    args.source_labels = labels_s.data;
    args.target_labels = labels_t.data;
    if (in.kind == EMODNA_ALIGN_LOCAL) {
      weights_s.reset(new replay::Device<float>(in.sides[0].rows(in.weights[0], classes)));
      weights_t.reset(new replay::Device<float>(in.sides[1].rows(in.weights[1], classes)));
      args.source_weights = weights_s->data;
      args.target_weights = weights_t->data;
    }
    args.loss = results.data;
    args.sigma2 = results.data + 1;
    args.dxs = dxs.data;
    args.dxt = dxt.data;
    workspace.reset(new replay::Device<unsigned char>(alignment_plan(args, nullptr).bytes));
    args.workspace = workspace->data;
    plan = alignment_plan(args, args.workspace);
    std::memset(plan.tickets, 0, plan.zeroed_bytes);
  }

  replay::Device<float> xs, xt;
  replay::Device<int> labels_s, labels_t;
  std::unique_ptr<replay::Device<float>> weights_s, weights_t;
  replay::Device<float> dxs, dxt, results;
  std::unique_ptr<replay::Device<unsigned char>> workspace;
  emodna_alignment_args args = {};
  AlignmentPlan plan = {};
};

// Records of all rows: the kernel's own of those that come first of their kind, copied to the others.
void pack(const Input& in, Call& call) {
  const AlignmentPlan& p = call.plan;
  const std::int64_t target = static_cast<std::int64_t>(p.side_blocks[0]) * alignment_block;
  std::set<std::uint64_t> blocks;
  std::vector<int> first[2];
  constexpr int rows_of_block = alignment_threads / 32;
  for (int side = 0; side < 2; ++side) {
    first[side].assign(2 * distinct_rows, -1);  // of rows that enter, of rows that don't
    for (int r = 0; r < in.rows; ++r) {
      int& known = first[side][2 * in.sides[side].origins[r] + (in.labels[side][r] < 0 ? 1 : 0)];
      if (known >= 0) continue;
      known = r;
      blocks.insert((side * target + r) / rows_of_block);
    }
  }
  replay::launch([&] { return align_pack(replay::stream(), call.args, p); },
                 [&](std::uint64_t block) { return blocks.count(block) > 0; });
  for (int side = 0; side < 2; ++side) {
    for (int r = 0; r < in.rows; ++r) {
      const int known = first[side][2 * in.sides[side].origins[r] + (in.labels[side][r] < 0 ? 1 : 0)];
      if (known == r) continue;
      std::memcpy(p.records + (side * target + r) * p.stride, p.records + (side * target + known) * p.stride,
                  p.stride * sizeof(float));
    }
  }
}

// What the totals of the unit should be: sums over its sampled rows. Returns the measure of errors in the first.
double expected_totals(const Input& in, int side, double* totals) {
  double measure = 0;
  for (int row : in.samples[side]) {
    const int i = side * distinct_rows + in.sides[side].origins[row];
    if (in.by_class()) {
      totals[0] += in.same[i];
      totals[1] += in.other[i];
    } else if (in.kind == EMODNA_ALIGN_LOCAL) {
      totals[0] += in.source[i];
      measure += in.absolute[i];
    } else {
      totals[side] += side == 0 ? in.source[i] : in.target[i];
      totals[2] += side == 0 ? in.target[i] : in.source[i];
    }
  }
  return in.kind == EMODNA_ALIGN_LOCAL ? measure : std::fabs(totals[0]);
}

void replay_case(const Case& which, int rows, replay::Table& table) {
  const Input in(which, rows);
  Call call(in);
  const AlignmentPlan& p = call.plan;
  const std::int64_t target = static_cast<std::int64_t>(p.side_blocks[0]) * alignment_block;
  replay::launch([&] { return align_statistics(replay::stream(), call.args, p); });
  pack(in, call);

  const int units_of_block = p.units / p.blocks;  // one, or several of the kernel for any width
  const auto unit_of = [&](std::int64_t packed) { return packed / (alignment_block / units_of_block); };
  std::set<std::int64_t> units;
  std::set<std::uint64_t> finishing = {0};
  for (int side = 0; side < 2; ++side) {
    for (int row : in.samples[side]) {
      units.insert(unit_of(side * target + row));
      finishing.insert(1 + (side * target + row) / (alignment_threads / 32));
      std::fill_n((side == 0 ? call.dxs : call.dxt).data + static_cast<std::int64_t>(row) * in.dim, in.dim, 0.0f);
    }
  }
  const auto chosen = [&](std::uint64_t block) { return units.count(static_cast<std::int64_t>(block / p.splits)) > 0; };
  replay::launch(
      [&] {
        return p.fast ? align_pairs(replay::stream(), call.args, p) : align_wide_pairs(replay::stream(), call.args, p);
      },
      chosen);
  replay::launch([&] { return align_finish(replay::stream(), call.args, p); },
                 [&](std::uint64_t block) { return finishing.count(block) > 0; });

  replay::Errors gradient, totals;
  for (int side = 0; side < 2; ++side) {
    for (int row : in.samples[side]) {
      const double* expected = &in.gradient[side][static_cast<std::size_t>(in.sides[side].origins[row]) * in.dim];
      const float* actual = (side == 0 ? call.dxs : call.dxt).data + static_cast<std::int64_t>(row) * in.dim;
      for (int d = 0; d < in.dim; ++d) gradient.add(expected[d], actual[d]);
    }
    double found[alignment_totals] = {}, wanted[alignment_totals] = {};
    const double first = expected_totals(in, side, wanted);
    for (std::int64_t unit : units) {
      if ((unit >= p.units / 2) != (side == 1)) continue;
      for (int split = 0; split < p.splits; ++split) {
        for (int i = 0; i < alignment_totals; ++i)
          found[i] += p.totals[(unit * p.splits + split) * alignment_totals + i];
      }
    }
    for (int i = 0; i < alignment_totals; ++i) {
      const double measure = i == 0 ? first : std::fabs(wanted[i]);
      totals.add(1, measure == 0 ? 1 + found[i] : 1 + (found[i] - wanted[i]) / measure);
    }
  }
  const std::string name = std::string(which.name) + ", D = " + std::to_string(in.dim);
  table.line((name + ", gradient").c_str(), rows, gradient.largest() / in.largest * gradient.relative(),
             replay::gradient_bound(rows, in.largest));
  // Of the loss little is left once these are taken from one another.
  table.line((name + ", totals").c_str(), rows, totals.relative(), 1e-6);
  table.line((name + ", sigma2").c_str(), rows, std::fabs(p.headers[0].sigma * p.headers[0].sigma / in.sigma2 - 1),
             1e-12);
}

}  // namespace

int main() {
  replay::Table table("alignment");
  for (int rows : replay::sizes) {
    for (const Case& which : {Case{"corpus", EMODNA_ALIGN_CORPUS, 39}, Case{"class", EMODNA_ALIGN_CLASS, 39},
                              Case{"local", EMODNA_ALIGN_LOCAL, 39}, Case{"corpus", EMODNA_ALIGN_CORPUS, 64},
                              Case{"corpus", EMODNA_ALIGN_CORPUS, 67}}) {
      replay_case(which, rows, table);
    }
  }
  return table.result();
}
