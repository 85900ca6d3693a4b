// Linear layers, row spaces, cross-entropy and the outer product against naive float64, with finite differences.
#include "reference.h"

namespace {

struct LinearCase {
  std::size_t rows, inputs, outputs;
  bool relu;
  Doubles x, weight, bias;

  Doubles forward() const {
    Doubles y(rows * outputs);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t o = 0; o < outputs; ++o) {
        double sum = bias[o];
        for (std::size_t i = 0; i < inputs; ++i) sum += x[r * inputs + i] * weight[o * inputs + i];
        y[r * outputs + o] = relu ? std::max(0.0, sum) : sum;
      }
    }
    return y;
  }
};

double weighted(const Doubles& values, const Floats& weights, std::size_t offset = 0) {
  double sum = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += values[i] * weights[offset + i];
  return sum;
}

struct LinearResult {
  Floats y, dx, dweight, dbias;
};

LinearResult linear(const Device& device, int groups, int rows, int inputs, int outputs, int relu, int stride,
                    const Floats& x, const Floats& weight, const Floats& bias, const Floats& dy, const Floats& start,
                    float scale) {
  Array<float> device_x(device, x), w(device, weight), b(device, bias), y(device, groups * rows * outputs);
  Array<float> device_dy(device, dy), dx(device, start), dx_scale(device, Floats{scale});
  Array<float> dw(device, weight.size()), db(device, bias.size());
  emodna_linear_args args{groups, rows, inputs,    outputs,  relu, stride, device_x, w,
                          b,      y,    device_dy, dx_scale, dx,   dw,     db};
  CHECK(emodna_linear_forward(device.stream, &args) == EMODNA_OK);
  CHECK(emodna_linear_backward(device.stream, &args) == EMODNA_OK);
  return {y.host(), dx.host(), dw.host(), db.host()};
}

void check_linear(const char* instructions) {
  const Device device(instructions);
  if (!device.alive()) return;
  for (const auto& [rows, inputs, outputs, relu] :
       {std::tuple{1, 1, 1, 0}, std::tuple{13, 7, 5, 1}, std::tuple{61, 11, 35, 1}, std::tuple{29, 67, 2, 0}}) {
    const int groups = 2, stride = rows * inputs + 3;
    const float scale = -0.75f;  // gradient reversal
    const Floats x = normal(groups * stride), weight = normal(groups * outputs * inputs),
                 bias = normal(groups * outputs);
    const Floats dy = normal(groups * rows * outputs), start = normal(groups * stride);
    const LinearResult result =
        linear(device, groups, rows, inputs, outputs, relu, stride, x, weight, bias, dy, start, scale);
    for (int g = 0; g < groups; ++g) {
      const std::size_t n = rows, in = inputs, out = outputs;
      LinearCase reference{n,
                           in,
                           out,
                           relu != 0,
                           wide(slice(x, g * stride, n * in)),
                           wide(slice(weight, g * out * in, out * in)),
                           wide(slice(bias, g * out, out))};
      CHECK(close(slice(result.y, g * n * out, n * out), reference.forward()));
      const auto value = [&] { return weighted(reference.forward(), dy, g * n * out); };
      CHECK(close(slice(result.dweight, g * out * in, out * in), differences(reference.weight, value, 1e-8), 1e-7));
      CHECK(close(slice(result.dbias, g * out, out), differences(reference.bias, value, 1e-8), 1e-7));
      Doubles dx = differences(reference.x, value, 1e-8);
      for (std::size_t i = 0; i < dx.size(); ++i) dx[i] = start[g * stride + i] + static_cast<double>(scale) * dx[i];
      CHECK(close(slice(result.dx, g * stride, n * in), dx, 1e-7));
    }
    // What lies between the groups is not touched.
    CHECK(result.dx[rows * inputs] == start[rows * inputs]);
    for (int threads : {1, 3}) {
      const Device other(instructions, threads);
      const LinearResult again =
          linear(other, groups, rows, inputs, outputs, relu, stride, x, weight, bias, dy, start, scale);
      CHECK(same_bits(result.y, again.y) && same_bits(result.dx, again.dx));
      CHECK(same_bits(result.dweight, again.dweight) && same_bits(result.dbias, again.dbias));
    }
  }
}

Doubles row_space(std::int32_t space, const Doubles& x, std::size_t rows, std::size_t dim) {
  Doubles y(x);
  if (space == EMODNA_SPACE_L2) {
    for (std::size_t r = 0; r < rows; ++r) {
      double norm = 0.0;
      for (std::size_t i = 0; i < dim; ++i) norm += x[r * dim + i] * x[r * dim + i];
      for (std::size_t i = 0; i < dim; ++i) y[r * dim + i] /= std::max(std::sqrt(norm), 1e-12);
    }
  }
  for (std::size_t i = 0; space == EMODNA_SPACE_STANDARDISED && i < dim; ++i) {
    double mean = 0.0, variance = 0.0;
    for (std::size_t r = 0; r < rows; ++r) mean += x[r * dim + i] / static_cast<double>(rows);
    for (std::size_t r = 0; r < rows; ++r) variance += std::pow(x[r * dim + i] - mean, 2) / static_cast<double>(rows);
    for (std::size_t r = 0; r < rows; ++r) {
      y[r * dim + i] = (x[r * dim + i] - mean) / std::max(std::sqrt(variance), 1e-12);
    }
  }
  return y;
}

