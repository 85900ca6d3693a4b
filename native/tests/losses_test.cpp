// Contrastive decoupling and the alignment distances against naive float64, with finite-difference gradients.
#include "loss_reference.h"

namespace {

struct Result {
  Floats loss, first, second, sigma2;
  std::vector<float> skipped;
};

// Runs the operation for `groups` copies of shape that lie `gap` elements further apart than they must.
Result contrastive(const Device& device, int groups, int anchors, int keys, int dim, double temperature,
                   const Floats& u, const Floats& v, const Labels& labels, int gap = 0, float weight = 1.0f,
                   bool gradient = true) {
  emodna_contrastive_args args{};
  args.groups = groups;
  args.anchors = anchors;
  args.keys = keys;
  args.dim = dim;
  args.temperature = static_cast<float>(temperature);
  args.u_stride = anchors * dim + gap;
  args.v_stride = keys * dim + gap;
  args.label_stride = anchors + gap;
  Array<float> device_u(device, u), device_v(device, v), scale(device, Floats{weight}), loss(device, groups);
  Array<float> du(device, u.size()), dv(device, v.size());
  Array<std::int32_t> device_labels(device, labels);
  Array<float> skipped(device, groups);
  args.u = device_u;
  args.v = device_v;
  args.labels = device_labels;
  args.weight = scale;
  args.loss = loss;
  args.skipped = skipped;
  args.du = gradient ? static_cast<float*>(du) : nullptr;
  args.dv = gradient ? static_cast<float*>(dv) : nullptr;
  std::size_t bytes = 0;
  CHECK(emodna_contrastive_workspace(device.context, &args, &bytes) == EMODNA_OK);
  // What lies in the workspace must not matter.
  Array<char> workspace(device, std::vector<char>(bytes, '\xff'));
  args.workspace = workspace;
  args.workspace_bytes = bytes;
  CHECK(emodna_contrastive(device.stream, &args) == EMODNA_OK);
  return {loss.host(), du.host(), dv.host(), {}, skipped.host()};
}

void check_contrastive_gradients(const Device& device) {
  for (const auto& [anchors, keys, dim, temperature] :
       {std::tuple{1, 1, 1, 0.07}, std::tuple{2, 0, 3, 0.5}, std::tuple{13, 7, 5, 0.07}, std::tuple{31, 17, 19, 0.2}}) {
    const Floats u = unit_rows(anchors, dim), v = unit_rows(keys, dim);
    ContrastiveCase reference{static_cast<std::size_t>(dim), static_cast<float>(temperature), wide(u), wide(v),
                              classes(anchors, -1, 3)};
    const Result result = contrastive(device, 1, anchors, keys, dim, temperature, u, v, reference.labels, 0, 0.5f);
    CHECK(close(result.loss, {reference.value()}));
    CHECK(result.skipped[0] == reference.skipped);
    const auto half = [&] { return 0.5 * reference.value(); };
    CHECK(close(result.first, differences(reference.u, half), 1e-7));
    CHECK(close(result.second, differences(reference.v, half), 1e-7));
  }
}

// Larger than several tiles, in groups with gaps, the same bits for every number of threads.
void check_contrastive_groups(const char* instructions) {
  const Device device(instructions, 1);
  if (!device.alive()) return;
  const int groups = 3, anchors = 150, keys = 131, dim = 37, gap = 5;
  const Floats u = normal(groups * (anchors * dim + gap), 0.3f), v = normal(groups * (keys * dim + gap), 0.3f);
  const Labels labels = classes(groups * (anchors + gap), -1, 4);
  const Result result = contrastive(device, groups, anchors, keys, dim, 0.1, u, v, labels, gap);
  for (int g = 0; g < groups; ++g) {
    const auto part = [&](const auto& all, int rows, int width) {
      const auto begin = all.begin() + g * (rows * width + gap);
      return std::decay_t<decltype(all)>(begin, begin + rows * width);
    };
    ContrastiveCase reference{dim, 0.1f, wide(part(u, anchors, dim)), wide(part(v, keys, dim)),
                              part(labels, anchors, 1)};
    CHECK(close({result.loss[g]}, {reference.value()}));
    const Floats du = part(result.first, anchors, dim), dv = part(result.second, keys, dim);
    const auto value = [&] { return reference.value(); };
    CHECK(gives_slope(reference.u, du, value));
    CHECK(gives_slope(reference.v, dv, value));
  }
  for (int threads : {2, 3}) {
    const Device other(instructions, threads);
    const Result again = contrastive(other, groups, anchors, keys, dim, 0.1, u, v, labels, gap);
    CHECK(same_bits(result.loss, again.loss) && same_bits(result.first, again.first) &&
          same_bits(result.second, again.second));
  }
  const Result value_only = contrastive(device, groups, anchors, keys, dim, 0.1, u, v, labels, gap, 1.0f, false);
  CHECK(same_bits(value_only.loss, result.loss));
  CHECK(largest(wide(value_only.first)) == 0.0);
  const Device portable("portable");
  const Result plain = contrastive(portable, groups, anchors, keys, dim, 0.1, u, v, labels, gap);
  CHECK(close(result.first, wide(plain.first)) && close(result.second, wide(plain.second)));
}

Result align(const Device& device, const AlignmentCase& shape, int groups, int source, int target, const Floats& xs,
             const Floats& xt, const Labels& ys, const Labels& yt, const Floats& ws, const Floats& wt,
             float weight = 1.0f, int gap = 0) {
  const int dim = static_cast<int>(shape.dim), count = static_cast<int>(shape.classes);
  emodna_alignment_args args{};
  args.kind = shape.kind;
  args.groups = groups;
  args.source_rows = source;
  args.target_rows = target;
  args.dim = dim;
  args.classes = count;
  args.source_stride = source * dim + gap;
  args.target_stride = target * dim + gap;
  args.label_stride = std::max(source, target) + gap;
  args.weight_stride = std::max(source, target) * count + gap;
  Array<float> device_xs(device, xs), device_xt(device, xt), device_ws(device, ws), device_wt(device, wt);
  Array<float> scale(device, Floats{weight}), loss(device, groups), sigma2(device, groups);
  Array<float> dxs(device, xs.size()), dxt(device, xt.size());
  Array<std::int32_t> device_ys(device, ys), device_yt(device, yt);
  args.xs = device_xs;
  args.xt = device_xt;
  if (!ys.empty()) args.source_labels = device_ys;
  if (!yt.empty()) args.target_labels = device_yt;
  args.source_weights = device_ws;
  args.target_weights = device_wt;
  args.weight = scale;
  args.loss = loss;
  args.sigma2 = sigma2;
  args.dxs = dxs;
  args.dxt = dxt;
  std::size_t bytes = 0;
  CHECK(emodna_alignment_workspace(device.context, &args, &bytes) == EMODNA_OK);
  Array<char> workspace(device, std::vector<char>(bytes, '\xff'));
  args.workspace = workspace;
  args.workspace_bytes = bytes;
  CHECK(emodna_alignment(device.stream, &args) == EMODNA_OK);
  return {loss.host(), dxs.host(), dxt.host(), sigma2.host(), {}};
}

Floats positive(std::size_t count) {
  Floats values = normal(count);
  for (float& value : values) value = value < -1.0f ? 0.0f : std::abs(value);
  return values;
}

void check_alignment_gradients(const Device& device) {
  for (std::int32_t kind : {EMODNA_ALIGN_CORPUS, EMODNA_ALIGN_CLASS, EMODNA_ALIGN_LOCAL, EMODNA_ALIGN_CORAL}) {
    for (const auto& [source, target, dim, count] :
         {std::tuple{1, 1, 3, 1}, std::tuple{5, 4, 1, 2}, std::tuple{7, 5, 3, 2}, std::tuple{29, 17, 11, 4},
          std::tuple{0, 4, 3, 2}, std::tuple{26, 33, 17, 7}}) {
      // An offset and a scale of its own for the target: no moment is zero.
      Floats xs = normal(source * dim), xt = normal(target * dim, 1.5f);
      for (float& x : xt) x += 0.5f;
      const Floats ws = positive(source * count), wt = positive(target * count);
      AlignmentCase reference{kind,     static_cast<std::size_t>(dim), static_cast<std::size_t>(count), wide(xs),
                              wide(xt), classes(source, -1, count),    classes(target, -1, count - 1),  wide(ws),
                              wide(wt)};
      const Result result =
          align(device, reference, 1, source, target, xs, xt, reference.ys, reference.yt, ws, wt, 2.0f);
      const double value = reference.value();
      // A small difference of three means of five kernels each, of which a float32 keeps 3e-7 each.
      CHECK(close(result.loss, {value}, 1e-6));
      if (kind != EMODNA_ALIGN_CORAL) CHECK(close(result.sigma2, {reference.sigma2}));
      const auto twice = [&] { return 2.0 * reference.value(); };
      // Both sides are sums of the same pairs' terms: one may be small because they cancel, not because they are.
      const Doubles dxs = differences(reference.xs, twice), dxt = differences(reference.xt, twice);
      const double more = 1e-6 * std::max(largest(dxs), largest(dxt)) + 1e-7;
      CHECK(close(result.first, dxs, more) && close(result.second, dxt, more));
    }
  }
}

void check_alignment_groups(const char* instructions) {
  const Device device(instructions, 1), portable("portable");
  if (!device.alive()) return;
  const int groups = 2, source = 139, target = 97, gap = 3, dim = 41, count = 6;
  for (std::int32_t kind : {EMODNA_ALIGN_CORPUS, EMODNA_ALIGN_CLASS, EMODNA_ALIGN_LOCAL, EMODNA_ALIGN_CORAL}) {
    const Floats xs = normal(groups * (source * dim + gap)), xt = normal(groups * (target * dim + gap), 1.3f);
    const Labels ys = classes(groups * (source + gap), -1, count - 1),
                 yt = classes(groups * (source + gap), -1, count - 1);
    const Floats ws = positive(groups * (source * count + gap)), wt = positive(groups * (source * count + gap));
    const AlignmentCase shape{kind, dim, count};
    const Result result = align(device, shape, groups, source, target, xs, xt, ys, yt, ws, wt, 1.0f, gap);
    for (int g = 0; g < groups; ++g) {
      const auto part = [&](const auto& all, int stride, int rows, int width) {
        const auto begin = all.begin() + g * stride;
        return std::decay_t<decltype(all)>(begin, begin + rows * width);
      };
      AlignmentCase reference{kind,
                              dim,
                              count,
                              wide(part(xs, source * dim + gap, source, dim)),
                              wide(part(xt, target * dim + gap, target, dim)),
                              part(ys, source + gap, source, 1),
                              part(yt, source + gap, target, 1),
                              wide(part(ws, source * count + gap, source, count)),
                              wide(part(wt, source * count + gap, target, count))};
      CHECK(close({result.loss[g]}, {reference.value()}, 2e-7));
      const Floats dxs = part(result.first, source * dim + gap, source, dim);
      const Floats dxt = part(result.second, target * dim + gap, target, dim);
      const auto value = [&] { return reference.value(); };
      CHECK(gives_slope(reference.xs, dxs, value));
      CHECK(gives_slope(reference.xt, dxt, value));
    }
    for (int threads : {2, 3}) {
      const Device other(instructions, threads);
      const Result again = align(other, shape, groups, source, target, xs, xt, ys, yt, ws, wt, 1.0f, gap);
      CHECK(same_bits(result.loss, again.loss) && same_bits(result.first, again.first) &&
            same_bits(result.second, again.second));
    }
    const Result plain = align(portable, shape, groups, source, target, xs, xt, ys, yt, ws, wt, 1.0f, gap);
    CHECK(close(result.first, wide(plain.first)) && close(result.second, wide(plain.second)));
  }
}

// Where naive float32 formulas lose every digit, or divide by nothing.
void check_alignment_extremes(const Device& device) {
  const int rows = 12, dim = 9;
  const Floats noise_s = normal(rows * dim), noise_t = normal(rows * dim);
  for (const auto& [offset, scale] : {std::pair{1e4f, 1.0f}, std::pair{0.0f, 1e-7f}, std::pair{0.0f, 1e15f}}) {
    Floats xs(noise_s), xt(noise_t);
    for (float& x : xs) x = x * scale + offset;
    for (float& x : xt) x = x * scale + offset;
    AlignmentCase reference{EMODNA_ALIGN_CORPUS, dim, 1, wide(xs), wide(xt)};
    const Result result = align(device, reference, 1, rows, rows, xs, xt, {}, {}, {}, {});
    CHECK(close(result.loss, {reference.value()}, 2e-7));
  }
  const Floats same(rows * dim, 3.25f);
  const AlignmentCase identical{EMODNA_ALIGN_CORPUS, dim, 1};
  const Result result = align(device, identical, 1, rows, rows, same, same, {}, {}, {}, {});
  CHECK(result.loss[0] == 0.0f && largest(wide(result.first)) == 0.0 && largest(wide(result.second)) == 0.0);
}

void check_misuse(const Device& device) {
  Array<float> data(device, 64), loss(device, 1), workspace(device, 1 << 16);
  Array<std::int32_t> labels(device, 8);
  emodna_contrastive_args c{};
  c.groups = 1;
  c.anchors = c.keys = 8;
  c.dim = 4;
  c.temperature = 0.1f;
  c.u = c.v = data;
  c.labels = labels;
  c.loss = loss;
  c.workspace = workspace;
  c.workspace_bytes = workspace.bytes();
  CHECK(emodna_contrastive(device.stream, &c) == EMODNA_OK);
  REFUSED(emodna_contrastive(nullptr, &c), "stream");
  REFUSED(emodna_contrastive(device.stream, nullptr), "args");
  const auto refuse = [&](auto change, const char* field) {
    emodna_contrastive_args wrong = c;
    change(wrong);
    REFUSED(emodna_contrastive(device.stream, &wrong), field);
  };
  refuse([](auto& w) { w.groups = 0; }, "groups");
  refuse([](auto& w) { w.anchors = -1; }, "anchors");
  refuse([](auto& w) { w.dim = 0; }, "dim");
  refuse(
      [](auto& w) {
        w.anchors = w.dim = 1 << 20;
        w.groups = 1 << 16;
      },
      "u");
  refuse([](auto& w) { w.temperature = 0.0f; }, "temperature");
  refuse([](auto& w) { w.temperature = std::nanf(""); }, "temperature");
  refuse([](auto& w) { w.u = nullptr; }, "u is null");
  refuse([](auto& w) { w.labels = nullptr; }, "labels");
  refuse([](auto& w) { w.loss = nullptr; }, "loss");
  refuse([&](auto& w) { w.du = data; }, "dv");
  refuse([](auto& w) { w.workspace = nullptr; }, "workspace");
  refuse([](auto& w) { w.workspace_bytes = 64; }, "workspace");
  refuse([](auto& w) { w.groups = 2, w.u_stride = -1; }, "u_stride");

  emodna_alignment_args a{};
  a.groups = 1;
  a.source_rows = a.target_rows = 8;
  a.dim = 4;
  a.classes = 3;
  a.xs = a.xt = data;
  a.loss = loss;
  a.workspace = workspace;
  a.workspace_bytes = workspace.bytes();
  CHECK(emodna_alignment(device.stream, &a) == EMODNA_OK);
  const auto refuse_alignment = [&](auto change, const char* field) {
    emodna_alignment_args wrong = a;
    change(wrong);
    REFUSED(emodna_alignment(device.stream, &wrong), field);
  };
  refuse_alignment([](auto& w) { w.kind = 4; }, "kind");
  refuse_alignment([](auto& w) { w.classes = 0; }, "classes");
  refuse_alignment([](auto& w) { w.target_rows = -3; }, "target_rows");
  refuse_alignment([](auto& w) { w.kind = EMODNA_ALIGN_CLASS; }, "source_labels");
  refuse_alignment([](auto& w) { w.kind = EMODNA_ALIGN_LOCAL; }, "source_weights");
  refuse_alignment([](auto& w) { w.xt = nullptr; }, "xt");
  refuse_alignment([&](auto& w) { w.dxs = data; }, "dxt");
  refuse_alignment([](auto& w) { w.workspace_bytes = 8; }, "workspace");
  std::size_t bytes = 0;
  REFUSED(emodna_alignment_workspace(device.context, &a, nullptr), "bytes");
  REFUSED(emodna_alignment_workspace(nullptr, &a, &bytes), "context");
}

}  // namespace

int main() {
  for (const char* instructions : {"portable", "avx2", "avx512"}) {
    const Device device(instructions);
    if (!device.alive()) continue;
    check_contrastive_gradients(device);
    check_alignment_gradients(device);
    check_alignment_extremes(device);
    check_contrastive_groups(instructions);
    check_alignment_groups(instructions);
  }
  check_misuse(Device());
  return test_result("losses");
}
