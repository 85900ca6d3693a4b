// The encoder's inner loops over one row (one utterance in one stream), compiled once for each set of vector
// instructions. Plain pointers only, and no templates of the standard library in those files: the linker could
// pick their copy of one for the whole library, which would then crash on an older CPU.
#ifndef EMODNA_CPU_SIMD_ENCODER_KERNELS_H
#define EMODNA_CPU_SIMD_ENCODER_KERNELS_H

#include <cstddef>
#include <cstdint>

namespace emodna::cpu {

// Frames are padded to a multiple of this; a tile has as many zeros in front of each channel and after it.
constexpr int kFrameUnit = 16;
// Floats of lane-wise partial sums that a channel has for each of its two sums.
constexpr int kSumLanes = 16;

// Channels of a row, time-contiguous: channel c, frame t is at[c * stride + t]. `at` is 64-byte aligned and
// stride a multiple of 16.
struct Plane {
  float* at;
  std::ptrdiff_t stride;
};

// Planes that the next row will need, `floats` long each, brought to the cache while a convolution computes: most of
// what lies between the convolutions waits for memory. at[i] may be NULL.
struct Ahead {
  static constexpr int kPlanes = 5;
  const float* at[kPlanes];
  std::ptrdiff_t floats;
};

// out[r][t] = start[r] + add[r][t] + sum over k of near[r][k] in[k][t] + far[r][k] in[k][t + shift].
struct Convolution {
  Plane in;
  Plane out;
  const float* weights;  // as pack() leaves them
  const float* start;    // [rows], or NULL = 0
  Plane add;             // at = NULL: none; may be `out`
  int rows, inputs, frames;
  int taps;              // 2, or 1: no far tap
  std::ptrdiff_t shift;  // in frames: a power of two, negative for a causal convolution
  Ahead ahead;
};

// BatchNorm and what follows it: keep * max(0, (y - mean) * scale + beta).
struct Normalisation {
  const float* mean;         // [C]
  const float* scale;        // [C] gamma / sd
  const float* beta;         // [C]
  const std::uint8_t* kept;  // [C] 0 = dropped, or NULL = all kept
  float keep;                // scale of kept values
};

// Weight gradient of a convolution, summed over `rows` rows whose tiles lie `pitch` floats apart:
// out[o][k][tap] = sum over t of dy[o][t] in[k][t - (tap == 0 ? dilation : 0)], taps innermost; dy is 0 after a
// row's frames.
struct WeightGradient {
  Plane dy;
  Plane in;
  std::ptrdiff_t pitch;
  const int* frames;  // [rows]
  int rows, outputs, inputs, taps;
  std::ptrdiff_t dilation;
  float* out;
};

struct EncoderKernels {
  // weight(r, k, tap) = weights[r * row_stride + k * input_stride + tap], laid out for convolve(): rows * inputs *
  // taps floats.
  void (*pack)(const float* weights, std::ptrdiff_t row_stride, std::ptrdiff_t input_stride, int rows, int inputs,
               int taps, float* packed);
  void (*convolve)(const Convolution& convolution);
  void (*weight_gradient)(const WeightGradient& gradient);
  // to[i] += the sum of the i-th of `values` values of each partial result, in order; they lie `pitch` floats apart.
  void (*add_partials)(const float* partials, std::ptrdiff_t pitch, int count, int values, float* to);
  // x [frames, features] to a plane, in reverse order of time where `reversed`; zeros after the frames.
  void (*load)(const float* x, int features, int frames, bool reversed, Plane out);
  void (*copy)(Plane in, int channels, int frames, Plane out);
  // sums[c] += sum over frames.
  void (*add_sums)(Plane in, int channels, int frames, float* sums);
  // to = weight * in, or, where `add`, to + weight * in.
  void (*scaled)(Plane in, float weight, bool add, int channels, int frames, Plane to);
  // Sum over channels and frames of a times b.
  double (*dot)(Plane a, Plane b, int channels, int frames);
  // lanes[c][0] += y - shift[c], lanes[c][1] += (y - shift[c])^2.
  void (*add_moments)(Plane y, int channels, int frames, const float* shift, float* lanes);
  // Sums over the lanes of lanes[c][0] and lanes[c][1].
  void (*fold_lanes)(const float* lanes, int channels, double* first, double* second);
  void (*normalise)(Plane y, const Normalisation& bn, int channels, int frames, Plane out);
  // out = h * sigmoid(normalised y); saved (if any) = out; sums[c] = sum of out over frames.
  void (*gate)(Plane h, Plane y, const Normalisation& bn, int channels, int frames, Plane out, Plane saved,
               float* sums);
  // Gradient of gate(): dout = dh (nothing where at = NULL) + add[c]. dh_out = its part that goes straight to h;
  // du = gradient of BatchNorm's output; lanes[c][0] += du, lanes[c][1] += du * (y - mean). out = the gate's output
  // once more, to the bit.
  void (*gate_gradient)(Plane dh, const float* add, Plane h, Plane y, const Normalisation& bn, int channels, int frames,
                        Plane out, Plane dh_out, Plane du, float* lanes);
  // du = gradient of BatchNorm's output for da = gradient of normalise()'s output a; lanes as above.
  void (*normalise_gradient)(Plane da, Plane a, Plane y, const float* mean, float keep, int channels, int frames,
                             Plane du, float* lanes);
  // dy = p[c] du + q[c] + r[c] (y - mean[c]); zeros after the frames, one unit further than the last one begun.
  void (*batch_norm_gradient)(Plane du, Plane y, const float* mean, const float* p, const float* q, const float* r,
                              int channels, int frames, Plane dy);
};

namespace portable {
extern const EncoderKernels encoder_kernels;
}
namespace avx2 {
extern const EncoderKernels encoder_kernels;
}
namespace avx512 {
extern const EncoderKernels encoder_kernels;
}

}  // namespace emodna::cpu

#endif
