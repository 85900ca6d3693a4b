#include "cases.h"

namespace {

emodna_mfcc_dialect librosa() {
  emodna_mfcc_dialect d = {};
  d.sample_rate = 22050;
  d.window = EMODNA_WINDOW_HANN;
  d.window_length = d.fft_length = 2048;
  d.hop = 512;
  d.centred = 1;
  d.input_scale = 1;
  d.mel_scale = EMODNA_MEL_SLANEY;
  d.mel_area_norm = 1;
  d.mel_bins = 128;
  d.log = EMODNA_LOG_DECIBEL;
  d.log_floor = 1e-10f;
  d.top_db = 80;
  d.coefficients = 39;
  return d;
}

emodna_mfcc_dialect kaldi() {
  emodna_mfcc_dialect d = {};
  d.sample_rate = 16000;
  d.window = EMODNA_WINDOW_POVEY;
  d.window_length = 400;
  d.fft_length = 512;
  d.hop = 160;
  d.remove_dc = 1;
  d.preemphasis = 0.97f;
  d.input_scale = 32768;
  d.mel_scale = EMODNA_MEL_HTK;
  d.mel_triangles = 1;
  d.mel_bins = 23;
  d.low_hz = 20;
  d.log = EMODNA_LOG_NATURAL;
  d.log_floor = 1.1920929e-7f;
  d.coefficients = 13;
  d.lifter = 22;
  return d;
}

std::vector<Output> mfcc(Device& device, const emodna_mfcc_dialect& dialect, const std::vector<std::int64_t>& lengths,
                         std::uint64_t seed) {
  Inputs inputs(seed);
  std::vector<std::int64_t> samples = {0}, frames = {0};
  for (std::int64_t length : lengths) {
    std::int64_t count = 0;
    must(emodna_mfcc_frames(&dialect, length, &count));
    samples.push_back(samples.back() + length);
    frames.push_back(frames.back() + count);
  }
  emodna_mfcc_args a = {};
  a.dialect = dialect;
  a.clips = static_cast<std::int32_t>(lengths.size());
  std::vector<float> audio = inputs.normal(samples.back(), 0.1f);
  // The last clip is silent.
  for (std::int64_t i = samples[lengths.size() - 1]; i < samples.back(); ++i) audio[i] = 0;
  a.audio = device.array(audio);
  a.sample_offsets = samples.data();
  a.frame_offsets = frames.data();
  const std::size_t values = frames.back() * dialect.coefficients;
  a.mfcc = device.array<float>(values);
  a.level = device.array<float>(frames.back());
  const std::size_t bands = frames.back() * dialect.mel_bins;
  a.log_mel = device.array<float>(bands);
  must(emodna_mfcc(device.stream, &a));
  return {{"mfcc", device.host(a.mfcc, values), 1e-5},
          {"level", device.host(a.level, frames.back()), 1e-5},
          {"log_mel", device.host(a.log_mel, bands), 1e-5}};
}

// The pitch's outputs, and the voice's on top of them.
std::vector<Output> voice(Device& device, const emodna_pitch_args& p) {
  const std::int64_t frames = p.frame_offsets[p.clips];
  emodna_voice_args a = {};
  a.recipe = {22050, 512, 65, 0.1f, 1.3f, 1.6f, 0.0001f, 0.02f, 0.1f, 5500, 5, 0.025f, 50};
  a.clips = p.clips;
  a.audio = p.audio;
  a.sample_offsets = p.sample_offsets;
  a.frame_offsets = p.frame_offsets;
  a.f0 = p.f0;
  a.values = device.array<float>(frames * EMODNA_VOICE_WIDTH);
  a.summary = device.array<float>(a.clips * EMODNA_VOICE_SUMMARY);
  must(emodna_voice(device.stream, &a));
  const std::vector<float> values = device.host(a.values, frames * EMODNA_VOICE_WIDTH);
  std::vector<Output> outputs = {{"f0", device.host(p.f0, frames), 1e-5},
                                 {"strength", device.host(p.strength, frames), 1e-5},
                                 {"summary", device.host(a.summary, a.clips * EMODNA_VOICE_SUMMARY), 1e-4}};
  for (int column = 0; column < EMODNA_VOICE_WIDTH; ++column) {
    std::vector<float> one;
    for (std::int64_t i = 0; i < frames; ++i) one.push_back(values[i * EMODNA_VOICE_WIDTH + column]);
    // Jitter and shimmer of a voice without any are roundings.
    const double least = column <= EMODNA_VOICE_SHIMMER ? 0.1 : 0;
    outputs.push_back({"value " + std::to_string(column), one, 1e-3, least});
  }
  return outputs;
}

// A voice that glides, with harmonics over the whole range of formants, then silence, so that no decision hangs on a
// rounding.
std::vector<Output> pitch(Device& device, int kind, const std::vector<std::int64_t>& lengths) {
  emodna_pitch_args a = {};
  a.recipe = {kind, 22050, 512, 65, 500, 1024, 0.02f, 3, 15, 0.03f, 0.45f, 0.01f, 0.35f, 0.14f};
  std::vector<std::int64_t> samples = {0}, frames = {0};
  std::vector<float> audio;
  for (std::int64_t length : lengths) {
    double phase = 0;
    for (std::int64_t i = 0; i < length; ++i) {
      phase += (110 + 0.004 * static_cast<double>(i)) / 22050;
      double x = 0;
      for (int h = 1; h < 45; ++h) x += std::cos(6.283185307179586 * h * phase) / h;
      audio.push_back(i < 3 * length / 4 ? static_cast<float>(0.1 * x) : 0.0f);
    }
    samples.push_back(samples.back() + length);
    frames.push_back(frames.back() + 1 + length / 512);
  }
  a.clips = static_cast<std::int32_t>(lengths.size());
  a.audio = device.array(audio);
  a.sample_offsets = samples.data();
  a.frame_offsets = frames.data();
  a.f0 = device.array<float>(frames.back());
  a.strength = device.array<float>(frames.back());
  must(emodna_pitch(device.stream, &a));
  if (kind == EMODNA_PITCH_PATH) return voice(device, a);
  return {{"f0", device.host(a.f0, frames.back()), 1e-5}, {"strength", device.host(a.strength, frames.back()), 1e-5}};
}

std::vector<Output> resampled(Device& device, std::int64_t count, int from, int to, std::uint64_t seed) {
  Inputs inputs(seed);
  std::int64_t length = 0;
  must(emodna_resample_length(count, from, to, &length));
  const float* samples = device.array(inputs.normal(count, 0.1f));
  float* out = device.array<float>(length);
  must(emodna_resample(device.stream, samples, count, from, to, out, length));
  return {{"samples", device.host(out, length), 1e-5}};
}

}  // namespace

