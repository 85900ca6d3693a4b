// Voice quality, clip by clip (native/include/emodna/speech.h): the frames of a clip in parallel, then what follows in
// order (pulses, gaps) by one warp, in the words that the CPU has too (native/src/cpu/speech_shared.h).
//
// A frame of the harmonicity is a block that reads 700 samples for some 250,000 operations; a frame of the formants a
// warp that reads 550 samples for 12,000 operations of the predictor and some 100,000 of its roots, in float64; a frame
// of the spectrum a block with a transform of 1024. All of it is bound by arithmetic. Pulses follow one another, so
// that a clip's last kernel takes longest; its lanes share the correlations of each pulse.
#include <cuda_runtime.h>

#include <algorithm>
#include <string>

#include "../../native/src/cpu/speech_shared.h"
#include "../../native/src/cpu/voice_plan.h"
#include "../core/launch.h"
#include "../core/memory.h"
#include "../core/operations.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "candidates.cuh"
#include "packed.h"
#include "prediction.cuh"
#include "resample.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 128;
constexpr float floor_power = 1e-10f;
constexpr float decibel = 4.3429448190325182765f;  // 10 / ln 10

// cpu::VoicePlan's tables in device memory.
struct Tables {
  cpu::HarmonicityTables harmonicity;
  cpu::CandidateTables candidates;
  cpu::PredictionTables prediction;
  cpu::ShapeTables shape;
  const Complex<float>* turns;
  const Complex<float>* split;
};

// A clip in the stream's scratch.
struct Clip {
  std::int64_t samples, frames, margin, formant_margin, formant_samples;
  float* padded;     // [samples + 2 margin]
  float* resampled;  // [formant_samples]
  float* formant;    // [formant_samples + 2 formant_margin]
  float* f0;         // [frames] 0 where it is out of range
  float* peaks;      // [2] of the clip: its greatest magnitude, and that after its mean is taken away
  float* hnr;        // [frames] NaN where silent
  float* r;          // [shifts] of the search for pulses
  double* pulses;    // [most]
  cpu::PeriodPair* pairs;
  std::int64_t most;
  float* work;  // [frames, each] of the kernels that don't fit into shared memory, or NULL
  std::int64_t each;
  float* values;  // the caller's
  float* summary;
};

__device__ float* value_of(const Clip& clip, std::int64_t frame, int column) {
  return clip.values + frame * EMODNA_VOICE_WIDTH + column;
}

// One block: F0 within the range, and the clip's peaks.
__global__ void __launch_bounds__(threads) begin_kernel(Clip clip, const float* f0, float least, float greatest) {
  double* scratch = shared_memory<double>();
  for (std::int64_t i = threadIdx.x; i < clip.frames; i += threads) {
    clip.f0[i] = f0[i] >= least && f0[i] <= greatest ? f0[i] : 0.0f;
  }
  const float* x = clip.padded + clip.margin;
  double sum = 0;
  float low = x[0], high = x[0];
  for (std::int64_t i = threadIdx.x; i < clip.samples; i += threads) {
    sum += x[i];
    low = x[i] < low ? x[i] : low;
    high = x[i] > high ? x[i] : high;
  }
  sum = reduce_block<Sum>(sum, scratch);
  high = reduce_block<Maximum>(high, reinterpret_cast<float*>(scratch));
  low = -reduce_block<Maximum>(-low, reinterpret_cast<float*>(scratch));
  if (threadIdx.x != 0) return;
  clip.peaks[0] = high > -low ? high : -low;
  clip.peaks[1] = cpu::peak_of(sum / static_cast<double>(clip.samples), {low, high});
}

// A thread a sample.
__global__ void __launch_bounds__(threads) emphasis_kernel(Clip clip, float emphasis) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x;
  if (i > clip.formant_samples) return;
  const float here = i < clip.formant_samples ? clip.resampled[i] : 0.0f;
  clip.formant[clip.formant_margin + i] = here - emphasis * (i > 0 ? clip.resampled[i - 1] : 0.0f);
}

