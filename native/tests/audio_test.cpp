// Resampling and MFCC against plain float64 formulas: every dialect, odd sizes, short clips, every instruction set.
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "check.h"

namespace {

constexpr double kPi = 3.14159265358979323846;

struct Device {
  emodna_context* context = nullptr;
  emodna_stream* stream = nullptr;
  bool there = false;
  Device(int threads, const char* instructions) {
    const emodna_status status = emodna_context_create(0, threads, instructions, &context);
    there = status == EMODNA_OK;
    CHECK(there || status == EMODNA_UNAVAILABLE);
    if (there) CHECK(emodna_stream_create(context, &stream) == EMODNA_OK);
  }
  ~Device() {
    emodna_stream_destroy(stream);
    emodna_context_destroy(context);
  }
};

std::vector<float> noise(std::int64_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-0.5F, 0.5F);
  std::vector<float> x(count);
  // A tone on top, so that bands differ by far more than noise would make them.
  for (std::int64_t i = 0; i < count; ++i) x[i] = 0.01F * uniform(random) + 0.3F * std::sin(0.05F * i);
  return x;
}

double bessel(double x) {
  double term = 1, sum = 1;
  for (int k = 1; k < 80; ++k) sum += term *= x * x / (4.0 * k * k);
  return sum;
}

double reference_sample(const std::vector<float>& x, int from, int to, std::int64_t i) {
  const double scale = 0.9475937167399596 * std::fmin(1.0, static_cast<double>(to) / from);
  const double at = static_cast<double>(i) * from / to;
  double sum = 0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    const double u = scale * (at - static_cast<double>(n));
    if (std::fabs(u) >= 64) continue;
    const double window = bessel(14.769656459379492 * std::sqrt(1 - u * u / 4096)) / bessel(14.769656459379492);
    sum += x[n] * scale * window * (u == 0 ? 1 : std::sin(kPi * u) / (kPi * u));
  }
  return sum;
}

// Rates with a table of all phases, then ratios that would need too many, then the least and the greatest rate.
void test_resample(const Device& device) {
  const int pairs[][2] = {{16000, 22050}, {48000, 22050}, {44100, 22050}, {24414, 22050}, {3000, 2000},
                          {8000, 48000},  {1000, 7000},   {7000, 1000},   {48000, 16000}, {47999, 22050},
                          {22050, 22051}, {44099, 22050}, {44101, 16000}, {22051, 22050}, {11117, 22050},
                          {16001, 22050}, {95999, 22050}, {1000, 768000}, {768000, 1000}, {767999, 22050},
                          {1001, 22050},  {1000, 767999}, {767999, 1000}};
  for (const auto& pair : pairs) {
    for (std::int64_t count : {1, 2, 63, 1009, 9001}) {
      const std::vector<float> x = noise(count, 7);
      std::int64_t length = 0;
      CHECK(emodna_resample_length(count, pair[0], pair[1], &length) == EMODNA_OK);
      CHECK(length == (count * pair[1] + pair[0] - 1) / pair[0]);
      std::vector<float> y(length, 9.0F);
      CHECK(emodna_resample(device.stream, x.data(), count, pair[0], pair[1], y.data(), length) == EMODNA_OK);
      double largest = 1e-30, worst = 0;
      // Some samples spread over the whole, the first and the last among them.
      for (std::int64_t k = 0; k < 61; ++k) {
        const std::int64_t i = k * (length - 1) / 60;
        const double expected = reference_sample(x, pair[0], pair[1], i);
        largest = std::fmax(largest, std::fabs(expected));
        worst = std::fmax(worst, std::fabs(expected - y[i]));
      }
      if (!(worst <= 1e-5 * largest)) std::fprintf(stderr, "%d -> %d, %ld: %g\n", pair[0], pair[1], (long)count, worst);
      CHECK(worst <= 1e-5 * largest);
    }
  }
}

double mel(const emodna_mfcc_dialect& d, double hz) {
  if (d.mel_scale == EMODNA_MEL_HTK) return 2595 * std::log10(1 + hz / 700);
  return hz < 1000 ? hz * 3 / 200 : 15 + 27 * std::log(hz / 1000) / std::log(6.4);
}

