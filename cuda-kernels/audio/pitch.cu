// Pitch of a batch of clips (native/include/emodna/speech.h).
//
// A frame is a block: its samples, the transform there and the one back stay in shared memory (12 KB for a transform of
// 2048), so that 2 KB of new audio come in and a few candidates go out for some 130,000 operations. The candidates of a
// frame are its warps' work, one after another: each interpolated value is a sum of 64 products over the lanes. The
// path goes from frame to frame; a warp has a clip, and a lane the choices of the next frame.
#include <cuda_runtime.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "../../native/src/cpu/pitch_plan.h"
#include "../../native/src/cpu/speech_shared.h"
#include "../core/launch.h"
#include "../core/memory.h"
#include "../core/operations.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "candidates.cuh"
#include "clips.cuh"
#include "packed.h"
#include "transform.cuh"

namespace emodna::cuda {
namespace {

using cpu::Candidate;
using cpu::kMostCandidates;
using cpu::kSincDepth;
using cpu::kSincPhases;

constexpr int threads = 128;
constexpr float least_power = 1e-30f;
// Blocks that work on frames where the transform does not fit into shared memory.
constexpr std::int64_t spilled_blocks = 256;

// cpu::PitchPlan's tables in device memory.
struct Recipe {
  int hop, window_length, window_offset, mean_reach, peak_reach, lags, least_lag, fft_length, most;
  float sample_rate;
  bool path;
  cpu::CandidateTables candidates;
  const float* window;
  const float* unwindow;
  const float* cost;
  const Complex<float>* turns;
  const Complex<float>* split;
};

// What the frames leave for the path.
struct Found {
  Candidate* candidates;  // [frames, most]
  int* counts;            // [frames]
  float* peaks;           // [frames]
};

emodna_status recipe_of(Stream& stream, const emodna_pitch_recipe& r, Recipe* recipe) {
  const std::string key = "pitch " + std::string(reinterpret_cast<const char*>(&r), sizeof r);
  const auto plan =
      stream.context->plans.get<cpu::PitchPlan>(key, [&] { return std::make_shared<const cpu::PitchPlan>(r); });
  const cpu::CorrelationTables& t = plan->tables();
  const cpu::CandidateTables& c = plan->candidates();
  const int half = t.fourier.length / 2;
  const std::vector<Complex<float>> turns = roots(half, half, -1), split = roots(half / 2 + 1, t.fourier.length, 1);
  std::vector<unsigned char> bytes;
  const std::size_t window = append(bytes, t.window, t.window_length), unwindow = append(bytes, t.unwindow, t.lags),
                    cost = append(bytes, t.cost, t.cost == nullptr ? 0 : t.lags),
                    sinc = append(bytes, c.sinc, c.sinc == nullptr ? 0 : kSincPhases * 2 * kSincDepth),
                    turned = append(bytes, turns.data(), turns.size()),
                    parted = append(bytes, split.data(), split.size());
  const void* address = nullptr;
  const emodna_status status = stream.context->tables.find(
      key, stream, [&] { return bytes; }, &address);
  if (status != EMODNA_OK) return status;
  const unsigned char* base = static_cast<const unsigned char*>(address);
  const auto floats = [&](std::size_t at) { return reinterpret_cast<const float*>(base + at); };
  cpu::CandidateTables candidates = c;
  candidates.sinc = floats(sinc);
  *recipe = {t.hop,
             t.window_length,
             t.window_offset,
             t.mean_reach,
             t.peak_reach,
             t.lags,
             t.least_lag,
             t.fourier.length,
             c.most,
             static_cast<float>(r.sample_rate),
             r.kind == EMODNA_PITCH_PATH,
             candidates,
             floats(window),
             floats(unwindow),
             floats(cost),
             reinterpret_cast<const Complex<float>*>(base + turned),
             reinterpret_cast<const Complex<float>*>(base + parted)};
  return EMODNA_OK;
}

// work [fft_length] from the frame's samples, windowed; the frame's peak. work must have room for fft_length / 2 + 1
// more.
__device__ float load_frame(const Recipe& r, const float* audio, std::int64_t samples, std::int64_t start, float* work,
                            float* scratch) {
  const int thread = static_cast<int>(threadIdx.x), centre = -r.window_offset;
  float sum = 0;
  for (int i = thread; i < r.window_length; i += threads) {
    const std::int64_t at = start + i;
    const float x = at >= 0 && at < samples ? audio[at] : 0.0f;
    work[i] = x;
    if (i >= centre - r.mean_reach && i < centre + r.mean_reach) sum += x;
  }
  float mean = 0;
  if (r.mean_reach > 0) mean = reduce_block<Sum>(sum, scratch) / (2.0f * static_cast<float>(r.mean_reach));
  float peak = 0;
  for (int i = thread; i < r.fft_length; i += threads) {
    const float x = i < r.window_length ? (work[i] - mean) * r.window[i] : 0.0f;
    work[i] = x;
    if (i >= centre - r.peak_reach && i < centre + r.peak_reach) peak = Maximum()(fabsf(x), peak);
  }
  peak = reduce_block<Maximum>(peak, scratch);
  __syncthreads();
  return peak;
}

// Normalised autocorrelation [lags] into r, which is `power` too; work is overwritten. A power spectrum is real and
// even: so is its transform, which is the inverse one.
__device__ void correlate(const Recipe& recipe, float* work, float* power) {
  const int thread = static_cast<int>(threadIdx.x), length = recipe.fft_length, half = length / 2;
  Complex<float>* z = reinterpret_cast<Complex<float>*>(work);
  transform(z, recipe.turns, half);
  power_spectrum(z, recipe.split, half, power);
  __syncthreads();
  for (int n = thread; n <= half; n += threads) {
    work[n] = power[n];
    if (n > 0 && n < half) work[length - n] = power[n];
  }
  __syncthreads();
  transform(z, recipe.turns, half);
  for (int k = thread; k <= half / 2; k += threads) {
    const Complex<float> a = z[place_of(k, half)], b = z[place_of(k == 0 ? 0 : half - k, half)];
    const float even = 0.5f * (a.re + b.re), odd_re = 0.5f * (a.im + b.im), odd_im = 0.5f * (b.re - a.re);
    const float turned = odd_re * recipe.split[k].re + odd_im * recipe.split[k].im;
    power[k] = even + turned;
    power[half - k] = even - turned;
  }
  __syncthreads();
  const float whole = 1.0f / Maximum()(power[0], least_power);
  __syncthreads();
  for (int k = thread; k < recipe.lags; k += threads) power[k] *= whole * recipe.unwindow[k];
  __syncthreads();
}

struct Best {
  float value;
  int lag;
};

// The greater value, the lower lag of equals.
struct Better {
  __device__ __forceinline__ Best operator()(Best a, Best b) const {
    return b.value > a.value || (b.value == a.value && b.lag < a.lag) ? b : a;
  }
};

__device__ void best_lag(const Recipe& recipe, const float* r, std::int64_t frame, float* f0, float* strength,
                         float* scratch) {
  Best best = {-3.0e38f, recipe.least_lag};
  for (int k = recipe.least_lag + static_cast<int>(threadIdx.x); k < recipe.lags; k += threads) {
    best = Better()(best, Best{r[k] - recipe.cost[k], k});
  }
  best = reduce_block<Better>(best, reinterpret_cast<Best*>(scratch));
  if (threadIdx.x == 0) {
    f0[frame] = recipe.sample_rate / static_cast<float>(best.lag);
    strength[frame] = r[best.lag];
  }
}

__device__ void find_candidates(const Recipe& recipe, const float* r, float peak, std::int64_t frame, Found found,
                                Choosing* choosing) {
  const int count = interpolate_maxima(recipe.candidates, r, choosing);
  if (threadIdx.x != 0) return;
  int kept = 0;
  for (int i = 0; i < count; ++i) {
    if (choosing->found[i].hz < recipe.candidates.ceiling_hz)
      found.candidates[frame * recipe.most + kept++] = choosing->found[i];
  }
  found.counts[frame] = kept;
  found.peaks[frame] = peak;
}

// A block a frame; or, where spilled is given, blocks that each work in their part of it on one frame after another.
__global__ void __launch_bounds__(threads)
    frame_kernel(Recipe recipe, Clips clips, Found found, float* f0, float* strength, float* spilled) {
  float* scratch = shared_memory<float>();
  Choosing* choosing = reinterpret_cast<Choosing*>(scratch + 64);
  const std::int64_t each = recipe.fft_length + recipe.fft_length / 2 + 2;
  float* work = spilled == nullptr ? scratch + 64 + sizeof(Choosing) / sizeof(float) : spilled + blockIdx.x * each;
  float* power = work + recipe.fft_length;
  for (std::int64_t frame = blockIdx.x; frame < clips.frames; frame += gridDim.x) {
    const std::int64_t place = clips.first_frame + frame;
    const int clip = clip_of(clips, place);
    const std::int64_t begin = clips.sample_offsets[clip], samples = clips.sample_offsets[clip + 1] - begin;
    const std::int64_t start = (place - clips.frame_offsets[clip]) * recipe.hop + recipe.window_offset;
    const float peak = load_frame(recipe, clips.audio + begin, samples, start, work, scratch);
    correlate(recipe, work, power);
    if (recipe.path) {
      find_candidates(recipe, power, peak, frame, found, choosing);
    } else {
      best_lag(recipe, power, place, f0, strength, scratch);
    }
    __syncthreads();
  }
}

struct Node {
  double octave, local;
};

// Scores of a frame's choices and their nodes, for this frame and the one before; in shared memory.
struct Scores {
  double score[2][kMostCandidates];
  Node node[2][kMostCandidates];
};

__device__ float peak_of_clip(const float* audio, std::int64_t samples) {
  double sum = 0;
  float least = audio[0], greatest = audio[0];
  for (std::int64_t i = threadIdx.x; i < samples; i += 32) {
    sum += audio[i];
    least = audio[i] < least ? audio[i] : least;
    greatest = audio[i] > greatest ? audio[i] : greatest;
  }
  sum = reduce_warp<Sum>(sum);
  greatest = reduce_warp<Maximum>(greatest);
  least = -reduce_warp<Maximum>(-least);
  return cpu::peak_of(sum / static_cast<double>(samples), {least, greatest});
}

// A warp a clip. from [frames, most + 1]: where the path to each choice comes from.
__global__ void __launch_bounds__(32) path_kernel(emodna_pitch_recipe recipe, int most, Clips clips, Found found,
                                                  unsigned char* from, float* f0, float* strength) {
  Scores* s = shared_memory<Scores>();
  const int clip = static_cast<int>(blockIdx.x), lane = static_cast<int>(threadIdx.x), width = most + 1;
  const std::int64_t first = clips.frame_offsets[clip], frames = clips.frame_offsets[clip + 1] - first;
  if (frames == 0) return;
  const std::int64_t base = first - clips.first_frame, begin = clips.sample_offsets[clip];
  const float clip_peak = peak_of_clip(clips.audio + begin, clips.sample_offsets[clip + 1] - begin);
  const double scale = 0.01 * recipe.sample_rate / recipe.hop, ceiling = log2(static_cast<double>(recipe.ceiling_hz));
  const double jump = recipe.octave_jump_cost * scale, change = recipe.voicing_change_cost * scale;
  int before = 0, now = 0;
  for (std::int64_t frame = 0; frame < frames; ++frame) {
    now = static_cast<int>(frame % 2);
    const double ratio = clip_peak > 0 ? static_cast<double>(found.peaks[base + frame]) / clip_peak : 0.0;
    const double peak = ratio < 1 ? ratio : 1;
    double quiet = recipe.silence > 0 ? 2 - peak / (recipe.silence / (1.0 + recipe.voicing)) : 0.0;
    quiet = quiet > 0 ? quiet : 0;
    const int count = found.counts[base + frame] + 1;
    for (int to = lane; to < count; to += 32) {
      Node node = {0, recipe.voicing + quiet};
      if (to > 0) {
        const Candidate c = found.candidates[(base + frame) * most + to - 1];
        node.octave = log2(static_cast<double>(c.hz));
        node.local = c.strength - recipe.octave_cost * (ceiling - node.octave);
      }
      double best = frame == 0 ? 0 : -1e300;
      int source = 0;
      for (int k = 0; k < before; ++k) {
        const bool both = to > 0 && k > 0, neither = to == 0 && k == 0;
        const double cost = both ? jump * fabs(node.octave - s->node[1 - now][k].octave) : neither ? 0 : change;
        if (s->score[1 - now][k] - cost > best) {
          best = s->score[1 - now][k] - cost;
          source = k;
        }
      }
      from[(base + frame) * width + to] = static_cast<unsigned char>(source);
      s->score[now][to] = best + node.local;
      s->node[now][to] = node;
    }
    __syncwarp();
    before = count;
  }
  __syncthreads();
  if (lane != 0) return;
  int choice = 0;
  for (int k = 1; k < before; ++k) choice = s->score[now][k] > s->score[now][choice] ? k : choice;
  for (std::int64_t frame = frames - 1; frame >= 0; --frame) {
    const Candidate* candidates = found.candidates + (base + frame) * most;
    float best = 0;
    for (int i = 0; i < found.counts[base + frame]; ++i) best = Maximum()(candidates[i].strength, best);
    f0[first + frame] = choice > 0 ? candidates[choice - 1].hz : 0.0f;
    const float value = choice > 0 ? candidates[choice - 1].strength : best;
    strength[first + frame] = value < 0 ? 0.0f : value > 1 ? 1.0f : value;
    choice = from[(base + frame) * width + choice];
  }
}

emodna_status run(Stream& stream, const emodna_pitch_args& args) {
  Recipe recipe;
  emodna_status status = recipe_of(stream, args.recipe, &recipe);
  if (status != EMODNA_OK) return status;
  Clips clips = {args.audio, nullptr, nullptr, args.clips, args.frame_offsets[0], 0};
  clips.frames = args.frame_offsets[args.clips] - clips.first_frame;
  const std::size_t work = (recipe.fft_length + recipe.fft_length / 2 + 2) * sizeof(float);
  const std::size_t fixed = 64 * sizeof(float) + sizeof(Choosing);
  const bool fits = fixed + work <= stream.context->shared_bytes;
  const std::int64_t blocks = std::min<std::int64_t>(clips.frames, fits ? std::int64_t{most_blocks} : spilled_blocks);
  const std::size_t offsets = aligned((args.clips + 1) * sizeof(std::int64_t));
  const std::size_t candidates = aligned(clips.frames * recipe.most * sizeof(Candidate));
  const std::size_t a_frame = aligned(clips.frames * sizeof(float)), from = aligned(clips.frames * (recipe.most + 1));
  void* memory = nullptr;
  status = scratch_of(stream, 2 * offsets + candidates + 2 * a_frame + from + (fits ? 0 : blocks * work), &memory);
  if (status != EMODNA_OK) return status;
  unsigned char* at = static_cast<unsigned char*>(memory);
  const std::int64_t* const host_offsets[] = {args.sample_offsets, args.frame_offsets};
  for (int i = 0; i < 2; ++i) {
    status = attempt("copying the clips' offsets", [&] {
      return cudaMemcpyAsync(at + i * offsets, host_offsets[i], (args.clips + 1) * sizeof(std::int64_t),
                             cudaMemcpyHostToDevice, stream.cuda);
    });
    if (status != EMODNA_OK) return status;
  }
  clips.sample_offsets = reinterpret_cast<const std::int64_t*>(at);
  clips.frame_offsets = reinterpret_cast<const std::int64_t*>(at + offsets);
  at += 2 * offsets;
  const Found found = {reinterpret_cast<Candidate*>(at), reinterpret_cast<int*>(at + candidates),
                       reinterpret_cast<float*>(at + candidates + a_frame)};
  at += candidates + 2 * a_frame;
  float* spilled = fits ? nullptr : reinterpret_cast<float*>(at + from);
  status = launch(stream, "pitch", frame_kernel, {grid_of(blocks), dim3(threads), fixed + (fits ? work : 0)}, recipe,
                  clips, found, args.f0, args.strength, spilled);
  if (status != EMODNA_OK || !recipe.path) return status;
  return launch(stream, "pitch", path_kernel, {grid_of(args.clips), dim3(32), sizeof(Scores)}, args.recipe, recipe.most,
                clips, found, at, args.f0, args.strength);
}

}  // namespace

emodna_status pitch(Stream& stream, const emodna_pitch_args& args) {
  const emodna_status status = run(stream, args);
  // The caller's offsets lie in host memory, which is the caller's again on return, also after a failure.
  if (status == EMODNA_OK) return stream_synchronize(&stream);
  cudaStreamSynchronize(stream.cuda);
  return status;
}

}  // namespace emodna::cuda
