// What the CPU and the CUDA backend compute of a voice one after another, in the same words: glottal pulses, how
// regular they are, formants from roots, and values where there is no voice. No containers and nothing of the standard
// library that a device lacks.
#ifndef EMODNA_CPU_SPEECH_SHARED_H
#define EMODNA_CPU_SPEECH_SHARED_H

#include <cmath>
#include <cstdint>

#include "emodna/speech.h"
#include "simd/speech_kernels.h"

#ifdef __CUDACC__
#define EMODNA_SHARED __host__ __device__ inline
#else
#define EMODNA_SHARED inline
#endif

namespace emodna::cpu {

// A clip with zeros on either side.
struct PaddedClip {
  const float* samples;  // the first zero
  std::int64_t margin, length;
  float peak;  // greatest magnitude
};

// F0 of a clip's frames; 0 = unvoiced.
struct PitchContour {
  const float* f0;
  std::int64_t frames;
  double hop, sample_rate;
};

// Greatest magnitude of samples after their mean is taken away.
EMODNA_SHARED float peak_of(double mean, const Range& range) {
  const float middle = static_cast<float>(mean), above = range.greatest - middle, below = middle - range.least;
  return above > below ? above : below;
}

// Period in samples at a time in samples: F0 is linear between neighbouring voiced frames, that of the nearest frame
// where the other one is unvoiced. 0 where the nearest one is unvoiced, or there is none.
EMODNA_SHARED double period_at(const PitchContour& pitch, double time) {
  const double place = time / pitch.hop, left = std::floor(place), phase = place - left;
  double f0[2] = {0, 0};  // of the frames at the left and at the right
  for (int side = 0; side < 2; ++side) {
    const double frame = left + side;
    if (frame >= 0 && frame < static_cast<double>(pitch.frames)) f0[side] = pitch.f0[static_cast<std::int64_t>(frame)];
  }
  const double near = phase < 0.5 ? f0[0] : f0[1], far = phase < 0.5 ? f0[1] : f0[0];
  if (near <= 0) return 0;
  return pitch.sample_rate / (far <= 0 ? near : near + (phase < 0.5 ? phase : 1 - phase) * (far - near));
}

// Where the next pulse is sought, in periods, and when it is one: the correlation and the peak relative to the clip's,
// within a voiced stretch and at its ends (Praat's values).
constexpr double kNearestPulse = 0.8, kFarthestPulse = 1.25;
constexpr double kLeastCorrelation = 0.3, kLeastPeak = 0.01;
constexpr double kEndCorrelation = 0.7, kEndPeak = 0.023333;

// Most pulses of a clip whose periods have at least `least_period` samples.
inline std::int64_t most_pulses(std::int64_t samples, std::int64_t frames, double least_period) {
  return static_cast<std::int64_t>(1.5 * static_cast<double>(samples) / least_period) + 4 * frames + 8;
}

// Shifts that a period of so many samples asks for at most.
inline std::int64_t most_shifts(double period) {
  return static_cast<std::int64_t>((kFarthestPulse - kNearestPulse) * period) + 8;
}

// Times of the pulses in samples of the clip, sample i lying at i + 1/2. From the middle of each voiced stretch, where
// the greatest extremum of a period is the first pulse, the next ones are sought on both sides where the signal best
// matches that around the one before, from 0.8 to 1.25 periods away (Praat: Sound & Pitch, To PointProcess (cc)).
// Matcher: match(a, b, length, shifts), then correlation(shift) and peak(shift). All lanes of a warp may run a search
// together, if the matcher shares its work among them.
template <class Matcher>
class PulseSearch {
 public:
  EMODNA_SHARED PulseSearch(Matcher& matcher, const PaddedClip& clip, const PitchContour& pitch, double* pulses,
                            std::int64_t most)
      : matcher_(matcher), clip_(clip), pitch_(pitch), pulses_(pulses), most_(most) {}

