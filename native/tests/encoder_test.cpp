// The encoder against its double reference: values, gradients, running statistics, at every set of instructions.
#include <algorithm>
#include <cmath>
#include <string>

#include "encoder_case.h"
#include "encoder_reference.h"

namespace {

std::vector<const char*> instruction_sets() {
  std::vector<const char*> sets;
  for (const char* name : {"portable", "avx2", "avx512"}) {
    emodna_context* context = nullptr;
    if (emodna_context_create(0, 1, name, &context) == EMODNA_OK) sets.push_back(name);
    emodna_context_destroy(context);
  }
  return sets;
}

template <class T>
std::vector<double> doubles(const std::vector<T>& values) {
  return {values.begin(), values.end()};
}

template <class T>
double error(const std::vector<T>& values, const std::vector<double>& truth) {
  double largest = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double e = std::fabs(values[i] - truth[i]);
    largest = std::isnan(e) ? INFINITY : std::max(largest, e);
  }
  return largest;
}

// The error may be twice that of the naive float32 encoder, or 1e-5 of the tensor's largest magnitude.
void compare(const char* name, const std::string& what, const std::vector<float>& values,
             const std::vector<float>& naive, const std::vector<double>& truth) {
  double magnitude = 0;
  for (double v : truth) magnitude = std::max(magnitude, std::fabs(v));
  const double allowed = std::max(2 * error(naive, truth), 1e-5 * magnitude);
  const double found = error(values, truth);
  if (found > allowed) {
    std::fprintf(stderr, "%s %s: error %g, allowed %g, largest value %g\n", what.c_str(), name, found, allowed,
                 magnitude);
  }
  CHECK(found <= allowed);
}

void test_shape(const EncoderShape& shape) {
  const std::string label = "G" + std::to_string(shape.groups) + " B" + std::to_string(shape.batch) + " T" +
                            std::to_string(shape.frames) + " F" + std::to_string(shape.features) + " C" +
                            std::to_string(shape.channels) + " n" + std::to_string(shape.blocks) +
                            (shape.train ? " train" : " eval") + (shape.ragged ? " ragged" : "") + " sequence " +
                            std::to_string(shape.sequence);
  const EncoderCase input(shape);
  const EncoderReference<double> truth(input.args, doubles(input.parameters), doubles(input.statistics));
  const EncoderReference<float> naive(input.args, input.parameters, input.statistics);
  for (const char* instructions : instruction_sets()) {
    EncoderCase c(shape);
    c.run(2, instructions);
    const std::string what = label + " " + instructions;
    compare("z", what, c.z, naive.z, truth.z);
    compare("g", what, c.g, naive.g, truth.g);
    compare("y", what, c.y, naive.y, truth.y);
    compare("statistics", what, c.statistics, naive.statistics, truth.statistics);
    compare("dparameters", what, c.dparameters, naive.dparameters, truth.dparameters);
    compare("dx", what, c.dx, naive.dx, truth.dx);
    // Nothing kept: the same bits out.
    EncoderCase again(shape);
    again.args.keep = 0;
    again.run(1, instructions);
    CHECK(again.z == c.z && again.g == c.g && again.y == c.y && again.statistics == c.statistics);
  }
}

// Central differences of sum(z * dz) + sum(y * dy) along random directions, and along single parameters of every kind.
void test_finite_differences(int train, int sequence) {
  EncoderShape shape;
  shape.sequence = sequence;
  shape.train = train;
  shape.ragged = true;
  shape.batch = 4;
  shape.groups = 2;
  const EncoderCase c(shape);
  const std::vector<double> parameters = doubles(c.parameters), statistics = doubles(c.statistics);
  const EncoderReference<double> truth(c.args, parameters, statistics);
  const auto value = [&](std::size_t i, double step) {
    std::vector<double> moved = parameters;
    moved[i] += step;
    const EncoderReference<double> r(c.args, moved, statistics);
    double total = 0;
    for (std::size_t k = 0; k < r.z.size(); ++k) total += r.z[k] * c.dz[k];
    for (std::size_t k = 0; k < r.y.size(); ++k) total += std::isnan(c.dy[k]) ? 0 : r.y[k] * c.dy[k];
    return total;
  };
  double largest = 0, worst = 0;
  const double h = 1e-6;
  for (std::size_t i = 0; i < parameters.size(); i += 11) {
    const double numeric = (value(i, h) - value(i, -h)) / (2 * h);
    largest = std::max(largest, std::fabs(numeric));
    worst = std::max(worst, std::fabs(numeric - truth.dparameters[i]));
  }
  std::printf("finite differences, train %d, sequence %d: worst %.3g of %.3g\n", train, sequence, worst, largest);
  CHECK(largest > 0.1 && worst <= 1e-6 * largest);
}

}  // namespace

int main() {
  const std::uint32_t zeros[4] = {0, 0, 0, 0};
  std::uint32_t words[4];
  reference_philox(zeros, 0, words);
  CHECK(words[0] == 0x6627e8d5u && words[1] == 0xe169c58du && words[2] == 0xbc57ac4cu && words[3] == 0x9b00dbd8u);

  for (int sequence : {EMODNA_SEQUENCE_NONE, EMODNA_SEQUENCE_AS_RUN, EMODNA_SEQUENCE_TURNED_BACK}) {
    test_finite_differences(0, sequence);
    test_finite_differences(1, sequence);
  }

  // groups, inputs, batch, frames, features, channels, blocks, train, domains, domain_rows, dropout, ragged
  const EncoderShape shapes[] = {
      {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0.0f, false},      {1, 1, 2, 1, 39, 39, 8, 1, 1, 0, 0.1f, false},
      {2, 1, 3, 2, 5, 5, 3, 1, 1, 0, 0.5f, false},      {2, 2, 5, 37, 40, 39, 8, 1, 1, 0, 0.1f, true},
      {1, 1, 17, 33, 13, 40, 6, 1, 2, 9, 0.1f, true},   {1, 1, 4, 129, 39, 64, 8, 1, 1, 0, 0.1f, true},
      {1, 1, 2, 50, 67, 67, 4, 1, 2, 2, 0.0f, false},   {4, 2, 3, 48, 3, 14, 5, 1, 2, 1, 0.3f, true},
      {1, 1, 3, 300, 11, 13, 9, 1, 1, 0, 0.1f, true},   {1, 1, 33, 19, 6, 9, 2, 1, 2, 0, 0.1f, true},
      {2, 1, 18, 196, 39, 39, 8, 1, 1, 0, 0.1f, false}, {3, 3, 2, 64, 1, 27, 7, 1, 1, 0, 0.9f, true},
  };
  for (EncoderShape shape : shapes) {
    test_shape(shape);
    shape.train = 0;
    test_shape(shape);
    // A gradient for each frame, and kept channels scaled tenfold: then one draw's error is a matter of luck.
    shape.dropout = std::min(shape.dropout, 0.5f);
    shape.sequence = EMODNA_SEQUENCE_TURNED_BACK;
    test_shape(shape);
    shape.train = 1;
    test_shape(shape);
    shape.sequence = EMODNA_SEQUENCE_AS_RUN;
    test_shape(shape);
  }
  return test_result("encoder");
}
