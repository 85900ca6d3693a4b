// Clips of a batch and their frames, as the kernels of pitch see them.
#ifndef EMODNA_CUDA_AUDIO_CLIPS_CUH
#define EMODNA_CUDA_AUDIO_CLIPS_CUH

#include <cuda_runtime.h>

#include <cstdint>

namespace emodna::cuda {

// Offsets are those of the caller's whole arrays.
struct Clips {
  const float* audio;
  const std::int64_t* sample_offsets;  // [count + 1], on the device
  const std::int64_t* frame_offsets;   // [count + 1], on the device
  int count;
  std::int64_t first_frame, frames;
};

// The clip that has the frame: the last whose first frame is not after it.
__device__ inline int clip_of(const Clips& clips, std::int64_t frame) {
  int low = 0, high = clips.count;
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    if (clips.frame_offsets[middle] <= frame) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace emodna::cuda

#endif