// A block a frame.
__global__ void __launch_bounds__(threads)
    harmonicity_kernel(Tables tables, Clip clip, emodna_voice_recipe recipe, std::int64_t offset) {
  const cpu::HarmonicityTables& t = tables.harmonicity;
  float* scratch = shared_memory<float>();
  Choosing* choosing = reinterpret_cast<Choosing*>(scratch + 64);
  const std::int64_t frame = blockIdx.x;
  float* y = clip.work == nullptr ? scratch + 64 + sizeof(Choosing) / sizeof(float) : clip.work + frame * clip.each;
  float* r = y + t.window + t.lags;
  const float* x = clip.padded + clip.margin + frame * recipe.hop + offset;
  const int thread = static_cast<int>(threadIdx.x);
  double sum = 0;
  for (int i = t.mean_begin + thread; i < t.mean_end; i += threads) sum += x[i];
  sum = reduce_block<Sum>(sum, reinterpret_cast<double*>(scratch));
  const float mean = static_cast<float>(sum / (t.mean_end - t.mean_begin));
  float peak = 0, range = 0;
  for (int i = t.peak_begin + thread; i < t.peak_end; i += threads) peak = Maximum()(fabsf(x[i] - mean), peak);
  for (int i = thread; i < t.window; i += threads) range = Maximum()(fabsf(x[i] - x[0]), range);
  peak = reduce_block<Maximum>(peak, scratch);
  range = reduce_block<Maximum>(range, scratch);
  for (int i = thread; i < t.window + t.lags; i += threads) y[i] = x[i] - mean;
  __syncthreads();
  float own = 0;
  for (int j = 0; j < t.window; ++j) own = fmaf(y[j], y[j], own);
  for (int lag = thread; lag < t.lags; lag += threads) {
    float product = 0, energy = 0;
    for (int j = 0; j < t.window; ++j) {
      product = fmaf(y[j], y[lag + j], product);
      energy = fmaf(y[lag + j], y[lag + j], energy);
    }
    const float both = own * energy;
    r[lag] = range > 0 && both > 0 ? product / sqrtf(both) : 0.0f;
  }
  __syncthreads();
  const int count = interpolate_maxima(tables.candidates, r, choosing);
  if (thread != 0) return;
  double best = 0;
  for (int i = 0; i < count; ++i) {
    const cpu::Candidate& c = choosing->found[i];
    if (c.hz < tables.candidates.ceiling_hz && c.strength > best) best = c.strength;
  }
  const bool silent = cpu::is_silent(recipe, best, peak, clip.peaks[1]);
  clip.hnr[frame] = silent ? NAN : cpu::harmonicity_of(best);
  *value_of(clip, frame, EMODNA_VOICE_HNR) = clip.f0[frame] > 0 ? clip.hnr[frame] : NAN;
}

// A warp a frame. The windowed frame lies in work, as doubles.
__global__ void __launch_bounds__(32)
    formant_kernel(Tables tables, Clip clip, emodna_voice_recipe recipe, int rate, double* work) {
  Prediction* p = shared_memory<Prediction>();
  const cpu::PredictionTables& t = tables.prediction;
  const std::int64_t frame = blockIdx.x;
  const int lane = static_cast<int>(threadIdx.x);
  if (lane < 2 * cpu::kFormants) *value_of(clip, frame, EMODNA_VOICE_F1 + lane) = NAN;
  __syncwarp();
  if (clip.f0[frame] <= 0) return;
  // As cpu::VoicePlan::prediction_start().
  const double centre = (static_cast<double>(frame * recipe.hop) - 0.5) * rate / recipe.sample_rate;
  std::int64_t start = static_cast<std::int64_t>(floor(centre)) + 1 - t.window / 2 + clip.formant_margin;
  const std::int64_t end = clip.formant_samples + 2 * clip.formant_margin - t.window;
  start = start < 0 ? 0 : start > end ? end : start;
  double* x = work + frame * t.window;
  for (int i = lane; i < t.window; i += 32) x[i] = t.weights[i] * clip.formant[start + i];
  __syncthreads();
  for (int d = 0; d <= t.order; ++d) {
    double sum = 0;
    for (int u = lane; u + d < t.window; u += 32) sum += x[u] * x[u + d];
    sum = reduce_warp<Sum>(sum);
    if (lane == 0) p->c[d] = sum;
  }
  __syncwarp();
  if (lane == 0) burg(p->c, x, t.window - 1, t.order, p->a, p->products);
  __syncthreads();
  find_roots(t.order, p);
  if (lane != 0) return;
  float hz[cpu::kFormants], widths[cpu::kFormants];
  if (!cpu::formants_of(p->roots, t.order, rate, hz, widths)) return;
  for (int f = 0; f < cpu::kFormants; ++f) {
    *value_of(clip, frame, EMODNA_VOICE_F1 + f) = hz[f];
    *value_of(clip, frame, EMODNA_VOICE_B1 + f) = widths[f];
  }
}

