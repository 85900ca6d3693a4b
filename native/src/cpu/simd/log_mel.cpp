// Frames to logarithmic mel spectrum, one frame a vector lane.
#include "audio_functions.h"
#include "audio_kernels.h"
#include "doubles.h"
#include "fft.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

constexpr double kDecibel = 4.3429448190325182765;  // 10 / ln 10

// numpy's 'reflect': without repeating the edge, again and again where the clip is shorter than the padding.
std::int64_t reflect(std::int64_t i, std::int64_t n) {
  const std::int64_t period = 2 * (n - 1);
  if (period == 0) return 0;
  i %= period;
  if (i < 0) i += period;
  return i < n ? i : period - i;
}

// Where frame `frame` can be read: in the clip, or in `edge` where a part of it has to be made up.
const float* frame_source(const MfccTables& t, const float* clip, std::int64_t samples, std::int64_t frame,
                          float* edge) {
  const std::int64_t start = t.frame_offset + frame * t.hop + t.window_offset;
  if (start >= 0 && start + t.window_length <= samples) return clip + start;
  for (std::int32_t i = 0; i < t.window_length; ++i) edge[i] = clip[reflect(start + i, samples)];
  return edge;
}

struct Moments {
  Doubles sum, squares;
};

// Moves the frames into the lanes of data [window_length], and returns each one's sum and sum of squares. Where the
// window is all that is applied to a frame, it is applied on the way.
Moments load_frames(const MfccTables& t, const float* const* sources, bool windowed, Doubles* data) {
  constexpr int kSums = 4;  // independent ones hide an addition's latency
  Doubles sums[kSums] = {}, squares[kSums] = {};
  std::int32_t i = 0;
  for (; i + kDoubles <= t.window_length; i += kDoubles) {
    Doubles rows[kDoubles];
#pragma GCC unroll 8
    for (int lane = 0; lane < kDoubles; ++lane) {
      const HalfFloats values = *reinterpret_cast<const UnalignedHalfFloats*>(sources[lane] + i);
      rows[lane] = __builtin_convertvector(values, Doubles);
    }
    transpose<1>(rows);
#pragma GCC unroll 8
    for (int k = 0; k < kDoubles; ++k) {
      sums[k % kSums] += rows[k];
      squares[k % kSums] += rows[k] * rows[k];
      data[i + k] = windowed ? rows[k] * t.window[i + k] : rows[k];
    }
  }
  for (; i < t.window_length; ++i) {
    Doubles row;
    for (int lane = 0; lane < kDoubles; ++lane) row[lane] = sources[lane][i];
    sums[0] += row;
    squares[0] += row * row;
    data[i] = windowed ? row * t.window[i] : row;
  }
  return {(sums[0] + sums[1]) + (sums[2] + sums[3]), (squares[0] + squares[1]) + (squares[2] + squares[3])};
}

// Mean removal, pre-emphasis (Kaldi's: the sample before the first is the first itself) and window.
void apply_window(const MfccTables& t, Doubles mean, Doubles* data) {
  for (std::int32_t i = t.window_length - 1; i >= 0; --i) {
    const Doubles before = data[i > 0 ? i - 1 : 0] - mean;
    data[i] = ((data[i] - mean) - t.preemphasis * before) * t.window[i];
  }
}

// Power spectrum [fft_length / 2 + 1] of real frames from the transform z of (even sample, odd sample) pairs.
void power_spectrum(const MfccTables& t, const Doubles* z, Doubles* power) {
  const std::int32_t half = t.fft_length / 2;
  for (std::int32_t k = 0; k <= half / 2; ++k) {
    const Doubles* a = z + 2 * t.positions[k];
    const Doubles* b = z + 2 * t.positions[k == 0 ? 0 : half - k];
    const Doubles even_re = 0.5 * (a[0] + b[0]), even_im = 0.5 * (a[1] - b[1]);
    const Doubles odd_re = 0.5 * (a[1] + b[1]), odd_im = 0.5 * (b[0] - a[0]);
    const double c = t.split[2 * k], s = t.split[2 * k + 1];
    const Doubles turned_re = odd_re * c + odd_im * s, turned_im = odd_im * c - odd_re * s;
    const Doubles re = even_re + turned_re, im = even_im + turned_im;
    const Doubles mirror_re = even_re - turned_re, mirror_im = even_im - turned_im;
    power[k] = re * re + im * im;
    power[half - k] = mirror_re * mirror_re + mirror_im * mirror_im;
  }
}

Doubles at_least(Doubles value, double lowest) {
  const Doubles floor = Doubles{} + lowest;
  return value < floor ? floor : value;
}

