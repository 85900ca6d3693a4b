// What the encoder does frame by frame between its convolutions: BatchNorm, dropout, the gate, and their gradients.
// Vectors after a row's frames are masked, and written as zeros up to the end of the last unit of 16.
#include "encoder_functions.h"
#include "vec.h"

namespace emodna::cpu::EMODNA_ISA {
namespace {

inline int round_up(int frames) { return (frames + kFrameUnit - 1) / kFrameUnit * kFrameUnit; }

// body(t, mask) for every vector that holds a frame; the mask is known to be all ones but for the last one.
template <class Body>
inline __attribute__((always_inline)) void each_vector(int frames, const Body& body) {
  int t = 0;
  const IntVec all = IntVec{} - 1;
  for (; t + kWidth <= frames; t += kWidth) body(t, all);
  for (const int end = round_up(frames); t < end; t += kWidth) body(t, lanes_below(frames - t));
}

inline float keep_of(const Normalisation& bn, int c) { return bn.kept == nullptr || bn.kept[c] ? bn.keep : 0.0f; }

constexpr float kLog2E = 1.44269504088896341f;

inline void zeros(float* to) {
  for (int i = 0; i < kFrameUnit; i += kWidth) store(to + i, Vec{});
}

inline void fill(float* to, float value, int frames) {
  each_vector(frames, [&](int t, IntVec mask) { store(to + t, select(mask, broadcast(value))); });
}

inline void add_to_lanes(float* lanes, Vec value) { store(lanes, load(lanes) + value); }

}  // namespace

void copy_plane(Plane in, int channels, int frames, Plane out) {
  for (int c = 0; c < channels; ++c) {
    const float* from = in.at + c * in.stride;
    float* to = out.at + c * out.stride;
    each_vector(frames, [&](int t, IntVec mask) { store(to + t, select(mask, load(from + t))); });
  }
}

void add_sums(Plane in, int channels, int frames, float* sums) {
  for (int c = 0; c < channels; ++c) {
    const float* from = in.at + c * in.stride;
    Vec total = {};
    each_vector(frames, [&](int t, IntVec mask) { total += select(mask, load(from + t)); });
    sums[c] += sum(total);
  }
}

void scaled(Plane in, float weight, bool add, int channels, int frames, Plane to) {
  const Vec factor = broadcast(weight);
  for (int c = 0; c < channels; ++c) {
    const float* from = in.at + c * in.stride;
    float* sum = to.at + c * to.stride;
    if (add) {
      each_vector(frames, [&](int t, IntVec mask) { store(sum + t, select(mask, load(sum + t) + load(from + t) * factor)); });
    } else {
      each_vector(frames, [&](int t, IntVec mask) { store(sum + t, select(mask, load(from + t) * factor)); });
    }
  }
}

double dot(Plane a, Plane b, int channels, int frames) {
  double result = 0;
  for (int c = 0; c < channels; ++c) {
    const float* first = a.at + c * a.stride;
    const float* second = b.at + c * b.stride;
    Vec total = {};
    each_vector(frames, [&](int t, IntVec mask) { total += select(mask, load(first + t) * load(second + t)); });
    result += sum(total);
  }
  return result;
}

void add_moments(Plane y, int channels, int frames, const float* shift, float* lanes) {
  for (int c = 0; c < channels; ++c, lanes += 2 * kSumLanes) {
    const float* from = y.at + c * y.stride;
    const Vec centre = broadcast(shift[c]);
    Vec first = {}, second = {};
    each_vector(frames, [&](int t, IntVec mask) {
      const Vec difference = select(mask, load(from + t) - centre);
      first += difference;
      second += difference * difference;
    });
    add_to_lanes(lanes, first);
    add_to_lanes(lanes + kSumLanes, second);
  }
}

void normalise(Plane y, const Normalisation& bn, int channels, int frames, Plane out) {
  for (int c = 0; c < channels; ++c) {
    const float* from = y.at + c * y.stride;
    float* to = out.at + c * out.stride;
    const float keep = keep_of(bn, c);
    if (keep == 0.0f) {
      fill(to, 0.0f, frames);
      continue;
    }
    const Vec mean = broadcast(bn.mean[c]), scale = broadcast(bn.scale[c]), beta = broadcast(bn.beta[c]);
    each_vector(frames, [&](int t, IntVec mask) {
      store(to + t, select(mask, rectified((load(from + t) - mean) * scale + beta) * keep));
    });
  }
}

void gate(Plane h, Plane y, const Normalisation& bn, int channels, int frames, Plane out, Plane saved, float* sums) {
  for (int c = 0; c < channels; ++c) {
    const float* from = y.at + c * y.stride;
    const float* carried = h.at + c * h.stride;
    float* to = out.at + c * out.stride;
    float* copy = saved.at != nullptr ? saved.at + c * saved.stride : to;
    const float keep = keep_of(bn, c);
    Vec total = {};
    // exp(-keep u) = 2^(-exponent u).
    const Vec exponent = broadcast(keep * kLog2E);
    if (keep == 0.0f) {
      each_vector(frames, [&](int t, IntVec mask) {
        const Vec value = select(mask, load(carried + t) * 0.5f);
        total += value;
        store(to + t, value);
        store(copy + t, value);
      });
    } else {
      const Vec mean = broadcast(bn.mean[c]), scale = broadcast(bn.scale[c]), beta = broadcast(bn.beta[c]);
      each_vector(frames, [&](int t, IntVec mask) {
        const Vec e = exp2_minus(rectified((load(from + t) - mean) * scale + beta) * exponent);
        const Vec value = select(mask, load(carried + t) * reciprocal(1.0f + e));
        total += value;
        store(to + t, value);
        store(copy + t, value);
      });
    }
    sums[c] = sum(total);
  }
}

void gate_gradient(Plane dh, const float* add, Plane h, Plane y, const Normalisation& bn, int channels, int frames,
                   Plane out, Plane dh_out, Plane du, float* lanes) {
  alignas(64) static constexpr float kNothing[kWidth] = {};
  for (int c = 0; c < channels; ++c, lanes += 2 * kSumLanes) {
    // Without dh its vectors are read from one vector of zeros.
    const float* gradient = dh.at != nullptr ? dh.at + c * dh.stride : kNothing;
    const int step = dh.at != nullptr ? 1 : 0;
    const float* from = y.at + c * y.stride;
    const float* carried = h.at + c * h.stride;
    float* to = out.at + c * out.stride;
    float* to_h = dh_out.at + c * dh_out.stride;
    float* to_u = du.at + c * du.stride;
    const Vec more = broadcast(add[c]);
    const float keep = keep_of(bn, c);
    if (keep == 0.0f) {
      each_vector(frames, [&](int t, IntVec mask) {
        store(to + t, select(mask, load(carried + t) * 0.5f));
        store(to_h + t, select(mask, (load(gradient + step * t) + more) * 0.5f));
        store(to_u + t, Vec{});
      });
      continue;
    }
    const Vec mean = broadcast(bn.mean[c]), scale = broadcast(bn.scale[c]), beta = broadcast(bn.beta[c]);
    const Vec exponent = broadcast(keep * kLog2E);
    Vec first = {}, second = {};
    each_vector(frames, [&](int t, IntVec mask) {
      const Vec centred = load(from + t) - mean;
      const Vec u = centred * scale + beta;
      const Vec e = exp2_minus(rectified(u) * exponent);
      const Vec s = reciprocal(1.0f + e);
      const Vec dout = load(gradient + step * t) + more;
      const Vec direct = dout * s;
      store(to_h + t, select(mask, direct));
      const Vec h_next = load(carried + t) * s;
      store(to + t, select(mask, h_next));
      // The sigmoid's derivative is s (1 - s), and 1 - s = e s.
      const Vec value = select(mask & (u > 0.0f), dout * h_next * (e * s) * keep);
      store(to_u + t, value);
      first += value;
      second += select(mask, value * centred);
    });
    add_to_lanes(lanes, first);
    add_to_lanes(lanes + kSumLanes, second);
  }
}

void normalise_gradient(Plane da, Plane a, Plane y, const float* mean, float keep, int channels, int frames, Plane du,
                        float* lanes) {
  for (int c = 0; c < channels; ++c, lanes += 2 * kSumLanes) {
    const float* gradient = da.at + c * da.stride;
    const float* output = a.at + c * a.stride;
    const float* from = y.at + c * y.stride;
    float* to = du.at + c * du.stride;
    const Vec centre = broadcast(mean[c]);
    Vec first = {}, second = {};
    each_vector(frames, [&](int t, IntVec mask) {
      // The output is 0 exactly where ReLU or dropout stopped it, and after the frames.
      const Vec value = select(load(output + t) > 0.0f, load(gradient + t) * keep);
      store(to + t, value);
      first += value;
      second += select(mask, value * (load(from + t) - centre));
    });
    add_to_lanes(lanes, first);
    add_to_lanes(lanes + kSumLanes, second);
  }
}

void batch_norm_gradient(Plane du, Plane y, const float* mean, const float* p, const float* q, const float* r,
                         int channels, int frames, Plane dy) {
  for (int c = 0; c < channels; ++c) {
    const float* gradient = du.at + c * du.stride;
    const float* from = y.at + c * y.stride;
    float* to = dy.at + c * dy.stride;
    const Vec centre = broadcast(mean[c]), of_du = broadcast(p[c]), constant = broadcast(q[c]), of_y = broadcast(r[c]);
    each_vector(frames, [&](int t, IntVec mask) {
      store(to + t, select(mask, load(gradient + t) * of_du + constant + (load(from + t) - centre) * of_y));
    });
    zeros(to + round_up(frames));
  }
}

void fold_lanes(const float* lanes, int channels, double* first, double* second) {
  for (int c = 0; c < channels; ++c, lanes += 2 * kSumLanes) {
    double part[2 * kSumLanes];
    for (int i = 0; i < 2 * kSumLanes; ++i) part[i] = lanes[i];
    for (int width = kSumLanes / 2; width > 0; width /= 2) {
      for (int i = 0; i < width; ++i) {
        part[i] += part[i + width];
        part[kSumLanes + i] += part[kSumLanes + i + width];
      }
    }
    first[c] = part[0];
    second[c] = part[kSumLanes];
  }
}

const EncoderKernels encoder_kernels = {
    pack,        convolve,   weight_gradient, add_partials, load_plane,    copy_plane,         add_sums, scaled, dot,
    add_moments, fold_lanes, normalise,       gate,         gate_gradient, normalise_gradient, batch_norm_gradient,
};

}  // namespace emodna::cpu::EMODNA_ISA
