// Voice quality, clip by clip, the frames of each in parallel.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "aligned.h"
#include "operations.h"
#include "speech_dispatch.h"
#include "speech_shared.h"
#include "voice_plan.h"

namespace emodna::cpu {

namespace {

// Frames a chunk of work has: many, as only those that are loud or voiced go into the lanes.
constexpr std::int64_t kChunkFrames = 128;

std::vector<float> padded(const float* from, std::int64_t count, std::int64_t margin) {
  std::vector<float> to(count + 2 * margin);
  std::copy(from, from + count, to.begin() + margin);
  return to;
}

// PulseSearch's on this backend.
class Matcher {
 public:
  Matcher(const SpeechKernels& kernels, std::int64_t shifts) : kernels_(kernels), r_(shifts + 4 * kMostLanes) {}

  void match(const float* a, const float* b, std::int64_t length, std::int64_t shifts) {
    kernels_.match(a, b, length, shifts, r_.data());
    b_ = b;
    length_ = length;
  }
  double correlation(std::int64_t shift) const { return r_[shift]; }
  double peak(std::int64_t shift) const {
    const Range range = kernels_.range(b_ + shift, length_);
    return std::max(range.greatest, -range.least);
  }

 private:
  const SpeechKernels& kernels_;
  std::vector<float> r_;
  const float* b_ = nullptr;
  std::int64_t length_ = 0;
};

// A thread's.
struct Scratch {
  explicit Scratch(const VoicePlan& plan)
      : harmonicity(aligned_array<float>(harmonicity_scratch(plan.harmonicity()))),
        r(aligned_array<float>(kChunkFrames * plan.harmonicity().lags)),
        shape(aligned_array<float>(shape_scratch(plan.shape()))),
        prediction(aligned_array<double>(predict_scratch(plan.prediction()))),
        mirrored(kSincDepth + plan.harmonicity().lags),
        peaks(kChunkFrames),
        starts(kChunkFrames),
        roots(kChunkFrames * plan.prediction().order) {}
  AlignedArray<float> harmonicity, r, shape;
  AlignedArray<double> prediction;
  std::vector<float> mirrored, peaks;
  std::vector<std::int64_t> starts;
  std::vector<Root> roots;
};

class Clip {
 public:
  Clip(Context& context, const VoicePlan& plan, const emodna_voice_args& args, std::int32_t clip,
       std::vector<Scratch>& scratch)
      : context_(context),
        kernels_(speech_kernels(context.isa)),
        plan_(plan),
        recipe_(args.recipe),
        scratch_(scratch),
        count_(args.frame_offsets[clip + 1] - args.frame_offsets[clip]),
        length_(args.sample_offsets[clip + 1] - args.sample_offsets[clip]),
        values_(args.values + args.frame_offsets[clip] * EMODNA_VOICE_WIDTH),
        summary_(args.summary + static_cast<std::int64_t>(clip) * EMODNA_VOICE_SUMMARY),
        harmonicity_(count_) {
    const float* audio = args.audio + args.sample_offsets[clip];
    samples_ = padded(audio, length_, plan.margin());
    f0_.assign(args.f0 + args.frame_offsets[clip], args.f0 + args.frame_offsets[clip + 1]);
    for (float& hz : f0_) {
      if (!(hz >= plan.least_f0() && hz <= plan.greatest_f0())) hz = 0;
    }
    resample_clip(audio);
    range_ = kernels_.range(audio, length_);
    peak_ = peak_of(kernels_.sum(audio, length_) / static_cast<double>(length_), range_);
  }

  void run() {
    const std::int64_t chunks = (count_ + kChunkFrames - 1) / kChunkFrames;
    context_.pool.run(chunks, [&](std::int64_t chunk, int thread) {
      const std::int64_t first = chunk * kChunkFrames, count = std::min(kChunkFrames, count_ - first);
      run_harmonicity(first, count, scratch_[thread]);
      run_formants(first, count, scratch_[thread]);
      run_shape(first, count, scratch_[thread]);
    });
    summarise();
  }

