// The encoder written down as plainly as can be, forward and backward, in float or double: what the tests compare
// the library with. Shares no code with it.
#ifndef EMODNA_TESTS_ENCODER_REFERENCE_H
#define EMODNA_TESTS_ENCODER_REFERENCE_H

#include <cmath>
#include <cstdint>
#include <vector>

#include "emodna/emodna.h"

// Words of Philox4x32-10 (Salmon et al. 2011).
inline void reference_philox(const std::uint32_t counter[4], std::uint64_t key, std::uint32_t words[4]) {
  std::uint32_t k[2] = {std::uint32_t(key), std::uint32_t(key >> 32)};
  for (int i = 0; i < 4; ++i) words[i] = counter[i];
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = 0xD2511F53ull * words[0], p1 = 0xCD9E8D57ull * words[2];
    const std::uint32_t next[4] = {std::uint32_t(p1 >> 32) ^ words[1] ^ k[0], std::uint32_t(p1),
                                   std::uint32_t(p0 >> 32) ^ words[3] ^ k[1], std::uint32_t(p0)};
    for (int i = 0; i < 4; ++i) words[i] = next[i];
    k[0] += 0x9E3779B9u;
    k[1] += 0xBB67AE85u;
  }
}

template <class Real>
class EncoderReference {
 public:
  using Values = std::vector<Real>;

  // Runs forward, and backward where a.dz or a.dy is not NULL. Reads a's inputs only; parameters may be given anew.
  EncoderReference(const emodna_encoder_args& a, const Values& parameters, const Values& statistics)
      : statistics(statistics), a_(a), p_(parameters) {
    std::int64_t count = 0;
    emodna_encoder_parameters(a.features, a.channels, a.blocks, &count);
    count_ = count;
    z.assign(size(a.groups) * a.batch * a.channels, 0);
    g.assign(z.size() * a.blocks, 0);
    dparameters.assign(p_.size(), 0);
    dx.assign(size(a.groups) * a.batch * a.frames * a.features, 0);
    y.assign(a.sequence == EMODNA_SEQUENCE_NONE ? 0 : size(a.groups) * a.batch * a.frames * a.channels, 0);
    for (int e = 0; e < a.groups; ++e) encoder(e);
  }

  Values statistics;  // after the forward pass
  Values z, g, y, dparameters, dx;

 private:
  using size = std::size_t;
  // [row][t][channel] of one stream.
  struct Layer {
    Values input, y, normal, output;  // of a convolution, its result, (y - mean) / sd, after ReLU and dropout
    Values mean, inverse, keep;       // [domain][C], [domain][C], [row][C]
  };

  int length(int row) const { return a_.lengths ? a_.lengths[input_ * a_.batch + row] : a_.frames; }
  int domain(int row) const { return a_.domains == 2 && row >= a_.domain_rows ? 1 : 0; }
  // The frame of the sequence that stream s adds its frame t to.
  int frame_of(int s, int row, int t) const {
    return s == 1 && a_.sequence == EMODNA_SEQUENCE_TURNED_BACK ? length(row) - 1 - t : t;
  }
  size at(int row, int t, int c, int width) const { return (size(row) * a_.frames + t) * width + c; }

  void encoder(int e) {
    input_ = e / (a_.groups / a_.inputs);
    const size base = e * count_, per_stream = (count_ - a_.blocks) / 2;
    const int C = a_.channels;
    std::vector<Layer> layers[2];
    std::vector<Values> hs[2];
    Values x[2];
    for (int s = 0; s < 2; ++s) {
      x[s].assign(size(a_.batch) * a_.frames * a_.features, 0);
      for (int b = 0; b < a_.batch; ++b)
        for (int t = 0; t < length(b); ++t)
          for (int f = 0; f < a_.features; ++f) {
            const int from = s == 0 ? t : length(b) - 1 - t;
            x[s][at(b, t, f, a_.features)] = a_.x[at(input_ * a_.batch + b, from, f, a_.features)];
          }
      stream(e, s, base + s * per_stream, x[s], layers[s], hs[s]);
    }
    const size w = base + 2 * per_stream;
    for (int b = 0; b < a_.batch; ++b)
      for (int i = 0; i < a_.blocks && length(b) > 0; ++i)
        for (int c = 0; c < C; ++c) {
          Real total = 0;
          for (int t = 0; t < length(b); ++t) total += hs[0][i + 1][at(b, t, c, C)] + hs[1][i + 1][at(b, t, c, C)];
          total /= length(b);
          const size row = size(e) * a_.batch + b;
          g[(row * a_.blocks + i) * C + c] = total;
          z[row * C + c] += p_[w + i] * total;
          if (a_.dz) dparameters[w + i] += total * a_.dz[row * C + c];
        }
    for (int s = 0; s < 2 && !y.empty(); ++s)
      for (int b = 0; b < a_.batch; ++b)
        for (int t = 0; t < length(b); ++t)
          for (int i = 0; i < a_.blocks; ++i)
            for (int c = 0; c < C; ++c) {
              const size to = at(e * a_.batch + b, frame_of(s, b, t), c, C);
              y[to] += p_[w + i] * hs[s][i + 1][at(b, t, c, C)];
              if (a_.dy) dparameters[w + i] += hs[s][i + 1][at(b, t, c, C)] * a_.dy[to];
            }
    if (!a_.dz && !a_.dy) return;
    for (int s = 0; s < 2; ++s) backward(e, s, base + s * per_stream, w, x[s], layers[s], hs[s]);
  }

