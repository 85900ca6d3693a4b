// A whole training step, recorded once and replayed: gather, encoders, both losses of the method, pseudo-labels, Adam,
// log.
#include "cases.h"

namespace {

constexpr int source = 6, target = 7, rows = source + target, frames = 19, features = 5, channels = 8, blocks = 2;
constexpr int classes = 3, steps = 3, utterances = 11;
constexpr std::size_t z_count = std::size_t{2} * rows * channels;

struct Step {
  Step(Device& device, std::uint64_t seed, std::int32_t engine, bool branched)
      : device_(device), inputs_(seed), branched_(branched) {
    encoder_.engine = device.has_tensor_cores() ? engine : EMODNA_ENGINE_FUSED;
    gather(source_gather_, source, 0);
    gather(target_gather_, target, source);
    parameters();
    encoder();
    head();
    losses();
    end_.step = step_;
    adam_.step = ramp_.step = encoder_.step = step_;
    end_.count = 4;
    end_.log_rows = steps;
    end_.values = values_;
    end_.log = device.array<float>(steps * end_.count);
  }

  void run() {
    emodna_stream* stream = device_.stream;
    beside({[&] { must(emodna_zero(stream, dz_, z_count * sizeof(float))); },
            [&] { must(emodna_zero(stream, dy_, z_count * sizeof(float))); },
            [&] { must(emodna_gather(stream, &source_gather_)); },
            [&] { must(emodna_gather(stream, &target_gather_)); }, [&] { must(emodna_ramp(stream, &ramp_)); }});
    must(emodna_encoder_forward(stream, &encoder_));
    beside({[&] {
              must(emodna_linear_forward(stream, &head_));
              must(emodna_cross_entropy(stream, &softmax_));
              must(emodna_cross_entropy(stream, &loss_));
              must(emodna_threshold(stream, &threshold_));
            },
            [&] { must(emodna_row_space_forward(stream, &space_)); }});
    must(emodna_contrastive(stream, &contrastive_));
    must(emodna_alignment(stream, &alignment_));
    must(emodna_row_space_backward(stream, &space_));
    must(emodna_linear_backward(stream, &head_));
    must(emodna_encoder_backward(stream, &encoder_));
    must(emodna_adam(stream, &adam_));
    must(emodna_step(stream, &end_));
  }

  std::vector<Output> outputs() {
    return {{"log", device_.host(end_.log, steps * end_.count), 1e-3},
            {"parameters", device_.host(adam_.parameters, adam_.count), 1e-3},
            exact("labels", device_.host(labels_, rows))};
  }

 private:
  // One after another, or each in a branch.
  void beside(const std::vector<std::function<void()>>& parts) {
    if (branched_) must(emodna_stream_fork(device_.stream, static_cast<std::int32_t>(parts.size())));
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (branched_) must(emodna_stream_branch(device_.stream, static_cast<std::int32_t>(k)));
      parts[k]();
    }
    if (branched_) must(emodna_stream_join(device_.stream));
  }

  void gather(emodna_gather_args& a, int batch, int first) {
    a.groups = 1;
    a.rows = batch;
    a.frames = frames;
    a.features = features;
    a.utterances = utterances;
    a.steps = steps;
    a.index = device_.array(inputs_.integers(steps * batch, 0, utterances - 1));
    a.step = step_;
    a.data = device_.array(inputs_.normal(std::size_t(utterances) * frames * features));
    a.data_lengths = device_.array(inputs_.integers(utterances, frames / 2, frames));
    a.label_count = first == 0 ? utterances : 0;
    a.data_labels = first == 0 ? device_.array(inputs_.integers(utterances, 0, classes - 1)) : nullptr;
    a.x = x_ + first * frames * features;
    a.lengths = lengths_ + first;
    a.labels = labels_ + first;
  }

