// One encoder call with its tensors on the host, for the tests: random inputs, and a run through the library.
#ifndef EMODNA_TESTS_ENCODER_CASE_H
#define EMODNA_TESTS_ENCODER_CASE_H

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "check.h"

struct EncoderShape {
  int groups = 1, inputs = 1, batch = 3, frames = 20, features = 5, channels = 7, blocks = 3;
  int train = 1, domains = 1, domain_rows = 0;
  float dropout = 0.25f;
  bool ragged = false;
  int sequence = EMODNA_SEQUENCE_NONE;
};

class EncoderCase {
 public:
  explicit EncoderCase(const EncoderShape& s, unsigned seed = 1) : random_(seed) {
    std::int64_t parameter_count = 0, statistics_count = 0;
    CHECK(emodna_encoder_parameters(s.features, s.channels, s.blocks, &parameter_count) == EMODNA_OK);
    CHECK(emodna_encoder_statistics(s.channels, s.blocks, &statistics_count) == EMODNA_OK);
    const std::size_t rows = std::size_t(s.groups) * s.batch;
    x = normal(std::size_t(s.inputs) * s.batch * s.frames * s.features, 1.0f, 0.3f);
    parameters = normal(s.groups * parameter_count, 0.5f / std::sqrt(float(s.channels)), 0);
    statistics = normal(s.groups * s.domains * statistics_count, 0.3f, 0);
    for (std::size_t i = 0; i < statistics.size(); ++i) {
      if (i / s.channels % 2 == 1) statistics[i] = 0.5f + statistics[i] * statistics[i];
    }
    for (int e = 0; e < s.groups; ++e) scale_parameters(s, parameters.data() + e * parameter_count);
    dz = normal(rows * s.channels, 1, 0);
    for (int i = 0; i < s.inputs * s.batch; ++i) {
      // Every length from 0 to all frames can come; the first row is full.
      lengths.push_back(!s.ragged || i == 0 ? s.frames : int(random_() % unsigned(s.frames + 1)));
    }
    if (s.sequence != EMODNA_SEQUENCE_NONE) {
      dy = normal(rows * s.frames * s.channels, 1, 0);
      y.assign(dy.size(), -7);
      // Behind a row's frames dy is not read.
      for (std::size_t row = 0; s.ragged && row < rows; ++row) {
        const std::size_t input = row / s.batch / (s.groups / s.inputs) * s.batch + row % s.batch;
        std::fill(dy.begin() + (row * s.frames + lengths[input]) * s.channels,
                  dy.begin() + (row + 1) * s.frames * s.channels, NAN);
      }
    }
    seeds.assign(s.inputs, 0x123456789abcdefull);
    for (int i = 0; i < s.inputs; ++i) seeds[i] += std::uint64_t(i) << 33;
    z.assign(rows * s.channels, -7);
    g.assign(rows * s.channels * s.blocks, -7);
    dx.assign(rows * s.frames * s.features, -7);
    dparameters.assign(parameters.size(), 0);
    args = emodna_encoder_args{};
    args.groups = s.groups, args.inputs = s.inputs, args.batch = s.batch, args.frames = s.frames;
    args.features = s.features, args.channels = s.channels, args.blocks = s.blocks, args.train = s.train;
    args.keep = 1, args.domains = s.domains, args.domain_rows = s.domain_rows, args.dropout = s.dropout;
    args.epsilon = 1e-3f, args.momentum = 0.9f;
    args.x = x.data(), args.lengths = s.ragged ? lengths.data() : nullptr, args.parameters = parameters.data();
    args.statistics = statistics.data(), args.seeds = seeds.data(), args.step = &step;
    args.z = z.data(), args.g = g.data(), args.dz = dz.data(), args.dparameters = dparameters.data();
    args.dx = dx.data();
    args.sequence = s.sequence;
    if (s.sequence != EMODNA_SEQUENCE_NONE) args.y = y.data(), args.dy = dy.data();
  }
  EncoderCase(const EncoderCase&) = delete;
  EncoderCase& operator=(const EncoderCase&) = delete;

  // Forward, and backward where args.keep.
  void run(int threads, const char* instructions = "") {
    emodna_context* context = nullptr;
    emodna_stream* stream = nullptr;
    emodna_buffer* workspace = nullptr;
    CHECK(emodna_context_create(0, threads, instructions, &context) == EMODNA_OK);
    CHECK(emodna_stream_create(context, &stream) == EMODNA_OK);
    CHECK(emodna_encoder_workspace(context, &args, &args.workspace_bytes) == EMODNA_OK);
    CHECK(emodna_buffer_create(context, args.workspace_bytes, &workspace) == EMODNA_OK);
    CHECK(emodna_buffer_address(workspace, &args.workspace) == EMODNA_OK);
    // Whatever was there before must not matter.
    for (std::size_t i = 0; i < args.workspace_bytes / 4; ++i) static_cast<float*>(args.workspace)[i] = NAN;
    CHECK(emodna_encoder_forward(stream, &args) == EMODNA_OK);
    if (args.keep) CHECK(emodna_encoder_backward(stream, &args) == EMODNA_OK);
    CHECK(emodna_buffer_destroy(workspace) == EMODNA_OK);
    CHECK(emodna_stream_destroy(stream) == EMODNA_OK);
    CHECK(emodna_context_destroy(context) == EMODNA_OK);
  }

  emodna_encoder_args args;
  std::vector<float> x, parameters, statistics, z, g, y, dz, dy, dparameters, dx;
  std::vector<std::int32_t> lengths;
  std::vector<std::uint64_t> seeds;
  std::int64_t step = 5000000000;

 private:
  std::vector<float> normal(std::size_t count, float sd, float mean) {
    std::normal_distribution<float> distribution(mean, sd);
    std::vector<float> values(count);
    for (float& value : values) value = distribution(random_);
    return values;
  }

  // gamma about 1, block weights about 0.5.
  static void scale_parameters(const EncoderShape& s, float* p) {
    const int C = s.channels;
    for (int stream = 0; stream < 2; ++stream) {
      p += std::size_t(C) * s.features + C;
      for (int site = 0; site < 2 * s.blocks; ++site) {
        for (int c = 0; c < C; ++c) p[2 * C * C + C + c] += 1;
        p += 2 * std::size_t(C) * C + 3 * C;
      }
    }
    for (int i = 0; i < s.blocks; ++i) p[i] += 0.5f;
  }

  std::mt19937 random_;
};

#endif