  size site_offset(size base, int site) const {
    const size C = a_.channels;
    return base + C * a_.features + C + site * (2 * C * C + 3 * C);
  }

  void stream(int e, int s, size base, const Values& x, std::vector<Layer>& layers, std::vector<Values>& hs) {
    const int C = a_.channels, F = a_.features;
    Values h(size(a_.batch) * a_.frames * C, 0);
    for (int b = 0; b < a_.batch; ++b)
      for (int t = 0; t < length(b); ++t)
        for (int o = 0; o < C; ++o) {
          Real total = p_[base + size(C) * F + o];
          for (int f = 0; f < F; ++f) total += p_[base + size(o) * F + f] * x[at(b, t, f, F)];
          h[at(b, t, o, C)] = total;
        }
    hs.push_back(h);
    for (int i = 0; i < a_.blocks; ++i) {
      layers.push_back(layer(e, s, base, 2 * i, hs.back()));
      layers.push_back(layer(e, s, base, 2 * i + 1, layers.back().output));
      Values next = hs.back();
      for (size k = 0; k < next.size(); ++k) next[k] /= 1 + std::exp(-layers.back().output[k]);
      hs.push_back(next);
    }
  }

  Layer layer(int e, int s, size base, int site, const Values& input) {
    const int C = a_.channels, d = 1 << (site / 2);
    const size w = site_offset(base, site), bias = w + 2 * size(C) * C, gamma = bias + C, beta = gamma + C;
    Layer l;
    l.input = input;
    l.y.assign(input.size(), 0);
    l.normal = l.output = l.y;
    l.mean.assign(2 * C, 0);
    l.inverse.assign(2 * C, 0);
    l.keep.assign(size(a_.batch) * C, 1);
    for (int b = 0; b < a_.batch; ++b)
      for (int t = 0; t < length(b); ++t)
        for (int o = 0; o < C; ++o) {
          Real total = p_[bias + o];
          for (int c = 0; c < C; ++c) {
            if (t >= d) total += p_[w + (size(o) * C + c) * 2] * input[at(b, t - d, c, C)];
            total += p_[w + (size(o) * C + c) * 2 + 1] * input[at(b, t, c, C)];
          }
          l.y[at(b, t, o, C)] = total;
        }
    for (int k = 0; k < a_.domains; ++k) normalise(e, s, site, k, l);
    for (int b = 0; b < a_.batch; ++b)
      for (int c = 0; c < C; ++c) {
        if (a_.train && a_.dropout > 0) {
          const int per_input = a_.groups / a_.inputs;
          const std::uint32_t counter[4] = {
              std::uint32_t(*a_.step), std::uint32_t(std::uint64_t(*a_.step) >> 32),
              std::uint32_t(e % per_input) << 16 | std::uint32_t(s * 2 * a_.blocks + site),
              std::uint32_t(b) << 12 | std::uint32_t(c / 4)};
          std::uint32_t words[4];
          reference_philox(counter, a_.seeds[input_], words);
          l.keep[size(b) * C + c] = words[c % 4] >= double(a_.dropout) * 4294967296.0 ? 1 / (Real(1) - a_.dropout) : 0;
        }
        const int k = domain(b);
        for (int t = 0; t < length(b); ++t) {
          const size n = at(b, t, c, C);
          l.normal[n] = (l.y[n] - l.mean[k * C + c]) * l.inverse[k * C + c];
          const Real u = l.normal[n] * p_[gamma + c] + p_[beta + c];
          l.output[n] = u > 0 ? u * l.keep[size(b) * C + c] : 0;
        }
      }
    return l;
  }

