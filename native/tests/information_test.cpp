// Information and decorrelation against naive float64, with finite differences, odd sizes, padding and hostile values.
#include "reference.h"

namespace {

bool enters(const Labels& lengths, int row) { return lengths.empty() || lengths[row] > 0; }

double information(const Doubles& logits, int rows, int classes, const Labels& lengths) {
  Doubles mean(classes);
  double entropies = 0.0, count = 0.0;
  for (int r = 0; r < rows; ++r) {
    if (!enters(lengths, r)) continue;
    const double* row = logits.data() + r * classes;
    const double top = *std::max_element(row, row + classes);
    double sum = 0.0;
    for (int k = 0; k < classes; ++k) sum += std::exp(row[k] - top);
    for (int k = 0; k < classes; ++k) {
      const double p = std::exp(row[k] - top) / sum;
      mean[k] += p;
      if (p > 0) entropies -= p * std::log(p);
    }
    count += 1.0;
  }
  double entropy = 0.0;
  for (double& m : mean) {
    m /= std::max(1.0, count);
    if (m > 0) entropy -= m * std::log(m);
  }
  return count > 0 ? entropies / count - entropy : 0.0;
}

double decorrelation(const Doubles& both, int rows, int dim_a, int dim_b, const Labels& lengths) {
  int count = 0;
  for (int r = 0; r < rows; ++r) count += enters(lengths, r);
  const auto standardised = [&](std::size_t offset, int dim) {
    Doubles y(std::size_t(rows) * dim);
    for (int c = 0; c < dim; ++c) {
      double mean = 0.0, variance = 0.0;
      const auto at = [&](int r) { return both[offset + std::size_t(r) * dim + c]; };
      for (int r = 0; r < rows; ++r) mean += enters(lengths, r) ? at(r) / count : 0.0;
      for (int r = 0; r < rows; ++r) variance += enters(lengths, r) ? (at(r) - mean) * (at(r) - mean) / count : 0.0;
      for (int r = 0; r < rows; ++r) {
        if (enters(lengths, r)) y[std::size_t(r) * dim + c] = (at(r) - mean) / std::max(1e-12, std::sqrt(variance));
      }
    }
    return y;
  };
  const Doubles a = standardised(0, dim_a), b = standardised(std::size_t(rows) * dim_a, dim_b);
  double sum = 0.0;
  for (int i = 0; i < dim_a && count > 0; ++i) {
    for (int j = 0; j < dim_b; ++j) {
      double c = 0.0;
      for (int r = 0; r < rows; ++r) c += a[std::size_t(r) * dim_a + i] * b[std::size_t(r) * dim_b + j];
      sum += c / count * (c / count);
    }
  }
  return sum / (double(dim_a) * dim_b);
}

Labels padded(int groups, int rows) {
  Labels lengths;
  for (int i = 0; i < groups * rows; ++i) lengths.push_back(i % 4 == 1 ? 0 : 3);
  return lengths;
}

void check_information(const Device& device, int rows, int classes, bool padding, float scale) {
  constexpr int groups = 2;
  const std::size_t size = std::size_t(rows) * classes, stride = size + 7;
  const Floats logits = normal(groups * stride, scale), before = normal(groups * stride, 0.1f);
  const Labels lengths = padding ? padded(groups, rows + 2) : Labels();
  const float weight = -0.3f;
  Array<float> device_logits(device, logits), loss(device, groups), dlogits(device, before);
  Array<float> device_weight(device, Floats{weight});
  Array<std::int32_t> device_lengths(device, lengths);
  emodna_information_args a{groups, rows, classes, std::int64_t(stride), rows + 2, device_logits};
  if (padding) a.lengths = device_lengths;
  a.weight = device_weight, a.loss = loss, a.dlogits = dlogits;
  CHECK(emodna_information(device.stream, &a) == EMODNA_OK);
  for (int g = 0; g < groups; ++g) {
    Doubles x = wide(slice(logits, g * stride, size));
    const Labels own = padding ? slice(lengths, std::size_t(g) * (rows + 2), rows) : Labels();
    const auto value = [&] { return information(x, rows, classes, own); };
    CHECK(close({loss.host()[g]}, {value()}));
    Doubles expected = differences(x, value);
    for (std::size_t i = 0; i < size; ++i) expected[i] = weight * expected[i] + before[g * stride + i];
    CHECK(close(slice(dlogits.host(), g * stride, size), expected, 1e-7));
  }
}

// Saturated and equal rows: finite, and what they should be.
void check_certain(const Device& device) {
  const Floats logits{1e30f, -1e30f, 0, 0, 1e30f, -1e30f};
  Array<float> x(device, logits), loss(device, 1), dx(device, logits.size());
  emodna_information_args a{1, 2, 3, 0, 0, x, nullptr, nullptr, loss, dx};
  CHECK(emodna_information(device.stream, &a) == EMODNA_OK);
  // Two rows, each sure of a class of its own.
  CHECK(close(loss.host(), {-std::log(2.0)}) && largest(wide(dx.host())) == 0.0);
  Array<float> equal(device, Floats{1, 2, 3, 1, 2, 3});
  a.logits = equal;
  CHECK(emodna_information(device.stream, &a) == EMODNA_OK);
  CHECK(close(loss.host(), {0.0}) && largest(wide(dx.host())) < 1e-7);
  a.rows = 0;
  CHECK(emodna_information(device.stream, &a) == EMODNA_OK && loss.host()[0] == 0);
}

struct Sizes {
  int rows, dim_a, dim_b;
};

void check_decorrelation(const Device& device, const Sizes& s, bool padding, bool both) {
  constexpr int groups = 2;
  const std::size_t size_a = std::size_t(s.rows) * s.dim_a, size_b = std::size_t(s.rows) * s.dim_b;
  const std::size_t stride_a = size_a + 3, stride_b = size_b + 1;
  Floats a = normal(groups * stride_a), b = normal(groups * stride_b);
  // Something in common, and a mean.
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = 100.0f + 0.5f * a[i] + b[i / s.dim_a * s.dim_b % b.size()];
  const Floats da_before = normal(a.size(), 1e-3f), db_before = normal(b.size(), 1e-3f);
  const Labels lengths = padding ? padded(groups, s.rows) : Labels();
  const float weight = 30.0f;
  Array<float> device_a(device, a), device_b(device, b), loss(device, groups), da(device, da_before),
      db(device, db_before);
  Array<float> device_weight(device, Floats{weight});
  Array<std::int32_t> device_lengths(device, lengths);
  emodna_decorrelation_args args{groups, s.rows, s.dim_a, s.dim_b, std::int64_t(stride_a), std::int64_t(stride_b),
                                 s.rows};
  args.a = device_a, args.b = device_b, args.weight = device_weight, args.loss = loss, args.da = da;
  if (padding) args.lengths = device_lengths;
  if (both) args.db = db;
  std::size_t bytes = 0;
  CHECK(emodna_decorrelation_workspace(device.context, &args, &bytes) == EMODNA_OK);
  Array<char> workspace(device, bytes);
  args.workspace = workspace, args.workspace_bytes = bytes;
  CHECK(emodna_decorrelation(device.stream, &args) == EMODNA_OK);
  for (int g = 0; g < groups; ++g) {
    Doubles x = wide(slice(a, g * stride_a, size_a));
    for (float one : slice(b, g * stride_b, size_b)) x.push_back(one);
    const Labels own = padding ? slice(lengths, std::size_t(g) * s.rows, s.rows) : Labels();
    const auto value = [&] { return decorrelation(x, s.rows, s.dim_a, s.dim_b, own); };
    CHECK(close({loss.host()[g]}, {value()}));
    const Doubles slopes = differences(x, value, 1e-7);
    Doubles expected_a, expected_b;
    for (std::size_t i = 0; i < size_a; ++i) expected_a.push_back(da_before[g * stride_a + i] + weight * slopes[i]);
    for (std::size_t i = 0; i < size_b; ++i) {
      expected_b.push_back(db_before[g * stride_b + i] + (both ? weight * slopes[size_a + i] : 0.0));
    }
    CHECK(close(slice(da.host(), g * stride_a, size_a), expected_a, 1e-5));
    CHECK(close(slice(db.host(), g * stride_b, size_b), expected_b, 1e-5));
  }
}

// A constant column, one row, and no row.
void check_degenerate(const Device& device) {
  Array<float> a(device, Floats{5, 1, 5, 2, 5, 4}), loss(device, Floats{9}), da(device, 6);
  Array<std::int32_t> lengths(device, Labels{0, 0, 0});
  emodna_decorrelation_args args{1, 3, 2, 2, 0, 0, 0, a, a, nullptr, nullptr, loss, da};
  std::size_t bytes = 0;
  CHECK(emodna_decorrelation_workspace(device.context, &args, &bytes) == EMODNA_OK);
  Array<char> workspace(device, bytes);
  args.workspace = workspace, args.workspace_bytes = bytes;
  CHECK(emodna_decorrelation(device.stream, &args) == EMODNA_OK);
  // Of the four pairs only the second column with itself is correlated, fully.
  CHECK(close(loss.host(), {0.25}) && da.host()[0] == 0 && da.host()[2] == 0);
  args.rows = 1;
  CHECK(emodna_decorrelation(device.stream, &args) == EMODNA_OK && loss.host()[0] == 0);
  args.rows = 3, args.lengths = lengths;
  const Floats before = da.host();
  CHECK(emodna_decorrelation(device.stream, &args) == EMODNA_OK && loss.host()[0] == 0 && same_bits(da.host(), before));
  args.rows = 0, args.lengths = nullptr;
  CHECK(emodna_decorrelation(device.stream, &args) == EMODNA_OK && loss.host()[0] == 0);
}

void check_misuse(const Device& device) {
  Array<float> data(device, 64);
  emodna_information_args i{2, 2, 3, 6, 0, data, nullptr, nullptr, data, data};
  CHECK(emodna_information(device.stream, &i) == EMODNA_OK);
  REFUSED(emodna_information(nullptr, &i), "stream");
  REFUSED(emodna_information(device.stream, nullptr), "args");
  i.classes = 4097;
  REFUSED(emodna_information(device.stream, &i), "classes");
  i.classes = 3, i.logit_stride = 5;
  REFUSED(emodna_information(device.stream, &i), "logit_stride");
  i.logit_stride = 6, i.loss = nullptr;
  REFUSED(emodna_information(device.stream, &i), "loss");
  emodna_decorrelation_args d{1, 2, 3, 4, 0, 0, 0, data, data, nullptr, nullptr, data, data};
  REFUSED(emodna_decorrelation(device.stream, &d), "workspace");
  REFUSED(emodna_decorrelation_workspace(device.context, &d, nullptr), "bytes");
  d.dim_b = 0;
  REFUSED(emodna_decorrelation(device.stream, &d), "dim_b");
  d.dim_b = 4, d.groups = 2, d.a_stride = 5;
  REFUSED(emodna_decorrelation(device.stream, &d), "a_stride");
  d.groups = 1, d.a = nullptr;
  REFUSED(emodna_decorrelation(device.stream, &d), "a is null");
}

void check_threads() {
  const auto run = [](int threads) {
    const Device device("", threads);
    const int rows = 131, dim_a = 70, dim_b = 39;
    Floats values(2 * rows * dim_a);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(float(i)) + float(i % 11);
    Array<float> x(device, values), loss(device, 2), da(device, values.size()), db(device, values.size());
    emodna_decorrelation_args a{2, rows, dim_a,   dim_b,   rows * dim_a, rows * dim_b, 0,
                                x, x,    nullptr, nullptr, loss,         da,           db};
    std::size_t bytes = 0;
    CHECK(emodna_decorrelation_workspace(device.context, &a, &bytes) == EMODNA_OK);
    Array<char> workspace(device, bytes);
    a.workspace = workspace, a.workspace_bytes = bytes;
    CHECK(emodna_decorrelation(device.stream, &a) == EMODNA_OK);
    const emodna_information_args i{2, rows, 5, rows * 5, 0, x, nullptr, nullptr, loss, db};
    CHECK(emodna_information(device.stream, &i) == EMODNA_OK);
    Floats all = da.host();
    for (const Floats& more : {db.host(), loss.host()}) all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  CHECK(same_bits(run(1), run(3)));
}

}  // namespace

int main() {
  for (const char* instructions : {"portable", "avx2", "avx512"}) {
    const Device device(instructions);
    if (!device.alive()) continue;
    for (bool padding : {false, true}) {
      check_information(device, 1, 1, false, 1.0f);
      check_information(device, 13, 5, padding, 1.0f);
      check_information(device, 70, 2, padding, 8.0f);
      check_information(device, 6, 33, padding, 0.01f);
      for (bool both : {false, true}) {
        for (const Sizes& s : {Sizes{7, 1, 3}, Sizes{19, 17, 5}, Sizes{70, 3, 26}, Sizes{12, 2, 70}}) {
          check_decorrelation(device, s, padding, both);
        }
      }
    }
    check_certain(device);
    check_degenerate(device);
  }
  check_threads();
  check_misuse(Device());
  return test_result("information");
}
