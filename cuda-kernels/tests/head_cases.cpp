#include "cases.h"

namespace {

std::vector<Output> linear(Device& device, int groups, int rows, int in, int out, bool relu, std::uint64_t seed) {
  Inputs inputs(seed);
  const std::size_t x_count = std::size_t(groups) * rows * in, y_count = std::size_t(groups) * rows * out,
                    w_count = std::size_t(groups) * out * in;
  emodna_linear_args a = {};
  a.groups = groups;
  a.rows = rows;
  a.inputs = in;
  a.outputs = out;
  a.relu = relu ? 1 : 0;
  a.x_stride = std::int64_t(rows) * in;
  a.x = device.array(inputs.normal(x_count));
  a.weight = device.array(inputs.normal(w_count));
  a.bias = device.array(inputs.normal(std::size_t(groups) * out));
  a.y = device.array<float>(y_count);
  a.dy = device.array(inputs.normal(y_count));
  a.dx_scale = device.array(std::vector<float>{-0.5f});
  a.dx = device.array(inputs.normal(x_count));
  a.dweight = device.array(inputs.normal(w_count));
  a.dbias = device.array(inputs.normal(std::size_t(groups) * out));
  must(emodna_linear_forward(device.stream, &a));
  must(emodna_linear_backward(device.stream, &a));
  return {{"y", device.host(a.y, y_count), 1e-5},
          {"dx", device.host(a.dx, x_count), 1e-5},
          {"dweight", device.host(a.dweight, w_count), 1e-5},
          {"dbias", device.host(a.dbias, std::size_t(groups) * out), 1e-5}};
}

std::vector<Output> row_space(Device& device, int space, int groups, int rows, int dim, std::uint64_t seed) {
  Inputs inputs(seed);
  const std::size_t count = std::size_t(groups) * rows * dim;
  emodna_row_space_args a = {};
  a.groups = groups;
  a.rows = rows;
  a.dim = dim;
  a.space = space;
  a.x_stride = std::int64_t(rows) * dim;
  a.x = device.array(inputs.normal(count));
  a.y = device.array<float>(count);
  a.dy = device.array(inputs.normal(count));
  a.dx = device.array(inputs.normal(count));
  must(emodna_row_space_forward(device.stream, &a));
  must(emodna_row_space_backward(device.stream, &a));
  return {{"y", device.host(a.y, count), 1e-5}, {"dx", device.host(a.dx, count), 1e-4}};
}

std::vector<Output> cross_entropy(Device& device, int groups, int rows, int classes, std::uint64_t seed) {
  Inputs inputs(seed);
  const std::size_t count = std::size_t(groups) * rows * classes;
  emodna_cross_entropy_args a = {};
  a.groups = groups;
  a.rows = rows;
  a.classes = classes;
  a.smoothing = 0.1f;
  a.label_stride = rows;
  a.logits = device.array(inputs.normal(count, 3));
  a.labels = device.array(inputs.integers(std::size_t(groups) * rows, -1, classes - 1));
  a.weight = device.array(std::vector<float>{0.7f});
  a.probabilities = device.array<float>(count);
  a.loss = device.array<float>(groups);
  a.dlogits = device.array<float>(count);
  must(emodna_cross_entropy(device.stream, &a));
  return {{"probabilities", device.host(a.probabilities, count), 1e-5},
          {"loss", device.host(a.loss, groups), 1e-5},
          {"dlogits", device.host(a.dlogits, count), 1e-5}};
}

std::vector<Output> outer(Device& device, int groups, int rows, int dim, int classes, std::uint64_t seed) {
  Inputs inputs(seed);
  const std::size_t z_count = std::size_t(groups) * rows * dim, y_count = z_count * classes;
  emodna_outer_args a = {};
  a.groups = groups;
  a.rows = rows;
  a.dim = dim;
  a.classes = classes;
  a.z_stride = std::int64_t(rows) * dim;
  a.z = device.array(inputs.normal(z_count));
  a.p = device.array(inputs.probabilities(std::size_t(groups) * rows, classes));
  a.y = device.array<float>(y_count);
  a.dy = device.array(inputs.normal(y_count));
  a.dz = device.array(inputs.normal(z_count));
  must(emodna_outer_forward(device.stream, &a));
  must(emodna_outer_backward(device.stream, &a));
  return {{"y", device.host(a.y, y_count), 1e-6}, {"dz", device.host(a.dz, z_count), 1e-5}};
}

std::vector<Output> pooling(Device& device, int groups, int rows, int frames, int dim, std::uint64_t seed) {
  Inputs inputs(seed);
  const std::size_t count = std::size_t(groups) * rows * frames * dim, y_count = std::size_t(groups) * rows * 2 * dim;
  emodna_pooling_args a = {};
  a.groups = groups;
  a.inputs = groups % 2 == 0 ? groups / 2 : groups;
  a.rows = rows;
  a.frames = frames;
  a.dim = dim;
  a.variance_floor = 1e-5f;
  a.x_stride = std::int64_t(rows) * frames * dim;
  a.length_stride = rows;
  a.x = device.array(inputs.normal(count));
  a.lengths = device.array(inputs.integers(std::size_t(a.inputs) * rows, 0, frames));
  a.y = device.array<float>(y_count);
  a.dy = device.array(inputs.normal(y_count));
  a.dx = device.array(inputs.normal(count));
  must(emodna_pooling_forward(device.stream, &a));
  must(emodna_pooling_backward(device.stream, &a));
  return {{"y", device.host(a.y, y_count), 1e-6}, {"dx", device.host(a.dx, count), 1e-5}};
}

}  // namespace

std::vector<Case> head_cases(std::uint64_t seed) {
  std::vector<Case> cases;
  struct Linear {
    int groups, rows, in, out;
    bool relu;
  };
  for (const Linear& s : {Linear{1, 1, 1, 1, false}, Linear{2, 128, 39, 64, true}, Linear{3, 67, 65, 5, false}}) {
    cases.push_back({"linear " + std::to_string(s.rows) + " x " + std::to_string(s.in), [s, seed](Device& device) {
                       return linear(device, s.groups, s.rows, s.in, s.out, s.relu, seed);
                     }});
  }
  for (int space : {EMODNA_SPACE_RAW, EMODNA_SPACE_L2, EMODNA_SPACE_STANDARDISED}) {
    cases.push_back({"row space " + std::to_string(space),
                     [space, seed](Device& device) { return row_space(device, space, 2, 131, 39, seed); }});
  }
  cases.push_back({"cross-entropy", [seed](Device& device) { return cross_entropy(device, 3, 129, 5, seed); }});
  cases.push_back({"outer", [seed](Device& device) { return outer(device, 2, 37, 39, 5, seed); }});
  for (int dim : {1, 39, 131}) {
    cases.push_back({"pooling " + std::to_string(dim),
                     [dim, seed](Device& device) { return pooling(device, 2, 5, 37, dim, seed); }});
  }
  return cases;
}
