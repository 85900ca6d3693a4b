#include "cases.h"

namespace {

std::vector<Output> gather(Device& device, std::uint64_t seed) {
  Inputs inputs(seed);
  constexpr int groups = 2, rows = 17, frames = 29, features = 13, utterances = 40, steps = 3;
  emodna_gather_args a = {};
  a.groups = groups;
  a.rows = rows;
  a.frames = frames;
  a.features = features;
  a.utterances = utterances;
  a.steps = steps;
  a.index = device.array(inputs.integers(groups * steps * rows, -1, utterances));
  a.step = device.array(std::vector<std::int64_t>{7});
  a.data = device.array(inputs.normal(std::size_t(utterances) * frames * features));
  a.data_lengths = device.array(inputs.integers(utterances, 1, frames));
  a.set_begin = device.array(std::vector<std::int32_t>{11, 0});
  a.set_size = device.array(std::vector<std::int32_t>{29, 38});
  a.label_count = 36;
  a.data_labels = device.array(inputs.integers(groups * a.label_count, 0, 4));
  a.x_stride = rows * frames * features;
  a.row_stride = rows;
  a.x = device.array<float>(groups * a.x_stride);
  a.lengths = device.array<std::int32_t>(groups * rows);
  a.labels = device.array<std::int32_t>(groups * rows);
  a.picked = device.array<std::int32_t>(groups * rows);
  must(emodna_gather(device.stream, &a));
  return {{"x", device.host(a.x, groups * a.x_stride), 0},
          exact("lengths", device.host(a.lengths, groups * rows)),
          exact("labels", device.host(a.labels, groups * rows)),
          exact("picked", device.host(a.picked, groups * rows))};
}

std::vector<Output> sum(Device& device, std::int32_t sources, std::uint64_t seed) {
  Inputs inputs(seed);
  emodna_sum_args a = {};
  a.count = 2311;
  a.sources = sources;
  a.from = device.array(inputs.normal(static_cast<std::size_t>(sources * a.count)));
  a.to = device.array(inputs.normal(static_cast<std::size_t>(a.count)));
  must(emodna_sum(device.stream, &a));
  return {{"to", device.host(a.to, static_cast<std::size_t>(a.count)), 0}};
}

// A ramp, three steps of Adam and the log, recorded once and replayed.
std::vector<Output> replayed_step(Device& device, bool scheduled, std::uint64_t seed) {
  Inputs inputs(seed);
  constexpr std::size_t count = 1031;
  std::int64_t* step = device.array<std::int64_t>(1);
  emodna_ramp_args ramp = {};
  ramp.count = 3;
  for (int i = 0; i < 3; ++i) ramp.scale[i] = static_cast<float>(i + 1);
  ramp.total_steps = 10;
  ramp.step = step;
  ramp.weights = device.array<float>(3);
  emodna_adam_args adam = {};
  adam.count = count;
  adam.learning_rate = 1e-3f;
  adam.beta1 = 0.93f;
  adam.beta2 = 0.98f;
  adam.epsilon = 1e-8f;
  adam.step = step;
  if (scheduled) {
    adam.decay = 0.1f;
    adam.schedule = EMODNA_RATE_COSINE;
    adam.final_share = 0.05f;
    adam.warm_up_steps = 2;
    adam.total_steps = 5;
  }
  adam.parameters = device.array(inputs.normal(count));
  adam.gradients = device.array<float>(count);
  adam.m = device.array<float>(count);
  adam.v = device.array<float>(count);
  const float* gradients = device.array(inputs.normal(count));
  emodna_step_args end = {};
  end.count = 3;
  end.log_rows = 4;
  end.values = ramp.weights;
  end.log = device.array<float>(12);
  end.step = step;
  emodna_graph* graph = device.record([&] {
    must(emodna_ramp(device.stream, &ramp));
    must(emodna_copy(device.stream, adam.gradients, gradients, count * sizeof(float)));
    must(emodna_adam(device.stream, &adam));
    must(emodna_step(device.stream, &end));
  });
  for (int i = 0; i < 6; ++i) must(emodna_graph_launch(graph, device.stream));
  must(emodna_stream_synchronize(device.stream));
  return {{"parameters", device.host(adam.parameters, count), 1e-6},
          {"gradients", device.host(adam.gradients, count), 0},
          {"log", device.host(end.log, 12), 1e-6}};
}

}  // namespace

std::vector<Case> training_cases(std::uint64_t seed) {
  return {{"gather", [seed](Device& device) { return gather(device, seed); }},
          {"sum of 1", [seed](Device& device) { return sum(device, 1, seed); }},
          {"sum of 6", [seed](Device& device) { return sum(device, 6, seed); }},
          {"ramp, Adam and log, replayed", [seed](Device& device) { return replayed_step(device, false, seed); }},
          {"Adam with decay and a schedule", [seed](Device& device) { return replayed_step(device, true, seed); }}};
}
