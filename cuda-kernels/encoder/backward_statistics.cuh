// BatchNorm's part of the backward pass that crosses utterances: the last block of a stream adds up what every row left
// (BackwardPlan::sums), turns it into the next kernel's BatchNormGradient, and adds the gradients of gamma, beta and
// the convolution's bias. With batch statistics the bias has none: it moves the mean along.
#ifndef EMODNA_CUDA_ENCODER_BACKWARD_STATISTICS_CUH
#define EMODNA_CUDA_ENCODER_BACKWARD_STATISTICS_CUH

#include <cuda_runtime.h>

#include "backward_plan.h"

namespace emodna::cuda {

// Rows that one thread has in flight: the last block's time is that of its loads.
inline constexpr int sum_batch = 16;

// One channel's sums over the rows of a domain that fall to `split` of `splits`, in an order that T does not change.
__device__ __forceinline__ double2 add_rows(const BackwardPlan& plan, int stream, int domain, int c, int split,
                                            int splits) {
  const EncoderPlan& e = plan.encoder;
  const int begin = domain == 0 ? 0 : e.first_rows, end = domain == 0 ? e.first_rows : e.args.batch;
  const std::int64_t step = static_cast<std::int64_t>(e.time_tiles) * e.args.channels;
  double2 total = make_double2(0, 0);
  for (int tile = 0; tile < e.time_tiles; ++tile) {
    for (int first = begin + split * sum_batch; first < end; first += splits * sum_batch) {
      const float2* from = plan.sums(stream, first, tile) + c;
      float2 values[sum_batch];
#pragma unroll
      for (int i = 0; i < sum_batch; ++i) {
        values[i] = first + i < end ? __ldcg(from + i * step) : make_float2(0, 0);
      }
#pragma unroll
      for (int half = sum_batch / 2; half > 0; half /= 2) {
        // Bounds that do not change let the compiler unroll, and keep the values in registers.
#pragma unroll
        for (int i = 0; i < sum_batch / 2; ++i) {
          if (i < half) {
            values[i].x += values[i + half].x;
            values[i].y += values[i + half].y;
          }
        }
      }
      total.x += values[0].x;
      total.y += values[0].y;
    }
  }
  return total;
}

// site: whose BatchNorm the sums belong to; input_site: whose bias. All threads of the block take part.
// scratch: 2 * (threads / channels_here) * channels_here double2.
__device__ __forceinline__ void finish_statistics(const BackwardPlan& plan, int stream, int site, int first_channel,
                                                  int channels_here, double2* scratch) {
  const EncoderPlan& e = plan.encoder;
  const int splits = blockDim.x / channels_here, split = threadIdx.x / channels_here;
  const int at = threadIdx.x % channels_here, c = first_channel + at;
  if (split < splits && c < e.args.channels) {
    for (int domain = 0; domain < 2; ++domain) {
      scratch[(domain * splits + split) * channels_here + at] = add_rows(plan, stream, domain, c, split, splits);
    }
  }
  __syncthreads();
  if (split > 0 || c >= e.args.channels) return;
  double bias = 0, gamma = 0, beta = 0;
  for (int domain = 0; domain < 2; ++domain) {
    double first = 0, second = 0;
    for (int s = 0; s < splits; ++s) {
      const double2 part = scratch[(domain * splits + s) * channels_here + at];
      first += part.x;
      second += part.y;
    }
    beta += first;
    if (site == input_site) continue;
    const double frames = static_cast<double>(plan.frames(e.input_of(stream))[domain]);
    if (frames == 0) continue;
    const double inverse = e.inverse_sd(stream, site, domain)[c], scale = e.scale(stream, site, domain)[c];
    gamma += second * inverse;
    bias += scale * first;
    float4 terms = make_float4(static_cast<float>(scale), 0, 0, e.mean(stream, site, domain)[c]);
    if (e.args.train) {
      terms.y = static_cast<float>(-scale * first / frames);
      terms.z = static_cast<float>(-scale * inverse * inverse * second / frames);
    }
    plan.terms(stream, site, domain)[c] = terms;
  }
  float* gradients = e.args.dparameters;
  if (site == input_site) {
    gradients[e.bias_offset(stream, site) + c] += static_cast<float>(beta);
    return;
  }
  if (!e.args.train) gradients[e.bias_offset(stream, site) + c] += static_cast<float>(bias);
  gradients[e.gamma_offset(stream, site) + c] += static_cast<float>(gamma);
  gradients[e.beta_offset(stream, site) + c] += static_cast<float>(beta);
}

}  // namespace emodna::cuda

#endif