double hertz(const emodna_mfcc_dialect& d, double m) {
  if (d.mel_scale == EMODNA_MEL_HTK) return 700 * (std::pow(10, m / 2595) - 1);
  return m < 15 ? m * 200 / 3 : 1000 * std::pow(6.4, (m - 15) / 27);
}

std::int64_t reflected(std::int64_t i, std::int64_t n) {
  while (i < 0 || i >= n) {
    if (n == 1) return 0;
    i = i < 0 ? -i : 2 * (n - 1) - i;
  }
  return i;
}

double window_at(const emodna_mfcc_dialect& d, int i) {
  const int n = d.window_length;
  if (d.window == EMODNA_WINDOW_HANN) return 0.5 - 0.5 * std::cos(2 * kPi * i / n);
  const double c = std::cos(n > 1 ? 2 * kPi * i / (n - 1) : kPi);
  return d.window == EMODNA_WINDOW_HAMMING ? 0.54 - 0.46 * c : std::pow(0.5 - 0.5 * c, 0.85);
}

// MFCC [frames, coefficients], level [frames] and clipped bands [frames, mel_bins] by the definition, with a plain
// Fourier sum.
void reference_mfcc(const emodna_mfcc_dialect& d, const std::vector<float>& x, std::vector<double>& mfcc,
                    std::vector<double>& level, std::vector<double>& bands) {
  const auto n = static_cast<std::int64_t>(x.size());
  const int bins = d.fft_length / 2 + 1, length = d.window_length;
  const std::int64_t frames = n == 0 ? 0 : d.centred ? 1 + n / d.hop : n < length ? 0 : 1 + (n - length) / d.hop;
  const double high = d.high_hz > 0 ? d.high_hz : d.sample_rate / 2.0;
  std::vector<double> edges(d.mel_bins + 2);
  bands.resize(frames * d.mel_bins);
  for (int b = 0; b < d.mel_bins + 2; ++b) {
    edges[b] = hertz(d, mel(d, d.low_hz) + (mel(d, high) - mel(d, d.low_hz)) * b / (d.mel_bins + 1));
  }
  std::vector<double> cosine(d.fft_length), sine(d.fft_length), window(length);
  for (int i = 0; i < d.fft_length; ++i) {
    cosine[i] = std::cos(2 * kPi * i / d.fft_length);
    sine[i] = std::sin(2 * kPi * i / d.fft_length);
  }
  for (int i = 0; i < length; ++i) window[i] = window_at(d, i);
  double greatest = -1e300;
  for (std::int64_t f = 0; f < frames; ++f) {
    std::vector<double> frame(length);
    double mean = 0, squares = 0;
    for (int i = 0; i < length; ++i) {
      const std::int64_t at =
          d.centred ? f * d.hop - d.fft_length / 2 + (d.fft_length - length) / 2 + i : f * d.hop + i;
      const double raw = x[reflected(at, n)];
      squares += raw * raw / length;
      frame[i] = raw * d.input_scale;
      mean += frame[i] / length;
    }
    level.push_back(10 * std::log10(std::fmax(1e-10, squares)));
    for (int i = 0; d.remove_dc && i < length; ++i) frame[i] -= mean;
    for (int i = length - 1; i >= 0; --i) frame[i] -= d.preemphasis * frame[i > 0 ? i - 1 : 0];
    std::vector<double> power(bins);
    for (int k = 0; k < bins; ++k) {
      double re = 0, im = 0;
      for (int i = 0; i < length; ++i) {
        const std::int64_t turn = static_cast<std::int64_t>(i) * k % d.fft_length;
        re += frame[i] * window[i] * cosine[turn];
        im += frame[i] * window[i] * sine[turn];
      }
      power[k] = re * re + im * im;
    }
    for (int b = 0; b < d.mel_bins; ++b) {
      double sum = 0;
      for (int k = 0; k < bins; ++k) {
        double low = edges[b], centre = edges[b + 1], top = edges[b + 2],
               at = static_cast<double>(k) * d.sample_rate / d.fft_length;
        const double norm = d.mel_area_norm ? 2 / (top - low) : 1;
        if (d.mel_triangles) low = mel(d, low), centre = mel(d, centre), top = mel(d, top), at = mel(d, at);
        const double weight = std::fmin((at - low) / (centre - low), (top - at) / (top - centre));
        if (weight > 0) sum += weight * norm * power[k];
      }
      const double natural = std::log(std::fmax(d.log_floor, sum));
      bands[f * d.mel_bins + b] = d.log == EMODNA_LOG_NATURAL ? natural : natural * 10 / std::log(10.0);
      greatest = std::fmax(greatest, bands[f * d.mel_bins + b]);
    }
  }
  for (double& value : bands) value = d.top_db > 0 ? std::fmax(value, greatest - d.top_db) : value;
  for (std::int64_t f = 0; f < frames; ++f) {
    for (int c = 0; c < d.coefficients; ++c) {
      double sum = 0;
      for (int b = 0; b < d.mel_bins; ++b) {
        sum += bands[f * d.mel_bins + b] * std::cos(kPi * c * (b + 0.5) / d.mel_bins);
      }
      sum *= std::sqrt((c == 0 ? 1.0 : 2.0) / d.mel_bins);
      if (d.lifter > 0) sum *= 1 + 0.5 * d.lifter * std::sin(kPi * c / d.lifter);
      mfcc.push_back(sum);
    }
  }
}

