// The alignment distances of 16,384 + 16,384 and 131,072 + 131,072 rows: totals and gradients of a few rows of either
// side by the plug-in's kernels, against float64. Inputs as java's ManyRowsContractTest has them. And of so few rows
// that all are looked at, with a plan that takes each pair once as it would of many.
//
// The rows that are looked at belong to the first chunk of rows and to the last, which are always own rows and always
// keys where each pair is taken once, and the others of these chunks are padding (the last chunk is shorter for it):
// kernels skip tiles and warps that have nothing else. All other rows enter as keys.
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

// How many rows of the source and of the target; all: which are looked at.
struct Shape {
  int source, target;
  bool all;
  int symmetric_blocks;  // from which on a plan takes each pair once
  bool sampled_side[2] = {true, true};
};

// One case's input, and what float64 makes of it.
class Input {
 public:
  Input(const Case& which, const Shape& shape, std::int64_t chunk_rows)
      : kind(which.kind), dim(which.dim), rows{shape.source, shape.target}, random(17) {
    sides.reserve(2);
    for (int side = 0; side < 2; ++side) {
      sides.emplace_back(rows[side], random);
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
    // Where all are looked at, a few lie far out and near one another: their distances are taken otherwise.
    for (int i = 0; shape.all && i < distinct_rows * dim; ++i) {
      if (!is_far(i / dim)) continue;
      for (auto& side : x) side[i] += i % dim % 2 == 0 ? 20.0f : -20.0f;
    }
    for (int side = 0; side < 2; ++side) {
      const std::int64_t first = side == 0 ? 0 : last_chunk(rows[1]), last = side == 0 ? chunk_rows : rows[1];
      for (int r = 0; r < rows[side]; ++r) {
        const bool looked_at = r >= first && r < last && shape.sampled_side[side];
        const bool in =
            looked_at && r % 2 == 1 && (r - first) / 32 == 0 && static_cast<int>(samples[side].size()) < sampled;
        if (labels[side][r] >= 0 && (shape.all || in)) {
          samples[side].push_back(r);
        } else if (!shape.all && looked_at) {
          labels[side][r] = -1;
        }
      }
      for (int r = 0; r < rows[side]; ++r) keys[side][sides[side].origins[r]] += labels[side][r] >= 0 ? 1 : 0;
    }
    solve();
  }

  bool by_class() const { return kind == EMODNA_ALIGN_CLASS; }
  static bool is_far(int origin) { return origin % 101 == 7; }
  static int label(int origin) { return origin % (classes + 1) - 1; }
  std::vector<int> distinct_labels() const {
    std::vector<int> result(distinct_rows);
    for (int i = 0; i < distinct_rows && by_class(); ++i) result[i] = label(i);
    return result;
  }

  // Where the last chunk's rows of the target begin: it is one block.
  static std::int64_t last_chunk(int rows) { return (rows - 1) / alignment_block * alignment_block; }

  int kind, dim, rows[2];
  std::mt19937_64 random;
  std::vector<replay::Repeated> sides;
  std::vector<float> x[2], weights[2];       // of the distinct rows
  std::vector<int> labels[2];                // of all rows; -1: does not enter
  std::vector<int> samples[2];               // rows that are looked at
  std::vector<int> keys[2];                  // how often each distinct row enters
  double sigma2 = 0, loss = 0, largest = 0;  // the largest of the gradient's values
  std::vector<double> gradient[2];           // of one copy of each distinct row
  std::vector<double> source, target;        // of each distinct row: sums of the kernel over source and target, in the
                                             // weights of the totals; target rows follow source rows
  std::vector<double> same, other;           // CLASS: of the same class, of others
  std::vector<double> absolute;              // LOCAL: of magnitudes, since source and target have different signs

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
      loss += (i == j ? 1 : 2) * count(i) * count(j) * weight * k;
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

std::vector<float> repeated(const std::vector<float>& values, int times) {
  std::vector<float> all;
  for (int i = 0; i < times; ++i) all.insert(all.end(), values.begin(), values.end());
  return all;
}

// What the kernels are given, and their workspace.
struct Call {
  Call(const Input& in, int groups, int symmetric_blocks)
      : xs(repeated(in.sides[0].rows(in.x[0], in.dim), groups)),
        xt(repeated(in.sides[1].rows(in.x[1], in.dim), groups)),
        labels_s(in.labels[0]),
        labels_t(in.labels[1]),
        dxs(xs.size()),
        dxt(xt.size()),
        results(2 * groups) {
    args.kind = in.kind;
    args.groups = groups;  // of the same rows
    args.source_stride = static_cast<std::int64_t>(xs.size()) / groups;
    args.target_stride = static_cast<std::int64_t>(xt.size()) / groups;
    args.source_rows = in.rows[0];
    args.target_rows = in.rows[1];
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
    args.sigma2 = results.data + groups;
    args.dxs = dxs.data;
    args.dxt = dxt.data;
    workspace.reset(new replay::Device<unsigned char>(alignment_plan(args, nullptr, symmetric_blocks).bytes));
    args.workspace = workspace->data;
    plan = alignment_plan(args, args.workspace, symmetric_blocks);
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
    for (int r = 0; r < in.rows[side]; ++r) {
      int& known = first[side][2 * in.sides[side].origins[r] + (in.labels[side][r] < 0 ? 1 : 0)];
      if (known >= 0) continue;
      known = r;
      blocks.insert((side * target + r) / rows_of_block);
    }
    // Padding behind the last row.
    for (std::int64_t r = in.rows[side]; r % alignment_block != 0; ++r)
      blocks.insert((side * target + r) / rows_of_block);
  }
  replay::launch([&] { return align_pack(replay::stream(), call.args, p); },
                 [&](std::uint64_t block) { return blocks.count(block) > 0; });
  for (int side = 0; side < 2; ++side) {
    for (int r = 0; r < in.rows[side]; ++r) {
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

std::string name_of(const Case& which, const char* what) {
  return std::string(which.name) + ", D = " + std::to_string(which.dim) + ", " + what;
}

const char* way_of(const AlignmentPlan& p) { return p.chunk_blocks > 0 ? "once" : p.fast ? "twice" : "wide"; }

// The pair of chunks that a block of the kernel over chunks has.
std::pair<int, int> chunks_of(int number, int chunks) {
  int own = 0;
  while (number >= chunks - 1 - own) number -= chunks - 1 - own++;
  return {own, own + 1 + number};
}

void replay_case(const Case& which, const Shape& shape, replay::Table& table) {
  emodna_alignment_args args = {};
  args.kind = which.kind;
  args.groups = 1;
  args.source_rows = shape.source;
  args.target_rows = shape.target;
  args.dim = which.dim;
  args.classes = which.kind == EMODNA_ALIGN_CORPUS ? 1 : classes;
  args.dxs = reinterpret_cast<float*>(&args);  // not NULL
  const int chunk_blocks = alignment_plan(args, nullptr, shape.symmetric_blocks).chunk_blocks;
  const Input in(which, shape, std::max(1, chunk_blocks) * static_cast<std::int64_t>(alignment_block));
  Call call(in, 1, shape.symmetric_blocks);
  const AlignmentPlan& p = call.plan;
  const std::int64_t target = static_cast<std::int64_t>(p.side_blocks[0]) * alignment_block;
  replay::launch([&] { return align_statistics(replay::stream(), call.args, p); });
  pack(in, call);

  const std::int64_t unit_rows = p.capacity / p.units;
  std::set<std::int64_t> units;
  std::set<std::uint64_t> finishing = {0};
  for (int side = 0; side < 2; ++side) {
    for (int row : in.samples[side]) {
      units.insert((side * target + row) / unit_rows);
      finishing.insert(1 + (side * target + row) / (alignment_threads / 32));
      std::fill_n((side == 0 ? call.dxs : call.dxt).data + static_cast<std::int64_t>(row) * in.dim, in.dim, 0.0f);
    }
  }
  const int splits = p.chunk_blocks > 0 ? 1 : p.splits;
  replay::launch(
      [&] {
        return p.fast ? align_pairs(replay::stream(), call.args, p) : align_wide_pairs(replay::stream(), call.args, p);
      },
      [&](std::uint64_t block) { return units.count(static_cast<std::int64_t>(block / splits)) > 0; });
  const auto has_sample = [&](int number, int side) {
    const auto [own, key] = chunks_of(number, p.splits);
    return !in.samples[side].empty() && (side == 0 ? own == 0 : key == p.splits - 1);
  };
  if (p.chunk_blocks > 0) {
    replay::launch([&] { return align_symmetric(replay::stream(), call.args, p); },
                   [&](std::uint64_t block) {
                     const int number = static_cast<int>(block);
                     return has_sample(number, 0) || has_sample(number, 1);
                   });
  }
  replay::launch([&] { return align_finish(replay::stream(), call.args, p); },
                 [&](std::uint64_t block) { return finishing.count(block) > 0; });

  replay::Errors gradient, totals;
  for (int side = 0; side < 2; ++side) {
    for (int row : in.samples[side]) {
      const double* expected = &in.gradient[side][static_cast<std::size_t>(in.sides[side].origins[row]) * in.dim];
      const float* actual = (side == 0 ? call.dxs : call.dxt).data + static_cast<std::int64_t>(row) * in.dim;
      for (int d = 0; d < in.dim; ++d) gradient.add(expected[d], actual[d]);
    }
    if (in.samples[side].empty()) continue;
    double found[alignment_totals] = {}, wanted[alignment_totals] = {};
    const double first = expected_totals(in, side, wanted);
    const auto add = [&](std::int64_t at, double times) {
      for (int i = 0; i < alignment_totals; ++i) found[i] += times * p.totals[at * alignment_totals + i];
    };
    for (std::int64_t unit : units) {
      for (int split = 0; split < splits && (unit * unit_rows >= target) == (side == 1); ++split) {
        add(unit * splits + split, 1);
      }
    }
    // There a pair stands for both of its orders.
    for (int number = 0; number < p.total_parts - p.units * splits; ++number) {
      if (has_sample(number, side)) add(p.units * splits + number, 0.5);
    }
    for (int i = 0; i < alignment_totals; ++i) {
      const double measure = i == 0 ? first : std::fabs(wanted[i]);
      totals.add(1, measure == 0 ? 1 + found[i] : 1 + (found[i] - wanted[i]) / measure);
    }
  }
  table.line(name_of(which, way_of(p)).c_str(), shape.source, gradient.largest() / in.largest * gradient.relative(),
             replay::gradient_bound(shape.source, in.largest));
  // Of the loss little is left once these are taken from one another.
  table.line("  totals", shape.source, totals.relative(), 1e-6);
  table.line("  sigma2", shape.source, std::fabs(p.headers[0].sigma * p.headers[0].sigma / in.sigma2 - 1), 1e-12);
}

// The operation with its plan, on gradients of zeros.
void run(Call& call) {
  const AlignmentPlan& p = call.plan;
  for (replay::Device<float>* gradient : {&call.dxs, &call.dxt}) {
    std::fill_n(gradient->data, gradient->size(), 0.0f);
  }
  std::memset(p.tickets, 0, p.zeroed_bytes);
  replay::launch([&] { return align_statistics(replay::stream(), call.args, p); });
  replay::launch([&] { return align_pack(replay::stream(), call.args, p); });
  replay::launch([&] { return align_pairs(replay::stream(), call.args, p); });
  if (p.chunk_blocks > 0) replay::launch([&] { return align_symmetric(replay::stream(), call.args, p); });
  replay::launch([&] { return align_finish(replay::stream(), call.args, p); });
}

// All rows, in any number of groups: against float64, and the same bits in each group and call.
void replay_all(const Case& which, const Shape& shape, replay::Table& table) {
  const Input in(which, shape, 0);
  Call call(in, 1, shape.symmetric_blocks), more(in, 2, shape.symmetric_blocks);
  run(call);
  run(more);
  int different = 0;
  replay::Errors gradient, far;
  for (int side = 0; side < 2; ++side) {
    const replay::Device<float>&once = side == 0 ? call.dxs : call.dxt, &again = side == 0 ? more.dxs : more.dxt;
    for (std::size_t i = 0; i < again.size(); ++i) {
      different += std::memcmp(&again[i], &once[i % once.size()], sizeof(float)) != 0 ? 1 : 0;
    }
    for (int row = 0; row < in.rows[side]; ++row) {
      const double* expected = &in.gradient[side][static_cast<std::size_t>(in.sides[side].origins[row]) * in.dim];
      for (int d = 0; d < in.dim; ++d) {
        const bool enters = in.labels[side][row] >= 0;
        replay::Errors& errors = Input::is_far(in.sides[side].origins[row]) ? far : gradient;
        errors.add(enters ? expected[d] : 0, once[static_cast<std::size_t>(row) * in.dim + d]);
      }
    }
  }
  for (int g = 0; g < 2; ++g) different += std::memcmp(&more.results[g], &call.results[0], sizeof(float)) != 0 ? 1 : 0;
  table.line(name_of(which, way_of(call.plan)).c_str(), shape.source, gradient.relative(), 1e-5);
  table.line("  gradient of rows far out", shape.source, far.relative(), 1e-5);
  table.line("  loss", shape.source, std::fabs(call.results[0] / in.loss - 1), 1e-5);
  table.line("  values of other bits", shape.source, different, 0);
}

}  // namespace

int main() {
  replay::Table table("alignment, each pair");
  const Case corpus = {"corpus", EMODNA_ALIGN_CORPUS, 39}, by_class = {"class", EMODNA_ALIGN_CLASS, 39};
  const Case local = {"local", EMODNA_ALIGN_LOCAL, 39}, wide = {"corpus", EMODNA_ALIGN_CORPUS, 67};
  const Case padded = {"corpus", EMODNA_ALIGN_CORPUS, 7}, half = {"class", EMODNA_ALIGN_CLASS, 50};
  const Case whole = {"local", EMODNA_ALIGN_LOCAL, 64};
  for (const Case& which : {corpus, half, whole, padded}) replay_all(which, {509, 301, true, 1}, table);
  // What a GPU does below alignment_symmetric_blocks: each pair from both ends.
  constexpr int never = 1 << 20;
  // The last chunk has one block, a quarter of which are rows.
  const auto shape = [](int rows, int symmetric_blocks, bool source, bool target) {
    return Shape{rows, rows - rows / 16 + 64, false, symmetric_blocks, {source, target}};
  };
  for (const Case& which : {corpus, local}) replay_case(which, shape(replay::sizes[0], never, true, true), table);
  for (const Case& which : {corpus, by_class, whole, wide}) {
    replay_case(which, shape(replay::sizes[0], alignment_symmetric_blocks, true, true), table);
  }
  // Seconds each: so one is looked at as own rows, one as keys.
  replay_case(corpus, shape(replay::sizes[1], alignment_symmetric_blocks, true, false), table);
  replay_case(by_class, shape(replay::sizes[1], alignment_symmetric_blocks, false, true), table);
  replay_case(wide, shape(replay::sizes[1], alignment_symmetric_blocks, true, false), table);
  return table.result();
}
