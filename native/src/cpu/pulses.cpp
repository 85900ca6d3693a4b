#include "pulses.h"

#include <algorithm>
#include <cmath>

namespace emodna::cpu {

namespace {

// Where the next pulse is sought, in periods, and when it is one: the correlation and the peak relative to the clip's,
// within a voiced stretch and at its ends (Praat's values).
constexpr double kNearest = 0.8, kFarthest = 1.25;
constexpr double kLeastCorrelation = 0.3, kLeastPeak = 0.01;
constexpr double kEndCorrelation = 0.7, kEndPeak = 0.023333;

// Period in samples at a time in samples: F0 is linear between neighbouring voiced frames, that of the nearest frame
// where the other one is unvoiced; 0 where the nearest one is unvoiced or there is none.
double period_at(const PitchContour& pitch, double time) {
  const double place = time / pitch.hop, left = std::floor(place), phase = place - left;
  const auto f0 = [&](double frame) {
    return frame >= 0 && frame < static_cast<double>(pitch.frames) ? pitch.f0[static_cast<std::int64_t>(frame)] : 0.0F;
  };
  const double near = f0(phase < 0.5 ? left : left + 1), far = f0(phase < 0.5 ? left + 1 : left);
  if (near <= 0) return 0;
  return pitch.sample_rate / (far <= 0 ? near : near + (phase < 0.5 ? phase : 1 - phase) * (far - near));
}

class PulseFinder {
 public:
  PulseFinder(const SpeechKernels& kernels, const PaddedClip& clip, const PitchContour& pitch)
      : kernels_(kernels), clip_(clip), pitch_(pitch) {}

  std::vector<double> run() {
    for (std::int64_t frame = 0; frame < pitch_.frames; ++frame) {
      if (pitch_.f0[frame] <= 0) continue;
      const std::int64_t begin = frame;
      while (frame + 1 < pitch_.frames && pitch_.f0[frame + 1] > 0) ++frame;
      stretch((static_cast<double>(begin) - 0.5) * pitch_.hop, (static_cast<double>(frame) + 0.5) * pitch_.hop);
    }
    std::sort(pulses_.begin(), pulses_.end());
    return std::move(pulses_);
  }

 private:
  struct Match {
    double time, correlation, peak;  // correlation -1: none
  };

  void stretch(double begin, double end) {
    const double middle = 0.5 * (begin + end), period = period_at(pitch_, middle);
    if (period <= 0) return;
    const double start = extremum(middle - 0.5 * period, middle + 0.5 * period);
    const double added = last_;  // what lies before was found from the stretch before
    pulses_.push_back(start);
    double time = start;
    while (const double step = period_at(pitch_, time)) {
      const Match found = match(time, step, time - kFarthest * step, time - kNearest * step);
      time = found.time;
      const bool over = time < begin;
      if (strong(found, over) && time - added > kNearest * step) pulses_.push_back(time);
      if (over) break;
    }
    time = start;
    while (const double step = period_at(pitch_, time)) {
      const Match found = match(time, step, time + kNearest * step, time + kFarthest * step);
      time = found.time;
      const bool over = time >= end;
      if (strong(found, over)) {
        pulses_.push_back(time);
        last_ = time;
      }
      if (over) break;
    }
  }

  bool strong(const Match& found, bool at_end) const {
    if (at_end) return found.correlation > kEndCorrelation && found.peak > kEndPeak * clip_.peak;
    return found.correlation > kLeastCorrelation && (found.peak == 0 || found.peak > kLeastPeak * clip_.peak);
  }

  // Sample i of the clip; 0 where even the zeros around it end.
  float sample(std::int64_t i) const {
    const std::int64_t place = i + clip_.margin;
    return place >= 0 && place < clip_.length + 2 * clip_.margin ? clip_.samples[place] : 0.0F;
  }

  // Time of the greatest local extremum between two times, either way; their middle if there is none.
  double extremum(double begin, double end) const {
    const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(begin - 0.5)));
    const auto last = std::min<std::int64_t>(clip_.length - 1, static_cast<std::int64_t>(std::ceil(end - 0.5)));
    double greatest = -1, time = 0.5 * (begin + end);
    for (std::int64_t i = first + 1; i < last; ++i) {
      const float x = sample(i), before = sample(i - 1), after = sample(i + 1);
      const bool local = (x > before && x >= after) || (x < before && x <= after);
      if (local && std::fabs(x) > greatest) {
        greatest = std::fabs(x);
        time = static_cast<double>(i) + 0.5;
      }
    }
    return time;
  }

