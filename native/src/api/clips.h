// Checks of where a batch's clips and their frames begin.
#ifndef EMODNA_API_CLIPS_H
#define EMODNA_API_CLIPS_H

#include <initializer_list>

#include "objects.h"

namespace emodna {

// Hours of audio at any rate, and products of a count and a rate stay far below 2^63.
constexpr std::int64_t kMostSamples = std::int64_t{1} << 40;

inline std::int64_t centred_frames(std::int64_t samples, std::int32_t hop) {
  return samples <= 0 ? 0 : 1 + samples / hop;
}

struct Clips {
  std::int32_t count;
  const std::int64_t *sample_offsets, *frame_offsets;
};

// frames(samples): how many a clip of so many samples has.
template <class Frames>
emodna_status check_clips(const Clips& clips, const Frames& frames, const char* operation) {
  const emodna_status status = first_failure(check_range(clips.count, 0, 1 << 24, operation, "clips") ||
                                             check_pointer(clips.sample_offsets, operation, "sample_offsets") ||
                                             check_pointer(clips.frame_offsets, operation, "frame_offsets"));
  if (status != EMODNA_OK) return status;
  for (std::int64_t first : {clips.sample_offsets[0], clips.frame_offsets[0]}) {
    if (first < 0 || first > kMostSamples) {
      return fail(EMODNA_INVALID_ARGUMENT, "%s: an offset of clip 0 is %lld; it must be from 0 to 2^40", operation,
                  (long long)first);
    }
  }
  for (std::int32_t clip = 0; clip < clips.count; ++clip) {
    const std::int64_t begin = clips.sample_offsets[clip], end = clips.sample_offsets[clip + 1];
    if (end < begin || end > kMostSamples) {
      return fail(EMODNA_INVALID_ARGUMENT, "%s: sample_offsets of clip %d go from %lld to %lld", operation, clip,
                  (long long)begin, (long long)end);
    }
    const std::int64_t count = frames(end - begin);
    // A difference could overflow: the next offset may be any number.
    if (clips.frame_offsets[clip + 1] != clips.frame_offsets[clip] + count) {
      return fail(EMODNA_INVALID_ARGUMENT, "%s: clip %d has %lld frames, but its frame_offsets go from %lld to %lld",
                  operation, clip, (long long)count, (long long)clips.frame_offsets[clip],
                  (long long)clips.frame_offsets[clip + 1]);
    }
  }
  return EMODNA_OK;
}

}  // namespace emodna

#endif
