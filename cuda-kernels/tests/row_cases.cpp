#include "cases.h"

namespace {

constexpr float kRate = 0.3f;

struct Rows {
  int groups, inputs, rows, dim;
  std::size_t count() const { return std::size_t(groups) * rows * dim; }
};

const std::int64_t* step_of(Device& device) {
  return device.array(std::vector<std::int64_t>{(std::int64_t{1} << 33) + 5});
}

const std::uint64_t* seeds_of(Device& device, int inputs) {
  std::vector<std::uint64_t> seeds;
  for (int i = 0; i < inputs; ++i) seeds.push_back(0x9E3779B97F4A7C15ull * (i + 1));
  return device.array(seeds);
}

struct Variant {
  bool train, relu;
  int domains;
  float dropout;
};

std::vector<Output> batch_norm(Device& device, const Rows& s, const Variant& v, std::uint64_t seed) {
  Inputs inputs(seed);
  const std::size_t width = std::size_t(s.groups) * s.dim, running = 2 * width * v.domains;
  emodna_batch_norm_args a = {};
  a.groups = s.groups, a.inputs = s.inputs, a.rows = s.rows, a.dim = s.dim;
  a.train = v.train, a.relu = v.relu, a.domains = v.domains, a.domain_rows = s.rows / 2;
  a.site = EMODNA_FIRST_ROW_SITE + 3, a.dropout = v.dropout, a.epsilon = 1e-5f, a.momentum = 0.9f;
  a.x_stride = std::int64_t(s.rows) * s.dim, a.length_stride = s.rows;
  a.x = device.array(inputs.normal(s.count(), 3));
  a.lengths = device.array(inputs.integers(std::size_t(s.inputs) * s.rows, 0, 2));
  a.gamma = device.array(inputs.normal(width)), a.beta = device.array(inputs.normal(width));
  a.running = device.array(inputs.positive(running));
  a.seeds = seeds_of(device, s.inputs), a.step = step_of(device);
  a.y = device.array<float>(s.count());
  a.dy = device.array(inputs.normal(s.count())), a.dx = device.array(inputs.normal(s.count()));
  a.dgamma = device.array(inputs.normal(width)), a.dbeta = device.array(inputs.normal(width));
  must(emodna_batch_norm_forward(device.stream, &a));
  must(emodna_batch_norm_backward(device.stream, &a));
  return {{"y", device.host(a.y, s.count()), 1e-5},
          {"running", device.host(a.running, running), 1e-6},
          {"dx", device.host(a.dx, s.count()), 1e-5},
          {"dgamma", device.host(a.dgamma, width), 1e-5},
          {"dbeta", device.host(a.dbeta, width), 1e-5}};
}

std::vector<Output> dropout(Device& device, const Rows& s, float rate, bool shared, std::uint64_t seed) {
  Inputs inputs(seed);
  emodna_dropout_args a = {};
  a.groups = s.groups, a.inputs = s.inputs, a.rows = s.rows, a.dim = s.dim, a.shared = shared;
  a.site = EMODNA_FIRST_ROW_SITE, a.rate = rate, a.x_stride = std::int64_t(s.rows) * s.dim;
  a.x = device.array(inputs.normal(s.count()));
  a.seeds = seeds_of(device, s.inputs), a.step = step_of(device);
  a.y = device.array<float>(s.count());
  a.dy = device.array(inputs.normal(s.count())), a.dx = device.array(inputs.normal(s.count()));
  must(emodna_dropout_forward(device.stream, &a));
  if (!shared) must(emodna_dropout_backward(device.stream, &a));
  return {{"y", device.host(a.y, s.count()), 1e-6}, {"dx", device.host(a.dx, s.count()), 1e-6}};
}

std::vector<Output> jitter(Device& device, int rows, int frames, int features, std::uint64_t seed) {
  Inputs inputs(seed);
  const int batches = 2;
  const std::size_t count = std::size_t(batches) * rows * frames * features;
  emodna_jitter_args a = {};
  a.inputs = batches, a.rows = rows, a.frames = frames, a.features = features;
  a.site = EMODNA_LAST_ROW_SITE, a.shift = 0.3f, a.scale = 0.15f, a.span = 0.4f;
  a.x_stride = a.y_stride = std::int64_t(rows) * frames * features, a.length_stride = rows;
  float* x = device.array(inputs.normal(count));
  a.x = x, a.y = x;
  a.lengths = device.array(inputs.integers(std::size_t(batches) * rows, -1, frames + 1));
  a.seeds = seeds_of(device, batches), a.step = step_of(device);
  must(emodna_jitter(device.stream, &a));
  return {{"y", device.host(a.y, count), 1e-6}};
}

std::vector<Output> information(Device& device, int groups, int rows, int classes, float scale, std::uint64_t seed) {
  Inputs inputs(seed);
  const std::size_t count = std::size_t(groups) * rows * classes;
  emodna_information_args a = {};
  a.groups = groups, a.rows = rows, a.classes = classes;
  a.logit_stride = std::int64_t(rows) * classes, a.length_stride = rows;
  a.logits = device.array(inputs.normal(count, scale));
  a.lengths = device.array(inputs.integers(std::size_t(groups) * rows, 0, 3));
  a.weight = device.array(std::vector<float>{0.7f});
  a.loss = device.array<float>(groups);
  a.dlogits = device.array(inputs.normal(count, 1e-2f));
  must(emodna_information(device.stream, &a));
  // Of one class the loss is 0, and what is left is rounding.
  return {{"loss", device.host(a.loss, groups), 1e-5, 1e-3}, {"dlogits", device.host(a.dlogits, count), 1e-5}};
}

struct Sizes {
  int groups, rows, dim_a, dim_b;
  bool to_a, to_b;
};

std::vector<Output> decorrelation(Device& device, const Sizes& s, std::uint64_t seed) {
  Inputs inputs(seed);
  const std::size_t count_a = std::size_t(s.groups) * s.rows * s.dim_a,
                    count_b = std::size_t(s.groups) * s.rows * s.dim_b;
  emodna_decorrelation_args a = {};
  a.groups = s.groups, a.rows = s.rows, a.dim_a = s.dim_a, a.dim_b = s.dim_b;
  a.a_stride = std::int64_t(s.rows) * s.dim_a, a.b_stride = std::int64_t(s.rows) * s.dim_b, a.length_stride = s.rows;
  a.a = device.array(inputs.normal(count_a, 5)), a.b = device.array(inputs.normal(count_b));
  a.lengths = device.array(inputs.integers(std::size_t(s.groups) * s.rows, 0, 4));
  a.weight = device.array(std::vector<float>{30.0f});
  a.loss = device.array<float>(s.groups);
  float* da = device.array(inputs.normal(count_a, 1e-3f));
  float* db = device.array(inputs.normal(count_b, 1e-3f));
  if (s.to_a) a.da = da;
  if (s.to_b) a.db = db;
  must(emodna_decorrelation_workspace(device.context, &a, &a.workspace_bytes));
  a.workspace = device.array<char>(a.workspace_bytes);
  must(emodna_decorrelation(device.stream, &a));
  return {{"loss", device.host(a.loss, s.groups), 1e-5},
          {"da", device.host(da, count_a), 1e-5},
          {"db", device.host(db, count_b), 1e-5}};
}

}  // namespace

