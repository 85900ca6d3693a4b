#include "cases.h"

namespace {

struct Shape {
  int groups, inputs, batch, frames, features, channels, blocks, train, keep, domains;
  bool lengths;
  float dropout;
  std::int32_t engine = EMODNA_ENGINE_FUSED;
  std::int32_t sequence = EMODNA_SEQUENCE_NONE;
};

std::vector<Output> encoder(Device& device, const Shape& s, std::int32_t precision, std::uint64_t seed) {
  Inputs inputs(seed);
  std::int64_t parameters = 0, statistics = 0;
  must(emodna_encoder_parameters(s.features, s.channels, s.blocks, &parameters));
  must(emodna_encoder_statistics(s.channels, s.blocks, &statistics));
  const std::size_t x_count = std::size_t(s.inputs) * s.batch * s.frames * s.features;
  const std::size_t z_count = std::size_t(s.groups) * s.batch * s.channels;
  emodna_encoder_args a = {};
  a.groups = s.groups;
  a.inputs = s.inputs;
  a.batch = s.batch;
  a.frames = s.frames;
  a.features = s.features;
  a.channels = s.channels;
  a.blocks = s.blocks;
  a.train = s.train;
  a.keep = s.keep;
  a.domains = s.domains;
  a.domain_rows = s.batch / 2;
  a.sequence = s.sequence;
  const bool cuda = device.has_tensor_cores();
  a.engine = cuda ? s.engine : EMODNA_ENGINE_FUSED;
  a.precision = cuda ? precision : EMODNA_FLOAT32;
  a.dropout = s.dropout;
  a.epsilon = 1e-3f;
  a.momentum = 0.99f;
  a.x = device.array(inputs.normal(x_count));
  std::vector<std::int32_t> lengths = inputs.integers(std::size_t(s.inputs) * s.batch, 1, s.frames);
  lengths[0] = s.frames;
  if (lengths.size() > 2) lengths[1] = 0;
  a.lengths = s.lengths ? device.array(lengths) : nullptr;
  // Values that neither grow nor fade from layer to layer: in large ones a rounding would open other ReLUs.
  std::vector<float> weights =
      inputs.normal(std::size_t(s.groups) * parameters, 1 / std::sqrt(static_cast<float>(s.channels) + 2));
  a.parameters = device.array(weights);
  const std::size_t statistics_count = std::size_t(s.groups) * s.domains * statistics;
  a.statistics = device.array(inputs.positive(statistics_count));
  std::vector<std::uint64_t> seeds(s.inputs);
  for (std::size_t i = 0; i < seeds.size(); ++i) seeds[i] = 1000 + i;
  a.seeds = device.array(seeds);
  a.step = device.array(std::vector<std::int64_t>{3});
  float* z = device.array<float>(z_count);
  float* g = device.array<float>(z_count * s.blocks);
  float* dparameters = device.array<float>(weights.size());
  float* dx = device.array<float>(std::size_t(s.groups) * s.batch * s.frames * s.features);
  a.z = z;
  a.g = g;
  a.dz = device.array(inputs.normal(z_count));
  a.dparameters = dparameters;
  a.dx = dx;
  const std::size_t y_count = s.sequence == EMODNA_SEQUENCE_NONE ? 0 : z_count * s.frames;
  if (y_count > 0) {
    a.y = device.array<float>(y_count);
    a.dy = device.array(inputs.normal(y_count));
    if (s.train == 0) a.z = nullptr, a.dz = nullptr;  // wanted alone
  }
  must(emodna_encoder_workspace(device.context, &a, &a.workspace_bytes));
  a.workspace = device.workspace(a.workspace_bytes);
  must(emodna_encoder_forward(device.stream, &a));
  // A ReLU at a value near zero may open on one device and not on the other, the more the less exact the values are: a
  // few gradients differ by much.
  const double error = operand_error(precision), value = 1e-3 + 8 * error, gradient = 2e-2 + 64 * error;
  const double least = s.channels == 1 ? 1 : 0;  // with no others beside it, a value may be near zero
  std::vector<Output> outputs = {{"g", device.host(g, z_count * s.blocks), value, least},
                                 {"statistics", device.host(a.statistics, statistics_count), value}};
  if (a.z != nullptr) outputs.push_back({"z", device.host(z, z_count), value, least});
  if (y_count > 0) outputs.push_back({"y", device.host(a.y, y_count), value, least});
  if (s.keep == 1) {
    must(emodna_encoder_backward(device.stream, &a));
    outputs.push_back({"dparameters", device.host(dparameters, weights.size()), gradient, least, true});
    outputs.push_back(
        {"dx", device.host(dx, std::size_t(s.groups) * s.batch * s.frames * s.features), gradient, least, true});
  }
  return outputs;
}

}  // namespace

