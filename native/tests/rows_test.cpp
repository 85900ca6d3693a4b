// BatchNorm (with ReLU and dropout), dropout and jitter of rows against naive float64, with finite differences, odd
// sizes, padding and hostile values.
#include "rows_reference.h"

namespace {

const std::vector<std::uint64_t> kSeeds = {0x0123456789ABCDEFull, 42};
constexpr std::int64_t kStep = (std::int64_t{3} << 32) + 7;

struct Variant {
  bool train, relu;
  int domains;
  float dropout;
  bool padding;
};

struct Shape {
  int rows, dim;
};

Labels padded(int inputs, int rows) {
  Labels lengths;
  for (int i = 0; i < inputs * rows; ++i) lengths.push_back(i % 3 == 1 ? 0 : 1 + i % 5);
  return lengths;
}

void check_batch_norm(const Device& device, const Shape& s, const Variant& v) {
  constexpr int groups = 4, inputs = 2, site = 70;
  constexpr float epsilon = 1e-5f, momentum = 0.9f;
  const std::size_t size = std::size_t(s.rows) * s.dim, stride = size + 5, sets = 2 * std::size_t(s.dim) * v.domains;
  const int domain_rows = s.rows / 3;
  Floats x = normal(groups * stride);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = x[i] * float(1 + i % 7) + 30.0f * float(i % 3);
  const Floats gamma = normal(groups * s.dim), beta = normal(groups * s.dim), dy = normal(groups * size);
  Floats running = normal(groups * sets);
  for (std::size_t i = 0; i < running.size(); ++i)
    running[i] = i / s.dim % 2 == 1 ? 0.3f + std::abs(running[i]) : running[i];
  const Floats before = normal(groups * stride), parameters_before = normal(2 * groups * s.dim);
  const Labels lengths = v.padding ? padded(inputs, s.rows + 1) : Labels();
  Array<float> dx_x(device, x), dgamma_in(device, gamma), dbeta_in(device, beta), drunning(device, running);
  Array<float> y(device, Floats(groups * size, 9.0f)), device_dy(device, dy), dx(device, before);
  Array<float> dgamma(device, slice(parameters_before, 0, groups * s.dim));
  Array<float> dbeta(device, slice(parameters_before, groups * s.dim, groups * s.dim));
  Array<std::int32_t> device_lengths(device, lengths);
  Array<std::uint64_t> seeds(device, kSeeds);
  Array<std::int64_t> step(device, std::vector<std::int64_t>{kStep});
  emodna_batch_norm_args a{groups, inputs, s.rows, s.dim, v.train, v.relu, v.domains, domain_rows, site, v.dropout};
  a.epsilon = epsilon, a.momentum = momentum, a.x_stride = std::int64_t(stride), a.length_stride = s.rows + 1;
  a.x = dx_x, a.gamma = dgamma_in, a.beta = dbeta_in, a.running = drunning, a.seeds = seeds, a.step = step;
  a.y = y, a.dy = device_dy, a.dx = dx, a.dgamma = dgamma, a.dbeta = dbeta;
  if (v.padding) a.lengths = device_lengths;
  CHECK(emodna_batch_norm_forward(device.stream, &a) == EMODNA_OK);
  CHECK(emodna_batch_norm_backward(device.stream, &a) == EMODNA_OK);
  for (int g = 0; g < groups; ++g) {
    const int input = g / (groups / inputs);
    BatchNormReference reference{s.rows, s.dim, v.domains, domain_rows, v.train, v.relu, epsilon, momentum, {}, {}, {}};
    if (v.padding) reference.lengths = slice(lengths, std::size_t(input) * (s.rows + 1), s.rows);
    if (v.train && v.dropout > 0) {
      reference.factors = dropout_factors(s.rows, s.dim, v.dropout, kSeeds[input], kStep, g % (groups / inputs), site);
    }
    reference.running = wide(slice(running, g * sets, sets));
    Doubles all = wide(slice(x, g * stride, size)), updated = reference.running;
    for (float value : slice(gamma, g * s.dim, s.dim)) all.push_back(value);
    for (float value : slice(beta, g * s.dim, s.dim)) all.push_back(value);
    CHECK(close(slice(y.host(), g * size, size), reference.forward(all, &updated)));
    CHECK(close(slice(drunning.host(), g * sets, sets), updated));
    // With the statistics of before: evaluation reads them, training doesn't.
    const auto value = [&] {
      const Doubles out = reference.forward(all);
      double sum = 0.0;
      for (std::size_t i = 0; i < size; ++i) sum += out[i] * dy[g * size + i];
      return sum;
    };
    // Small steps: two rows that are nearly equal curve the slope, and the ReLU has kinks.
    Doubles expected = differences(all, value, 3e-8);
    for (std::size_t i = 0; i < size; ++i) expected[i] += before[g * stride + i];
    for (int i = 0; i < 2 * s.dim; ++i) {
      expected[size + i] += parameters_before[(i < s.dim ? 0 : groups * s.dim) + g * s.dim + i % s.dim];
    }
    CHECK(close(slice(dx.host(), g * stride, size), Doubles(expected.begin(), expected.begin() + size), 1e-5));
    Floats parameters = slice(dgamma.host(), g * s.dim, s.dim);
    for (float one : slice(dbeta.host(), g * s.dim, s.dim)) parameters.push_back(one);
    CHECK(close(parameters, Doubles(expected.begin() + size, expected.end()), 1e-5));
  }
  for (std::size_t i = size; i < stride; ++i) CHECK(dx.host()[i] == before[i]);
}

// Without rows that enter, nothing changes; a constant column has y = beta and finite gradients; padding is not read.
void check_edges(const Device& device) {
  const float nan = std::nanf("");
  Array<float> x(device, Floats{3, nan, 3, nan}), gamma(device, Floats{2}), beta(device, Floats{0.5f});
  Array<float> running(device, Floats{1, 4}), y(device, Floats(4, 9.0f)), dy(device, Floats{1, nan, 2, nan});
  Array<float> dx(device, Floats{0, 7, 0, 7}), dgamma(device, 1), dbeta(device, 1);
  Array<std::int32_t> lengths(device, Labels{1, 0, 2, -1}), none(device, Labels{0, 0, 0, 0});
  emodna_batch_norm_args a{1, 1, 4, 1, 1, 0, 1, 0, 0, 0.0f, 1e-30f, 0.5f, 0, 0};
  a.x = x, a.lengths = lengths, a.gamma = gamma, a.beta = beta, a.running = running;
  a.y = y, a.dy = dy, a.dx = dx, a.dgamma = dgamma, a.dbeta = dbeta;
  CHECK(emodna_batch_norm_forward(device.stream, &a) == EMODNA_OK);
  CHECK(emodna_batch_norm_backward(device.stream, &a) == EMODNA_OK);
  CHECK(same_bits(y.host(), Floats{0.5f, 0, 0.5f, 0}));
  CHECK(same_bits(running.host(), Floats{2, 2}));
  CHECK(std::isfinite(dx.host()[0]) && dx.host()[1] == 7 && dx.host()[3] == 7 && dbeta.host()[0] == 3);
  a.lengths = none;
  const Floats dx_before = dx.host();
  CHECK(emodna_batch_norm_forward(device.stream, &a) == EMODNA_OK);
  CHECK(emodna_batch_norm_backward(device.stream, &a) == EMODNA_OK);
  CHECK(same_bits(y.host(), Floats(4)) && same_bits(running.host(), Floats{2, 2}) && same_bits(dx.host(), dx_before));
}

void check_dropout(const Device& device, const Shape& s, float rate, bool shared) {
  constexpr int groups = 4, inputs = 2, site = 65;
  const std::size_t size = std::size_t(s.rows) * s.dim, stride = size + 3;
  const int sets = shared ? inputs : groups;
  const Floats x = normal(sets * stride), dy = normal(groups * size), before = normal(groups * stride);
  Array<float> device_x(device, x), y(device, groups * size), device_dy(device, dy), dx(device, before);
  Array<std::uint64_t> seeds(device, kSeeds);
  Array<std::int64_t> step(device, std::vector<std::int64_t>{kStep});
  emodna_dropout_args a{groups, inputs, s.rows, s.dim, shared, site, rate, std::int64_t(stride), device_x};
  if (rate > 0) a.seeds = seeds, a.step = step;
  a.y = y, a.dy = device_dy, a.dx = dx;
  CHECK(emodna_dropout_forward(device.stream, &a) == EMODNA_OK);
  if (shared) {
    REFUSED(emodna_dropout_backward(device.stream, &a), "shared");
  } else {
    CHECK(emodna_dropout_backward(device.stream, &a) == EMODNA_OK);
  }
  for (int g = 0; g < groups; ++g) {
    const Doubles factors = dropout_factors(s.rows, s.dim, rate, kSeeds[g / 2], kStep, g % 2, site);
    Doubles expected(size), expected_dx(size);
    for (std::size_t i = 0; i < size; ++i) {
      expected[i] = factors[i] * x[(shared ? g / 2 : g) * stride + i];
      expected_dx[i] = before[g * stride + i] + factors[i] * dy[g * size + i];
    }
    CHECK(close(slice(y.host(), g * size, size), expected));
    if (!shared) CHECK(close(slice(dx.host(), g * stride, size), expected_dx));
  }
}

// About the right share is dropped, and other steps, seeds and sites drop others.
void check_draws(const Device& device) {
  const int rows = 64, dim = 96;
  Array<float> x(device, Floats(rows * dim, 1.0f)), y(device, rows * dim);
  Array<std::uint64_t> seeds(device, kSeeds);
  Array<std::int64_t> step(device, std::vector<std::int64_t>{0, 1});
  const auto draw = [&](const std::uint64_t* seed, const std::int64_t* at, int site) {
    const emodna_dropout_args a{1, 1, rows, dim, 0, site, 0.4f, 0, x, seed, at, y};
    CHECK(emodna_dropout_forward(device.stream, &a) == EMODNA_OK);
    return y.host();
  };
  const Floats first = draw(seeds, step, 64);
  const double kept = std::count_if(first.begin(), first.end(), [](float value) { return value > 0; });
  CHECK(std::abs(kept / (rows * dim) - 0.6) < 0.04);
  CHECK(same_bits(first, draw(seeds, step, 64)));
  CHECK(!same_bits(first, draw(seeds, step + 1, 64)) && !same_bits(first, draw(seeds + 1, step, 64)));
  CHECK(!same_bits(first, draw(seeds, step, 65)));
}

void check_jitter(const Device& device, int rows, int frames, int features, bool with_lengths, float span) {
  constexpr int inputs = 2, site = 900;
  const std::size_t each = std::size_t(frames) * features, size = rows * each, x_stride = size + 2, y_stride = size + 4;
  const Floats x = normal(inputs * x_stride);
  Labels lengths;
  for (int i = 0; i < inputs * rows && with_lengths; ++i)
    lengths.push_back(i % 4 == 3 ? frames + 2 : i * 5 % (frames + 1));
  Array<float> device_x(device, x), y(device, Floats(inputs * y_stride, 5.0f));
  Array<std::int32_t> device_lengths(device, lengths);
  Array<std::uint64_t> seeds(device, kSeeds);
  Array<std::int64_t> step(device, std::vector<std::int64_t>{kStep});
  emodna_jitter_args a{inputs, rows, frames, features, site, 0.3f, 0.15f, span};
  a.x_stride = std::int64_t(x_stride), a.y_stride = std::int64_t(y_stride), a.length_stride = rows;
  a.x = device_x, a.y = y, a.seeds = seeds, a.step = step;
  if (with_lengths) a.lengths = device_lengths;
  CHECK(emodna_jitter(device.stream, &a) == EMODNA_OK);
  const Floats got = y.host();
  for (int i = 0; i < inputs; ++i) {
    for (int r = 0; r < rows; ++r) {
      const int length = with_lengths ? std::min(lengths[i * rows + r], frames) : frames;
      CHECK(close(slice(got, i * y_stride + r * each, each),
                  jittered(wide(slice(x, i * x_stride + r * each, each)), frames, features, length, 0.3f, 0.15f, span,
                           kSeeds[i], kStep, site, r)));
    }
    CHECK(got[i * y_stride + size] == 5.0f);
  }
  // In place: the same values.
  a.y = device_x, a.y_stride = a.x_stride;
  CHECK(emodna_jitter(device.stream, &a) == EMODNA_OK);
  for (int i = 0; i < inputs; ++i)
    CHECK(same_bits(slice(device_x.host(), i * x_stride, size), slice(got, i * y_stride, size)));
}

// The numbers behind jitter are normal, and its span has all lengths from none to the largest.
void check_distribution(const Device& device) {
  const int rows = 500, frames = 10, features = 40;
  Array<float> x(device, Floats(rows * frames * features)), y(device, rows * frames * features);
  Array<std::uint64_t> seeds(device, kSeeds);
  Array<std::int64_t> step(device, 1);
  const emodna_jitter_args a{1, rows, frames, features, 64, 1.0f, 0.0f, 0.5f, 0, 0, 0, x, nullptr, seeds, step, y};
  CHECK(emodna_jitter(device.stream, &a) == EMODNA_OK);
  const Floats got = y.host();
  std::vector<int> lengths(frames + 1);
  double sum = 0.0, squares = 0.0, fourths = 0.0, count = 0.0;
  for (int r = 0; r < rows; ++r) {
    int zeros = 0;
    for (int t = 0; t < frames; ++t) zeros += got[(r * frames + t) * features] == 0.0f;
    ++lengths[zeros];
    for (int f = 0; f < features; ++f) {
      const double one = got[(r * frames + 0) * features + f] != 0 ? got[r * frames * features + f]
                                                                   : got[(r * frames + 9) * features + f];
      sum += one, squares += one * one, fourths += one * one * one * one, count += 1.0;
    }
  }
  CHECK(std::abs(sum / count) < 0.04 && std::abs(squares / count - 1.0) < 0.05 &&
        std::abs(fourths / count - 3.0) < 0.3);
  for (int length = 0; length <= 5; ++length) CHECK(lengths[length] > rows / 12);
  CHECK(lengths[6] == 0);
}

void check_misuse(const Device& device) {
  Array<float> data(device, 64);
  Array<std::uint64_t> seeds(device, 2);
  Array<std::int64_t> step(device, 1);
  emodna_batch_norm_args good{2, 1, 3, 4, 1, 1, 1, 0, 64, 0.1f, 1e-5f, 0.9f, 12, 3};
  good.x = good.gamma = good.beta = good.dy = data, good.running = good.y = data;
  good.dx = good.dgamma = good.dbeta = data, good.seeds = seeds, good.step = step;
  CHECK(emodna_batch_norm_forward(device.stream, &good) == EMODNA_OK);
  const auto refuse = [&](const auto& change, const char* field) {
    emodna_batch_norm_args wrong = good;
    change(wrong);
    REFUSED(emodna_batch_norm_backward(device.stream, &wrong), field);
  };
  REFUSED(emodna_batch_norm_forward(nullptr, &good), "stream");
  REFUSED(emodna_batch_norm_forward(device.stream, nullptr), "args");
  REFUSED(emodna_batch_norm_backward(device.stream, nullptr), "args");
  refuse([](auto& w) { w.inputs = 3; }, "inputs");
  refuse([](auto& w) { w.groups = 3, w.inputs = 2; }, "does not divide");
  refuse([](auto& w) { w.dim = 0; }, "dim");
  refuse([](auto& w) { w.rows = -1; }, "rows");
  refuse([](auto& w) { w.domain_rows = 4; }, "domain_rows");
  refuse([](auto& w) { w.domains = 3; }, "domains");
  refuse([](auto& w) { w.dropout = 1.0f; }, "dropout");
  refuse([](auto& w) { w.epsilon = 0.0f; }, "epsilon");
  refuse([](auto& w) { w.momentum = std::nanf(""); }, "momentum");
  refuse([](auto& w) { w.site = 63; }, "site");
  refuse([](auto& w) { w.dim = 1 << 15, w.x_stride = 3 << 15; }, "dim");
  refuse([](auto& w) { w.seeds = nullptr; }, "seeds");
  refuse([](auto& w) { w.x_stride = 11; }, "x_stride");
  refuse([](auto& w) { w.y = nullptr; }, "y is null");
  refuse([](auto& w) { w.dgamma = nullptr; }, "dgamma");
  refuse([](auto& w) { w.running = nullptr; }, "running");
  emodna_dropout_args d{1, 1, 2, 2, 0, 64, -0.1f, 0, data, seeds, step, data, data, data};
  REFUSED(emodna_dropout_forward(device.stream, &d), "rate");
  d.rate = 0.5f, d.site = 1 << 16;
  REFUSED(emodna_dropout_backward(device.stream, &d), "site");
  emodna_jitter_args j{1, 2, 3, 4, 64, 0.1f, 0.1f, 1.5f, 0, 0, 0, data, nullptr, seeds, step, data};
  REFUSED(emodna_jitter(device.stream, &j), "span");
  j.span = 0.2f, j.features = 4097;
  REFUSED(emodna_jitter(device.stream, &j), "features");
  j.features = 4, j.inputs = 2, j.x_stride = 24, j.y_stride = 25;
  REFUSED(emodna_jitter(device.stream, &j), "y_stride must be x_stride");
  j.y_stride = 23;
  REFUSED(emodna_jitter(device.stream, &j), "y_stride");
}

// The same bits with one thread and with three.
void check_threads() {
  const auto run = [](int threads) {
    const Device device("", threads);
    const int rows = 37, dim = 50;
    Floats x(2 * rows * dim);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::sin(float(i));
    Array<float> device_x(device, x), gamma(device, Floats(2 * dim, 1.0f)), running(device, 4 * dim),
        y(device, x.size());
    Array<float> dx(device, x.size()), dgamma(device, 2 * dim), dbeta(device, 2 * dim);
    Array<std::uint64_t> seeds(device, kSeeds);
    Array<std::int64_t> step(device, 1);
    emodna_batch_norm_args a{2, 2, rows, dim, 1, 0, 1, 0, 64, 0.3f, 1e-5f, 0.9f, rows * dim};
    a.x = device_x, a.gamma = a.beta = gamma, a.running = running, a.seeds = seeds, a.step = step;
    a.y = y, a.dy = device_x, a.dx = dx, a.dgamma = dgamma, a.dbeta = dbeta;
    CHECK(emodna_batch_norm_forward(device.stream, &a) == EMODNA_OK);
    CHECK(emodna_batch_norm_backward(device.stream, &a) == EMODNA_OK);
    Floats all = y.host();
    for (const Floats& more : {dx.host(), dgamma.host(), dbeta.host(), running.host()}) {
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  };
  CHECK(same_bits(run(1), run(3)));
}

}  // namespace

int main() {
  for (const char* instructions : {"portable", "avx2", "avx512"}) {
    const Device device(instructions);
    if (!device.alive()) continue;
    for (const Shape& s : {Shape{2, 1}, Shape{7, 16}, Shape{35, 5}, Shape{9, 39}}) {
      for (const Variant& v : {Variant{true, true, 1, 0.4f, true}, Variant{true, false, 1, 0.4f, false},
                               Variant{true, true, 2, 0.0f, true}, Variant{true, false, 2, 0.25f, true},
                               Variant{false, true, 2, 0.4f, true}, Variant{false, false, 1, 0.0f, false}}) {
        check_batch_norm(device, s, v);
      }
      for (float rate : {0.0f, 0.1f, 0.9f}) check_dropout(device, s, rate, false), check_dropout(device, s, rate, true);
    }
    check_dropout(device, {3, 301}, 0.5f, false);
    check_edges(device);
    check_draws(device);
    check_jitter(device, 5, 7, 3, true, 0.2f);
    check_jitter(device, 3, 13, 39, false, 1.0f);
    check_jitter(device, 2, 1, 1, true, 0.0f);
    check_distribution(device);
  }
  check_threads();
  check_misuse(Device());
  return test_result("rows");
}
