// Every call of the API on sizes, strides, numbers and pointers that nobody should pass: each must return a status, and
// what passes the checks must stay inside its memory (the sanitizers see to that). Sizes are either small, so that
// every tensor fits its memory, or such as no call may accept.
#include <climits>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "check.h"

namespace {

constexpr int kRounds = 1500;
constexpr std::size_t kSlot = 1 << 14;  // bytes behind each pointer, above any tensor of small sizes

class Hostile {
 public:
  explicit Hostile(unsigned seed) : random_(seed) {}

  int pick(int choices) { return static_cast<int>(random_() % static_cast<unsigned>(choices)); }

  void size(std::int32_t& field) {
    constexpr std::int32_t bad[] = {-1, INT_MIN, INT_MAX, 0};
    field = pick(40) == 0 ? bad[pick(4)] : 1 + pick(4);
  }
  void size(std::int64_t& field) {
    constexpr std::int64_t bad[] = {-1, INT64_MIN, INT64_MAX, 0};
    field = pick(40) == 0 ? bad[pick(4)] : 1 + pick(4);
  }
  void rate(std::int32_t& field) {
    constexpr std::int32_t bad[] = {-1, INT_MIN, INT_MAX, 0, 999, 768001}, good[] = {1000, 8000, 44099, 767999, 768000};
    field = pick(40) == 0 ? bad[pick(6)] : good[pick(5)];
  }
  void choice(std::int32_t& field, int choices) { field = pick(40) == 0 ? pick(2) * 1000 - 500 : pick(choices); }
  void stride(std::int64_t& field) {
    constexpr std::int64_t bad[] = {-1, INT64_MIN, INT64_MAX, 0};
    field = pick(20) == 0 ? bad[pick(4)] : 16 + pick(64);
  }
  void real(float& field, float usual) {
    constexpr float inf = std::numeric_limits<float>::infinity();
    const float bad[] = {NAN, inf, -inf, -1.0f, 0.0f, 1.0f, 1e30f};
    field = pick(30) == 0 ? bad[pick(7)] : usual;
  }
  // Memory of any content: labels, indices and lengths on a device are no more trusted than sizes.
  template <class T>
  void pointer(T*& field) {
    field = nullptr;
    if (pick(40) == 0) return;
    if (used_ == slots_.size()) slots_.push_back(std::make_unique<std::uint32_t[]>(kSlot / 4));
    std::uint32_t* slot = slots_[used_++].get();
    const bool wild = pick(4) == 0;
    for (std::size_t i = 0; i < kSlot / 4; ++i) slot[i] = wild ? static_cast<std::uint32_t>(random_()) : i % 3;
    field = reinterpret_cast<T*>(slot);
  }
  template <class... T>
  void pointers(T*&... fields) {
    (pointer(fields), ...);
  }
  void next() { used_ = 0; }

