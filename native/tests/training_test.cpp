// Gather, the ramp, sums, Adam and the end of a step: values, odd input, replay from a graph, and misuse.
#include "reference.h"

namespace {

void check_gather() {
  const int groups = 2, rows = 5, frames = 3, features = 7, utterances = 4, steps = 3, gap = 2;
  const int size = frames * features, x_stride = rows * size + gap, row_stride = rows + gap;
  const Floats data = normal(utterances * size);
  // The first group's set is all of the data, one label short; the second one's are the last three, and one too many.
  const Labels lengths{3, 1, 0, 9}, begins{0, 1}, sizes{4, 4}, labels{2, 0, 1, 7, 8, 9};
  const int label_count = 3;
  Labels index = classes(groups * steps * rows, 0, utterances - 1);
  index[1 * rows + 2] = -1;
  index[1 * rows + 3] = utterances;
  index[(steps + 1) * rows + 1] = 3;
  for (int threads : {1, 2}) {
    const Device device("", threads);
    Array<float> device_data(device, data), x(device, Floats(groups * x_stride, 5.0f));
    Array<std::int32_t> device_index(device, index), device_lengths(device, lengths), device_labels(device, labels);
    Array<std::int32_t> device_begins(device, begins), device_sizes(device, sizes);
    Array<std::int32_t> out_lengths(device, Labels(groups * row_stride, 5)),
        out_labels(device, Labels(groups * row_stride, 5));
    Array<std::int32_t> picked(device, Labels(groups * row_stride, 5));
    Array<std::int64_t> step(device, std::vector<std::int64_t>{1 + 7 * steps});
    const emodna_gather_args args{groups,      rows,        frames,         features,      utterances,
                                  label_count, steps,       device_begins,  device_sizes,  device_index,
                                  step,        device_data, device_lengths, device_labels, x_stride,
                                  row_stride,  x,           out_lengths,    out_labels,    picked};
    CHECK(emodna_gather(device.stream, &args) == EMODNA_OK);
    const Floats got = x.host();
    for (int g = 0; g < groups; ++g) {
      for (int r = 0; r < rows; ++r) {
        const std::int32_t number = index[(g * steps + 1) * rows + r], from = begins[g] + number;
        const bool valid = number >= 0 && from < utterances;
        const std::int32_t length = valid ? std::min(lengths[from], frames) : 0;
        for (int i = 0; i < size; ++i) {
          const float expected = i < length * features ? data[from * size + i] : 0.0f;
          CHECK(got[g * x_stride + r * size + i] == expected);
        }
        CHECK(out_lengths.host()[g * row_stride + r] == length);
        CHECK(out_labels.host()[g * row_stride + r] ==
              (valid && number < label_count ? labels[g * label_count + number] : -1));
        CHECK(picked.host()[g * row_stride + r] == number);
      }
      CHECK(got[g * x_stride + rows * size] == 5.0f && picked.host()[g * row_stride + rows] == 5);
    }
  }
}

void check_ramp(const Device& device) {
  for (std::int64_t t : {0, 1, 500, 1000, 4000}) {
    Array<std::int64_t> step(device, std::vector<std::int64_t>{t});
    Array<float> weights(device, 2);
    emodna_ramp_args args{2, {1.0f, -0.5f}, 1000, step, weights};
    CHECK(emodna_ramp(device.stream, &args) == EMODNA_OK);
    const double level = 2.0 / (1.0 + std::exp(-10.0 * static_cast<double>(t) / 1000.0)) - 1.0;
    CHECK(close(weights.host(), {level, -0.5 * level}));
  }
}

// 50 steps against float64, for a count that is not a multiple of any vector length.
void check_adam(const char* instructions) {
  const Device device(instructions);
  if (!device.alive()) return;
  const int count = 8192 + 37;
  const double rate = 1e-3f, beta1 = 0.93f, beta2 = 0.98f, epsilon = 1e-8f;
  const Floats start = normal(count);
  Doubles parameters = wide(start), m(count), v(count);
  Array<float> p(device, start), g(device, count), dm(device, count), dv(device, count);
  Array<std::int64_t> step(device, 1);
  Array<float> log(device, 3);
  for (int t = 1; t <= 50; ++t) {
    const Floats gradient = normal(count, t % 7 == 0 ? 1e-6f : 10.0f);
    CHECK(emodna_copy_to_device(device.stream, g, gradient.data(), g.bytes()) == EMODNA_OK);
    const emodna_adam_args args{count, 1e-3f, 0.93f, 0.98f, 1e-8f, step, p, g, dm, dv};
    CHECK(emodna_adam(device.stream, &args) == EMODNA_OK);
    const emodna_step_args end{1, 3, p, log, step};
    CHECK(emodna_step(device.stream, &end) == EMODNA_OK);
    for (int i = 0; i < count; ++i) {
      m[i] = beta1 * m[i] + (1.0 - beta1) * gradient[i];
      v[i] = beta2 * v[i] + (1.0 - beta2) * gradient[i] * gradient[i];
      parameters[i] -=
          rate * (m[i] / (1.0 - std::pow(beta1, t))) / (std::sqrt(v[i] / (1.0 - std::pow(beta2, t))) + epsilon);
    }
  }
  CHECK(close(p.host(), parameters));
  CHECK(largest(wide(g.host())) == 0.0);
  CHECK(step.host()[0] == 50);
  CHECK(log.host()[49 % 3] == p.host()[0]);
}

// The share of the learning rate at each step of a schedule, as the header defines it.
double share_of(std::int64_t t, std::int32_t schedule, std::int64_t warm_up, std::int64_t total, double last) {
  if (t < warm_up) return (static_cast<double>(t) + 1.0) / static_cast<double>(warm_up);
  if (schedule == EMODNA_RATE_CONSTANT) return 1.0;
  const double u = std::min(1.0, static_cast<double>(t - warm_up) / static_cast<double>(total - warm_up));
  return last + (1.0 - last) * (1.0 + std::cos(M_PI * u)) / 2.0;
}

// Decay and schedules against float64, over more steps than the schedule has.
void check_decay(const char* instructions, std::int32_t schedule, std::int64_t warm_up, float decay) {
  const Device device(instructions);
  if (!device.alive()) return;
  const int count = 101, total = 20;
  const double rate = 1e-2f, beta1 = 0.93f, beta2 = 0.98f, epsilon = 1e-8f, last = 0.05f;
  const Floats start = normal(count);
  Doubles parameters = wide(start), m(count), v(count);
  Array<float> p(device, start), g(device, count), dm(device, count), dv(device, count), log(device, 1);
  Array<std::int64_t> step(device, 1);
  for (int t = 1; t <= total + 5; ++t) {
    const Floats gradient = normal(count);
    CHECK(emodna_copy_to_device(device.stream, g, gradient.data(), g.bytes()) == EMODNA_OK);
    emodna_adam_args args{count, 1e-2f, 0.93f, 0.98f, 1e-8f, step, p, g, dm, dv};
    args.decay = decay, args.schedule = schedule, args.final_share = 0.05f;
    args.warm_up_steps = warm_up, args.total_steps = total;
    CHECK(emodna_adam(device.stream, &args) == EMODNA_OK);
    const emodna_step_args end{0, 1, nullptr, nullptr, step};
    CHECK(emodna_step(device.stream, &end) == EMODNA_OK);
    const double share = share_of(t - 1, schedule, warm_up, total, last);
    for (int i = 0; i < count; ++i) {
      const double slope = gradient[i] + static_cast<double>(decay) * parameters[i];
      m[i] = beta1 * m[i] + (1.0 - beta1) * slope;
      v[i] = beta2 * v[i] + (1.0 - beta2) * slope * slope;
      parameters[i] -=
          share * rate * (m[i] / (1.0 - std::pow(beta1, t))) / (std::sqrt(v[i] / (1.0 - std::pow(beta2, t))) + epsilon);
    }
  }
  CHECK(close(p.host(), parameters));
}

// What is off leaves every bit as it is.
void check_decay_off(const char* instructions) {
  const Device device(instructions);
  if (!device.alive()) return;
  const Floats start = normal(77), gradient = normal(77);
  const auto run = [&](const auto& change) {
    Array<float> p(device, start), g(device, gradient), m(device, start.size()), v(device, start.size());
    Array<std::int64_t> step(device, 1);
    emodna_adam_args args{77, 1e-3f, 0.93f, 0.98f, 1e-8f, step, p, g, m, v};
    change(args);
    CHECK(emodna_adam(device.stream, &args) == EMODNA_OK);
    return p.host();
  };
  const Floats plain = run([](auto&) {});
  CHECK(same_bits(plain, run([](auto& a) { a.final_share = 0.5f, a.total_steps = 10; })));
  CHECK(same_bits(plain, run([](auto& a) { a.schedule = EMODNA_RATE_COSINE, a.final_share = 1, a.total_steps = 10; })));
  // The first update is all but the sign of the gradient, which so much decay turns.
  CHECK(!same_bits(plain, run([](auto& a) { a.decay = 100.0f; })));
  CHECK(!same_bits(plain, run([](auto& a) { a.warm_up_steps = 2; })));
}

// One after another: the roundings are those of that order.
void check_sum() {
  for (int sources : {0, 1, 2, 5}) {
    for (int count : {0, 1, 8191, 8193}) {
      const Device device("", 2);
      const Floats from = normal(sources * count);
      Floats expected = normal(count);
      Array<float> device_from(device, from), to(device, expected);
      const emodna_sum_args args{count, sources, device_from, to};
      CHECK(emodna_sum(device.stream, &args) == EMODNA_OK);
      for (int s = 0; s < sources; ++s) {
        for (int i = 0; i < count; ++i) expected[i] += from[s * count + i];
      }
      CHECK(same_bits(to.host(), expected));
    }
  }
}

// A recorded step reads what changes from device memory: three launches are three steps.
void check_graph(const Device& device) {
  Array<float> p(device, Floats{1.0f}), g(device, 1), m(device, 1), v(device, 1), log(device, 4), weight(device, 1);
  Array<std::int64_t> step(device, 1);
  const emodna_ramp_args ramp{1, {1.0f}, 3, step, weight};
  const emodna_adam_args adam{1, 0.1f, 0.9f, 0.99f, 1e-8f, step, p, g, m, v};
  const emodna_step_args end{1, 4, weight, log, step};
  emodna_graph* graph = nullptr;
  CHECK(emodna_graph_begin(device.stream) == EMODNA_OK);
  CHECK(emodna_ramp(device.stream, &ramp) == EMODNA_OK);
  CHECK(emodna_adam(device.stream, &adam) == EMODNA_OK);
  CHECK(emodna_step(device.stream, &end) == EMODNA_OK);
  CHECK(emodna_graph_end(device.stream, &graph) == EMODNA_OK);
  for (int t = 0; t < 3; ++t) CHECK(emodna_graph_launch(graph, device.stream) == EMODNA_OK);
  CHECK(emodna_graph_destroy(graph) == EMODNA_OK);
  const auto level = [](double t) { return 2.0 / (1.0 + std::exp(-10.0 * t / 3.0)) - 1.0; };
  CHECK(close(log.host(), {level(0), level(1), level(2), 0.0}) && step.host()[0] == 3);
}

void check_misuse(const Device& device) {
  Array<float> data(device, 64);
  Array<std::int32_t> ints(device, 8);
  Array<std::int64_t> step(device, 1);
  emodna_gather_args g{};
  g.groups = g.rows = g.frames = g.features = g.utterances = 1;
  g.steps = 1;
  g.index = ints;
  g.step = step;
  g.data = data;
  g.x = data;
  const auto refuse = [&](auto change, const char* field) {
    emodna_gather_args wrong = g;
    change(wrong);
    REFUSED(emodna_gather(device.stream, &wrong), field);
  };
  REFUSED(emodna_gather(nullptr, &g), "stream");
  REFUSED(emodna_gather(device.stream, nullptr), "args");
  refuse([](auto& w) { w.steps = 0; }, "steps");
  refuse([](auto& w) { w.rows = 0; }, "rows");
  refuse([](auto& w) { w.frames = 0; }, "frames");
  refuse([](auto& w) { w.index = nullptr; }, "index");
  refuse([](auto& w) { w.x = nullptr; }, "x is null");
  refuse([](auto& w) { w.steps = INT64_MAX; }, "steps");
  refuse([](auto& w) { w.label_count = 1; }, "data_labels");
  refuse([](auto& w) { w.label_count = -1; }, "label_count");
  refuse([&](auto& w) { w.set_begin = ints; }, "set_size");
  refuse(
      [](auto& w) {
        w.utterances = 1 << 28;
        w.frames = w.features = 1 << 20;
      },
      "data");
  refuse([](auto& w) { w.groups = 2; }, "x_stride");
  refuse([&](auto& w) { w.groups = 2, w.x_stride = 1, w.labels = ints; }, "row_stride");

  REFUSED(emodna_ramp(device.stream, nullptr), "args");
  emodna_ramp_args r{9, {}, 1, step, data};
  REFUSED(emodna_ramp(device.stream, &r), "count");
  r = {1, {1.0f}, 0, step, data};
  REFUSED(emodna_ramp(device.stream, &r), "total_steps");
  r = {1, {std::nanf("")}, 1, step, data};
  REFUSED(emodna_ramp(device.stream, &r), "scale");

  REFUSED(emodna_adam(device.stream, nullptr), "args");
  emodna_adam_args a{4, 1e-3f, 1.0f, 0.98f, 1e-8f, step, data, data, data, data};
  REFUSED(emodna_adam(device.stream, &a), "beta1");
  a.beta1 = 0.9f;
  a.learning_rate = INFINITY;
  REFUSED(emodna_adam(device.stream, &a), "learning_rate");
  a.learning_rate = 1e-3f;
  a.v = nullptr;
  REFUSED(emodna_adam(device.stream, &a), "v is null");
  a.count = -1;
  REFUSED(emodna_adam(device.stream, &a), "count");
  a = {4, 1e-3f, 0.9f, 0.98f, 1e-8f, step, data, data, data, data};
  a.decay = -1.0f;
  REFUSED(emodna_adam(device.stream, &a), "decay");
  a.decay = 0.0f, a.warm_up_steps = -1;
  REFUSED(emodna_adam(device.stream, &a), "warm_up_steps");
  a.warm_up_steps = 5, a.schedule = 2;
  REFUSED(emodna_adam(device.stream, &a), "schedule");
  a.schedule = EMODNA_RATE_COSINE;
  REFUSED(emodna_adam(device.stream, &a), "total_steps");
  a.total_steps = 5;
  REFUSED(emodna_adam(device.stream, &a), "warm_up_steps");
  a.final_share = 1.5f;
  REFUSED(emodna_adam(device.stream, &a), "final_share");

  REFUSED(emodna_sum(device.stream, nullptr), "args");
  emodna_sum_args sum{4, 1025, data, data};
  REFUSED(emodna_sum(device.stream, &sum), "sources");
  sum = {-1, 1, data, data};
  REFUSED(emodna_sum(device.stream, &sum), "count");
  sum = {4, 1, nullptr, data};
  REFUSED(emodna_sum(device.stream, &sum), "from");
  sum = {4, 0, nullptr, nullptr};
  REFUSED(emodna_sum(device.stream, &sum), "to");

  REFUSED(emodna_step(device.stream, nullptr), "args");
  emodna_step_args s{1, 0, data, data, step};
  REFUSED(emodna_step(device.stream, &s), "log_rows");
  s.log_rows = 1;
  s.step = nullptr;
  REFUSED(emodna_step(device.stream, &s), "step is null");
}

}  // namespace

int main() {
  check_gather();
  check_sum();
  for (const char* instructions : {"portable", "avx2", "avx512"}) {
    check_adam(instructions);
    check_decay(instructions, EMODNA_RATE_CONSTANT, 0, 0.01f);
    check_decay(instructions, EMODNA_RATE_CONSTANT, 7, 0.0f);
    check_decay(instructions, EMODNA_RATE_COSINE, 0, 0.0f);
    check_decay(instructions, EMODNA_RATE_COSINE, 4, 0.5f);
    check_decay_off(instructions);
  }
  const Device device;
  check_ramp(device);
  check_graph(device);
  check_misuse(device);
  return test_result("training");
}
