// MFCC of a batch of clips (native/include/emodna/audio.h): only audio goes in and coefficients come out.
//
// A frame is a block: window, transform, power spectrum and mel bands stay in shared memory (12 KB for a transform of
// 2048 in float32). The logarithms of its bands (512 bytes) go through memory, since top_db needs the loudest band of
// the whole clip; a second kernel clips them and takes the cosine transform. A frame of the default dialect moves 2 KB
// of new audio, 1 KB of bands there and back and 156 bytes of coefficients, for some 60,000 operations of the
// transform, 4,000 of the bands and 10,000 of the cosines: some 20 operations a byte, and five barriers in the
// transform, so several blocks share a multiprocessor. Arithmetic is in float32 where the dialect's top_db hides its
// rounding, else in float64, by the CPU backend's rule.
#include <cuda_runtime.h>

#include <algorithm>

#include "../core/launch.h"
#include "../core/memory.h"
#include "../core/operations.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "recipe.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 128;
constexpr double decibel = 4.3429448190325182765;  // 10 / ln 10
constexpr float lowest_float = -3.0e38f;
// Log mel values that are kept at a time (256 MB), unless a single clip has more.
constexpr std::int64_t group_values = 64 << 20;
// Blocks that work on frames where the transform does not fit into shared memory.
constexpr std::int64_t spilled_blocks = 512;

// Clips [0, clips) of a group; offsets are those of the caller's whole arrays.
struct Batch {
  const float* audio;
  const std::int64_t* sample_offsets;  // [clips + 1], on the device
  const std::int64_t* frame_offsets;   // [clips + 1], on the device
  int clips;
  std::int64_t first_frame, frames;
  float* log_mel;   // [frames, mel_bins]
  float* greatest;  // [frames] loudest band of each
  float* lowest;    // [clips] what bands are clipped at
  float* level;     // of the caller's first frame, or NULL
  float* mfcc;      // likewise
  float* clipped;   // likewise: the bands after clipping, or NULL
};

// numpy's 'reflect': without repeating the edge, again and again where the clip is shorter than the padding.
__device__ std::int64_t reflect(std::int64_t i, std::int64_t n) {
  if (i >= 0 && i < n) return i;
  const std::int64_t period = 2 * (n - 1);
  if (period == 0) return 0;
  i %= period;
  if (i < 0) i += period;
  return i < n ? i : period - i;
}