  // The encoders' weights, then the head's; gradients likewise.
  void parameters() {
    must(emodna_encoder_parameters(features, channels, blocks, &encoder_size_));
    adam_.count = 2 * encoder_size_ + classes * channels + classes;
    adam_.learning_rate = 1e-3f;
    adam_.beta1 = 0.9f;
    adam_.beta2 = 0.99f;
    adam_.epsilon = 1e-8f;
    adam_.parameters = device_.array(inputs_.normal(adam_.count, 0.3f));
    adam_.gradients = device_.array<float>(adam_.count);
    adam_.m = device_.array<float>(adam_.count);
    adam_.v = device_.array<float>(adam_.count);
  }

  void encoder() {
    std::int64_t statistics = 0;
    must(emodna_encoder_statistics(channels, blocks, &statistics));
    emodna_encoder_args& a = encoder_;
    a.groups = 2;
    a.inputs = 1;
    a.batch = rows;
    a.frames = frames;
    a.features = features;
    a.channels = channels;
    a.blocks = blocks;
    a.train = a.keep = a.domains = 1;
    a.dropout = 0.1f;
    a.epsilon = 1e-3f;
    a.momentum = 0.9f;
    a.x = x_;
    a.lengths = lengths_;
    a.parameters = adam_.parameters;
    a.statistics = device_.array(inputs_.positive(2 * statistics));
    a.seeds = device_.array(std::vector<std::uint64_t>{5});
    a.z = z_;
    a.dz = dz_;
    a.dparameters = adam_.gradients;
    must(emodna_encoder_workspace(device_.context, &a, &a.workspace_bytes));
    a.workspace = device_.workspace(a.workspace_bytes);
  }

  // The classifier on the first encoder, and the chosen pseudo-labels, which become the target rows' labels.
  void head() {
    head_.groups = 1;
    head_.rows = rows;
    head_.inputs = channels;
    head_.outputs = classes;
    head_.x = z_;
    head_.dx = dz_;
    head_.weight = adam_.parameters + 2 * encoder_size_;
    head_.bias = head_.weight + classes * channels;
    head_.dweight = adam_.gradients + 2 * encoder_size_;
    head_.dbias = head_.dweight + classes * channels;
    head_.y = device_.array<float>(rows * classes);
    softmax_.groups = 1;
    softmax_.rows = rows;
    softmax_.classes = classes;
    softmax_.logits = head_.y;
    softmax_.labels = device_.array<std::int32_t>(rows);
    softmax_.probabilities = device_.array<float>(rows * classes);
    loss_ = softmax_;
    loss_.labels = labels_;
    loss_.probabilities = nullptr;
    loss_.loss = values_;
    loss_.dlogits = device_.array<float>(rows * classes);
    head_.dy = loss_.dlogits;
    emodna_threshold_args& a = threshold_;
    a.strategy = EMODNA_THRESHOLD_FIXED;
    a.groups = 1;
    a.source_rows = source;
    a.target_rows = target;
    a.classes = classes;
    a.fixed = 0.34f;
    a.source_probabilities = softmax_.probabilities;
    a.target_probabilities = softmax_.probabilities + source * classes;
    a.source_labels = labels_;
    a.state = device_.array<float>(1);
    a.thresholds = device_.array<float>(classes);
    a.pseudo_labels = device_.array<std::int32_t>(target);
    a.selected = labels_ + source;
    a.selected_share = values_ + 1;
  }

  void losses() {
    ramp_.count = 1;
    ramp_.scale[0] = 1;
    ramp_.total_steps = steps;
    ramp_.weights = device_.array<float>(1);
    space_.groups = 2;
    space_.rows = rows;
    space_.dim = channels;
    space_.space = EMODNA_SPACE_L2;
    space_.x_stride = rows * channels;
    space_.x = z_;
    space_.y = device_.array<float>(z_count);
    space_.dy = dy_;
    space_.dx = dz_;
    emodna_contrastive_args& c = contrastive_;
    c.groups = 1;
    c.anchors = c.keys = rows;
    c.dim = channels;
    c.temperature = 0.5f;
    c.u = space_.y;
    c.v = space_.y + rows * channels;
    c.labels = labels_;
    c.weight = ramp_.weights;
    c.loss = values_ + 2;
    c.du = dy_;
    c.dv = dy_ + rows * channels;
    must(emodna_contrastive_workspace(device_.context, &c, &c.workspace_bytes));
    c.workspace = device_.workspace(c.workspace_bytes);
    emodna_alignment_args& a = alignment_;
    a.kind = EMODNA_ALIGN_CLASS;
    a.groups = 1;
    a.source_rows = source;
    a.target_rows = target;
    a.dim = channels;
    a.classes = classes;
    a.xs = space_.y;
    a.xt = space_.y + source * channels;
    a.source_labels = labels_;
    a.target_labels = labels_ + source;
    a.weight = ramp_.weights;
    a.loss = values_ + 3;
    a.dxs = dy_;
    a.dxt = dy_ + source * channels;
    must(emodna_alignment_workspace(device_.context, &a, &a.workspace_bytes));
    a.workspace = device_.workspace(a.workspace_bytes);
  }