struct Result {
  std::vector<float> mfcc, level, bands;
  std::vector<std::int64_t> frames;
};

Result run_mfcc(const Device& device, const emodna_mfcc_dialect& d, const std::vector<std::vector<float>>& clips) {
  std::vector<float> audio;
  std::vector<std::int64_t> samples{0}, frames{0};
  for (const auto& clip : clips) {
    audio.insert(audio.end(), clip.begin(), clip.end());
    std::int64_t count = -1;
    CHECK(emodna_mfcc_frames(&d, static_cast<std::int64_t>(clip.size()), &count) == EMODNA_OK);
    samples.push_back(static_cast<std::int64_t>(audio.size()));
    frames.push_back(frames.back() + count);
  }
  Result result{std::vector<float>(frames.back() * d.coefficients), std::vector<float>(frames.back()), {}, frames};
  const emodna_mfcc_args args{d,
                              static_cast<std::int32_t>(clips.size()),
                              audio.data(),
                              samples.data(),
                              frames.data(),
                              result.mfcc.data(),
                              result.level.data()};
  CHECK(emodna_mfcc(device.stream, &args) == EMODNA_OK);
  // The same bits when the bands are asked for too.
  result.bands.resize(frames.back() * d.mel_bins);
  std::vector<float> again(result.mfcc.size());
  emodna_mfcc_args more = args;
  more.mfcc = again.data();
  more.log_mel = result.bands.data();
  CHECK(emodna_mfcc(device.stream, &more) == EMODNA_OK);
  CHECK(again.empty() || std::memcmp(again.data(), result.mfcc.data(), again.size() * sizeof(float)) == 0);
  return result;
}

const emodna_mfcc_dialect kLibrosa{22050, 0, 2048, 512, 2048, 1, 0, 0, 1, 0, 1, 0, 128, 0, 0, 0, 1e-10F, 80, 39, 0};
const emodna_mfcc_dialect kHtk{22050, 0, 2048, 512, 2048, 1, 0, 0, 1, 1, 0, 0, 128, 0, 0, 0, 1e-10F, 80, 39, 0};
const emodna_mfcc_dialect kKaldi{16000, 1,  400, 160, 512,           0, 1,  0.97F, 32768, 1, 0, 1,
                                 40,    20, 0,   1,   1.1920929e-7F, 0, 39, 22};
// Prime sizes, a window shorter than the transform, a transform of 2 * 8 points, a natural logarithm with top_db.
const emodna_mfcc_dialect kOdd{8000, 2, 13, 7, 16, 1, 1, 0.5F, 3, 1, 1, 1, 5, 100, 3700, 1, 1e-6F, 30, 3, 5};
const emodna_mfcc_dialect kTiny{100, 0, 2, 1, 2, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1e-10F, 0, 1, 0};

