// MFCC of a batch of clips: log mel spectra of all frames in parallel, each clip's maximum, then the cosine
// transform in parallel.
#include <algorithm>
#include <string>
#include <vector>

#include "audio_dispatch.h"
#include "mfcc_plan.h"
#include "operations.h"

namespace emodna::cpu {

template <typename Real>
std::int64_t log_mel_scratch(const MfccTables<Real>& t) {
  constexpr std::int64_t kMostLanes = 64 / sizeof(Real), kFloats = sizeof(Real) / sizeof(float);
  const std::int64_t edge_frames = (static_cast<std::int64_t>(t.window_length) + kFloats - 1) / kFloats;
  return kMostLanes * (t.fft_length + t.fft_length / 2 + 1 + edge_frames);
}

namespace {

// Frames a chunk of work has: a whole number of lanes on every CPU, and work for some 50 microseconds.
constexpr std::int64_t kChunkFrames = 32;
// Log mel values that are kept at a time (32 MB), unless a single clip has more.
constexpr std::int64_t kGroupValues = 8 << 20;

struct Chunk {
  std::int32_t clip;
  std::int64_t first, count;  // frames within the clip
  float greatest;
};

std::vector<Chunk> cut(const emodna_mfcc_args& args, std::int32_t begin, std::int32_t end) {
  std::vector<Chunk> chunks;
  for (std::int32_t clip = begin; clip < end; ++clip) {
    const std::int64_t frames = args.frame_offsets[clip + 1] - args.frame_offsets[clip];
    for (std::int64_t first = 0; first < frames; first += kChunkFrames) {
      chunks.push_back({clip, first, std::min(kChunkFrames, frames - first), 0.0F});
    }
  }
  return chunks;
}

const MfccKernels<float>& kernels_of(const AudioKernels& all, float) { return all.mfcc_float; }
const MfccKernels<double>& kernels_of(const AudioKernels& all, double) { return all.mfcc_double; }

// Clips [begin, end), which belong to one group.
template <typename Real>
void run_group(Context& context, const MfccTables<Real>& tables, const emodna_mfcc_args& args, std::int32_t begin,
               std::int32_t end, Real* scratch, std::int64_t scratch_each) {
  const emodna_mfcc_dialect& dialect = args.dialect;
  const std::int64_t base = args.frame_offsets[begin];
  const std::int64_t frames = args.frame_offsets[end] - base;
  if (frames == 0) return;
  std::vector<Chunk> chunks = cut(args, begin, end);
  AlignedArray<float> own;
  if (args.log_mel == nullptr) own = aligned_array<float>(frames * dialect.mel_bins);
  float* log_mel = args.log_mel == nullptr ? own.get() : args.log_mel + base * dialect.mel_bins;
  const MfccKernels<Real>& kernels = kernels_of(audio_kernels(context.isa), Real{});

  context.pool.run(static_cast<std::int64_t>(chunks.size()), [&](std::int64_t index, int thread) {
    Chunk& chunk = chunks[index];
    const std::int64_t at = args.frame_offsets[chunk.clip] + chunk.first;
    chunk.greatest =
        kernels.log_mel(tables, args.audio + args.sample_offsets[chunk.clip],
                        args.sample_offsets[chunk.clip + 1] - args.sample_offsets[chunk.clip], chunk.first, chunk.count,
                        log_mel + (at - base) * dialect.mel_bins, args.level == nullptr ? nullptr : args.level + at,
                        scratch + thread * scratch_each);
  });

  // top_db is in dB whatever the logarithm: 10 dB are ln 10.
  const float range = dialect.log == EMODNA_LOG_NATURAL ? dialect.top_db * 0.23025850929940458F : dialect.top_db;
  constexpr float kLowest = -3.0e38F;
  std::vector<float> lowest(end - begin, kLowest);
  if (range > 0) {
    for (const Chunk& chunk : chunks) {
      lowest[chunk.clip - begin] = std::max(lowest[chunk.clip - begin], chunk.greatest - range);
    }
  }
  context.pool.run(static_cast<std::int64_t>(chunks.size()), [&](std::int64_t index, int) {
    const Chunk& chunk = chunks[index];
    const std::int64_t at = args.frame_offsets[chunk.clip] + chunk.first;
    float* values = log_mel + (at - base) * dialect.mel_bins;
    const float least = lowest[chunk.clip - begin];
    if (args.log_mel != nullptr) {
      // Written so that NaN stays NaN, as the cosine transform does.
      for (std::int64_t i = 0; i < chunk.count * dialect.mel_bins; ++i)
        values[i] = values[i] < least ? least : values[i];
    }
    kernels.cepstrum(tables, values, chunk.count, least, args.mfcc + at * dialect.coefficients);
  });
}

template <typename Real>
void run(Context& context, const emodna_mfcc_args& args) {
  const std::string key = (sizeof(Real) == sizeof(float) ? "mf" : "md") +
                          std::string(reinterpret_cast<const char*>(&args.dialect), sizeof args.dialect);
  const auto plan =
      context.plans.get<MfccPlan<Real>>(key, [&] { return std::make_shared<const MfccPlan<Real>>(args.dialect); });
  // Rounded up to a cache line, so that two threads never write to the same one.
  const std::int64_t scratch_each = (log_mel_scratch(plan->tables()) + 15) / 16 * 16;
  AlignedArray<Real> scratch = aligned_array<Real>(scratch_each * context.pool.threads());
  for (std::int32_t begin = 0, end; begin < args.clips; begin = end) {
    end = begin + 1;
    while (end < args.clips &&
           (args.frame_offsets[end + 1] - args.frame_offsets[begin]) * args.dialect.mel_bins <= kGroupValues) {
      ++end;
    }
    run_group(context, plan->tables(), args, begin, end, scratch.get(), scratch_each);
  }
}

}  // namespace

void mfcc(Context& context, const emodna_mfcc_args& args) {
  if (float_is_enough(args.dialect)) {
    run<float>(context, args);
  } else {
    run<double>(context, args);
  }
}

}  // namespace emodna::cpu
