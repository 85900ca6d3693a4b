// BatchNorm's part of the backward pass that crosses utterances: the last block of a stream adds up what every row left
// (BackwardPlan::sums), turns it into the next kernel's BatchNormGradient, and adds the gradients of gamma, beta and
// the convolution's bias. With batch statistics the bias has none: it moves the mean along. At 128 rows, 39 channels
// and 96 threads that waits for memory four times; all it reads beside the sums is under way meanwhile.
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

// What finish_statistics() reads of a domain beside the sums.
struct DomainStatistics {
  double frames = 0, inverse = 0, scale = 0;
  float mean = 0;
};

// site: whose BatchNorm the sums belong to; input_site: whose bias. All threads of the block take part.
// scratch: 2 * (threads / channels_here) * channels_here double2.
__device__ __forceinline__ void finish_statistics(const BackwardPlan& plan, int stream, int site, int first_channel,
                                                  int channels_here, double2* scratch) {
  const EncoderPlan& e = plan.encoder;
  const int splits = blockDim.x / channels_here, split = threadIdx.x / channels_here;
  const int at = threadIdx.x % channels_here, c = first_channel + at;
  const bool writes = split == 0 && c < e.args.channels, input = site == input_site;
  // Under way while the rows are added.
  float* gradients = e.args.dparameters;
  const std::int64_t bias_at = e.bias_offset(stream, site) + c, gamma_at = bias_at + e.args.channels,
                     beta_at = gamma_at + e.args.channels;
  float before[3] = {};
  DomainStatistics domains[2];
  if (writes) {
    before[0] = gradients[bias_at];
    for (int domain = 0; domain < 2 && !input; ++domain) {
      domains[domain].frames = static_cast<double>(plan.frames(e.input_of(stream))[domain]);
      domains[domain].inverse = e.inverse_sd(stream, site, domain)[c];
      domains[domain].scale = e.scale(stream, site, domain)[c];
      domains[domain].mean = e.mean(stream, site, domain)[c];
      before[1 + domain] = gradients[domain == 0 ? gamma_at : beta_at];
    }
  }
  if (split < splits && c < e.args.channels) {
    for (int domain = 0; domain < 2; ++domain) {
      scratch[(domain * splits + split) * channels_here + at] = add_rows(plan, stream, domain, c, split, splits);
    }
  }
  __syncthreads();
  if (!writes) return;
  double bias = 0, gamma = 0, beta = 0;
#pragma unroll
  for (int domain = 0; domain < 2; ++domain) {
    double first = 0, second = 0;
    for (int s = 0; s < splits; ++s) {
      const double2 part = scratch[(domain * splits + s) * channels_here + at];
      first += part.x;
      second += part.y;
    }
    beta += first;
    const double frames = domains[domain].frames, inverse = domains[domain].inverse, scale = domains[domain].scale;
    if (input || frames == 0) continue;
    gamma += second * inverse;
    bias += scale * first;
    float4 terms = make_float4(static_cast<float>(scale), 0, 0, domains[domain].mean);
    if (e.args.train) {
      terms.y = static_cast<float>(-scale * first / frames);
      terms.z = static_cast<float>(-scale * inverse * inverse * second / frames);
    }
    plan.terms(stream, site, domain)[c] = terms;
  }
  if (input) {
    gradients[bias_at] = before[0] + static_cast<float>(beta);
    return;
  }
  if (!e.args.train) gradients[bias_at] = before[0] + static_cast<float>(bias);
  gradients[gamma_at] = before[1] + static_cast<float>(gamma);
  gradients[beta_at] = before[2] + static_cast<float>(beta);
}

}  // namespace emodna::cuda

#endif