  // Returns how many pulses there are, in order.
  EMODNA_SHARED std::int64_t run() {
    for (std::int64_t frame = 0; frame < pitch_.frames; ++frame) {
      if (pitch_.f0[frame] <= 0) continue;
      const std::int64_t begin = frame;
      while (frame + 1 < pitch_.frames && pitch_.f0[frame + 1] > 0) ++frame;
      stretch((static_cast<double>(begin) - 0.5) * pitch_.hop, (static_cast<double>(frame) + 0.5) * pitch_.hop);
    }
    return count_;
  }

 private:
  struct Match {
    double time, correlation, peak;  // correlation -1: none
  };

  // Puts a pulse among the others, of which hardly any is later.
  EMODNA_SHARED void add(double time) {
    if (count_ == most_) return;
    std::int64_t place = count_++;
    for (; place > 0 && pulses_[place - 1] > time; --place) pulses_[place] = pulses_[place - 1];
    pulses_[place] = time;
  }

  EMODNA_SHARED void stretch(double begin, double end) {
    const double middle = 0.5 * (begin + end), period = period_at(pitch_, middle);
    if (period <= 0) return;
    const double start = extremum(middle - 0.5 * period, middle + 0.5 * period);
    const double added = last_;  // what lies before was found from the stretch before
    add(start);
    double time = start;
    for (double step = period_at(pitch_, time); step > 0; step = period_at(pitch_, time)) {
      const Match found = match(time, step, time - kFarthestPulse * step, time - kNearestPulse * step);
      time = found.time;
      const bool over = time < begin;
      if (strong(found, over) && time - added > kNearestPulse * step) add(time);
      if (over) break;
    }
    time = start;
    for (double step = period_at(pitch_, time); step > 0; step = period_at(pitch_, time)) {
      const Match found = match(time, step, time + kNearestPulse * step, time + kFarthestPulse * step);
      time = found.time;
      const bool over = time >= end;
      if (strong(found, over)) {
        add(time);
        last_ = time;
      }
      if (over) break;
    }
  }

  EMODNA_SHARED bool strong(const Match& found, bool at_end) const {
    if (at_end) return found.correlation > kEndCorrelation && found.peak > kEndPeak * clip_.peak;
    return found.correlation > kLeastCorrelation && (found.peak == 0 || found.peak > kLeastPeak * clip_.peak);
  }

  // Time of the greatest local extremum between two times, either way; their middle if there is none.
  EMODNA_SHARED double extremum(double begin, double end) const {
    auto first = static_cast<std::int64_t>(std::floor(begin - 0.5)),
         last = static_cast<std::int64_t>(std::ceil(end - 0.5));
    first = first < 0 ? 0 : first;
    last = last > clip_.length - 1 ? clip_.length - 1 : last;
    double greatest = -1, time = 0.5 * (begin + end);
    const float* samples = clip_.samples + clip_.margin;
    for (std::int64_t i = first + 1; i < last; ++i) {
      const float x = samples[i], before = samples[i - 1], after = samples[i + 1];
      const bool local = (x > before && x >= after) || (x < before && x <= after);
      if (local && std::fabs(x) > greatest) {
        greatest = std::fabs(x);
        time = static_cast<double>(i) + 0.5;
      }
    }
    return time;
  }