  void normalise(int e, int s, int site, int k, Layer& l) {
    const int C = a_.channels;
    const size running = (((size(e) * a_.domains + k) * 2 + s) * 2 * a_.blocks + site) * 2 * C;
    for (int c = 0; c < C; ++c) {
      Real mean = statistics[running + c], variance = statistics[running + C + c];
      std::int64_t count = 0;
      for (int b = 0; b < a_.batch; ++b) count += domain(b) == k ? length(b) : 0;
      if (a_.train && count > 0) {
        // In double whatever Real is: the naive float32 kernel is one with sound statistics.
        double first = 0, second = 0;
        for (int b = 0; b < a_.batch; ++b)
          for (int t = 0; t < length(b); ++t) first += domain(b) == k ? l.y[at(b, t, c, C)] : 0;
        for (int b = 0; b < a_.batch; ++b)
          for (int t = 0; t < length(b); ++t) {
            const double difference = l.y[at(b, t, c, C)] - first / count;
            second += domain(b) == k ? difference * difference : 0;
          }
        mean = Real(first / count);
        variance = Real(second / count);
        const Real m = a_.momentum;
        statistics[running + c] = m * statistics[running + c] + (1 - m) * mean;
        statistics[running + C + c] = m * statistics[running + C + c] + (1 - m) * variance;
      }
      l.mean[k * C + c] = mean;
      l.inverse[k * C + c] = 1 / std::sqrt(variance + Real(a_.epsilon));
    }
  }

  void backward(int e, int s, size base, size w, const Values& x, const std::vector<Layer>& layers,
                const std::vector<Values>& hs) {
    const int C = a_.channels, F = a_.features;
    Values dh(hs[0].size(), 0);
    for (int i = a_.blocks - 1; i >= 0; --i) {
      Values da = dh;
      for (int b = 0; b < a_.batch; ++b)
        for (int t = 0; t < length(b); ++t)
          for (int c = 0; c < C; ++c) {
            const size n = at(b, t, c, C);
            if (a_.dz) dh[n] += p_[w + i] * a_.dz[(size(e) * a_.batch + b) * C + c] / length(b);
            if (a_.dy) dh[n] += p_[w + i] * a_.dy[at(e * a_.batch + b, frame_of(s, b, t), c, C)];
            const Real sigmoid = 1 / (1 + std::exp(-layers[2 * i + 1].output[n]));
            da[n] = dh[n] * hs[i][n] * sigmoid * (1 - sigmoid);
            dh[n] *= sigmoid;
          }
      da = layer_gradient(base, 2 * i + 1, layers[2 * i + 1], da);
      da = layer_gradient(base, 2 * i, layers[2 * i], da);
      for (size n = 0; n < dh.size(); ++n) dh[n] += da[n];
    }
    for (int b = 0; b < a_.batch; ++b)
      for (int t = 0; t < length(b); ++t)
        for (int o = 0; o < C; ++o) {
          const Real d = dh[at(b, t, o, C)];
          dparameters[base + size(C) * F + o] += d;
          const int to = s == 0 ? t : length(b) - 1 - t;
          for (int f = 0; f < F; ++f) {
            dparameters[base + size(o) * F + f] += d * x[at(b, t, f, F)];
            dx[at(e * a_.batch + b, to, f, F)] += d * p_[base + size(o) * F + f];
          }
        }
  }

  // Gradient of a layer's input from that of its output.
  Values layer_gradient(size base, int site, const Layer& l, Values d) {
    const int C = a_.channels, dilation = 1 << (site / 2);
    const size w = site_offset(base, site), bias = w + 2 * size(C) * C, gamma = bias + C, beta = gamma + C;
    for (int k = 0; k < a_.domains; ++k)
      for (int c = 0; c < C; ++c) {
        double first = 0, second = 0;
        std::int64_t count = 0;
        for (int b = 0; b < a_.batch; ++b)
          for (int t = 0; t < length(b); ++t) {
            if (domain(b) != k) continue;
            const size n = at(b, t, c, C);
            d[n] = l.output[n] > 0 ? d[n] * l.keep[size(b) * C + c] : 0;
            first += d[n];
            second += d[n] * l.normal[n];
            ++count;
          }
        dparameters[gamma + c] += Real(second);
        dparameters[beta + c] += Real(first);
        for (int b = 0; b < a_.batch; ++b)
          for (int t = 0; t < length(b); ++t) {
            if (domain(b) != k) continue;
            const size n = at(b, t, c, C);
            if (a_.train) d[n] -= Real(first / count) + l.normal[n] * Real(second / count);
            d[n] *= p_[gamma + c] * l.inverse[k * C + c];
          }
      }
    Values out(d.size(), 0);
    for (int b = 0; b < a_.batch; ++b)
      for (int t = 0; t < length(b); ++t)
        for (int o = 0; o < C; ++o) {
          const Real v = d[at(b, t, o, C)];
          dparameters[bias + o] += v;
          for (int c = 0; c < C; ++c) {
            const size k = w + (size(o) * C + c) * 2;
            if (t >= dilation) {
              dparameters[k] += v * l.input[at(b, t - dilation, c, C)];
              out[at(b, t - dilation, c, C)] += v * p_[k];
            }
            dparameters[k + 1] += v * l.input[at(b, t, c, C)];
            out[at(b, t, c, C)] += v * p_[k + 1];
          }
        }
    return out;
  }

  const emodna_encoder_args& a_;
  const Values p_;
  size count_ = 0;
  int input_ = 0;
};

// In encoder_reference.cpp.
extern template class EncoderReference<float>;
extern template class EncoderReference<double>;

#endif