void check_row_spaces(const Device& device) {
  for (std::int32_t space : {EMODNA_SPACE_RAW, EMODNA_SPACE_L2, EMODNA_SPACE_STANDARDISED}) {
    for (const auto& [rows, dim] : {std::pair{1, 3}, std::pair{2, 1}, std::pair{71, 19}}) {
      const int groups = 2, stride = rows * dim + 2;
      const Floats x = normal(groups * stride), dy = normal(groups * rows * dim);
      Array<float> device_x(device, x), y(device, groups * rows * dim), device_dy(device, dy), dx(device, x.size());
      const emodna_row_space_args args{groups, rows, dim, space, stride, device_x, y, device_dy, dx};
      CHECK(emodna_row_space_forward(device.stream, &args) == EMODNA_OK);
      CHECK(emodna_row_space_backward(device.stream, &args) == EMODNA_OK);
      for (int g = 0; g < groups; ++g) {
        const std::size_t size = rows * dim;
        Doubles wide_x = wide(slice(x, g * stride, size));
        CHECK(close(slice(y.host(), g * size, size), row_space(space, wide_x, rows, dim)));
        // A single standardised row is constant, and its deviation is clamped: differences see nothing there.
        if (space == EMODNA_SPACE_STANDARDISED && rows == 1) continue;
        const auto value = [&] { return weighted(row_space(space, wide_x, rows, dim), dy, g * size); };
        CHECK(close(slice(dx.host(), g * stride, size), differences(wide_x, value), 1e-6));
      }
    }
  }
  const Floats zeros(6);
  Array<float> x(device, zeros), y(device, 6), dy(device, zeros), dx(device, 6);
  for (std::int32_t space : {EMODNA_SPACE_L2, EMODNA_SPACE_STANDARDISED}) {
    const emodna_row_space_args args{1, 3, 2, space, 0, x, y, dy, dx};
    CHECK(emodna_row_space_forward(device.stream, &args) == EMODNA_OK && same_bits(y.host(), zeros));
    CHECK(emodna_row_space_backward(device.stream, &args) == EMODNA_OK && same_bits(dx.host(), zeros));
  }
}

double cross_entropy(const Doubles& logits, const Labels& labels, std::size_t classes, double smoothing) {
  double total = 0.0;
  int count = 0;
  for (std::size_t r = 0; r < labels.size(); ++r) {
    if (labels[r] < 0) continue;
    ++count;
    const double* z = logits.data() + r * classes;
    const double top = *std::max_element(z, z + classes);
    double sum = 0.0;
    for (std::size_t k = 0; k < classes; ++k) sum += std::exp(z[k] - top);
    for (std::size_t k = 0; k < classes; ++k) {
      const double target = (static_cast<std::int32_t>(k) == labels[r] ? 1.0 - smoothing : 0.0) +
                            smoothing / static_cast<double>(classes);
      total -= target * (z[k] - top - std::log(sum));
    }
  }
  return count > 0 ? total / count : 0.0;
}

void check_cross_entropy(const Device& device) {
  for (const auto& [rows, count, smoothing, lowest] : {std::tuple{1, 1, 0.0f, 0}, std::tuple{7, 5, 0.1f, -1},
                                                       std::tuple{300, 3, 0.3f, -1}, std::tuple{9, 4, 0.0f, -1}}) {
    const int groups = 2, label_stride = rows + 4;
    const Floats logits = normal(groups * rows * count, 4.0f);
    Labels labels = classes(groups * label_stride, lowest, count - 1);
    if (rows == 9) std::fill(labels.begin(), labels.begin() + 9, -1);
    Array<float> z(device, logits), p(device, logits.size()), dz(device, Floats(logits.size(), 7.0f));
    Array<float> loss(device, groups), weight(device, Floats{-2.0f});
    Array<std::int32_t> y(device, labels);
    const emodna_cross_entropy_args args{groups, rows, count, smoothing, label_stride, z, y, weight, p, loss, dz};
    CHECK(emodna_cross_entropy(device.stream, &args) == EMODNA_OK);
    for (int g = 0; g < groups; ++g) {
      const std::size_t size = rows * count;
      Doubles wide_z = wide(slice(logits, g * size, size));
      const Labels part = slice(labels, g * label_stride, rows);
      const double value = cross_entropy(wide_z, part, count, smoothing);
      CHECK(close({loss.host()[g]}, {value}));
      const auto scaled = [&] { return -2.0 * cross_entropy(wide_z, part, count, smoothing); };
      CHECK(close(slice(dz.host(), g * size, size), differences(wide_z, scaled), 1e-8));
      for (int r = 0; r < rows; ++r) {
        double sum = 0.0;
        for (int k = 0; k < count; ++k) sum += p.host()[g * size + r * count + k];
        CHECK(std::abs(sum - 1.0) < 1e-6);
      }
    }
  }
  const Floats extreme{1e30f, -1e30f, 0.0f, 3e38f, 3e38f, -3e38f};
  Array<float> z(device, extreme), p(device, 6);
  Array<std::int32_t> y(device, Labels{0, 1});
  const emodna_cross_entropy_args args{1, 2, 3, 0.0f, 0, z, y, nullptr, p, nullptr, nullptr};
  CHECK(emodna_cross_entropy(device.stream, &args) == EMODNA_OK);
  CHECK(same_bits(p.host(), Floats{1.0f, 0.0f, 0.0f, 0.5f, 0.5f, 0.0f}));
}