__device__ float level(float power) { return decibel * logf(power + floor_power); }

__device__ float band(const float* power, int begin, int end, float* scratch) {
  float sum = 0;
  for (int k = begin + static_cast<int>(threadIdx.x); k < end; k += threads) sum += power[k];
  return reduce_block<Sum>(sum, scratch);
}

__device__ float strongest(const float* power, int begin, int end, float* scratch) {
  float found = 0;
  for (int k = begin + static_cast<int>(threadIdx.x); k < end; k += threads) found = Maximum()(power[k], found);
  return reduce_block<Maximum>(found, scratch);
}

// A block a frame.
__global__ void __launch_bounds__(threads) shape_kernel(Tables tables, Clip clip, emodna_voice_recipe recipe) {
  const cpu::ShapeTables& t = tables.shape;
  float* scratch = shared_memory<float>();
  const std::int64_t frame = blockIdx.x;
  const int length = t.fourier.length, half = length / 2, thread = static_cast<int>(threadIdx.x);
  float* work = clip.work == nullptr ? scratch + 64 : clip.work + frame * clip.each;
  float* power = work + length;
  const float* x = clip.padded + clip.margin + frame * recipe.hop - half;
  for (int i = thread; i < length; i += threads) work[i] = x[i] * t.window[i];
  __syncthreads();
  Complex<float>* z = reinterpret_cast<Complex<float>*>(work);
  transform(z, tables.turns, half);
  power_spectrum(z, tables.split, half, power);
  __syncthreads();
  float moment = 0;
  for (int k = thread; k <= half; k += threads) moment += static_cast<float>(k) * power[k];
  moment = reduce_block<Sum>(moment, scratch);
  const float whole = band(power, 0, half + 1, scratch);
  const float low = band(power, t.low, t.alpha, scratch), high = band(power, t.alpha, t.high, scratch);
  const float below = strongest(power, 0, t.split, scratch), above = strongest(power, t.split, t.high, scratch);
  const float first = band(power, 0, t.quarter, scratch), second = band(power, t.quarter, t.alpha, scratch);
  if (thread != 0) return;
  float tilt = 0;
  const float* weights = t.weights;
  for (int b = 0; b < t.bands; ++b) {
    float energy = 0;
    for (int i = 0; i < t.counts[b]; ++i) energy += weights[i] * power[t.firsts[b] + i];
    weights += t.counts[b];
    tilt += t.slope[b] * level(energy);
  }
  const float all[cpu::kShapeValues] = {t.bin_hz * moment / (whole + floor_power), tilt, level(low) - level(high),
                                        level(below) - level(above), level(first) - level(second)};
  for (int v = 0; v < cpu::kShapeValues; ++v) {
    *value_of(clip, frame, EMODNA_VOICE_CENTROID + v) = std::isfinite(all[v]) ? all[v] : 0.0f;
  }
}

// cpu::PulseSearch's on this backend: a warp shares the shifts of a pulse.
class Matcher {
 public:
  __device__ explicit Matcher(float* r) : r_(r) {}

  __device__ void match(const float* a, const float* b, std::int64_t length, std::int64_t shifts) {
    __syncwarp();
    float own = 0;
    for (std::int64_t i = 0; i < length; ++i) own = fmaf(a[i], a[i], own);
    for (std::int64_t shift = threadIdx.x; shift < shifts; shift += 32) {
      float product = 0, energy = 0;
      for (std::int64_t i = 0; i < length; ++i) {
        product = fmaf(a[i], b[shift + i], product);
        energy = fmaf(b[shift + i], b[shift + i], energy);
      }
      const float both = own * energy;
      r_[shift] = both > 0 ? product / sqrtf(both) : 0.0f;
    }
    b_ = b;
    length_ = length;
    __syncwarp();
  }
  __device__ double correlation(std::int64_t shift) const { return r_[shift]; }
  __device__ double peak(std::int64_t shift) const {
    float peak = 0;
    for (std::int64_t i = 0; i < length_; ++i) peak = fabsf(b_[shift + i]) > peak ? fabsf(b_[shift + i]) : peak;
    return peak;
  }