void test_mfcc(const Device& device) {
  for (const emodna_mfcc_dialect& d : {kLibrosa, kHtk, kKaldi, kOdd, kTiny}) {
    // Empty, shorter than the padding, shorter than a window, prime, silence, several chunks of frames for small hops.
    std::vector<std::vector<float>> clips{{}, noise(1, 1), noise(2, 2), noise(5, 3), noise(1009, 4), noise(4507, 5)};
    clips.emplace_back(3000, 0.0F);
    const Result result = run_mfcc(device, d, clips);
    for (std::size_t c = 0; c < clips.size(); ++c) {
      std::vector<double> mfcc, level, bands;
      reference_mfcc(d, clips[c], mfcc, level, bands);
      CHECK(static_cast<std::int64_t>(level.size()) == result.frames[c + 1] - result.frames[c]);
      double largest = 0, worst = 0, worst_level = 0;
      for (std::size_t i = 0; i < mfcc.size(); ++i) {
        largest = std::fmax(largest, std::fabs(mfcc[i]));
        worst = std::fmax(worst, std::fabs(mfcc[i] - result.mfcc[result.frames[c] * d.coefficients + i]));
      }
      for (std::size_t i = 0; i < level.size(); ++i) {
        worst_level = std::fmax(worst_level, std::fabs(level[i] - result.level[result.frames[c] + i]));
      }
      double loudest = 0, worst_band = 0;
      for (std::size_t i = 0; i < bands.size(); ++i) {
        loudest = std::fmax(loudest, std::fabs(bands[i]));
        worst_band = std::fmax(worst_band, std::fabs(bands[i] - result.bands[result.frames[c] * d.mel_bins + i]));
      }
      CHECK(worst_band <= 1e-4 * loudest);
      if (!(worst <= 1e-5 * largest))
        std::fprintf(stderr, "%d Hz, clip %zu: %g of %g\n", d.sample_rate, c, worst, largest);
      CHECK(worst <= 1e-5 * largest);
      CHECK(worst_level <= 1e-4);
    }
  }
}

// A clip's result depends neither on the other clips, nor on the number of threads.
void test_determinism(const char* instructions) {
  Device one(1, instructions), three(3, instructions);
  if (!one.there) return;
  const std::vector<std::vector<float>> clips{noise(40009, 1), noise(1, 2), noise(100003, 3)};
  const Result a = run_mfcc(one, kLibrosa, clips), b = run_mfcc(three, kLibrosa, clips);
  CHECK(a.mfcc == b.mfcc);
  CHECK(a.level == b.level);
  CHECK(a.bands == b.bands);
  const Result alone = run_mfcc(three, kLibrosa, {clips[2]});
  CHECK(std::memcmp(alone.mfcc.data(), a.mfcc.data() + a.frames[2] * 39, alone.mfcc.size() * sizeof(float)) == 0);
  for (int rate : {16000, 44099, 11117, 15998}) {
    std::int64_t length = 0;
    CHECK(emodna_resample_length(100003, rate, 22050, &length) == EMODNA_OK);
    std::vector<float> y(length), z(length);
    CHECK(emodna_resample(one.stream, clips[2].data(), 100003, rate, 22050, y.data(), length) == EMODNA_OK);
    CHECK(emodna_resample(three.stream, clips[2].data(), 100003, rate, 22050, z.data(), length) == EMODNA_OK);
    CHECK(y == z);
  }
}

// What lies outside the signal is 0 at odd rates too, and silence stays silence.
void silence_stays_silence_at_odd_rates(const Device& device) {
  for (int rate : {44099, 16001}) {
    const std::vector<float> x(5000, 0.0F);
    std::int64_t length = 0;
    CHECK(emodna_resample_length(5000, rate, 22050, &length) == EMODNA_OK);
    std::vector<float> y(length, 1.0F);
    CHECK(emodna_resample(device.stream, x.data(), 5000, rate, 22050, y.data(), length) == EMODNA_OK);
    for (float value : y) CHECK(value == 0);
  }
}