  // Where between two times the signal within half a period is most like that around `time`.
  Match match(double time, double period, double least, double greatest) {
    const double half = 0.5 * period;
    const auto first = static_cast<std::int64_t>(std::lround(time - half - 0.5));
    const auto length = static_cast<std::int64_t>(std::lround(time + half - 0.5)) - first + 1;
    const auto begin = static_cast<std::int64_t>(std::floor(least - half - 0.5));
    const std::int64_t shifts = static_cast<std::int64_t>(std::ceil(greatest - half - 0.5)) - begin + 1;
    const std::int64_t room = shifts + kMostLanes;
    const std::int64_t low = std::min(first, begin) + clip_.margin,
                       high = std::max(first, begin + room) + length + clip_.margin;
    // Only beyond an end of the clip, far outside of every voiced stretch.
    if (low < 0 || high > clip_.length + 2 * clip_.margin) return {least < time ? least : greatest, -1, 0};
    products_.resize(room);
    energies_.resize(room);
    peaks_.resize(room);
    const float *a = clip_.samples + clip_.margin + first, *b = clip_.samples + clip_.margin + begin;
    kernels_.match(a, b, length, shifts, products_.data(), energies_.data(), peaks_.data());
    double energy = 0;
    for (std::int64_t i = 0; i < length; ++i) energy += static_cast<double>(a[i]) * a[i];
    // A maximum at the first shift counts too, one at the last does not.
    double before = 0, here = 0, best = -1, rise = 0, fall = 0, peak = 0;
    std::int64_t place = 0;
    for (std::int64_t shift = 0; shift < shifts; ++shift) {
      const double both = energy * energies_[shift];
      const double after = both > 0 ? products_[shift] / std::sqrt(both) : 0;
      if (here > best && here >= before && here >= after) {
        best = here;
        rise = before;
        fall = after;
        place = shift - 1;
        peak = peaks_[shift];
      }
      before = here;
      here = after;
    }
    // This one period drops out.
    if (best < 0) return {least < time ? time - period : time + period, -1, 0};
    const double bend = 2 * best - rise - fall, slope = 0.5 * (fall - rise), shift = bend > 0 ? slope / bend : 0;
    return {time + static_cast<double>(begin + place - first) + shift, best + 0.5 * slope * shift, peak};
  }

  const SpeechKernels& kernels_;
  const PaddedClip& clip_;
  const PitchContour& pitch_;
  std::vector<double> pulses_;
  std::vector<float> products_, energies_, peaks_;
  double last_ = -1e300;  // pulse that was found forwards
};

double ratio(double a, double b) { return a > b ? a / b : b / a; }

// Whether an interval is a period: within the range, and like at least one of its neighbours.
bool is_period(const emodna_voice_recipe& r, const std::vector<double>& pulses, std::size_t i) {
  const double length = (pulses[i + 1] - pulses[i]) / r.sample_rate;
  if (!(length >= r.least_period && length <= r.greatest_period)) return false;
  const bool has_before = i > 0, has_after = i + 2 < pulses.size();
  if (!has_before && !has_after) return true;
  const bool like_before = has_before && ratio(length, (pulses[i] - pulses[i - 1]) / r.sample_rate) <= r.period_factor;
  const bool like_after =
      has_after && ratio(length, (pulses[i + 2] - pulses[i + 1]) / r.sample_rate) <= r.period_factor;
  // One neighbour alone says nothing against an interval.
  return like_before || like_after || !has_before || !has_after;
}