 private:
  float* r_;
  const float* b_ = nullptr;
  std::int64_t length_ = 0;
};

// One warp. Every lane makes the same search and writes the same pulses.
__global__ void __launch_bounds__(32) end_kernel(Clip clip, emodna_voice_recipe recipe) {
  const cpu::PaddedClip padded = {clip.padded, clip.margin, clip.samples, clip.peaks[0]};
  const cpu::PitchContour contour = {clip.f0, clip.frames, static_cast<double>(recipe.hop),
                                     static_cast<double>(recipe.sample_rate)};
  const int lane = static_cast<int>(threadIdx.x);
  Matcher matcher(clip.r);
  double* pulses = clip.pulses + lane * clip.most;
  const std::int64_t count = cpu::PulseSearch<Matcher>(matcher, padded, contour, pulses, clip.most).run();
  std::int64_t pairs = 0;
  if (lane == 0) pairs = cpu::period_pairs(recipe, padded, pulses, count, clip.pairs);
  pairs = __shfl_sync(all_lanes, pairs, 0);
  __syncthreads();
  if (lane == 0) {
    const cpu::Perturbation whole = cpu::clip_perturbation(recipe, pulses, count, clip.pairs, pairs);
    double sum = 0;
    std::int64_t sounding = 0;
    for (std::int64_t i = 0; i < clip.frames; ++i) {
      if (std::isnan(clip.hnr[i])) continue;
      sum += clip.hnr[i];
      ++sounding;
    }
    clip.summary[EMODNA_VOICE_JITTER_LOCAL] = static_cast<float>(whole.jitter);
    clip.summary[EMODNA_VOICE_SHIMMER_LOCAL] = static_cast<float>(whole.shimmer);
    clip.summary[EMODNA_VOICE_MEAN_HNR] = sounding > 0 ? static_cast<float>(sum / static_cast<double>(sounding)) : 0.0f;
    clip.summary[EMODNA_VOICE_PULSES] = static_cast<float>(count);
  }
  for (std::int64_t i = lane; i < clip.frames; i += 32) {
    const double time = static_cast<double>(i) * recipe.hop / recipe.sample_rate;
    const cpu::Perturbation running = cpu::running_perturbation(recipe, clip.pairs, pairs, time);
    const bool voiced = clip.f0[i] > 0;
    *value_of(clip, i, EMODNA_VOICE_JITTER) = voiced && running.has_jitter ? static_cast<float>(running.jitter) : NAN;
    *value_of(clip, i, EMODNA_VOICE_SHIMMER) =
        voiced && running.has_shimmer ? static_cast<float>(running.shimmer) : NAN;
  }
  __syncthreads();
  if (lane < EMODNA_VOICE_CENTROID) cpu::fill_gaps(clip.values + lane, clip.frames);
}

emodna_status tables_of(Stream& stream, const cpu::VoicePlan& plan, const std::string& key, Tables* tables) {
  *tables = {plan.harmonicity(), plan.candidates(), plan.prediction(), plan.shape(), nullptr, nullptr};
  cpu::ShapeTables& s = tables->shape;
  const int half = s.fourier.length / 2;
  int weights = 0;
  for (int b = 0; b < s.bands; ++b) weights += s.counts[b];
  const std::vector<Complex<float>> turns = roots(half, half, -1), split = roots(half / 2 + 1, 2 * half, 1);
  std::vector<unsigned char> bytes;
  const std::size_t gauss = append(bytes, tables->prediction.weights, tables->prediction.window),
                    sinc = append(bytes, tables->candidates.sinc, cpu::kSincPhases * 2 * cpu::kSincDepth),
                    window = append(bytes, s.window, s.fourier.length), firsts = append(bytes, s.firsts, s.bands),
                    counts = append(bytes, s.counts, s.bands), bands = append(bytes, s.weights, weights),
                    slope = append(bytes, s.slope, s.bands), turned = append(bytes, turns.data(), turns.size()),
                    parted = append(bytes, split.data(), split.size());
  const void* address = nullptr;
  const emodna_status status = stream.context->tables.find(
      key, stream, [&] { return bytes; }, &address);
  const unsigned char* base = static_cast<const unsigned char*>(address);
  if (status != EMODNA_OK) return status;
  tables->prediction.weights = reinterpret_cast<const double*>(base + gauss);
  tables->candidates.sinc = reinterpret_cast<const float*>(base + sinc);
  s.window = reinterpret_cast<const float*>(base + window);
  s.firsts = reinterpret_cast<const std::int32_t*>(base + firsts);
  s.counts = reinterpret_cast<const std::int32_t*>(base + counts);
  s.weights = reinterpret_cast<const float*>(base + bands);
  s.slope = reinterpret_cast<const float*>(base + slope);
  tables->turns = reinterpret_cast<const Complex<float>*>(base + turned);
  tables->split = reinterpret_cast<const Complex<float>*>(base + parted);
  return EMODNA_OK;
}