std::vector<Case> audio_cases(std::uint64_t seed) {
  std::vector<Case> cases;
  const std::vector<std::int64_t> lengths = {3001, 1, 5123, 600, 2048};
  cases.push_back({"mfcc librosa-0.8", [=](Device& device) { return mfcc(device, librosa(), lengths, seed); }});
  cases.push_back({"mfcc kaldi", [=](Device& device) { return mfcc(device, kaldi(), lengths, seed); }});
  emodna_mfcc_dialect long_transform = librosa();
  long_transform.fft_length = 65536;
  cases.push_back({"mfcc with a transform of 65536", [=](Device& device) {
                     return mfcc(device, long_transform, {700, 40000}, seed);
                   }});
  emodna_mfcc_dialect tiny = kaldi();
  tiny.fft_length = tiny.window_length = 2;
  tiny.hop = 1;
  tiny.mel_bins = tiny.coefficients = 1;
  cases.push_back({"mfcc with a transform of 2", [=](Device& device) { return mfcc(device, tiny, {5, 9}, seed); }});
  cases.push_back({"pitch frame-wise", [](Device& d) { return pitch(d, EMODNA_PITCH_FRAME_WISE, {3001, 600}); }});
  cases.push_back({"pitch path", [](Device& d) { return pitch(d, EMODNA_PITCH_PATH, {9001, 700, 1}); }});
  struct Rates {
    int from, to;
  };
  for (const Rates& r : {Rates{16000, 22050}, Rates{48000, 22050}, Rates{8000, 8000}, Rates{44101, 22050},
                         Rates{16001, 22050}, Rates{767999, 22050}}) {
    cases.push_back({"resample " + std::to_string(r.from) + " to " + std::to_string(r.to),
                     [=](Device& device) { return resampled(device, 1777, r.from, r.to, seed); }});
  }
  return cases;
}
