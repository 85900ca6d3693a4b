// Frames to logarithmic mel spectrum, one frame a vector lane.
#include "audio_functions.h"
#include "audio_kernels.h"
#include "spectrum.h"
#include "vectors.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

constexpr float kHuge = 3.0e38F;
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
template <typename Real>
const float* frame_source(const MfccTables<Real>& t, const float* clip, std::int64_t samples, std::int64_t frame,
                          float* edge) {
  const std::int64_t start = t.frame_offset + frame * t.hop + t.window_offset;
  if (start >= 0 && start + t.window_length <= samples) return clip + start;
  for (std::int32_t i = 0; i < t.window_length; ++i) {
    const std::int64_t at = start + i;
    // Most of such a frame lies in the clip, and reflect() divides.
    edge[i] = clip[at >= 0 && at < samples ? at : reflect(at, samples)];
  }
  return edge;
}

template <typename Real>
struct Moments {
  Vector<Real> sum, squares;
};

// Moves the frames into the lanes of data [window_length], and returns each one's sum and sum of squares. Where the
// window is all that is applied to a frame, it is applied on the way.
template <typename Real>
Moments<Real> load_frames(const MfccTables<Real>& t, const float* const* sources, bool windowed, Vector<Real>* data) {
  constexpr int kSums = 4;  // independent ones hide an addition's latency
  Vector<Real> sums[kSums] = {}, squares[kSums] = {};
  std::int32_t i = 0;
  for (; i + kLanesOf<Real> <= t.window_length; i += kLanesOf<Real>) {
    Vector<Real> rows[kLanesOf<Real>];
#pragma GCC unroll 16
    for (int lane = 0; lane < kLanesOf<Real>; ++lane) {
      rows[lane] = load_floats<Real>(sources[lane] + i);
    }
    transpose<Real>(rows);
#pragma GCC unroll 16
    for (int k = 0; k < kLanesOf<Real>; ++k) {
      sums[k % kSums] += rows[k];
      squares[k % kSums] += rows[k] * rows[k];
      data[i + k] = windowed ? rows[k] * t.window[i + k] : rows[k];
    }
  }
  for (; i < t.window_length; ++i) {
    Vector<Real> row;
    for (int lane = 0; lane < kLanesOf<Real>; ++lane) row[lane] = sources[lane][i];
    sums[0] += row;
    squares[0] += row * row;
    data[i] = windowed ? row * t.window[i] : row;
  }
  return {(sums[0] + sums[1]) + (sums[2] + sums[3]), (squares[0] + squares[1]) + (squares[2] + squares[3])};
}

// How often a hop fits into the window, where load_overlapping() serves.
constexpr int kOverlap = 4;

// Whether load_overlapping() can read these frames: whole, one hop after another.
template <typename Real>
bool overlapping(const MfccTables<Real>& t, const float* const* sources) {
  if (t.hop % kLanesOf<Real> != 0 || t.window_length != kOverlap * t.hop) return false;
  for (int lane = 1; lane < kLanesOf<Real>; ++lane) {
    if (sources[lane] != sources[0] + static_cast<std::int64_t>(lane) * t.hop) return false;
  }
  return true;
}