// The clip that has the frame: the last whose first frame is not after it.
__device__ int clip_of(const Batch& batch, std::int64_t frame) {
  int low = 0, high = batch.clips;
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    if (batch.frame_offsets[middle] <= frame) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

template <typename Real>
__device__ Real at_least(Real value, Real floor) {
  return value < floor ? floor : value;
}

// One frame into work: fft_length Reals of the transform, then fft_length / 2 + 1 of power.
template <typename Real>
__device__ void log_mel_frame(const MfccRecipe<Real>& r, const Batch& batch, std::int64_t frame, Real* work,
                              Real* scratch) {
  const int clip = clip_of(batch, batch.first_frame + frame), thread = static_cast<int>(threadIdx.x);
  const std::int64_t begin = batch.sample_offsets[clip], samples = batch.sample_offsets[clip + 1] - begin;
  const std::int64_t within = batch.first_frame + frame - batch.frame_offsets[clip];
  const std::int64_t start = r.frame_offset + within * r.hop + r.window_offset;
  const float* audio = batch.audio + begin;
  Real sum = 0, squares = 0;
  for (int i = thread; i < r.window_length; i += threads) {
    const Real x = audio[reflect(start + i, samples)];
    sum += x;
    squares += x * x;
  }
  sum = reduce_block<Sum>(sum, scratch);
  squares = reduce_block<Sum>(squares, scratch);
  const Real mean = r.remove_dc ? sum / static_cast<Real>(r.window_length) : Real(0);
  for (int i = thread; i < r.fft_length; i += threads) {
    const int j = i - r.window_offset;
    Real value = 0;
    if (j >= 0 && j < r.window_length) {
      value = audio[reflect(start + j, samples)] - mean;
      // Kaldi's: the sample before the first is the first itself.
      if (r.preemphasis != 0) value -= r.preemphasis * (audio[reflect(start + (j > 0 ? j - 1 : 0), samples)] - mean);
      value *= r.window[j];
    }
    work[i] = value;
  }
  __syncthreads();
  const int half = r.fft_length / 2;
  Complex<Real>* z = reinterpret_cast<Complex<Real>*>(work);
  Real* power = work + r.fft_length;
  transform(z, r.turns, half);
  power_spectrum(z, r.split, half, power);
  __syncthreads();
  float greatest = lowest_float;
  for (int b = thread; b < r.mel_bins; b += threads) {
    const cpu::MelBand band = r.bands[b];
    const Real* weights = r.band_weights + band.weight;
    Real energy = 0;
    for (int i = 0; i < band.count; ++i) energy += weights[i] * power[band.first + i];
    const Real unit = static_cast<Real>(r.natural_log ? 1.0 : decibel);
    const float value = static_cast<float>(unit * log(at_least(energy, r.log_floor)));
    batch.log_mel[frame * r.mel_bins + b] = value;
    // NaN never counts as greater.
    greatest = value > greatest ? value : greatest;
  }
  greatest = reduce_block<Maximum>(greatest, reinterpret_cast<float*>(scratch));
  if (thread == 0) {
    batch.greatest[frame] = greatest;
    if (batch.level != nullptr) {
      const Real energy = at_least<Real>(squares / static_cast<Real>(r.window_length), static_cast<Real>(1e-10f));
      batch.level[batch.first_frame + frame] = static_cast<float>(static_cast<Real>(decibel) * log(energy));
    }
  }
}

// A block a frame; or, where spilled is given, blocks that each work in their part of it on one frame after another.
template <typename Real>
__global__ void __launch_bounds__(threads)
    log_mel_kernel(MfccRecipe<Real> recipe, Batch batch, Real* spilled, std::int64_t spilled_each) {
  Real* scratch = shared_memory<Real>();
  Real* work = spilled == nullptr ? scratch + 32 : spilled + blockIdx.x * spilled_each;
  for (std::int64_t frame = blockIdx.x; frame < batch.frames; frame += gridDim.x) {
    log_mel_frame(recipe, batch, frame, work, scratch);
    __syncthreads();
  }
}

// A block a clip: the value that its bands are clipped at.
__global__ void __launch_bounds__(threads) lowest_kernel(Batch batch, float range) {
  const int clip = static_cast<int>(blockIdx.x);
  float* scratch = shared_memory<float>();
  float greatest = lowest_float;
  for (std::int64_t f = batch.frame_offsets[clip] + threadIdx.x; f < batch.frame_offsets[clip + 1]; f += threads) {
    greatest = Maximum()(batch.greatest[f - batch.first_frame], greatest);
  }
  greatest = reduce_block<Maximum>(greatest, scratch);
  if (threadIdx.x == 0) batch.lowest[clip] = range > 0 ? Maximum()(greatest - range, lowest_float) : lowest_float;
}

// A block a frame.
template <typename Real>
__global__ void __launch_bounds__(threads) cepstrum_kernel(MfccRecipe<Real> r, Batch batch) {
  float* bands = shared_memory<float>();
  const std::int64_t frame = blockIdx.x;
  const float lowest = batch.lowest[clip_of(batch, batch.first_frame + frame)];
  for (int b = static_cast<int>(threadIdx.x); b < r.mel_bins; b += threads) {
    const float value = batch.log_mel[frame * r.mel_bins + b];
    bands[b] = value < lowest ? lowest : value;  // written so that NaN stays NaN
    if (batch.clipped != nullptr) batch.clipped[(batch.first_frame + frame) * r.mel_bins + b] = bands[b];
  }
  __syncthreads();
  for (int c = static_cast<int>(threadIdx.x); c < r.coefficients; c += threads) {
    Real sum = 0;
    for (int b = 0; b < r.mel_bins; ++b) sum += static_cast<Real>(bands[b]) * r.cosines[b * r.cosine_stride + c];
    batch.mfcc[(batch.first_frame + frame) * r.coefficients + c] = static_cast<float>(sum);
  }
}

std::size_t aligned(std::size_t bytes) { return (bytes + 255) / 256 * 256; }

template <typename Real>
emodna_status run_group(Stream& stream, const MfccRecipe<Real>& recipe, const emodna_mfcc_args& args, int begin,
                        int end) {
  const int clips = end - begin;
  Batch batch = {};
  batch.clips = clips;
  batch.audio = args.audio;
  batch.first_frame = args.frame_offsets[begin];
  batch.frames = args.frame_offsets[end] - batch.first_frame;
  batch.level = args.level;
  batch.mfcc = args.mfcc;
  batch.clipped = args.log_mel;
  if (batch.frames == 0) return EMODNA_OK;
  const std::size_t work = (recipe.fft_length + recipe.fft_length / 2 + 2) * sizeof(Real);
  const std::size_t shared = 32 * sizeof(Real) + work;
  const bool fits = shared <= stream.context->shared_bytes;
  const std::int64_t blocks =
      fits ? std::min<std::int64_t>(batch.frames, most_blocks) : std::min<std::int64_t>(batch.frames, spilled_blocks);
  const std::size_t offsets = aligned((clips + 1) * sizeof(std::int64_t));
  const std::size_t bands = aligned(batch.frames * recipe.mel_bins * sizeof(float));
  const std::size_t greatest = aligned(batch.frames * sizeof(float)), lowest = aligned(clips * sizeof(float));
  void* memory = nullptr;
  emodna_status status =
      scratch_of(stream, 2 * offsets + bands + greatest + lowest + (fits ? 0 : blocks * work), &memory);
  if (status != EMODNA_OK) return status;
  unsigned char* at = static_cast<unsigned char*>(memory);
  const std::int64_t* const host_offsets[] = {args.sample_offsets + begin, args.frame_offsets + begin};
  for (int i = 0; i < 2; ++i) {
    status = attempt("copying the clips' offsets", [&] {
      return cudaMemcpyAsync(at + i * offsets, host_offsets[i], (clips + 1) * sizeof(std::int64_t),
                             cudaMemcpyHostToDevice, stream.cuda);
    });
    if (status != EMODNA_OK) return status;
  }
  batch.sample_offsets = reinterpret_cast<const std::int64_t*>(at);
  batch.frame_offsets = reinterpret_cast<const std::int64_t*>(at + offsets);
  batch.log_mel = reinterpret_cast<float*>(at + 2 * offsets);
  batch.greatest = reinterpret_cast<float*>(at + 2 * offsets + bands);
  batch.lowest = reinterpret_cast<float*>(at + 2 * offsets + bands + greatest);
  Real* spilled = fits ? nullptr : reinterpret_cast<Real*>(at + 2 * offsets + bands + greatest + lowest);
  status =
      launch(stream, "mfcc", log_mel_kernel<Real>, {grid_of(blocks), dim3(threads), fits ? shared : 32 * sizeof(Real)},
             recipe, batch, spilled, static_cast<std::int64_t>(work / sizeof(Real)));
  if (status != EMODNA_OK) return status;
  // top_db is in dB whatever the logarithm: 10 dB are ln 10.
  const emodna_mfcc_dialect& d = args.dialect;
  const float range = d.log == EMODNA_LOG_NATURAL ? d.top_db * 0.23025850929940458f : d.top_db;
  status = launch(stream, "mfcc", lowest_kernel, {grid_of(clips), dim3(threads), 32 * sizeof(float)}, batch, range);
  if (status != EMODNA_OK) return status;
  return launch(stream, "mfcc", cepstrum_kernel<Real>,
                {grid_of(batch.frames), dim3(threads), recipe.mel_bins * sizeof(float)}, recipe, batch);
}

template <typename Real>
emodna_status run(Stream& stream, const emodna_mfcc_args& args) {
  MfccRecipe<Real> recipe;
  emodna_status status = mfcc_recipe(stream, args.dialect, &recipe);
  for (int begin = 0, end; begin < args.clips && status == EMODNA_OK; begin = end) {
    end = begin + 1;
    while (end < args.clips &&
           (args.frame_offsets[end + 1] - args.frame_offsets[begin]) * args.dialect.mel_bins <= group_values) {
      ++end;
    }
    status = run_group(stream, recipe, args, begin, end);
  }
  // The caller's offsets lie in host memory, which is the caller's again on return, also after a failure.
  if (status == EMODNA_OK) return stream_synchronize(&stream);
  cudaStreamSynchronize(stream.cuda);
  return status;
}

}  // namespace

emodna_status mfcc(Stream& stream, const emodna_mfcc_args& args) {
  if (args.clips == 0) return EMODNA_OK;
  return cpu::float_is_enough(args.dialect) ? run<float>(stream, args) : run<double>(stream, args);
}

}  // namespace emodna::cuda