  // Where between two times the signal within half a period is most like that around `time`.
  EMODNA_SHARED Match match(double time, double period, double least, double greatest) {
    const double half = 0.5 * period;
    const auto first = static_cast<std::int64_t>(std::floor(time - half));
    const std::int64_t length = static_cast<std::int64_t>(std::floor(time + half)) - first + 1;
    const auto begin = static_cast<std::int64_t>(std::floor(least - half - 0.5));
    const std::int64_t shifts = static_cast<std::int64_t>(std::ceil(greatest - half - 0.5)) - begin + 1;
    const std::int64_t low = (first < begin ? first : begin) + clip_.margin;
    const std::int64_t high =
        (first > begin + shifts ? first : begin + shifts) + 4 * kMostLanes + length + clip_.margin;
    // Only beyond an end of the clip, far outside of every voiced stretch.
    if (low < 0 || high > clip_.length + 2 * clip_.margin) return {least < time ? least : greatest, -1, 0};
    const float *a = clip_.samples + clip_.margin + first, *b = clip_.samples + clip_.margin + begin;
    matcher_.match(a, b, length, shifts);
    // A maximum at the first shift counts too, one at the last does not.
    double before = 0, here = 0, best = -1, rise = 0, fall = 0, peak = 0;
    std::int64_t place = 0;
    for (std::int64_t shift = 0; shift < shifts; ++shift) {
      const double after = matcher_.correlation(shift);
      if (here > best && here >= before && here >= after) {
        best = here;
        rise = before;
        fall = after;
        place = shift - 1;
        peak = matcher_.peak(shift);
      }
      before = here;
      here = after;
    }
    // This one period drops out.
    if (best < 0) return {least < time ? time - period : time + period, -1, 0};
    const double bend = 2 * best - rise - fall, slope = 0.5 * (fall - rise), shift = bend > 0 ? slope / bend : 0;
    return {time + static_cast<double>(begin + place - first) + shift, best + 0.5 * slope * shift, peak};
  }