void check_outer(const Device& device) {
  const int groups = 2, rows = 67, dim = 13, count = 3, stride = rows * dim + 1;
  const Floats z = normal(groups * stride), p = normal(groups * rows * count), dy = normal(groups * rows * count * dim);
  Array<float> device_z(device, z), device_p(device, p), y(device, dy.size()), device_dy(device, dy),
      dz(device, z.size());
  const emodna_outer_args args{groups, rows, dim, count, stride, device_z, device_p, y, device_dy, dz};
  CHECK(emodna_outer_forward(device.stream, &args) == EMODNA_OK);
  CHECK(emodna_outer_backward(device.stream, &args) == EMODNA_OK);
  Doubles expected_y(dy.size()), expected_dz(z.size());
  for (int g = 0; g < groups; ++g) {
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < count; ++c) {
        for (int i = 0; i < dim; ++i) {
          const double weight = p[(g * rows + r) * count + c];
          const std::size_t at = ((g * rows + r) * count + c) * dim + i;
          expected_y[at] = weight * z[g * stride + r * dim + i];
          expected_dz[g * stride + r * dim + i] += weight * dy[at];
        }
      }
    }
  }
  CHECK(close(y.host(), expected_y) && close(dz.host(), expected_dz));
}

void check_misuse(const Device& device) {
  Array<float> data(device, 64);
  Array<std::int32_t> labels(device, 8);
  const emodna_linear_args l{1, 4, 4, 4, 0, 0, data, data, data, data, data, nullptr, data, data, data};
  const auto refuse_linear = [&](auto change, const char* field) {
    emodna_linear_args wrong = l;
    change(wrong);
    REFUSED(emodna_linear_backward(device.stream, &wrong), field);
  };
  REFUSED(emodna_linear_forward(nullptr, &l), "stream");
  REFUSED(emodna_linear_forward(device.stream, nullptr), "args");
  refuse_linear([](auto& w) { w.groups = 0; }, "groups");
  refuse_linear([](auto& w) { w.rows = -1; }, "rows");
  refuse_linear([](auto& w) { w.inputs = 0; }, "inputs");
  refuse_linear([](auto& w) { w.outputs = 1 << 30; }, "outputs");
  refuse_linear([](auto& w) { w.relu = 2; }, "relu");
  refuse_linear([](auto& w) { w.groups = 1 << 16, w.inputs = w.outputs = 1 << 20; }, "weight");
  refuse_linear([](auto& w) { w.x = nullptr; }, "x is null");
  refuse_linear([](auto& w) { w.dweight = nullptr; }, "dweight");
  refuse_linear([](auto& w) { w.relu = 1, w.y = nullptr; }, "y is null");
  refuse_linear([](auto& w) { w.groups = 2, w.x_stride = 15; }, "x_stride");

  emodna_row_space_args r{1, 4, 4, 3, 0, data, data, data, data};
  REFUSED(emodna_row_space_forward(device.stream, &r), "space");
  r.space = EMODNA_SPACE_L2;
  r.dx = nullptr;
  CHECK(emodna_row_space_forward(device.stream, &r) == EMODNA_OK);
  REFUSED(emodna_row_space_backward(device.stream, &r), "dx");

  emodna_cross_entropy_args c{1, 4, 4, 1.5f, 0, data, labels, nullptr, data, data, data};
  REFUSED(emodna_cross_entropy(device.stream, &c), "smoothing");
  c.smoothing = 0.1f;
  c.labels = nullptr;
  REFUSED(emodna_cross_entropy(device.stream, &c), "labels");

  emodna_outer_args o{1, 4, 4, 0, 0, data, data, data, data, data};
  REFUSED(emodna_outer_forward(device.stream, &o), "classes");
  o.classes = 2;
  o.dz = nullptr;
  REFUSED(emodna_outer_backward(device.stream, &o), "dz");
}

}  // namespace

int main() {
  for (const char* instructions : {"portable", "avx2", "avx512"}) check_linear(instructions);
  const Device device;
  check_row_spaces(device);
  check_cross_entropy(device);
  check_outer(device);
  check_misuse(device);
  return test_result("heads");
}