std::vector<Case> encoder_cases(std::uint64_t seed) {
  constexpr std::int32_t fused = EMODNA_ENGINE_FUSED, cudnn = EMODNA_ENGINE_CUDNN;
  constexpr std::int32_t as_run = EMODNA_SEQUENCE_AS_RUN, turned = EMODNA_SEQUENCE_TURNED_BACK;
  const std::vector<Shape> shapes = {
      // G, R, B, T, F, C, n, train, keep, domains, lengths, dropout, engine, sequence
      {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, false, 0},
      {2, 1, 5, 33, 39, 39, 3, 1, 1, 1, true, 0.1f},
      {4, 2, 6, 47, 13, 17, 4, 1, 1, 2, true, 0.3f},
      {2, 1, 4, 61, 39, 39, 8, 1, 1, 1, false, 0.1f},
      {1, 1, 2, 196, 39, 39, 8, 0, 0, 1, true, 0},
      {1, 1, 3, 250, 5, 40, 2, 1, 1, 1, true, 0},
      {2, 2, 3, 29, 39, 70, 2, 0, 1, 1, true, 0},
      {1, 1, 2, 19, 7, 39, 2, 1, 0, 1, true, 0.5f},
      // A dilation of more than T; two tiles of frames; evaluation without and with a backward pass.
      {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, false, 0, cudnn},
      {2, 1, 5, 33, 39, 39, 3, 1, 1, 1, true, 0.1f, cudnn},
      {4, 2, 6, 47, 13, 17, 4, 1, 1, 2, true, 0.3f, cudnn},
      {1, 1, 2, 19, 7, 5, 6, 1, 1, 1, true, 0, cudnn},
      {1, 1, 3, 250, 5, 40, 2, 1, 1, 1, true, 0, cudnn},
      {1, 1, 2, 196, 39, 39, 8, 0, 0, 1, true, 0, cudnn},
      {2, 2, 3, 29, 39, 70, 2, 0, 1, 1, true, 0, cudnn},
      {1, 1, 2, 19, 7, 39, 2, 1, 0, 1, true, 0.5f, cudnn},
      // With the sequence: one block, odd sizes, two tiles of frames, evaluation without and with a backward pass.
      {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, false, 0, fused, as_run},
      {2, 1, 5, 33, 39, 39, 3, 1, 1, 1, true, 0.1f, fused, turned},
      {4, 2, 6, 47, 13, 17, 4, 1, 1, 2, true, 0.3f, fused, as_run},
      {1, 1, 3, 250, 5, 40, 2, 1, 1, 1, true, 0, fused, turned},
      {1, 1, 2, 196, 39, 39, 8, 0, 0, 1, true, 0, fused, turned},
      {2, 2, 3, 29, 39, 70, 2, 0, 1, 1, true, 0, fused, as_run},
      {1, 1, 2, 19, 7, 39, 2, 1, 0, 1, true, 0.5f, fused, as_run},
      {2, 1, 5, 33, 39, 39, 3, 1, 1, 1, true, 0.1f, cudnn, turned},
      {1, 1, 3, 250, 5, 40, 2, 0, 0, 1, true, 0, cudnn, as_run},
  };
  std::vector<Case> cases;
  for (const Shape& s : shapes) {
    for (std::int32_t precision : {EMODNA_FLOAT32, EMODNA_TF32, EMODNA_TF32X3, EMODNA_BF16}) {
      if (s.engine == cudnn && precision > EMODNA_TF32) continue;
      cases.push_back({std::string("encoder ") + (s.engine == cudnn ? "cudnn " : "") + std::to_string(s.groups) +
                           " x " + std::to_string(s.batch) + " x " + std::to_string(s.frames) + " x " +
                           std::to_string(s.channels) + (s.sequence > 0 ? " sequence" : "") + (s.train == 1 ? " train" : " evaluation") +
                           precision_name(precision),
                       [s, precision, seed](Device& device) { return encoder(device, s, precision, seed); }});
    }
  }
  return cases;
}