std::vector<Case> row_cases(std::uint64_t seed) {
  std::vector<Case> cases;
  for (const Rows& s : {Rows{2, 1, 3, 1}, Rows{4, 2, 131, 39}, Rows{2, 2, 70, 16}}) {
    for (const Variant& v : {Variant{true, true, 1, kRate}, Variant{true, false, 2, kRate}, Variant{true, true, 2, 0},
                             Variant{false, true, 2, kRate}}) {
      const std::string name = std::to_string(s.rows) + " x " + std::to_string(s.dim);
      cases.push_back({"batch norm " + name + (v.train ? " train" : " eval") + (v.relu ? " relu" : "") +
                           (v.dropout > 0 ? " dropout" : ""),
                       [s, v, seed](Device& device) { return batch_norm(device, s, v, seed); }});
    }
    for (float rate : {0.0f, kRate}) {
      for (bool shared : {false, true}) {
        cases.push_back({"dropout " + std::to_string(s.dim) + (rate > 0 ? "" : " rate 0") + (shared ? " shared" : ""),
                         [s, rate, shared, seed](Device& device) { return dropout(device, s, rate, shared, seed); }});
      }
    }
  }
  cases.push_back({"jitter", [seed](Device& device) { return jitter(device, 5, 37, 13, seed); }});
  cases.push_back({"jitter of one frame", [seed](Device& device) { return jitter(device, 3, 1, 300, seed); }});
  for (int classes : {1, 5, 40}) {
    cases.push_back({"information " + std::to_string(classes),
                     [classes, seed](Device& device) { return information(device, 3, 300, classes, 2, seed); }});
  }
  cases.push_back({"information, sure", [seed](Device& device) { return information(device, 2, 20, 5, 200, seed); }});
  for (const Sizes& s : {Sizes{1, 3, 1, 1, true, true}, Sizes{2, 131, 39, 39, true, false},
                         Sizes{2, 70, 5, 70, true, true}, Sizes{1, 9, 33, 2, false, false}}) {
    cases.push_back({"decorrelation " + std::to_string(s.dim_a) + " x " + std::to_string(s.dim_b),
                     [s, seed](Device& device) { return decorrelation(device, s, seed); }});
  }
  return cases;
}
