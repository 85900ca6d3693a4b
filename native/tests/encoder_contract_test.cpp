// What the encoder promises beside its values: the same bits for any number of threads, padding that changes
// nothing, statistics left alone, sound BatchNorm far from zero, and one clear error for each wrong argument.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "encoder_case.h"
#include "reference.h"

namespace {

bool same_results(const EncoderCase& a, const EncoderCase& b) {
  return same_bits(a.z, b.z) && same_bits(a.g, b.g) && same_bits(a.y, b.y) && same_bits(a.statistics, b.statistics) &&
         same_bits(a.dparameters, b.dparameters) && same_bits(a.dx, b.dx);
}

void test_threads(int train, int sequence) {
  EncoderShape shape;
  shape.sequence = sequence;
  shape.groups = 2;
  shape.batch = 70;
  shape.frames = 40;
  shape.channels = 17;
  shape.domains = 2;
  shape.domain_rows = 33;
  shape.ragged = true;
  shape.train = train;
  EncoderCase one(shape);
  one.run(1);
  for (int threads : {1, 2, 3, 7}) {
    EncoderCase more(shape);
    more.run(threads);
    CHECK(same_results(one, more));
  }
}

// Rows with more frames of rubbish behind them: the same bits.
void test_padding(int train, int sequence) {
  EncoderShape shape;
  shape.sequence = sequence;
  shape.batch = 9;
  shape.frames = 37;
  shape.blocks = 7;
  shape.ragged = true;
  shape.train = train;
  EncoderCase c(shape);
  c.run(2);
  EncoderShape longer = shape;
  longer.frames = 120;
  EncoderCase padded(longer);
  padded.parameters = c.parameters;
  padded.statistics = EncoderCase(shape).statistics;
  padded.lengths = c.lengths;
  padded.dz = c.dz;
  padded.args.parameters = padded.parameters.data();
  padded.args.statistics = padded.statistics.data();
  padded.args.lengths = padded.lengths.data();
  padded.args.dz = padded.dz.data();
  for (int b = 0; b < shape.batch; ++b) {
    for (int t = 0; t < longer.frames; ++t) {
      for (int f = 0; f < shape.features; ++f) {
        padded.x[(b * longer.frames + t) * shape.features + f] =
            t < c.lengths[b] ? c.x[(b * shape.frames + t) * shape.features + f] : NAN;
      }
    }
  }
  if (sequence != EMODNA_SEQUENCE_NONE) {
    for (int b = 0; b < shape.batch; ++b) {
      for (int i = 0; i < longer.frames * shape.channels; ++i) {
        padded.dy[b * longer.frames * shape.channels + i] =
            i < c.lengths[b] * shape.channels ? c.dy[b * shape.frames * shape.channels + i] : NAN;
      }
    }
  }
  padded.run(2);
  CHECK(same_bits(c.z, padded.z) && same_bits(c.g, padded.g) && same_bits(c.statistics, padded.statistics));
  CHECK(same_bits(c.dparameters, padded.dparameters));
  for (int b = 0; b < shape.batch; ++b) {
    for (int t = 0; t < longer.frames; ++t) {
      for (int f = 0; f < shape.features; ++f) {
        const float dx = padded.dx[(b * longer.frames + t) * shape.features + f];
        CHECK(t < c.lengths[b] ? dx == c.dx[(b * shape.frames + t) * shape.features + f] : dx == 0.0f);
      }
    }
  }
}

// y is 0 behind a row's frames, its mean over time is z in either order, and it needs no z.
void test_sequence() {
  EncoderShape shape;
  shape.ragged = true;
  shape.dropout = 0;
  shape.sequence = EMODNA_SEQUENCE_AS_RUN;
  EncoderCase as_run(shape);
  shape.sequence = EMODNA_SEQUENCE_TURNED_BACK;
  EncoderCase turned(shape), only(shape);
  as_run.run(1);
  turned.run(1);
  CHECK(same_bits(as_run.z, turned.z) && same_bits(as_run.g, turned.g) && !same_bits(as_run.y, turned.y));
  const int C = shape.channels, T = shape.frames;
  for (int b = 0; b < shape.batch; ++b) {
    for (int c = 0; c < C; ++c) {
      double sum = 0;
      for (int t = 0; t < T; ++t) {
        const float value = turned.y[(b * T + t) * C + c];
        if (t >= turned.lengths[b]) CHECK(value == 0.0f && as_run.y[(b * T + t) * C + c] == 0.0f);
        sum += value;
      }
      const double mean = turned.lengths[b] == 0 ? 0 : sum / turned.lengths[b];
      CHECK(std::fabs(mean - turned.z[b * C + c]) < 1e-4);
    }
  }
  // The sequence alone: the same bits of y, and no gradient from z.
  only.args.z = nullptr, only.args.g = nullptr, only.args.dz = nullptr;
  only.run(2);
  EncoderCase zero(shape);
  std::fill(zero.dz.begin(), zero.dz.end(), 0.0f);
  zero.run(2);
  CHECK(same_bits(only.y, turned.y) && same_bits(only.dparameters, zero.dparameters) && same_bits(only.dx, zero.dx));
}

// A palindrome through two equal streams: both run over the same frames, so that turned back y is one too.
void test_palindrome() {
  EncoderShape shape;
  shape.batch = 2;
  shape.dropout = 0;
  shape.train = 0;
  shape.sequence = EMODNA_SEQUENCE_TURNED_BACK;
  EncoderCase c(shape);
  const int F = shape.features, C = shape.channels, T = shape.frames;
  for (int b = 0; b < shape.batch; ++b) {
    for (int t = 0; t < T / 2; ++t) {
      std::copy_n(&c.x[(b * T + t) * F], F, &c.x[(b * T + T - 1 - t) * F]);
    }
  }
  const std::size_t stream = (c.parameters.size() - shape.blocks) / 2;
  std::copy_n(c.parameters.begin(), stream, c.parameters.begin() + stream);
  std::copy_n(c.statistics.begin(), c.statistics.size() / 2, c.statistics.begin() + c.statistics.size() / 2);
  c.run(1);
  for (int b = 0; b < shape.batch; ++b) {
    for (int t = 0; t < T; ++t) {
      for (int k = 0; k < C; ++k) CHECK(c.y[(b * T + t) * C + k] == c.y[(b * T + T - 1 - t) * C + k]);
    }
  }
}

void test_no_frames() {
  EncoderShape shape;
  shape.sequence = EMODNA_SEQUENCE_TURNED_BACK;
  shape.ragged = true;
  EncoderCase c(shape);
  const std::vector<float> before = c.statistics;
  for (auto& length : c.lengths) length = 0;
  c.run(2);
  CHECK(same_bits(c.statistics, before));
  for (float value : c.z) CHECK(value == 0.0f);
  for (float value : c.y) CHECK(value == 0.0f);
  for (float value : c.dx) CHECK(value == 0.0f);
  for (float value : c.dparameters) CHECK(value == 0.0f);
}

// A mean a thousand times the deviation must not eat up the variance.
void test_large_mean() {
  EncoderShape shape;
  shape.batch = 40;
  shape.frames = 50;
  shape.blocks = 1;
  shape.channels = 1;
  shape.features = 1;
  shape.dropout = 0;
  EncoderCase c(shape);
  for (int stream = 0; stream < 2; ++stream) {
    float* p = c.parameters.data() + stream * (2 + 2 * 5);
    p[0] = 1, p[1] = 1000;                             // inp
    p[2] = 0, p[3] = 1, p[4] = 0, p[5] = 1, p[6] = 0;  // first convolution: the input itself
  }
  double mean = 0, variance = 0;
  for (float value : c.x) mean += static_cast<double>(value + 1000.0f) / c.x.size();
  for (float value : c.x) variance += std::pow(static_cast<double>(value + 1000.0f) - mean, 2) / c.x.size();
  const float before = c.statistics[1];
  c.run(2);
  const double batch = (c.statistics[1] - static_cast<double>(c.args.momentum) * before) / (1 - c.args.momentum);
  CHECK(std::fabs(batch - variance) < 1e-5 * variance);
}

void test_seeds_and_steps() {
  const EncoderShape shape;
  EncoderCase a(shape), b(shape), c(shape);
  b.step += 1;
  c.seeds[0] += 1;
  a.run(1);
  b.run(1);
  c.run(1);
  CHECK(!same_bits(a.z, b.z) && !same_bits(a.z, c.z));
}

template <class Change>
void refuse(const char* word, const Change& change) {
  EncoderCase c{EncoderShape{}};
  emodna_context* context = nullptr;
  emodna_stream* stream = nullptr;
  CHECK(emodna_context_create(0, 1, "", &context) == EMODNA_OK);
  CHECK(emodna_stream_create(context, &stream) == EMODNA_OK);
  CHECK(emodna_encoder_workspace(context, &c.args, &c.args.workspace_bytes) == EMODNA_OK);
  std::vector<char> workspace(c.args.workspace_bytes + 64);
  c.args.workspace = reinterpret_cast<void*>((reinterpret_cast<std::uintptr_t>(workspace.data()) + 63) / 64 * 64);
  change(c.args);
  CHECK(emodna_encoder_backward(stream, &c.args) == EMODNA_INVALID_ARGUMENT);
  const bool named = std::string(emodna_last_error()).find(word) != std::string::npos;
  if (!named) std::fprintf(stderr, "expected '%s' in: %s\n", word, emodna_last_error());
  CHECK(named);
  CHECK(emodna_stream_destroy(stream) == EMODNA_OK);
  CHECK(emodna_context_destroy(context) == EMODNA_OK);
}

void test_wrong_arguments() {
  using Args = emodna_encoder_args;
  refuse("groups", [](Args& a) { a.groups = 0; });
  refuse("inputs", [](Args& a) { a.groups = 3, a.inputs = 2; });
  refuse("batch", [](Args& a) { a.batch = 0; });
  refuse("batch", [](Args& a) { a.batch = (1 << 19) + 1; });
  refuse("frames", [](Args& a) { a.frames = (1 << 20) + 1; });
  refuse("features", [](Args& a) { a.features = EMODNA_MOST_FEATURES + 1; });
  refuse("channels", [](Args& a) { a.channels = -5; });
  refuse("blocks", [](Args& a) { a.blocks = 17; });
  refuse("train", [](Args& a) { a.train = 2; });
  refuse("keep", [](Args& a) { a.keep = 0; });
  refuse("domains", [](Args& a) { a.domains = 3; });
  refuse("domain_rows", [](Args& a) { a.domain_rows = 99; });
  refuse("dropout", [](Args& a) { a.dropout = 1; });
  refuse("dropout", [](Args& a) { a.dropout = NAN; });
  refuse("epsilon", [](Args& a) { a.epsilon = 0; });
  refuse("momentum", [](Args& a) { a.momentum = 1.5f; });
  refuse("x is null", [](Args& a) { a.x = nullptr; });
  refuse("parameters is null", [](Args& a) { a.parameters = nullptr; });
  refuse("statistics is null", [](Args& a) { a.statistics = nullptr; });
  refuse("seeds", [](Args& a) { a.seeds = nullptr; });
  refuse("step", [](Args& a) { a.step = nullptr; });
  refuse("dz", [](Args& a) { a.dz = nullptr; });
  refuse("sequence", [](Args& a) { a.sequence = 3; });
  refuse("workspace", [](Args& a) { a.sequence = EMODNA_SEQUENCE_AS_RUN; });
  refuse("dparameters", [](Args& a) { a.dparameters = nullptr; });
  refuse("workspace", [](Args& a) { a.workspace = nullptr; });
  refuse("workspace", [](Args& a) { a.workspace_bytes -= 1; });
  // The largest shapes of all: a size that does not fit is refused, not wrapped round.
  refuse("workspace", [](Args& a) { a.batch = 1 << 19, a.frames = 1 << 17, a.channels = 1024; });
  refuse("too large", [](Args& a) { a.batch = 1 << 19, a.frames = 1 << 20, a.channels = 1024, a.blocks = 16; });

  std::int64_t count = 0;
  CHECK(emodna_encoder_parameters(39, 39, 8, &count) == EMODNA_OK && count == 104216);
  CHECK(emodna_encoder_parameters(39, 39, 8, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_encoder_parameters(39, 1025, 8, &count) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_encoder_statistics(39, 8, &count) == EMODNA_OK && count == 2496);
  CHECK(emodna_encoder_statistics(0, 8, &count) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_encoder_workspace(nullptr, nullptr, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_encoder_forward(nullptr, nullptr) == EMODNA_INVALID_ARGUMENT);
}

}  // namespace

int main() {
  for (int train : {0, 1}) {
    for (int sequence : {EMODNA_SEQUENCE_NONE, EMODNA_SEQUENCE_TURNED_BACK}) {
      test_threads(train, sequence);
      test_padding(train, sequence);
    }
  }
  test_sequence();
  test_palindrome();
  test_no_frames();
  test_large_mean();
  test_seeds_and_steps();
  test_wrong_arguments();
  return test_result("encoder_contract");
}