  Matcher& matcher_;
  const PaddedClip& clip_;
  const PitchContour& pitch_;
  double* pulses_;
  std::int64_t most_, count_ = 0;
  double last_ = -1e300;  // pulse that was found forwards
};

// Two neighbouring periods, and the amplitude of the pulse between them.
struct PeriodPair {
  double time;           // of the pulse, in seconds
  double first, second;  // periods in seconds
  double amplitude;      // root mean square around the pulse
};

struct Perturbation {
  double jitter, shimmer;
  bool has_jitter, has_shimmer;
};

EMODNA_SHARED double unlikeness(double a, double b) { return a > b ? a / b : b / a; }

// Whether interval i is a period: within the range, and like at least one of its neighbours.
EMODNA_SHARED bool is_period(const emodna_voice_recipe& r, const double* pulses, std::int64_t count, std::int64_t i) {
  const double length = (pulses[i + 1] - pulses[i]) / r.sample_rate;
  if (!(length >= r.least_period && length <= r.greatest_period)) return false;
  // One neighbour alone says nothing against an interval.
  if (i == 0 || i + 2 >= count) return true;
  return unlikeness(length, (pulses[i] - pulses[i - 1]) / r.sample_rate) <= r.period_factor ||
         unlikeness(length, (pulses[i + 2] - pulses[i + 1]) / r.sample_rate) <= r.period_factor;
}

// Root mean square around a pulse, under a Hann window that reaches a fifth of the neighbouring periods to either side.
EMODNA_SHARED double pulse_amplitude(const PaddedClip& clip, double time, double left, double right) {
  constexpr double kShare = 0.2, kPi = 3.14159265358979323846;
  auto first = static_cast<std::int64_t>(std::ceil(time - kShare * left - 0.5));
  auto last = static_cast<std::int64_t>(std::floor(time + kShare * right - 0.5));
  first = first < 0 ? 0 : first;
  last = last > clip.length - 1 ? clip.length - 1 : last;
  const auto centre = static_cast<std::int64_t>(std::ceil(time - 0.5));  // the first sample that is not before
  double sum = 0, weights = 0;
  for (int side = 0; side < 2; ++side) {
    // Cosines of equal steps, each from the two before it.
    const std::int64_t begin = side == 0 ? first : (centre > first ? centre : first);
    const std::int64_t end = side == 1 ? last + 1 : (centre < last + 1 ? centre : last + 1);
    const double step = kPi / (kShare * (side == 0 ? left : right)), turn = 2 * std::cos(step);
    const double angle = step * (static_cast<double>(begin) + 0.5 - time);
    double cosine = std::cos(angle), before = std::cos(angle - step);
    for (std::int64_t i = begin; i < end; ++i) {
      const double weight = 0.5 + 0.5 * cosine, value = weight * clip.samples[clip.margin + i];
      sum += value * value;
      weights += weight * weight;
      const double next = turn * cosine - before;
      before = cosine;
      cosine = next;
    }
  }
  return weights > 0 ? std::sqrt(sum / weights) : 0;
}

// The pairs [at most count] whose periods are within the recipe's range and alike, in order; returns how many.
EMODNA_SHARED std::int64_t period_pairs(const emodna_voice_recipe& r, const PaddedClip& clip, const double* pulses,
                                        std::int64_t count, PeriodPair* pairs) {
  std::int64_t found = 0;
  for (std::int64_t i = 1; i + 1 < count; ++i) {
    const double left = pulses[i] - pulses[i - 1], right = pulses[i + 1] - pulses[i];
    const double first = left / r.sample_rate, second = right / r.sample_rate;
    const bool within = first >= r.least_period && second >= r.least_period && first <= r.greatest_period &&
                        second <= r.greatest_period;
    if (!(within && unlikeness(first, second) <= r.period_factor)) continue;
    pairs[found++] = {pulses[i] / r.sample_rate, first, second, pulse_amplitude(clip, pulses[i], left, right)};
  }
  return found;
}

// Differences of neighbouring amplitudes among pairs [begin, end) over the mean amplitude.
EMODNA_SHARED void shimmer_of(const emodna_voice_recipe& r, const PeriodPair* pairs, std::int64_t begin,
                              std::int64_t end, Perturbation* result) {
  double differences = 0, sum = 0;
  std::int64_t count = 0, amplitudes = 0, before = -1;
  for (std::int64_t i = begin; i < end; ++i) {
    const double here = pairs[i].amplitude;
    if (!(here > 0)) continue;
    sum += here;
    ++amplitudes;
    if (before >= 0) {
      const double apart = pairs[i].time - pairs[before].time, there = pairs[before].amplitude;
      if (apart >= r.least_period && apart <= r.greatest_period && unlikeness(here, there) <= r.amplitude_factor) {
        differences += std::fabs(here - there);
        ++count;
      }
    }
    before = i;
  }
  result->has_shimmer = count > 0;
  result->shimmer = count > 0 ? differences / static_cast<double>(count) / (sum / static_cast<double>(amplitudes)) : 0;
}

// Of the whole clip, as Praat's jitter (local) and shimmer (local).
EMODNA_SHARED Perturbation clip_perturbation(const emodna_voice_recipe& r, const double* pulses, std::int64_t count,
                                             const PeriodPair* pairs, std::int64_t pair_count) {
  double lengths = 0, differences = 0;
  std::int64_t periods = 0;
  for (std::int64_t i = 0; i + 1 < count; ++i) {
    if (!is_period(r, pulses, count, i)) continue;
    lengths += (pulses[i + 1] - pulses[i]) / r.sample_rate;
    ++periods;
  }
  for (std::int64_t i = 0; i < pair_count; ++i) differences += std::fabs(pairs[i].first - pairs[i].second);
  Perturbation result{};
  result.has_jitter = pair_count > 0 && periods > 0;
  if (result.has_jitter) {
    result.jitter = differences / static_cast<double>(pair_count) / (lengths / static_cast<double>(periods));
  }
  shimmer_of(r, pairs, 0, pair_count, &result);
  return result;
}

// Of the pairs within half the recipe's window of a time in seconds; two at least for jitter.
EMODNA_SHARED Perturbation running_perturbation(const emodna_voice_recipe& r, const PeriodPair* pairs,
                                                std::int64_t count, double time) {
  std::int64_t first = 0, above = count;  // the first pair that is not before the window, by halves
  while (first < above) {
    const std::int64_t middle = (first + above) / 2;
    if (pairs[middle].time < time - 0.5 * r.window) {
      first = middle + 1;
    } else {
      above = middle;
    }
  }
  std::int64_t end = first;
  double differences = 0, lengths = 0;
  for (; end < count && pairs[end].time <= time + 0.5 * r.window; ++end) {
    differences += std::fabs(pairs[end].first - pairs[end].second);
    lengths += 0.5 * (pairs[end].first + pairs[end].second);
  }
  Perturbation result{};
  result.has_jitter = end - first >= 2;
  if (result.has_jitter) result.jitter = differences / lengths;
  shimmer_of(r, pairs, first, end, &result);
  return result;
}

constexpr std::int32_t kFormants = 3;
// Roots nearer to 0 or to half the rate describe the slope of the spectrum (Praat's value, Hz).
constexpr double kFormantEdgeHz = 50;

// The lowest formants of a frame: frequencies and bandwidths in Hz, [kFormants] each. False if there are fewer.
EMODNA_SHARED bool formants_of(const Root* roots, std::int32_t count, double sample_rate, float* hz,
                               float* bandwidths) {
  constexpr double kPi = 3.14159265358979323846;
  double lowest[kFormants], widths[kFormants];
  std::int32_t size = 0;
  for (std::int32_t i = 0; i < count; ++i) {
    if (!(roots[i].im >= 0)) continue;
    const double frequency = std::atan2(roots[i].im, roots[i].re) * sample_rate / (2 * kPi);
    if (!(frequency > kFormantEdgeHz && frequency < 0.5 * sample_rate - kFormantEdgeHz)) continue;
    // A root outside of the unit circle stands for its mirror image: the spectrum is the same.
    const double radius = std::sqrt(roots[i].re * roots[i].re + roots[i].im * roots[i].im);
    const double width = std::fabs(std::log(radius)) * sample_rate / kPi;
    std::int32_t place = size < kFormants ? size : kFormants;
    for (; place > 0 && lowest[place - 1] > frequency; --place) {
      if (place < kFormants) {
        lowest[place] = lowest[place - 1];
        widths[place] = widths[place - 1];
      }
    }
    if (place < kFormants) {
      lowest[place] = frequency;
      widths[place] = width;
    }
    ++size;
  }
  if (size < kFormants) return false;
  for (std::int32_t i = 0; i < kFormants; ++i) {
    hz[i] = static_cast<float>(lowest[i]);
    bandwidths[i] = static_cast<float>(widths[i]);
  }
  return true;
}

// Harmonicity of a sound without any noise, or without any harmonics, in dB.
constexpr double kMostHarmonicity = 60;

// Harmonicity in dB of the best candidate's strength.
EMODNA_SHARED float harmonicity_of(double strength) {
  if (!(strength > 0)) return static_cast<float>(-kMostHarmonicity);
  if (strength >= 1) return static_cast<float>(kMostHarmonicity);
  const double db = 10 * std::log10(strength / (1 - strength));
  return static_cast<float>(db > kMostHarmonicity ? kMostHarmonicity : db < -kMostHarmonicity ? -kMostHarmonicity : db);
}

// Whether "silent", whose strength grows as the frame gets quieter, is stronger than the best candidate.
EMODNA_SHARED bool is_silent(const emodna_voice_recipe& r, double strength, float peak, float clip_peak) {
  const double ratio = clip_peak > 0 ? static_cast<double>(peak) / clip_peak : 0.0, relative = ratio < 1 ? ratio : 1;
  const double silence = r.silence > 0 && relative < 2.0 * r.silence ? 2 - relative / r.silence : 0.0;
  return !(strength > silence);
}

// Fills a column of values [count, EMODNA_VOICE_WIDTH] whose entries are NaN where there is none: linear between those
// that are there, held beyond the first and the last, 0 if there is none at all.
EMODNA_SHARED void fill_gaps(float* column, std::int64_t count) {
  constexpr std::int64_t kStride = EMODNA_VOICE_WIDTH;
  std::int64_t before = -1;
  for (std::int64_t i = 0; i < count; ++i) {
    const float here = column[i * kStride];
    if (!std::isfinite(here)) continue;
    const float there = before < 0 ? here : column[before * kStride];
    for (std::int64_t k = before + 1; k < i; ++k) {
      const float share = static_cast<float>(k - before) / static_cast<float>(i - before);
      column[k * kStride] = there + share * (here - there);
    }
    before = i;
  }
  for (std::int64_t k = before + 1; k < count; ++k) column[k * kStride] = before < 0 ? 0.0F : column[before * kStride];
}

}  // namespace emodna::cpu

#endif