// load_frames() for frames that follow one another in a clip: sample i + q hop of lane l is sample i of lane l + q, so
// only the first hop of the frames, and that of the few hops after the last frame's first, is turned into lanes.
template <typename Real>
Moments<Real> load_overlapping(const MfccTables<Real>& t, const float* first, bool windowed, Vector<Real>* data) {
  constexpr int kLanes = kLanesOf<Real>;
  Vector<Real> sums[kOverlap] = {}, squares[kOverlap] = {};
  for (std::int32_t i = 0; i < t.hop; i += kLanes) {
    Vector<Real> rows[kLanes], behind[kOverlap];
#pragma GCC unroll 16
    for (int lane = 0; lane < kLanes; ++lane) {
      rows[lane] = load_floats<Real>(first + static_cast<std::int64_t>(lane) * t.hop + i);
    }
#pragma GCC unroll 4
    for (int k = 0; k < kOverlap; ++k) {
      // The last one belongs to no frame: it only fills the block.
      const int hops = kLanes + (k < kOverlap - 1 ? k : k - 1);
      behind[k] = load_floats<Real>(first + static_cast<std::int64_t>(hops) * t.hop + i);
    }
    transpose<Real>(rows);
    transpose<Real>(behind);
#pragma GCC unroll 16
    for (int k = 0; k < kLanes; ++k) {
#pragma GCC unroll 4
      for (int q = 0; q < kOverlap; ++q) {
        // Lanes from q on of this sample, then the first q of the block in which the hops after have it.
        typename VectorOf<Real>::Integers from{};
        for (int lane = 0; lane < kLanes; ++lane) {
          from[lane] = lane + q < kLanes ? lane + q : lane + q + k / kOverlap * kOverlap;
        }
        const Vector<Real> row = __builtin_shuffle(rows[k], behind[k % kOverlap], from);
        const std::int32_t at = i + k + q * t.hop;
        sums[q] += row;
        squares[q] += row * row;
        data[at] = windowed ? row * t.window[at] : row;
      }
    }
  }
  return {(sums[0] + sums[1]) + (sums[2] + sums[3]), (squares[0] + squares[1]) + (squares[2] + squares[3])};
}

template <typename Real>
Moments<Real> load(const MfccTables<Real>& t, const float* const* sources, bool windowed, Vector<Real>* data) {
  if constexpr (kLanesOf<Real> >= kOverlap) {
    if (overlapping(t, sources)) return load_overlapping<Real>(t, sources[0], windowed, data);
  }
  return load_frames<Real>(t, sources, windowed, data);
}

// Mean removal, pre-emphasis (Kaldi's: the sample before the first is the first itself) and window.
template <typename Real>
void apply_window(const MfccTables<Real>& t, Vector<Real> mean, Vector<Real>* data) {
  for (std::int32_t i = t.window_length - 1; i >= 0; --i) {
    const Vector<Real> before = data[i > 0 ? i - 1 : 0] - mean;
    data[i] = ((data[i] - mean) - t.preemphasis * before) * t.window[i];
  }
}

template <typename Real>
Vector<Real> at_least(Vector<Real> value, Real lowest) {
  const Vector<Real> floor = Vector<Real>{} + lowest;
  return value < floor ? floor : value;
}

template <typename Real>
Vector<Real> band_energy(const MfccTables<Real>& t, const MelBand& band, const Vector<Real>* power) {
  const Real* weights = t.band_weights + band.weight;
  const Vector<Real>* bins = power + band.first;
  Vector<Real> sum0 = Vector<Real>{}, sum1 = Vector<Real>{};
  std::int32_t i = 0;
  for (; i + 1 < band.count; i += 2) {
    sum0 += weights[i] * bins[i];
    sum1 += weights[i + 1] * bins[i + 1];
  }
  if (i < band.count) sum0 += weights[i] * bins[i];
  return sum0 + sum1;
}

// Whether every frame is digital silence, as padding is: its spectrum needs no transform.
template <typename Real>
bool silent(Vector<Real> squares) {
  for (int lane = 0; lane < kLanesOf<Real>; ++lane) {
    if (!(squares[lane] == 0)) return false;
  }
  return true;
}

template <typename Real>
void mel_spectrum(const MfccTables<Real>& t, Moments<Real> moments, Vector<Real>* data, Vector<Real>* power) {
  Vector<Real>* framed = data + t.window_offset;
  if (t.remove_dc || t.preemphasis != 0) {
    apply_window<Real>(t, t.remove_dc ? moments.sum / static_cast<Real>(t.window_length) : Vector<Real>{}, framed);
  }
  for (std::int32_t i = 0; i < t.window_offset; ++i) data[i] = Vector<Real>{};
  for (std::int32_t i = t.window_offset + t.window_length; i < t.fft_length; ++i) data[i] = Vector<Real>{};
  power_spectrum<Real>(t.fourier, data, power);
}