// Cuts scratch into arrays; with base NULL it only measures.
class Cutter {
 public:
  explicit Cutter(void* base) : base_(static_cast<unsigned char*>(base)) {}
  template <typename T>
  T* take(std::int64_t count) {
    const std::size_t at = bytes_;
    bytes_ += aligned(static_cast<std::size_t>(count) * sizeof(T));
    return base_ == nullptr ? nullptr : reinterpret_cast<T*>(base_ + at);
  }
  std::size_t bytes() const { return bytes_; }

 private:
  unsigned char* base_;
  std::size_t bytes_ = 0;
};

// One clip: all kernels are queued.
class ClipRun {
 public:
  ClipRun(Stream& stream, const cpu::VoicePlan& plan, const std::string& key, const emodna_voice_args& args, int number)
      : stream_(stream), plan_(plan), key_(key), args_(args), number_(number) {
    clip_ = {};
    clip_.samples = args.sample_offsets[number + 1] - args.sample_offsets[number];
    clip_.frames = args.frame_offsets[number + 1] - args.frame_offsets[number];
    clip_.margin = plan.margin();
    clip_.formant_margin = plan.formant_margin();
    clip_.formant_samples =
        (clip_.samples * plan.formant_rate() + args.recipe.sample_rate - 1) / args.recipe.sample_rate;
    clip_.most = cpu::most_pulses(clip_.samples, clip_.frames, args.recipe.sample_rate / plan.greatest_f0());
    clip_.values = args.values + args.frame_offsets[number] * EMODNA_VOICE_WIDTH;
    clip_.summary = args.summary + static_cast<std::int64_t>(number) * EMODNA_VOICE_SUMMARY;
    const cpu::HarmonicityTables& h = plan.harmonicity();
    harmonicity_floats_ = h.window + 2 * h.lags;
    shape_floats_ = plan.shape().fourier.length + plan.shape().fourier.length / 2 + 2;
    clip_.each = std::max<std::int64_t>(harmonicity_floats_, shape_floats_);
    fits_ = shared_bytes(clip_.each) <= stream.context->shared_bytes;
  }

  // Bytes of scratch; the arrays are those of base unless it is NULL.
  std::size_t place(void* base) {
    Cutter cutter(base);
    clip_.padded = cutter.take<float>(clip_.samples + 2 * clip_.margin);
    clip_.resampled = cutter.take<float>(clip_.formant_samples);
    clip_.formant = cutter.take<float>(clip_.formant_samples + 2 * clip_.formant_margin);
    clip_.f0 = cutter.take<float>(clip_.frames);
    clip_.peaks = cutter.take<float>(2);
    clip_.hnr = cutter.take<float>(clip_.frames);
    clip_.r = cutter.take<float>(cpu::most_shifts(args_.recipe.sample_rate / plan_.least_f0()) + 64);
    clip_.pulses = cutter.take<double>(32 * clip_.most);
    clip_.pairs = cutter.take<cpu::PeriodPair>(clip_.most);
    prediction_ = cutter.take<double>(clip_.frames * plan_.prediction().window);
    clip_.work = fits_ ? nullptr : cutter.take<float>(clip_.frames * clip_.each);
    return cutter.bytes();
  }

