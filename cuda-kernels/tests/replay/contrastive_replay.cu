// Contrastive decoupling of 16,384 and 131,072 rows a side, 64 coordinates, temperature 0.5, a sample of rows by the
// kernels' own code: scores as they come out of their pass, gradients with the other rows' terms from float64. A block
// of the symmetric kernels takes a pair of bands; here it takes what of it meets the rows that are looked at. The other
// gradient kernel, for tensor cores and for wide rows, is run for the blocks of such rows.
#include <sys/mman.h>

#include "../../core/operations.h"
#include "../../losses/contrastive_launches.cuh"
#include "../contrastive_reference.h"
#include "contrastive_many_rows.h"
#include "replay.h"

namespace {

using namespace emodna::cuda;
using replay::must;

template <class T>
__global__ void scores_of(ContrastiveWork work, BandPair pair) {
  score_bands<T>(work, pair);
}

template <class T>
__global__ void sums_of(ContrastiveWork work, BandPair pair) {
  gather_bands<T>(work, pair);
}

__global__ void losses_of(ContrastiveWork work, int first, double* losses) {
  const int row = first + static_cast<int>(threadIdx.x);
  row_terms(work, 0, row, work.a.labels[row], losses + threadIdx.x);
}

// All pairs of bands that meet the rows of u that tile `own` has, the first of its band, or the rows of v that tile
// `key` has; each cut down to that.
template <class T, class Visit>
void visit_u(const ContrastivePlan& plan, int own, Visit visit) {
  constexpr int keys = T::rows / T::columns;
  for (unsigned item = 0; item < plan.gradient_items; ++item) {
    BandPair pair = band_pair<T>(plan, item);
    if (pair.own_begin <= own && own < pair.own_end) {
      pair.own_begin = own;
      pair.own_end = own + 1;
    } else if (pair.key_u && pair.key_begin <= own * keys && own * keys < pair.key_end) {
      pair.key_begin = own * keys;
      pair.key_end = std::min(pair.key_end, pair.key_begin + keys);
    } else {
      continue;
    }
    visit(pair);
  }
}

template <class T, class Visit>
void visit_v(const ContrastivePlan& plan, int key, Visit visit) {
  for (unsigned item = 0; item < plan.gradient_items; ++item) {
    BandPair pair = band_pair<T>(plan, item);
    if (pair.key_u || key < pair.key_begin || key >= pair.key_end) continue;
    pair.key_begin = key;
    pair.key_end = key + 1;
    visit(pair);
  }
}

// Relative to the largest value. ManyRowsContractTest allows a GPU 2e-5 to 4e-5, which sums of 16,384 keys in one
// register miss or only just meet; sums of 2,048, added up, have room to spare in this.
constexpr double gradient_bound = 4e-6;

// Gigabytes of which a few pages are used: zeros. What reads memory that nobody wrote is seen at the sizes of other
// tests.
class Workspace {
 public:
  explicit Workspace(std::size_t bytes)
      : bytes_(bytes),
        data(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
    if (data == MAP_FAILED) std::abort();
  }
  ~Workspace() { munmap(data, bytes_); }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

 private:
  std::size_t bytes_;

