// Pitch of a batch of clips: the frames' autocorrelations in parallel, then each clip's path in parallel.
#include <algorithm>
#include <string>
#include <vector>

#include "aligned.h"
#include "operations.h"
#include "pitch_path.h"
#include "pitch_plan.h"
#include "speech_dispatch.h"
#include "speech_shared.h"

namespace emodna::cpu {

namespace {

// Frames a chunk of work has: a whole number of lanes on every CPU.
constexpr std::int64_t kChunkFrames = 32;

struct Chunk {
  std::int32_t clip;
  std::int64_t first, count;  // frames within the clip
};

std::vector<Chunk> cut(const emodna_pitch_args& args) {
  std::vector<Chunk> chunks;
  for (std::int32_t clip = 0; clip < args.clips; ++clip) {
    const std::int64_t frames = args.frame_offsets[clip + 1] - args.frame_offsets[clip];
    for (std::int64_t first = 0; first < frames; first += kChunkFrames) {
      chunks.push_back({clip, first, std::min(kChunkFrames, frames - first)});
    }
  }
  return chunks;
}

// What a thread needs for a chunk.
struct Scratch {
  explicit Scratch(const CorrelationTables& t)
      : work(aligned_array<float>(correlate_scratch(t))),
        r(aligned_array<float>(kChunkFrames * t.lags)),
        mirrored(kSincDepth + t.lags) {}
  AlignedArray<float> work, r;
  std::vector<float> mirrored;
};

// Where a clip's candidates go.
struct Found {
  Candidate* candidates;
  std::int32_t* counts;
};

void find_candidates(const SpeechKernels& kernels, const PitchPlan& plan, const float* r, std::vector<float>& mirrored,
                     Found found) {
  std::copy(r, r + plan.tables().lags, mirrored.begin() + kSincDepth);
  for (std::int32_t k = 1; k <= kSincDepth; ++k) mirrored[kSincDepth - k] = r[k];
  *found.counts = kernels.candidates(plan.candidates(), mirrored.data(), found.candidates);
}

}  // namespace

void pitch(Context& context, const emodna_pitch_args& args) {
  const std::string key = "h" + std::string(reinterpret_cast<const char*>(&args.recipe), sizeof args.recipe);
  const auto plan = context.plans.get<PitchPlan>(key, [&] { return std::make_shared<const PitchPlan>(args.recipe); });
  const CorrelationTables& tables = plan->tables();
  const SpeechKernels& kernels = speech_kernels(context.isa);
  const std::vector<Chunk> chunks = cut(args);
  const bool path = args.recipe.kind == EMODNA_PITCH_PATH;
  const std::int32_t most = path ? plan->candidates().most : 0;
  const std::int64_t base = args.frame_offsets[0], frames = args.frame_offsets[args.clips] - base;
  std::vector<Candidate> candidates(frames * most);
  std::vector<std::int32_t> counts(frames);
  std::vector<float> peaks(frames);
  std::vector<std::uint8_t> from(path ? frames * (most + 1) : 0);
  std::vector<Scratch> scratch;
  for (int i = 0; i < context.pool.threads(); ++i) scratch.emplace_back(tables);

  context.pool.run(static_cast<std::int64_t>(chunks.size()), [&](std::int64_t index, int thread) {
    const Chunk& chunk = chunks[index];
    Scratch& mine = scratch[thread];
    const std::int64_t at = args.frame_offsets[chunk.clip] + chunk.first;
    const float* clip = args.audio + args.sample_offsets[chunk.clip];
    const std::int64_t samples = args.sample_offsets[chunk.clip + 1] - args.sample_offsets[chunk.clip];
    if (!path) {
      kernels.best_lags(tables, clip, samples, chunk.first, chunk.count, args.f0 + at, args.strength + at,
                        mine.work.get());
      for (std::int64_t i = at; i < at + chunk.count; ++i) {
        args.f0[i] = static_cast<float>(args.recipe.sample_rate) / args.f0[i];
      }
      return;
    }
    kernels.correlate(tables, clip, samples, chunk.first, chunk.count, mine.r.get(), &peaks[at - base],
                      mine.work.get());
    for (std::int64_t i = 0; i < chunk.count; ++i) {
      find_candidates(kernels, *plan, mine.r.get() + i * tables.lags, mine.mirrored,
                      {&candidates[(at - base + i) * most], &counts[at - base + i]});
    }
  });
  if (!path) return;
  context.pool.run(args.clips, [&](std::int64_t clip, int) {
    const std::int64_t first = args.frame_offsets[clip], count = args.frame_offsets[clip + 1] - first;
    if (count == 0) return;
    const std::int64_t begin = args.sample_offsets[clip], samples = args.sample_offsets[clip + 1] - begin;
    const float peak = peak_of(kernels.sum(args.audio + begin, samples) / static_cast<double>(samples),
                               kernels.range(args.audio + begin, samples));
    choose_path(args.recipe, {&candidates[(first - base) * most], &counts[first - base], &peaks[first - base], most},
                count, peak, &from[(first - base) * (most + 1)], args.f0 + first, args.strength + first);
  });
}

}  // namespace emodna::cpu