// Logarithms of the bands to out [lanes, mel_bins]; returns the greatest of each lane.
template <typename Real>
Vector<Real> write_bands(const MfccTables<Real>& t, const Vector<Real>* power, bool zero, int lanes, float* out) {
  const Real unit = static_cast<Real>(t.natural_log ? 1.0 : kDecibel);
  Vector<Real> greatest = Vector<Real>{} - kHuge;
  for (std::int32_t band = 0; band < t.mel_bins; band += kLanesOf<Real>) {
    const int count = t.mel_bins - band < kLanesOf<Real> ? t.mel_bins - band : kLanesOf<Real>;
    Vector<Real> rows[kLanesOf<Real>] = {};
    for (int k = 0; k < count; ++k) {
      const Vector<Real> energy = zero ? Vector<Real>{} : band_energy<Real>(t, t.bands[band + k], power);
      rows[k] = unit * natural_log(at_least<Real>(energy, t.log_floor));
      greatest = rows[k] > greatest ? rows[k] : greatest;
    }
    transpose<Real>(rows);
    for (int lane = 0; lane < lanes; ++lane) {
      store_floats<Real>(out + lane * t.mel_bins + band, rows[lane], count);
    }
  }
  return greatest;
}

}  // namespace

template <typename Real>
float log_mel(const MfccTables<Real>& t, const float* clip, std::int64_t samples, std::int64_t first,
              std::int64_t count, float* out, float* level, Real* scratch) {
  Vector<Real>* data = reinterpret_cast<Vector<Real>*>(scratch);
  Vector<Real>* power = data + t.fft_length;
  float* edges = reinterpret_cast<float*>(power + t.fft_length / 2 + 1);
  const bool plain = !t.remove_dc && t.preemphasis == 0;
  float greatest = -kHuge;
  for (std::int64_t block = 0; block < count; block += kLanesOf<Real>) {
    const int lanes = count - block < kLanesOf<Real> ? static_cast<int>(count - block) : kLanesOf<Real>;
    const float* sources[kLanesOf<Real>];
    for (int lane = 0; lane < kLanesOf<Real>; ++lane) {
      // The lanes after the last frame work on a copy of it: no special case, and nothing uninitialised.
      sources[lane] = lane < lanes ? frame_source(t, clip, samples, first + block + lane,
                                                  edges + static_cast<std::int64_t>(lane) * t.window_length)
                                   : sources[lanes - 1];
    }
    const Moments<Real> moments = load<Real>(t, sources, plain, data + t.window_offset);
    const bool zero = silent<Real>(moments.squares);
    if (!zero) mel_spectrum(t, moments, data, power);
    const Vector<Real> loudest = write_bands<Real>(t, power, zero, lanes, out + block * t.mel_bins);
    const Vector<Real> db = static_cast<Real>(kDecibel) *
                            natural_log(at_least<Real>(moments.squares / static_cast<Real>(t.window_length), 1e-10F));
    for (int lane = 0; lane < lanes; ++lane) {
      // Rounded as the values themselves are; NaN never counts as greater.
      const float rounded = static_cast<float>(loudest[lane]);
      greatest = rounded > greatest ? rounded : greatest;
      if (level != nullptr) level[block + lane] = static_cast<float>(db[lane]);
    }
  }
  return greatest;
}

template float log_mel(const MfccTables<float>&, const float*, std::int64_t, std::int64_t, std::int64_t, float*, float*,
                       float*);
template float log_mel(const MfccTables<double>&, const float*, std::int64_t, std::int64_t, std::int64_t, float*,
                       float*, double*);

}  // namespace emodna::cpu::EMODNA_ISA