  Device& device_;
  Inputs inputs_;
  bool branched_;
  std::int64_t* step_ = device_.array<std::int64_t>(1);
  float* x_ = device_.array<float>(std::size_t(rows) * frames * features);
  std::int32_t* lengths_ = device_.array<std::int32_t>(rows);
  std::int32_t* labels_ = device_.array<std::int32_t>(rows);
  float* z_ = device_.array<float>(z_count);
  float* dz_ = device_.array<float>(z_count);
  float* dy_ = device_.array<float>(z_count);
  float* values_ = device_.array<float>(4);
  std::int64_t encoder_size_ = 0;
  emodna_gather_args source_gather_ = {}, target_gather_ = {};
  emodna_ramp_args ramp_ = {};
  emodna_encoder_args encoder_ = {};
  emodna_linear_args head_ = {};
  emodna_cross_entropy_args softmax_ = {}, loss_ = {};
  emodna_threshold_args threshold_ = {};
  emodna_row_space_args space_ = {};
  emodna_contrastive_args contrastive_ = {};
  emodna_alignment_args alignment_ = {};
  emodna_adam_args adam_ = {};
  emodna_step_args end_ = {};
};

std::vector<Output> replayed(Device& device, std::uint64_t seed, std::int32_t engine, bool branched) {
  Step step(device, seed, engine, branched);
  emodna_graph* graph = device.record([&] { step.run(); });
  for (int i = 0; i < steps; ++i) must(emodna_graph_launch(graph, device.stream));
  return step.outputs();
}

std::vector<Output> unrecorded(Device& device, std::uint64_t seed) {
  Step step(device, seed, EMODNA_ENGINE_FUSED, true);
  for (int i = 0; i < steps; ++i) step.run();
  return step.outputs();
}

// How many values branches change, recorded or not.
std::vector<Output> changed(Device& device, std::uint64_t seed) {
  const std::vector<Output> serial = replayed(device, seed, EMODNA_ENGINE_FUSED, false);
  std::vector<Output> changes;
  for (const std::vector<Output>& outputs :
       {replayed(device, seed, EMODNA_ENGINE_FUSED, true), unrecorded(device, seed)}) {
    float count = 0;
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      for (std::size_t i = 0; i < outputs[o].values.size(); ++i) {
        if (std::memcmp(&serial[o].values[i], &outputs[o].values[i], sizeof(float)) != 0) ++count;
      }
    }
    changes.push_back({"values changed", {count}, 0});
  }
  return changes;
}

}  // namespace

std::vector<Case> step_cases(std::uint64_t seed) {
  const auto with = [seed](std::int32_t engine, bool branched) {
    return [seed, engine, branched](Device& device) { return replayed(device, seed, engine, branched); };
  };
  return {{"training step, replayed", with(EMODNA_ENGINE_FUSED, true)},
          {"training step with cudnn, replayed", with(EMODNA_ENGINE_CUDNN, false)},
          {"training step, not recorded", [seed](Device& device) { return unrecorded(device, seed); }}};
}

std::vector<Case> branch_cases(std::uint64_t seed) {
  return {{"training step without branches", [seed](Device& device) { return changed(device, seed); }}};
}