// Root mean square around a pulse, under a Hann window that reaches a fifth of the neighbouring periods to either side.
double amplitude(const PaddedClip& clip, double time, double left, double right) {
  constexpr double kShare = 0.2, kPi = 3.14159265358979323846;
  const auto first = static_cast<std::int64_t>(std::ceil(time - kShare * left - 0.5));
  const auto last = static_cast<std::int64_t>(std::floor(time + kShare * right - 0.5));
  double sum = 0, weights = 0;
  for (std::int64_t i = std::max<std::int64_t>(0, first); i <= std::min(clip.length - 1, last); ++i) {
    const double distance = static_cast<double>(i) + 0.5 - time;
    const double weight = 0.5 + 0.5 * std::cos(kPi * distance / (kShare * (distance < 0 ? left : right)));
    const double value = weight * clip.samples[clip.margin + i];
    sum += value * value;
    weights += weight * weight;
  }
  return weights > 0 ? std::sqrt(sum / weights) : 0;
}

}  // namespace

std::vector<double> find_pulses(const SpeechKernels& kernels, const PaddedClip& clip, const PitchContour& pitch) {
  return PulseFinder(kernels, clip, pitch).run();
}

std::vector<PeriodPair> period_pairs(const emodna_voice_recipe& r, const PaddedClip& clip,
                                     const std::vector<double>& pulses) {
  std::vector<PeriodPair> pairs;
  for (std::size_t i = 1; i + 1 < pulses.size(); ++i) {
    const double left = pulses[i] - pulses[i - 1], right = pulses[i + 1] - pulses[i];
    const double first = left / r.sample_rate, second = right / r.sample_rate;
    if (std::min(first, second) < r.least_period || std::max(first, second) > r.greatest_period) continue;
    if (!(ratio(first, second) <= r.period_factor)) continue;
    pairs.push_back({pulses[i] / r.sample_rate, first, second, amplitude(clip, pulses[i], left, right)});
  }
  return pairs;
}

namespace {

// Differences of neighbouring amplitudes among pairs [begin, end) over the mean amplitude.
void shimmer_of(const emodna_voice_recipe& r, const std::vector<PeriodPair>& pairs, std::size_t begin, std::size_t end,
                Perturbation* result) {
  double differences = 0, sum = 0;
  int count = 0, amplitudes = 0;
  const PeriodPair* before = nullptr;
  for (std::size_t i = begin; i < end; ++i) {
    const PeriodPair& pair = pairs[i];
    if (pair.amplitude <= 0) continue;
    sum += pair.amplitude;
    ++amplitudes;
    if (before != nullptr) {
      const double apart = pair.time - before->time;
      if (apart >= r.least_period && apart <= r.greatest_period &&
          ratio(pair.amplitude, before->amplitude) <= r.amplitude_factor) {
        differences += std::fabs(pair.amplitude - before->amplitude);
        ++count;
      }
    }
    before = &pair;
  }
  result->has_shimmer = count > 0;
  result->shimmer = count > 0 ? differences / count / (sum / amplitudes) : 0;
}

}  // namespace

Perturbation clip_perturbation(const emodna_voice_recipe& r, const std::vector<double>& pulses,
                               const std::vector<PeriodPair>& pairs) {
  double lengths = 0, differences = 0;
  int periods = 0;
  for (std::size_t i = 0; i + 1 < pulses.size(); ++i) {
    if (!is_period(r, pulses, i)) continue;
    lengths += (pulses[i + 1] - pulses[i]) / r.sample_rate;
    ++periods;
  }
  for (const PeriodPair& pair : pairs) differences += std::fabs(pair.first - pair.second);
  Perturbation result{};
  result.has_jitter = !pairs.empty() && periods > 0;
  if (result.has_jitter) result.jitter = differences / static_cast<double>(pairs.size()) / (lengths / periods);
  shimmer_of(r, pairs, 0, pairs.size(), &result);
  return result;
}

Perturbation running_perturbation(const emodna_voice_recipe& r, const std::vector<PeriodPair>& pairs, double time,
                                  std::size_t* first) {
  while (*first < pairs.size() && pairs[*first].time < time - 0.5 * r.window) ++*first;
  std::size_t end = *first;
  double differences = 0, lengths = 0;
  for (; end < pairs.size() && pairs[end].time <= time + 0.5 * r.window; ++end) {
    differences += std::fabs(pairs[end].first - pairs[end].second);
    lengths += 0.5 * (pairs[end].first + pairs[end].second);
  }
  Perturbation result{};
  result.has_jitter = end - *first >= 2;
  if (result.has_jitter) result.jitter = differences / lengths;
  shimmer_of(r, pairs, *first, end, &result);
  return result;
}

}  // namespace emodna::cpu