Doubles band_energy(const MfccTables& t, const MelBand& band, const Doubles* power) {
  const double* weights = t.band_weights + band.weight;
  const Doubles* bins = power + band.first;
  Doubles sum0 = Doubles{}, sum1 = Doubles{};
  std::int32_t i = 0;
  for (; i + 1 < band.count; i += 2) {
    sum0 += weights[i] * bins[i];
    sum1 += weights[i + 1] * bins[i + 1];
  }
  if (i < band.count) sum0 += weights[i] * bins[i];
  return sum0 + sum1;
}

// Whether every frame is digital silence, as padding is: its spectrum needs no transform.
bool silent(Doubles squares) {
  for (int lane = 0; lane < kDoubles; ++lane) {
    if (!(squares[lane] == 0)) return false;
  }
  return true;
}

void mel_spectrum(const MfccTables& t, Moments moments, Doubles* data, Doubles* power) {
  Doubles* framed = data + t.window_offset;
  if (t.remove_dc || t.preemphasis != 0) {
    apply_window(t, t.remove_dc ? moments.sum / static_cast<double>(t.window_length) : Doubles{}, framed);
  }
  for (std::int32_t i = 0; i < t.window_offset; ++i) data[i] = Doubles{};
  for (std::int32_t i = t.window_offset + t.window_length; i < t.fft_length; ++i) data[i] = Doubles{};
  fft(data, t.twiddles, t.fft_length / 2);
  power_spectrum(t, data, power);
}

// Logarithms of the bands to out [lanes, mel_bins]; returns the greatest of each lane.
Doubles write_bands(const MfccTables& t, const Doubles* power, bool zero, int lanes, float* out) {
  const double unit = t.natural_log ? 1.0 : kDecibel;
  Doubles greatest = Doubles{} - 3.0e38;
  for (std::int32_t band = 0; band < t.mel_bins; band += kDoubles) {
    const int count = t.mel_bins - band < kDoubles ? t.mel_bins - band : kDoubles;
    Doubles rows[kDoubles] = {};
    for (int k = 0; k < count; ++k) {
      const Doubles energy = zero ? Doubles{} : band_energy(t, t.bands[band + k], power);
      rows[k] = unit * natural_log(at_least(energy, t.log_floor));
      greatest = rows[k] > greatest ? rows[k] : greatest;
    }
    transpose<1>(rows);
    for (int lane = 0; lane < lanes; ++lane) {
      const HalfFloats rounded = __builtin_convertvector(rows[lane], HalfFloats);
      float* to = out + lane * t.mel_bins + band;
      if (count == kDoubles) {
        *reinterpret_cast<UnalignedHalfFloats*>(to) = rounded;
      } else {
        for (int k = 0; k < count; ++k) to[k] = rounded[k];
      }
    }
  }
  return greatest;
}

}  // namespace

float log_mel(const MfccTables& t, const float* clip, std::int64_t samples, std::int64_t first, std::int64_t count,
              float* out, float* level, double* scratch) {
  Doubles* data = reinterpret_cast<Doubles*>(scratch);
  Doubles* power = data + t.fft_length;
  float* edges = reinterpret_cast<float*>(power + t.fft_length / 2 + 1);
  const bool plain = !t.remove_dc && t.preemphasis == 0;
  float greatest = -3.0e38F;
  for (std::int64_t block = 0; block < count; block += kDoubles) {
    const int lanes = count - block < kDoubles ? static_cast<int>(count - block) : kDoubles;
    const float* sources[kDoubles];
    for (int lane = 0; lane < kDoubles; ++lane) {
      // The lanes behind the last frame work on a copy of it: no special case, and nothing uninitialised.
      sources[lane] = lane < lanes ? frame_source(t, clip, samples, first + block + lane,
                                                  edges + static_cast<std::int64_t>(lane) * t.window_length)
                                   : sources[lanes - 1];
    }
    const Moments moments = load_frames(t, sources, plain, data + t.window_offset);
    const bool zero = silent(moments.squares);
    if (!zero) mel_spectrum(t, moments, data, power);
    const Doubles loudest = write_bands(t, power, zero, lanes, out + block * t.mel_bins);
    const Doubles db = kDecibel * natural_log(at_least(moments.squares / static_cast<double>(t.window_length), 1e-10));
    for (int lane = 0; lane < lanes; ++lane) {
      // Rounded as the values themselves are; NaN never counts as greater.
      const float rounded = static_cast<float>(loudest[lane]);
      greatest = rounded > greatest ? rounded : greatest;
      if (level != nullptr) level[block + lane] = static_cast<float>(db[lane]);
    }
  }
  return greatest;
}

}  // namespace emodna::cpu::EMODNA_ISA