  emodna_status run() {
    const emodna_voice_recipe& recipe = args_.recipe;
    if (clip_.frames == 0) {
      return zero(clip_.summary, EMODNA_VOICE_SUMMARY);
    }
    const float* audio = args_.audio + args_.sample_offsets[number_];
    emodna_status status = zero(clip_.padded, clip_.samples + 2 * clip_.margin);
    if (status == EMODNA_OK) status = zero(clip_.formant, clip_.formant_samples + 2 * clip_.formant_margin);
    if (status == EMODNA_OK) {
      status = attempt("voice", [&] {
        return cudaMemcpyAsync(clip_.padded + clip_.margin, audio, clip_.samples * sizeof(float),
                               cudaMemcpyDeviceToDevice, stream_.cuda);
      });
    }
    if (status == EMODNA_OK) {
      status = resample_by(stream_, cpu::kFullFilter, audio, clip_.samples, recipe.sample_rate, plan_.formant_rate(),
                           clip_.resampled, clip_.formant_samples);
    }
    // After the resampler's tables: they are safe until the next ones are looked for.
    if (status == EMODNA_OK) status = tables_of(stream_, plan_, key_, &tables_);
    if (status == EMODNA_OK) {
      status = launch(stream_, "voice", begin_kernel, {dim3(1), dim3(threads), 32 * sizeof(double)}, clip_,
                      args_.f0 + args_.frame_offsets[number_], plan_.least_f0(), plan_.greatest_f0());
    }
    if (status == EMODNA_OK) {
      const std::int64_t blocks = clip_.formant_samples / threads + 1;
      status = launch(stream_, "voice", emphasis_kernel, {grid_of(blocks), dim3(threads)}, clip_,
                      static_cast<float>(plan_.emphasis()));
    }
    const dim3 frames = grid_of(clip_.frames);
    if (status == EMODNA_OK) {
      status = launch(stream_, "voice", harmonicity_kernel,
                      {frames, dim3(threads), shared_bytes(fits_ ? harmonicity_floats_ : 0)}, tables_, clip_, recipe,
                      plan_.harmonicity_offset());
    }
    if (status == EMODNA_OK) {
      status = launch(stream_, "voice", formant_kernel, {frames, dim3(32), sizeof(Prediction)}, tables_, clip_, recipe,
                      plan_.formant_rate(), prediction_);
    }
    if (status == EMODNA_OK) {
      status = launch(stream_, "voice", shape_kernel, {frames, dim3(threads), shared_bytes(fits_ ? shape_floats_ : 0)},
                      tables_, clip_, recipe);
    }
    if (status != EMODNA_OK) return status;
    return launch(stream_, "voice", end_kernel, {dim3(1), dim3(32)}, clip_, recipe);
  }

 private:
  static std::size_t shared_bytes(std::int64_t floats) { return (64 + floats) * sizeof(float) + sizeof(Choosing); }

  emodna_status zero(float* floats, std::int64_t count) {
    return attempt("voice", [&] { return cudaMemsetAsync(floats, 0, count * sizeof(float), stream_.cuda); });
  }

  Stream& stream_;
  const cpu::VoicePlan& plan_;
  const std::string& key_;
  Tables tables_;
  const emodna_voice_args& args_;
  int number_;
  Clip clip_;
  double* prediction_ = nullptr;
  std::int64_t harmonicity_floats_, shape_floats_;
  bool fits_;
};

emodna_status run(Stream& stream, const emodna_voice_args& args) {
  const std::string key = "voice " + std::string(reinterpret_cast<const char*>(&args.recipe), sizeof args.recipe);
  const auto plan = stream.context->plans.get<cpu::VoicePlan>(
      key, [&] { return std::make_shared<const cpu::VoicePlan>(args.recipe); });
  std::size_t most = 0;
  for (int clip = 0; clip < args.clips; ++clip) {
    most = std::max(most, ClipRun(stream, *plan, key, args, clip).place(nullptr));
  }
  void* memory = nullptr;
  emodna_status status = scratch_of(stream, most, &memory);
  for (int clip = 0; clip < args.clips && status == EMODNA_OK; ++clip) {
    ClipRun one(stream, *plan, key, args, clip);
    one.place(memory);
    status = one.run();
  }
  return status;
}

}  // namespace

emodna_status voice(Stream& stream, const emodna_voice_args& args) {
  if (args.clips == 0) return EMODNA_OK;
  const emodna_status status = run(stream, args);
  if (status == EMODNA_OK) return stream_synchronize(&stream);
  cudaStreamSynchronize(stream.cuda);
  return status;
}

}  // namespace emodna::cuda