// A rate whose cost the samples would not bound is refused before any work.
void rates_are_bounded(const Device& device) {
  std::int64_t length = 0;
  std::vector<float> x(10);
  for (int rate : {-1, 0, 1, 2, 999, 768001, 1 << 20, 2147483647}) {
    CHECK(emodna_resample_length(10, rate, 22050, &length) == EMODNA_INVALID_ARGUMENT);
    CHECK(emodna_resample_length(10, 22050, rate, &length) == EMODNA_INVALID_ARGUMENT);
    CHECK(emodna_resample(device.stream, x.data(), 10, rate, rate, x.data(), 10) == EMODNA_INVALID_ARGUMENT);
  }
  CHECK(emodna_resample_length(10, EMODNA_LEAST_RATE, EMODNA_MOST_RATE, &length) == EMODNA_OK && length == 7680);
  CHECK(emodna_resample_length(10, EMODNA_MOST_RATE, EMODNA_LEAST_RATE, &length) == EMODNA_OK && length == 1);
}

void test_arguments(const Device& device) {
  std::int64_t length = 0;
  CHECK(emodna_resample_length(-1, 8000, 8000, &length) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_resample_length(1, 8000, 8000, nullptr) == EMODNA_INVALID_ARGUMENT);
  float x = 0;
  CHECK(emodna_resample(nullptr, &x, 1, 8000, 8000, &x, 1) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_resample(device.stream, nullptr, 1, 8000, 8000, &x, 1) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_resample(device.stream, &x, 1, 8000, 16000, &x, 1) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_resample(device.stream, nullptr, 0, 8000, 16000, nullptr, 0) == EMODNA_OK);

  const auto refused = [](void (*change)(emodna_mfcc_dialect&)) {
    emodna_mfcc_dialect d = kLibrosa;
    change(d);
    std::int64_t frames = 0;
    return emodna_mfcc_frames(&d, 100, &frames) == EMODNA_INVALID_ARGUMENT;
  };
  CHECK(refused([](emodna_mfcc_dialect& d) { d.fft_length = 2047; }));
  CHECK(refused([](emodna_mfcc_dialect& d) { d.window_length = 2049; }));
  CHECK(refused([](emodna_mfcc_dialect& d) { d.hop = 0; }));
  CHECK(refused([](emodna_mfcc_dialect& d) { d.mel_bins = 0; }));
  CHECK(refused([](emodna_mfcc_dialect& d) { d.coefficients = 129; }));
  CHECK(refused([](emodna_mfcc_dialect& d) { d.low_hz = 12000; }));
  CHECK(refused([](emodna_mfcc_dialect& d) { d.high_hz = NAN; }));
  CHECK(refused([](emodna_mfcc_dialect& d) { d.log_floor = 0; }));
  CHECK(refused([](emodna_mfcc_dialect& d) { d.window = 3; }));

  const std::int64_t samples[] = {0, 512}, frames[] = {0, 1}, backwards[] = {5, 3};
  float out[39 * 2];
  emodna_mfcc_args args{kLibrosa, 1, out, samples, frames, out, nullptr};
  CHECK(emodna_mfcc(device.stream, &args) == EMODNA_INVALID_ARGUMENT);  // 512 samples have two frames
  args.sample_offsets = backwards;
  CHECK(emodna_mfcc(device.stream, &args) == EMODNA_INVALID_ARGUMENT);
  args.sample_offsets = nullptr;
  CHECK(emodna_mfcc(device.stream, &args) == EMODNA_INVALID_ARGUMENT);
  CHECK(emodna_mfcc(device.stream, nullptr) == EMODNA_INVALID_ARGUMENT);
}

// A sample that is not a number must show in the result instead of passing for silence.
void test_nan(const Device& device) {
  std::vector<float> x = noise(4000, 1);
  x[2000] = NAN;
  const Result result = run_mfcc(device, kLibrosa, {x});
  bool seen = false;
  for (float value : result.mfcc) seen = seen || std::isnan(value);
  CHECK(seen);
}

}  // namespace

int main() {
  for (const char* instructions : {"portable", "avx2", "avx512"}) {
    Device device(2, instructions);
    if (!device.there) continue;
    test_resample(device);
    test_mfcc(device);
    silence_stays_silence_at_odd_rates(device);
    rates_are_bounded(device);
    test_arguments(device);
    test_nan(device);
    test_determinism(instructions);
  }
  return test_result("audio_test");
}