 private:
  std::mt19937 random_;
  std::vector<std::unique_ptr<std::uint32_t[]>> slots_;
  std::size_t used_ = 0;
};

int accepted = 0;

void known(emodna_status status, const char* what) {
  const bool sound = status == EMODNA_OK || ((status == EMODNA_INVALID_ARGUMENT || status == EMODNA_OUT_OF_MEMORY) &&
                                             emodna_last_error()[0] != '\0');
  accepted += status == EMODNA_OK;
  check_that(sound, what, __FILE__, __LINE__);
}

// Runs the operation with a workspace of exactly the size that it asked for, and refuses to with less.
template <class Args>
void with_workspace(emodna_context* context, emodna_stream* stream, Args args,
                    emodna_status (*query)(emodna_context*, const Args*, std::size_t*),
                    std::vector<emodna_status (*)(emodna_stream*, const Args*)> operations, const char* what) {
  std::size_t bytes = 0;
  const emodna_status status = query(context, &args, &bytes);
  known(status, what);
  args.workspace = nullptr;
  args.workspace_bytes = 0;
  if (status != EMODNA_OK) {
    for (auto operation : operations) CHECK(operation(stream, &args) == EMODNA_INVALID_ARGUMENT);
    return;
  }
  if (bytes > (64 << 20)) return;
  const std::unique_ptr<char[]> workspace(new char[bytes + 1]());
  args.workspace = workspace.get();
  if (bytes > 0) {
    args.workspace_bytes = bytes - 1;
    for (auto operation : operations) CHECK(operation(stream, &args) == EMODNA_INVALID_ARGUMENT);
  }
  args.workspace_bytes = bytes;
  for (auto operation : operations) known(operation(stream, &args), what);
}

void encoders(Hostile& h, emodna_context* context, emodna_stream* stream) {
  emodna_encoder_args a{};
  h.size(a.groups), h.size(a.batch), h.size(a.frames), h.size(a.features), h.size(a.channels), h.size(a.blocks);
  a.inputs = h.pick(3) == 0 ? 1 : a.groups;
  if (h.pick(20) == 0) h.size(a.inputs);
  h.choice(a.train, 2), h.choice(a.keep, 2), h.size(a.domains), h.size(a.domain_rows);
  if (h.pick(2) == 0) a.domains = 1, a.domain_rows = 0;
  h.real(a.dropout, 0.1f), h.real(a.epsilon, 1e-3f), h.real(a.momentum, 0.9f);
  h.pointers(a.x, a.lengths, a.parameters, a.statistics, a.seeds, a.step, a.z, a.g, a.dz, a.dparameters, a.dx);
  h.choice(a.sequence, 3), h.pointers(a.y, a.dy);
  with_workspace<emodna_encoder_args>(context, stream, a, emodna_encoder_workspace,
                                      {emodna_encoder_forward, emodna_encoder_backward}, "encoder");
}

void pooling(Hostile& h, emodna_stream* stream) {
  emodna_pooling_args a{};
  h.size(a.groups), h.size(a.inputs), h.size(a.rows), h.size(a.frames), h.size(a.dim), h.real(a.variance_floor, 1e-5f);
  h.stride(a.x_stride), h.stride(a.length_stride);
  h.pointers(a.x, a.lengths, a.y, a.dy, a.dx);
  known(emodna_pooling_forward(stream, &a), "pooling_forward");
  known(emodna_pooling_backward(stream, &a), "pooling_backward");
}

void rows(Hostile& h, emodna_stream* stream) {
  emodna_batch_norm_args b{};
  h.size(b.groups), h.size(b.rows), h.size(b.dim), h.choice(b.train, 2), h.choice(b.relu, 2), h.size(b.domains);
  b.inputs = h.pick(3) == 0 ? 1 : b.groups;
  if (h.pick(20) == 0) h.size(b.inputs);
  h.size(b.domain_rows);
  if (h.pick(2) == 0) b.domains = 1, b.domain_rows = 0;
  b.site = EMODNA_FIRST_ROW_SITE;
  if (h.pick(20) == 0) h.choice(b.site, 100);
  h.real(b.dropout, 0.3f), h.real(b.epsilon, 1e-5f), h.real(b.momentum, 0.9f), h.stride(b.x_stride);
  h.stride(b.length_stride);
  h.pointers(b.x, b.lengths, b.gamma, b.beta, b.running, b.seeds, b.step, b.y, b.dy, b.dx, b.dgamma, b.dbeta);
  known(emodna_batch_norm_forward(stream, &b), "batch_norm_forward");
  known(emodna_batch_norm_backward(stream, &b), "batch_norm_backward");

  emodna_dropout_args d{};
  h.size(d.groups), h.size(d.rows), h.size(d.dim), h.choice(d.shared, 2), h.real(d.rate, 0.3f), h.stride(d.x_stride);
  d.inputs = h.pick(3) == 0 ? 1 : d.groups;
  d.site = EMODNA_LAST_ROW_SITE + h.pick(20) / 19;
  h.pointers(d.x, d.seeds, d.step, d.y, d.dy, d.dx);
  known(emodna_dropout_forward(stream, &d), "dropout_forward");
  known(emodna_dropout_backward(stream, &d), "dropout_backward");

  emodna_jitter_args j{};
  h.size(j.inputs), h.size(j.rows), h.size(j.frames), h.size(j.features), h.real(j.shift, 0.3f), h.real(j.scale, 0.1f);
  h.real(j.span, 0.5f), h.stride(j.length_stride);
  j.site = EMODNA_FIRST_ROW_SITE, j.x_stride = j.y_stride = 64;
  if (h.pick(4) == 0) h.stride(j.x_stride), h.stride(j.y_stride);
  h.pointers(j.x, j.lengths, j.seeds, j.step, j.y);
  known(emodna_jitter(stream, &j), "jitter");
}

void heads(Hostile& h, emodna_stream* stream) {
  emodna_linear_args l{};
  h.size(l.groups), h.size(l.rows), h.size(l.inputs), h.size(l.outputs), h.choice(l.relu, 2), h.stride(l.x_stride);
  h.pointers(l.x, l.weight, l.bias, l.y, l.dy, l.dx_scale, l.dx, l.dweight, l.dbias);
  known(emodna_linear_forward(stream, &l), "linear_forward");
  known(emodna_linear_backward(stream, &l), "linear_backward");

  emodna_row_space_args r{};
  h.size(r.groups), h.size(r.rows), h.size(r.dim), h.choice(r.space, 3), h.stride(r.x_stride);
  h.pointers(r.x, r.y, r.dy, r.dx);
  known(emodna_row_space_forward(stream, &r), "row_space_forward");
  known(emodna_row_space_backward(stream, &r), "row_space_backward");

  emodna_cross_entropy_args c{};
  h.size(c.groups), h.size(c.rows), h.size(c.classes), h.real(c.smoothing, 0.1f), h.stride(c.label_stride);
  h.pointers(c.logits, c.labels, c.weight, c.probabilities, c.loss, c.dlogits);
  known(emodna_cross_entropy(stream, &c), "cross_entropy");

  emodna_outer_args o{};
  h.size(o.groups), h.size(o.rows), h.size(o.dim), h.size(o.classes), h.stride(o.z_stride);
  h.pointers(o.z, o.p, o.y, o.dy, o.dz);
  known(emodna_outer_forward(stream, &o), "outer_forward");
  known(emodna_outer_backward(stream, &o), "outer_backward");
}

void losses(Hostile& h, emodna_context* context, emodna_stream* stream) {
  emodna_contrastive_args c{};
  h.size(c.groups), h.size(c.anchors), h.size(c.keys), h.size(c.dim), h.real(c.temperature, 0.07f);
  h.stride(c.u_stride), h.stride(c.v_stride), h.stride(c.label_stride);
  h.pointers(c.u, c.v, c.labels, c.weight, c.loss, c.skipped, c.du, c.dv);
  if (h.pick(30) == 0) c.groups = c.anchors = c.keys = INT_MAX;
  with_workspace<emodna_contrastive_args>(context, stream, c, emodna_contrastive_workspace, {emodna_contrastive},
                                          "contrastive");

  emodna_alignment_args a{};
  h.choice(a.kind, 4), h.size(a.groups), h.size(a.source_rows), h.size(a.target_rows), h.size(a.dim);
  h.size(a.classes), h.stride(a.source_stride), h.stride(a.target_stride), h.stride(a.label_stride);
  h.stride(a.weight_stride);
  h.pointers(a.xs, a.xt, a.source_labels, a.target_labels, a.source_weights, a.target_weights, a.weight, a.loss,
             a.sigma2, a.dxs, a.dxt);
  with_workspace<emodna_alignment_args>(context, stream, a, emodna_alignment_workspace, {emodna_alignment},
                                        "alignment");

  emodna_information_args i{};
  h.size(i.groups), h.size(i.rows), h.size(i.classes), h.stride(i.logit_stride), h.stride(i.length_stride);
  h.pointers(i.logits, i.lengths, i.weight, i.loss, i.dlogits);
  known(emodna_information(stream, &i), "information");

  emodna_decorrelation_args d{};
  h.size(d.groups), h.size(d.rows), h.size(d.dim_a), h.size(d.dim_b), h.stride(d.a_stride), h.stride(d.b_stride);
  h.stride(d.length_stride);
  h.pointers(d.a, d.b, d.lengths, d.weight, d.loss, d.da, d.db);
  if (h.pick(30) == 0) d.groups = d.rows = INT_MAX;
  with_workspace<emodna_decorrelation_args>(context, stream, d, emodna_decorrelation_workspace, {emodna_decorrelation},
                                            "decorrelation");

  emodna_threshold_args t{};
  h.choice(t.strategy, 4), h.size(t.groups), h.size(t.source_rows), h.size(t.target_rows), h.size(t.classes);
  h.size(t.target_size), h.real(t.momentum, 0.9f), h.real(t.rho, 0.95f), h.real(t.fixed, 0.8f);
  h.stride(t.probability_stride), h.stride(t.label_stride);
  h.pointers(t.source_probabilities, t.source_labels, t.target_probabilities, t.target_index, t.state, t.thresholds,
             t.pseudo_labels, t.selected, t.selected_share);
  std::int64_t count = 0;
  known(emodna_threshold_state(&t, &count), "threshold_state");
  known(emodna_threshold_initial(&t, t.state), "threshold_initial");
  known(emodna_threshold(stream, &t), "threshold");
}

void training(Hostile& h, emodna_stream* stream) {
  emodna_gather_args g{};
  h.size(g.groups), h.size(g.rows), h.size(g.frames), h.size(g.features), h.size(g.utterances), h.size(g.steps);
  h.size(g.label_count);
  g.x_stride = 64, g.row_stride = 8;
  if (h.pick(4) == 0) h.stride(g.x_stride), h.stride(g.row_stride);
  h.pointers(g.index, g.step, g.set_begin, g.set_size, g.data, g.data_lengths, g.data_labels, g.x, g.lengths, g.labels,
             g.picked);
  known(emodna_gather(stream, &g), "gather");

  emodna_ramp_args r{};
  h.size(r.count), h.size(r.total_steps), h.pointers(r.step, r.weights);
  for (float& scale : r.scale) h.real(scale, 1.0f);
  known(emodna_ramp(stream, &r), "ramp");

  emodna_sum_args sum{};
  h.size(sum.count), h.size(sum.sources), h.pointers(sum.from, sum.to);
  known(emodna_sum(stream, &sum), "sum");

  emodna_adam_args a{};
  h.size(a.count), h.real(a.learning_rate, 1e-3f), h.real(a.beta1, 0.9f), h.real(a.beta2, 0.9f);
  h.real(a.epsilon, 1e-8f), h.pointers(a.step, a.parameters, a.gradients, a.m, a.v);
  h.real(a.decay, 1e-3f), h.choice(a.schedule, 2), h.real(a.final_share, 0.05f), h.size(a.warm_up_steps);
  h.size(a.total_steps);
  known(emodna_adam(stream, &a), "adam");

  emodna_step_args s{};
  h.size(s.count), h.size(s.log_rows), h.pointers(s.values, s.log, s.step);
  known(emodna_step(stream, &s), "step");
}

void audio(Hostile& h, emodna_stream* stream) {
  std::int32_t from = 0, to = 0;
  std::int64_t count = 0, length = 0;
  h.rate(from), h.rate(to), h.size(count);
  const float* samples = nullptr;
  float* out = nullptr;
  h.pointers(samples, out);
  const emodna_status status = emodna_resample_length(count, from, to, &length);
  known(status, "resample_length");
  if (h.pick(10) == 0) ++length;
  known(emodna_resample(stream, samples, count, from, to, out, length), "resample");

  emodna_mfcc_args m{};
  emodna_mfcc_dialect& d = m.dialect;
  h.size(d.sample_rate), h.choice(d.window, 3), h.size(d.window_length), h.size(d.hop), h.size(d.fft_length);
  if (h.pick(2) == 0) d.fft_length = 8;
  if (d.sample_rate < 10 && h.pick(2) == 0) d.sample_rate = 1000;
  h.choice(d.centred, 2), h.choice(d.remove_dc, 2), h.real(d.preemphasis, 0.9f), h.real(d.input_scale, 1);
  h.choice(d.mel_scale, 2), h.choice(d.mel_area_norm, 2), h.choice(d.mel_triangles, 2), h.size(d.mel_bins);
  h.real(d.low_hz, 0), h.real(d.high_hz, 0), h.choice(d.log, 2), h.real(d.log_floor, 1e-10f), h.real(d.top_db, 80);
  d.coefficients = d.mel_bins;
  if (h.pick(20) == 0) h.size(d.coefficients);
  h.real(d.lifter, 22);
  h.size(m.clips);
  h.pointers(m.audio, m.mfcc, m.level, m.log_mel);
  std::int64_t samples_at[5] = {}, frames_at[5] = {};
  for (int clip = 0; clip < 4; ++clip) {
    const std::int64_t samples_here = h.pick(30);
    std::int64_t frames = 0;
    known(emodna_mfcc_frames(&d, samples_here, &frames), "mfcc_frames");
    samples_at[clip + 1] = samples_at[clip] + samples_here;
    frames_at[clip + 1] = frames_at[clip] + frames;
  }
  if (h.pick(20) == 0) h.size(samples_at[h.pick(5)]);
  if (h.pick(20) == 0) frames_at[h.pick(5)] = h.pick(2) == 0 ? INT64_MIN : INT64_MAX;
  m.sample_offsets = h.pick(40) == 0 ? nullptr : samples_at;
  m.frame_offsets = h.pick(40) == 0 ? nullptr : frames_at;
  known(emodna_mfcc(stream, &m), "mfcc");
}

void speech(Hostile& h, emodna_stream* stream) {
  emodna_pitch_args p{};
  emodna_pitch_recipe& r = p.recipe;
  h.choice(r.kind, 2), h.size(r.sample_rate), h.size(r.hop), h.size(r.window_length), h.choice(r.candidates, 64);
  if (r.sample_rate < 10 && r.sample_rate > 0) r.sample_rate = 4000;
  if (r.window_length < 10 && r.window_length > 0) r.window_length += 60;
  ++r.candidates;
  h.real(r.floor_hz, 65), h.real(r.ceiling_hz, 500), h.real(r.lag_cost, 0.02f), h.real(r.periods, 3);
  h.real(r.silence, 0.03f), h.real(r.voicing, 0.45f), h.real(r.octave_cost, 0.01f), h.real(r.octave_jump_cost, 0.35f);
  h.real(r.voicing_change_cost, 0.14f);
  h.size(p.clips);
  h.pointers(p.audio, p.f0, p.strength);
  emodna_voice_args v{};
  emodna_voice_recipe& q = v.recipe;
  q.sample_rate = r.sample_rate, q.hop = r.hop, q.floor_hz = r.floor_hz;
  h.real(q.silence, 0.1f), h.real(q.period_factor, 1.3f), h.real(q.amplitude_factor, 1.6f);
  h.real(q.least_period, 0.0001f), h.real(q.greatest_period, 0.02f), h.real(q.window, 0.1f);
  h.real(q.formant_ceiling_hz, 1900), h.choice(q.formants, 5), h.real(q.formant_window, 0.025f);
  q.formants += 3;
  h.real(q.emphasis_hz, 50);
  v.clips = p.clips;
  h.pointers(v.audio, v.values, v.summary);
  v.f0 = p.audio;
  std::int64_t samples_at[5] = {}, frames_at[5] = {};
  for (int clip = 0; clip < 4; ++clip) {
    const std::int64_t samples_here = h.pick(30);
    std::int64_t frames = 0;
    known(emodna_pitch_frames(&r, samples_here, &frames), "pitch_frames");
    samples_at[clip + 1] = samples_at[clip] + samples_here;
    frames_at[clip + 1] = frames_at[clip] + frames;
  }
  if (h.pick(20) == 0) h.size(samples_at[h.pick(5)]);
  if (h.pick(20) == 0) frames_at[h.pick(5)] = h.pick(2) == 0 ? INT64_MIN : INT64_MAX;
  p.sample_offsets = v.sample_offsets = h.pick(40) == 0 ? nullptr : samples_at;
  p.frame_offsets = v.frame_offsets = h.pick(40) == 0 ? nullptr : frames_at;
  known(emodna_pitch(stream, &p), "pitch");
  known(emodna_voice(stream, &v), "voice");
}

template <class Args>
void null_arguments(emodna_stream* stream, emodna_status (*operation)(emodna_stream*, const Args*)) {
  const Args args{};
  CHECK(operation(nullptr, &args) == EMODNA_INVALID_ARGUMENT);
  CHECK(operation(stream, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(operation(stream, &args) != EMODNA_INTERNAL);
}

void nulls(emodna_context* context, emodna_stream* stream) {
  null_arguments(stream, emodna_pitch), null_arguments(stream, emodna_voice);
  null_arguments(stream, emodna_mfcc), null_arguments(stream, emodna_encoder_forward);
  null_arguments(stream, emodna_encoder_backward), null_arguments(stream, emodna_linear_forward);
  null_arguments(stream, emodna_linear_backward), null_arguments(stream, emodna_row_space_forward);
  null_arguments(stream, emodna_row_space_backward), null_arguments(stream, emodna_cross_entropy);
  null_arguments(stream, emodna_outer_forward), null_arguments(stream, emodna_outer_backward);
  null_arguments(stream, emodna_pooling_forward), null_arguments(stream, emodna_pooling_backward);
  null_arguments(stream, emodna_batch_norm_forward), null_arguments(stream, emodna_batch_norm_backward);
  null_arguments(stream, emodna_dropout_forward), null_arguments(stream, emodna_dropout_backward);
  null_arguments(stream, emodna_jitter), null_arguments(stream, emodna_information);
  null_arguments(stream, emodna_decorrelation);
  null_arguments(stream, emodna_contrastive), null_arguments(stream, emodna_alignment);
  null_arguments(stream, emodna_threshold), null_arguments(stream, emodna_gather);
  null_arguments(stream, emodna_ramp), null_arguments(stream, emodna_sum), null_arguments(stream, emodna_adam),
      null_arguments(stream, emodna_step);
  CHECK(emodna_encoder_workspace(context, nullptr, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_contrastive_workspace(nullptr, nullptr, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_alignment_workspace(context, nullptr, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_decorrelation_workspace(context, nullptr, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_threshold_state(nullptr, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_pitch_frames(nullptr, 0, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_mfcc_frames(nullptr, 0, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_encoder_parameters(1, 1, 1, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_encoder_statistics(1, 1, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_context_describe(nullptr, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_stream_create(nullptr, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_stream_synchronize(nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_graph_launch(nullptr, stream) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_copy(stream, nullptr, nullptr, 1) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_zero(nullptr, nullptr, 1) == EMODNA_INVALID_ARGUMENT);
}

// Of several faults the message names the first argument, and a failed check stops the ones behind it.
void messages() {
  CHECK(emodna_resample_length(-1, 0, 0, nullptr) == EMODNA_INVALID_ARGUMENT);
  CHECK(std::string(emodna_last_error()) == "resample_length: length is null");
  std::int64_t length = 0;
  CHECK(emodna_resample_length(-1, 0, 0, &length) == EMODNA_INVALID_ARGUMENT);
  CHECK(std::string(emodna_last_error()).find("count is -1") != std::string::npos);
  CHECK(emodna_encoder_parameters(0, 0, 0, &length) == EMODNA_INVALID_ARGUMENT);
  CHECK(std::string(emodna_last_error()).find("features is 0") != std::string::npos);
}

}  // namespace

int main() {
  messages();
  for (const char* instructions : {"portable", ""}) {
    emodna_context* context = nullptr;
    emodna_stream* stream = nullptr;
    CHECK(emodna_context_create(0, 2, instructions, &context) == EMODNA_OK);
    CHECK(emodna_stream_create(context, &stream) == EMODNA_OK);
    nulls(context, stream);
    Hostile hostile(20261123);
    for (int round = 0; round < kRounds; ++round) {
      hostile.next(), encoders(hostile, context, stream);
      hostile.next(), heads(hostile, stream), pooling(hostile, stream);
      hostile.next(), rows(hostile, stream);
      hostile.next(), losses(hostile, context, stream);
      hostile.next(), training(hostile, stream);
      hostile.next(), audio(hostile, stream);
      hostile.next(), speech(hostile, stream);
    }
    CHECK(emodna_stream_destroy(stream) == EMODNA_OK);
    CHECK(emodna_context_destroy(context) == EMODNA_OK);
  }
  // Otherwise nothing but checks would have been tested.
  CHECK(accepted > kRounds);
  std::printf("%d of the calls were accepted\n", accepted);
  return test_result("hostile");
}