 public:
  void* data;
};

// One size, and the memory that the kernels are given.
class Replay {
 public:
  explicit Replay(int rows)
      : rows_(rows),
        data_(rows),
        u_(data_.of_u.rows(data_.u, ManyRows::dim)),
        v_(data_.of_v.rows(data_.v, ManyRows::dim)),
        labels_(data_.of_u.rows(data_.labels)),
        du_(u_.size()),
        dv_(v_.size()),
        loss_(1),
        workspace_(std::size_t{32} << 10 << (rows > 16'384 ? 17 : 14)) {
    args_.groups = 1;
    args_.anchors = args_.keys = rows;
    args_.dim = ManyRows::dim;
    args_.temperature = ManyRows::temperature;
    args_.u = u_.data;
    args_.v = v_.data;
    args_.labels = labels_.data;
    args_.loss = loss_.data;
    args_.du = du_.data;
    args_.dv = dv_.data;
    args_.workspace = workspace_.data;
    std::fill_n(du_.data, du_.size(), 0.0f);
    std::fill_n(dv_.data, dv_.size(), 0.0f);
  }

  // The product's plan, with tiles of another size in bands of as many rows. Sums of own rows come out the same with
  // fewer own rows or keys in a tile, those of keys with fewer keys; scores add a tile's terms first.
  template <class T>
  ContrastiveWork work(int most_bands = contrastive_bands) const {
    ContrastivePlan plan = contrastive_plan(args_, ContrastiveTile::large, most_bands);
    plan.u_band = plan.u_band * plan.rows / T::rows;
    plan.v_band = plan.v_band * plan.rows / T::rows;
    plan.chunk = plan.chunk * plan.columns / T::columns;
    plan.rows = T::rows;
    plan.columns = T::columns;
    plan.u_own = plan.v_own = rows_ / T::rows;
    plan.u_tiles = plan.v_tiles = rows_ / T::columns;
    if (!plan.symmetric) plan.gradient_items = plan.u_own * (plan.u_splits + plan.v_splits);
    return contrastive_work(args_, plan);
  }

  // Each anchor's loss, of the tile of u with this number.
  template <class T>
  void scores(replay::Table& table, const char* what, int own) {
    const ContrastiveWork w = work<T>();
    visit_u<T>(w.plan, own, [&](const BandPair& pair) {
      block(scores_of<T>, contrastive_threads, symmetric_score_shared_bytes<T>(), w, pair);
    });
    std::vector<double> losses(T::rows);
    block(losses_of, T::rows, 0, w, own * T::rows, losses.data());
    replay::Errors errors;
    for (int r = 0; r < T::rows; ++r) {
      errors.add(data_.loss[data_.of_u.origins[own * T::rows + r]], losses[r]);
    }
    table.line(what, rows_, errors.relative(), 1e-5);
  }

  template <class T>
  void du(replay::Table& table, const char* what, int own) {
    const ContrastiveWork w = prepared(work<T>());
    visit_u<T>(w.plan, own, [&](const BandPair& pair) { gather<T>(w, pair); });
    add_parts_of(w, own * T::rows, T::rows);
    compare(table, what, true, own * T::rows, T::rows);
  }

  template <class T>
  void dv(replay::Table& table, const char* what, int key) {
    const ContrastiveWork w = prepared(work<T>());
    visit_v<T>(w.plan, key, [&](const BandPair& pair) { gather<T>(w, pair); });
    add_parts_of(w, rows_ + key * T::columns, T::columns);
    compare(table, what, false, key * T::columns, T::columns);
  }

  // By the kernel that takes every pair for each of its rows: the first tile of du and of dv.
  template <class T, bool deep>
  void rows_apart(replay::Table& table, const char* du, const char* dv) {
    const ContrastiveWork w = prepared(work<T>(0));
    std::fill_n(w.plan.counters_at, w.plan.counters, 0u);
    const ContrastivePlan& p = w.plan;
    for (bool of_u : {true, false}) {
      const unsigned first = of_u ? 0 : p.u_own * p.u_splits, count = of_u ? p.u_splits : p.v_splits;
      std::fill_n(of_u ? du_.data : dv_.data, T::rows * ManyRows::dim, 0.0f);
      replay::launch(
          [&] {
            return launch_contrastive(replay::stream(), gradient_kernel<T, deep>, p.gradient_items, contrastive_threads,
                                      gradient_shared_bytes<T>(), w);
          },
          [&](std::uint64_t b) { return first <= b && b < first + count; });
      compare(table, of_u ? du : dv, of_u, 0, T::rows);
    }
  }

 private:
  template <typename... Parameters, typename... Arguments>
  void block(void (*kernel)(Parameters...), int threads, std::size_t shared, const Arguments&... arguments) {
    must(launch(replay::stream(), "replay", kernel, {dim3(1), dim3(static_cast<unsigned>(threads)), shared},
                arguments...));
  }

  template <class T>
  void gather(const ContrastiveWork& w, const BandPair& pair) {
    block(sums_of<T>, contrastive_threads, symmetric_gradient_shared_bytes<T>(), w, pair);
  }

  // With all rows' terms as float64 has them.
  ContrastiveWork prepared(const ContrastiveWork& w) const {
    for (int row = 0; row < rows_; ++row) {
      const int origin = data_.of_u.origins[row], label = data_.labels[origin];
      w.plan.terms[row] = {FLT_MAX, 0.0f, 0.0f, label};
      if (label < 0) continue;
      const double maximum = data_.maximum[origin], ln2 = std::log(2.0);
      const auto rounded = static_cast<float>(maximum / ln2);
      w.plan.terms[row] = {rounded, static_cast<float>(1.0 / (data_.sum[origin] * std::exp(maximum - rounded * ln2))),
                           static_cast<float>(1.0 / data_.positives[origin]), label};
    }
    w.plan.factor[0] = static_cast<float>(data_.factor);
    return w;
  }

  // row: of u, then of v.
  void add_parts_of(const ContrastiveWork& w, int row, int count) const {
    const auto blocks = static_cast<unsigned>(sum_blocks(w.plan, args_));
    const int vectors = ManyRows::dim / 4, begin = row * vectors, end = begin + count * vectors;
    replay::launch([&] { return launch_contrastive(replay::stream(), sum_kernel, blocks, sum_threads, 0, w, blocks); },
                   [&](std::uint64_t b) {
                     const int at = static_cast<int>(b) * sum_threads;
                     return at < end && begin < at + sum_threads;
                   });
  }

  void compare(replay::Table& table, const char* what, bool of_u, int first, int count) const {
    const std::vector<double>& expected = of_u ? data_.du : data_.dv;
    const std::vector<int>& origins = of_u ? data_.of_u.origins : data_.of_v.origins;
    const float* actual = of_u ? du_.data : dv_.data;
    double worst = 0.0, largest = 0.0;
    for (double value : expected) largest = std::max(largest, std::fabs(value));
    for (int row = first; row < first + count; ++row) {
      for (int d = 0; d < ManyRows::dim; ++d) {
        const double error = std::fabs(actual[std::size_t(row) * ManyRows::dim + d] -
                                       expected[std::size_t(origins[row]) * ManyRows::dim + d]);
        if (!(error <= worst)) worst = error;  // NaN stays
      }
    }
    table.line(what, rows_, worst / largest, gradient_bound);
  }

  int rows_;
  ManyRows data_;
  replay::Device<float> u_, v_;
  replay::Device<int> labels_;
  replay::Device<float> du_, dv_, loss_;
  Workspace workspace_;
  emodna_contrastive_args args_ = {};
};

// The whole operation, as the plug-in runs it from about this size on.
void whole(replay::Table& table) {
  constexpr int anchors = 2803, keys = 70, dim = 12;
  std::mt19937_64 random(1);
  const std::vector<float> u = replay::normal(anchors * dim, random), v = replay::normal(keys * dim, random);
  std::vector<int> labels(anchors);
  for (int& label : labels) label = static_cast<int>(random() % 6) - 1;
  replay::Device<float> at_u(u), at_v(v), loss(1), du(u.size()), dv(v.size());
  replay::Device<int> at_labels(labels);
  std::fill_n(du.data, du.size(), 0.0f);
  std::fill_n(dv.data, dv.size(), 0.0f);
  emodna_contrastive_args a = {};
  a.groups = 1;
  a.anchors = anchors;
  a.keys = keys;
  a.dim = dim;
  a.temperature = 8.0f;
  const ContrastiveResult expected = contrastive_reference(a, u, v, labels);
  a.u = at_u.data;
  a.v = at_v.data;
  a.labels = at_labels.data;
  a.loss = loss.data;
  a.du = du.data;
  a.dv = dv.data;
  must(contrastive_workspace(*replay::stream().context, a, &a.workspace_bytes));
  replay::Device<char> workspace(a.workspace_bytes);
  a.workspace = workspace.data;
  if (!contrastive_plan(a).symmetric) std::abort();
  replay::launch([&] { return contrastive(replay::stream(), a); });
  replay::Errors of_loss, of_du, of_dv;
  of_loss.add(expected.loss[0], loss[0]);
  for (std::size_t i = 0; i < du.size(); ++i) of_du.add(expected.du[i], du[i]);
  for (std::size_t i = 0; i < dv.size(); ++i) of_dv.add(expected.dv[i], dv[i]);
  table.line("loss of all", anchors, of_loss.relative(), 1e-6);
  table.line("du of all", anchors, of_du.relative(), gradient_bound);
  table.line("dv of all", anchors, of_dv.relative(), gradient_bound);
}

}  // namespace

int main() {
  replay::Table table("contrastive decoupling");
  whole(table);
  {
    Replay many(16'384);
    const int own = 13 * many.work<Tile<128, 64>>().plan.u_band;  // half of its pairs with u as own row, half as key
    many.scores<Tile<128, 64>>(table, "losses of anchors", own);
    many.du<Tile<128, 64>>(table, "du", own);
    many.dv<Tile<128, 64>>(table, "dv", 100);
  }
  Replay many(131'072);
  many.scores<Tile<32, 32>>(table, "losses of anchors", 0);
  many.du<Tile<16, 16>>(table, "du", 0);
  many.dv<Tile<128, 16>>(table, "dv", 4000);
  many.rows_apart<Tile<16, 64>, false>(table, "du, every pair twice", "dv, every pair twice");
  many.rows_apart<Tile<16, 64>, true>(table, "du, through memory", "dv, through memory");
  return table.result();
}
