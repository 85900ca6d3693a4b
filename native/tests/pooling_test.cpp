// Statistics pooling against naive float64, with finite differences, odd sizes and lengths.
#include "reference.h"

namespace {

struct Shape {
  int rows, frames, dim;
};

// [mean, deviation] of every row.
Doubles pooled(const Doubles& x, const Shape& s, const Labels& lengths, double floor) {
  Doubles y(static_cast<std::size_t>(s.rows) * 2 * s.dim);
  for (int r = 0; r < s.rows; ++r) {
    const int length = lengths.empty() ? s.frames : std::min(lengths[r], s.frames);
    for (int i = 0; i < s.dim && length > 0; ++i) {
      const auto at = [&](int t) { return x[(static_cast<std::size_t>(r) * s.frames + t) * s.dim + i]; };
      double mean = 0.0, variance = 0.0;
      for (int t = 0; t < length; ++t) mean += at(t) / length;
      for (int t = 0; t < length; ++t) variance += (at(t) - mean) * (at(t) - mean) / length;
      y[static_cast<std::size_t>(r) * 2 * s.dim + i] = mean;
      y[static_cast<std::size_t>(r) * 2 * s.dim + s.dim + i] = std::sqrt(variance + floor);
    }
  }
  return y;
}

void check_values(const Device& device, const Shape& s, bool with_lengths, int inputs = 2) {
  constexpr int groups = 2;
  constexpr float floor = 1e-5f;
  const std::size_t size = static_cast<std::size_t>(s.rows) * s.frames * s.dim, stride = size + 3;
  const std::size_t out = static_cast<std::size_t>(s.rows) * 2 * s.dim;
  const Floats x = normal(groups * stride), dy = normal(groups * out), before = normal(groups * stride);
  Labels lengths;
  for (int i = 0; i < inputs * s.rows && with_lengths; ++i) lengths.push_back(i * 7 % (s.frames + 1));
  Array<float> device_x(device, x), y(device, groups * out), device_dy(device, dy), dx(device, before);
  Array<std::int32_t> device_lengths(device, lengths);
  emodna_pooling_args args{groups, inputs, s.rows, s.frames, s.dim, floor, static_cast<std::int64_t>(stride), s.rows};
  args.x = device_x, args.y = y, args.dy = device_dy, args.dx = dx;
  if (with_lengths) args.lengths = device_lengths;
  CHECK(emodna_pooling_forward(device.stream, &args) == EMODNA_OK);
  CHECK(emodna_pooling_backward(device.stream, &args) == EMODNA_OK);
  for (int g = 0; g < groups; ++g) {
    Doubles wide_x = wide(slice(x, g * stride, size));
    const int first = g / (groups / inputs) * s.rows;
    const Labels own = with_lengths ? Labels(lengths.begin() + first, lengths.begin() + first + s.rows) : lengths;
    CHECK(close(slice(y.host(), g * out, out), pooled(wide_x, s, own, floor)));
    const auto value = [&] {
      const Doubles all = pooled(wide_x, s, own, floor);
      double sum = 0.0;
      for (std::size_t i = 0; i < out; ++i) sum += all[i] * dy[g * out + i];
      return sum;
    };
    Doubles expected = differences(wide_x, value);
    for (std::size_t i = 0; i < size; ++i) expected[i] += before[g * stride + i];
    CHECK(close(slice(dx.host(), g * stride, size), expected, 1e-6));
  }
}

void check_edges(const Device& device) {
  // A constant dimension has the floor's deviation and a finite gradient; a row without frames has zeros, and what lies
  // behind a row's frames is neither read nor written.
  const float nan = std::nanf("");
  const Floats frames = {3, 3, nan, nan, nan, nan};
  Array<float> x(device, frames), y(device, 4), dy(device, Floats{1, 1, 1, 1}), dx(device, Floats(6, 0.5f));
  Array<std::int32_t> lengths(device, Labels{2, 0});
  emodna_pooling_args args{1, 1, 2, 3, 1, 0.25f, 0, 0, x, lengths, y, dy, dx};
  CHECK(emodna_pooling_forward(device.stream, &args) == EMODNA_OK);
  CHECK(emodna_pooling_backward(device.stream, &args) == EMODNA_OK);
  CHECK(same_bits(y.host(), Floats{3, 0.5f, 0, 0}));
  CHECK(same_bits(dx.host(), Floats{1, 1, 0.5f, 0.5f, 0.5f, 0.5f}));
}

void check_misuse(const Device& device) {
  Array<float> data(device, 64);
  const emodna_pooling_args good{1, 1, 2, 3, 4, 1e-5f, 0, 0, data, nullptr, data, data, data};
  CHECK(emodna_pooling_forward(device.stream, &good) == EMODNA_OK);
  const auto refuse = [&](const auto& change, const char* field) {
    emodna_pooling_args wrong = good;
    change(wrong);
    REFUSED(emodna_pooling_backward(device.stream, &wrong), field);
  };
  REFUSED(emodna_pooling_forward(nullptr, &good), "stream");
  REFUSED(emodna_pooling_forward(device.stream, nullptr), "args");
  refuse([](auto& w) { w.inputs = 0; }, "inputs");
  refuse([](auto& w) { w.groups = 3, w.inputs = 2, w.x_stride = 24; }, "does not divide");
  refuse([](auto& w) { w.frames = 0; }, "frames");
  refuse([](auto& w) { w.dim = 0; }, "dim");
  refuse([](auto& w) { w.variance_floor = 0; }, "variance_floor");
  refuse([](auto& w) { w.groups = 2, w.x_stride = 23; }, "x_stride");
  refuse([](auto& w) { w.x = nullptr; }, "x is null");
  refuse([](auto& w) { w.dx = nullptr; }, "dx");
}

}  // namespace

int main() {
  for (const char* instructions : {"portable", "avx2", "avx512"}) {
    const Device device(instructions);
    if (!device.alive()) continue;
    for (const Shape& s : {Shape{1, 1, 1}, Shape{3, 7, 16}, Shape{2, 13, 39}, Shape{5, 2, 17}, Shape{1, 5, 131}}) {
      check_values(device, s, false);
      check_values(device, s, true);
      check_values(device, s, true, 1);
    }
    check_edges(device);
  }
  check_misuse(Device());
  return test_result("pooling");
}