 private:
  void resample_clip(const float* audio) {
    const std::int64_t count = (length_ * plan_.formant_rate() + recipe_.sample_rate - 1) / recipe_.sample_rate;
    const std::int64_t margin = plan_.formant_margin();
    formant_samples_.assign(count + 2 * margin, 0.0F);
    float* x = formant_samples_.data() + margin;
    resample(context_, {audio, length_, recipe_.sample_rate, plan_.formant_rate(), x, count, kFullFilter});
    const auto emphasis = static_cast<float>(plan_.emphasis());
    for (std::int64_t i = count; i >= 0; --i) x[i] -= emphasis * x[i - 1];
  }

  // Peak around the middle of a frame of the harmonicity, whose mean is taken away.
  float peak_at(const float* frame) const {
    const HarmonicityTables& t = plan_.harmonicity();
    const std::int64_t count = t.mean_end - t.mean_begin;
    const double mean = kernels_.sum(frame + t.mean_begin, count) / static_cast<double>(count);
    return peak_of(mean, kernels_.range(frame + t.peak_begin, t.peak_end - t.peak_begin));
  }

  void run_harmonicity(std::int64_t first, std::int64_t count, Scratch& s) {
    std::int64_t places[kChunkFrames], loud = 0;
    for (std::int64_t i = first; i < first + count; ++i) {
      harmonicity_[i] = value(i, EMODNA_VOICE_HNR) = NAN;
      const std::int64_t start = plan_.margin() + i * recipe_.hop + plan_.harmonicity_offset();
      s.peaks[loud] = peak_at(samples_.data() + start);
      // Not even a correlation of 1 would be stronger than "silent".
      if (is_silent(recipe_, 1, s.peaks[loud], peak_)) continue;
      places[loud] = i;
      s.starts[loud++] = start;
    }
    if (loud == 0) return;
    const std::int32_t lags = plan_.harmonicity().lags;
    kernels_.harmonicity(plan_.harmonicity(), samples_.data(), s.starts.data(), loud, s.r.get(), s.harmonicity.get());
    for (std::int64_t i = 0; i < loud; ++i) {
      const float* r = s.r.get() + i * lags;
      std::copy(r, r + lags, s.mirrored.begin() + kSincDepth);
      for (std::int32_t k = 1; k <= kSincDepth; ++k) s.mirrored[kSincDepth - k] = r[k];
      Candidate found[kMostCandidates];
      const std::int32_t size = kernels_.candidates(plan_.candidates(), s.mirrored.data(), found);
      double best = 0;
      for (std::int32_t c = 0; c < size; ++c) best = std::max<double>(best, found[c].strength);
      if (is_silent(recipe_, best, s.peaks[i], peak_)) continue;
      harmonicity_[places[i]] = harmonicity_of(best);
      if (f0_[places[i]] > 0) value(places[i], EMODNA_VOICE_HNR) = harmonicity_[places[i]];
    }
  }

  // Formants are those of voiced frames: what LPC finds in others is no voice's.
  void run_formants(std::int64_t first, std::int64_t count, Scratch& s) {
    std::int64_t voiced = 0;
    std::int64_t places[kChunkFrames];
    for (std::int64_t i = first; i < first + count; ++i) {
      for (std::int32_t f = 0; f < 2 * kFormants; ++f) value(i, EMODNA_VOICE_F1 + f) = NAN;
      if (f0_[i] <= 0) continue;
      const std::int64_t start =
          std::clamp<std::int64_t>(plan_.prediction_start(i * recipe_.hop) + plan_.formant_margin(), 0,
                                   static_cast<std::int64_t>(formant_samples_.size()) - plan_.prediction().window);
      places[voiced] = i;
      s.starts[voiced++] = start;
    }
    if (voiced == 0) return;
    const std::int32_t order = plan_.prediction().order;
    kernels_.predict(plan_.prediction(), formant_samples_.data(), s.starts.data(), voiced, s.roots.data(),
                     s.prediction.get());
    for (std::int64_t i = 0; i < voiced; ++i) {
      float* to = &value(places[i], EMODNA_VOICE_F1);
      float hz[kFormants], widths[kFormants];
      if (!formants_of(&s.roots[i * order], order, plan_.formant_rate(), hz, widths)) continue;
      std::copy(hz, hz + kFormants, to);
      std::copy(widths, widths + kFormants, to + kFormants);
    }
  }

  void run_shape(std::int64_t first, std::int64_t count, Scratch& s) {
    for (std::int64_t i = 0; i < count; ++i) {
      s.starts[i] = plan_.margin() + (first + i) * recipe_.hop + plan_.shape_offset();
    }
    float found[kChunkFrames * kShapeValues];
    kernels_.shape(plan_.shape(), samples_.data(), s.starts.data(), count, found, s.shape.get());
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int32_t v = 0; v < kShapeValues; ++v) {
        const float here = found[i * kShapeValues + v];
        value(first + i, EMODNA_VOICE_CENTROID + v) = std::isfinite(here) ? here : 0.0F;
      }
    }
  }

  void summarise() {
    const PaddedClip clip = {samples_.data(), plan_.margin(), length_, std::max(range_.greatest, -range_.least)};
    const PitchContour contour = {f0_.data(), count_, static_cast<double>(recipe_.hop),
                                  static_cast<double>(recipe_.sample_rate)};
    std::vector<double> pulses(most_pulses(length_, count_, recipe_.sample_rate / plan_.greatest_f0()));
    Matcher matcher(kernels_, most_shifts(recipe_.sample_rate / plan_.least_f0()));
    const std::int64_t count =
        PulseSearch<Matcher>(matcher, clip, contour, pulses.data(), static_cast<std::int64_t>(pulses.size())).run();
    std::vector<PeriodPair> pairs(count);
    pairs.resize(period_pairs(recipe_, clip, pulses.data(), count, pairs.data()));
    const Perturbation whole =
        clip_perturbation(recipe_, pulses.data(), count, pairs.data(), static_cast<std::int64_t>(pairs.size()));
    double harmonicity = 0;
    std::int64_t sounding = 0;
    for (const float db : harmonicity_) {
      if (std::isnan(db)) continue;
      harmonicity += db;
      ++sounding;
    }
    summary_[EMODNA_VOICE_JITTER_LOCAL] = static_cast<float>(whole.jitter);
    summary_[EMODNA_VOICE_SHIMMER_LOCAL] = static_cast<float>(whole.shimmer);
    summary_[EMODNA_VOICE_MEAN_HNR] =
        static_cast<float>(sounding > 0 ? harmonicity / static_cast<double>(sounding) : 0);
    summary_[EMODNA_VOICE_PULSES] = static_cast<float>(count);
    for (std::int64_t i = 0; i < count_; ++i) {
      const double time = static_cast<double>(i) * recipe_.hop / recipe_.sample_rate;
      const Perturbation running =
          running_perturbation(recipe_, pairs.data(), static_cast<std::int64_t>(pairs.size()), time);
      const bool voiced = f0_[i] > 0;
      value(i, EMODNA_VOICE_JITTER) = voiced && running.has_jitter ? static_cast<float>(running.jitter) : NAN;
      value(i, EMODNA_VOICE_SHIMMER) = voiced && running.has_shimmer ? static_cast<float>(running.shimmer) : NAN;
    }
    for (std::int32_t column = 0; column < EMODNA_VOICE_CENTROID; ++column) fill_gaps(values_ + column, count_);
  }

  float& value(std::int64_t frame, std::int32_t column) { return values_[frame * EMODNA_VOICE_WIDTH + column]; }

  Context& context_;
  const SpeechKernels& kernels_;
  const VoicePlan& plan_;
  const emodna_voice_recipe& recipe_;
  std::vector<Scratch>& scratch_;
  std::int64_t count_, length_;
  float *values_, *summary_;
  Range range_{};
  float peak_ = 0;
  std::vector<float> harmonicity_;  // dB, NaN where silent
  std::vector<float> samples_, formant_samples_, f0_;
};

}  // namespace

void voice(Context& context, const emodna_voice_args& args) {
  const std::string key = "v" + std::string(reinterpret_cast<const char*>(&args.recipe), sizeof args.recipe);
  const auto plan = context.plans.get<VoicePlan>(key, [&] { return std::make_shared<const VoicePlan>(args.recipe); });
  std::vector<Scratch> scratch;
  for (int i = 0; i < context.pool.threads(); ++i) scratch.emplace_back(*plan);
  for (std::int32_t clip = 0; clip < args.clips; ++clip) {
    if (args.frame_offsets[clip + 1] > args.frame_offsets[clip]) {
      Clip(context, *plan, args, clip, scratch).run();
    } else {
      std::fill_n(args.summary + static_cast<std::int64_t>(clip) * EMODNA_VOICE_SUMMARY, EMODNA_VOICE_SUMMARY, 0.0F);
    }
  }
}

}  // namespace emodna::cpu
