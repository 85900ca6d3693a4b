// Pitch and voice against plain float64: decisions, values, odd sizes, every instruction set, any number of threads.
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "check.h"
#include "speech_reference.h"

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kRate = 22050;

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

emodna_pitch_recipe recipe_of(int kind) {
  return {kind, kRate, 512, 65, 500, 1024, 0.02F, 3, 15, 0.03F, 0.45F, 0.01F, 0.35F, 0.14F};
}

emodna_voice_recipe voice_recipe() {
  return {kRate, 512, 65, 0.1F, 1.3F, 1.6F, 0.0001F, 0.02F, 0.1F, 5500, 5, 0.025F, 50};
}

// Two-pole resonance, in place.
void resonate(std::vector<double>& x, double hz, double bandwidth) {
  const double radius = std::exp(-kPi * bandwidth / kRate), a = 2 * radius * std::cos(2 * kPi * hz / kRate);
  double one = 0, two = 0;
  for (double& v : x) {
    const double y = v + a * one - radius * radius * two;
    two = one;
    one = v = y;
  }
}

// Stretches of voice whose pitch glides, of noise and of near silence by turns.
std::vector<float> speech(std::int64_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  std::vector<double> x(count);
  double phase = 0, hz = 0, glide = 0, loud = 0, breath = 0;
  std::int64_t left = 0;
  for (double& v : x) {
    if (left-- == 0) {
      left = static_cast<std::int64_t>(kRate * (0.05 + 0.3 * uniform(random)));
      hz = 80 * std::exp2(2.3 * uniform(random));
      glide = std::exp2((uniform(random) - 0.5) / kRate);
      const int kind = static_cast<int>(random() % 4);
      loud = kind < 2 ? 1 : 0;
      breath = kind < 2 ? 0.003 : kind == 2 ? 0.05 : 0.0005;
    }
    hz = std::min(480.0, std::max(70.0, hz * glide));
    phase += hz / kRate;
    v = breath * normal(random);
    if (phase >= 1) {
      phase -= 1;
      v += loud * (1 + 0.05 * normal(random));
    }
  }
  resonate(x, 600, 90);
  resonate(x, 1500, 120);
  resonate(x, 2600, 160);
  resonate(x, 3600, 200);
  double peak = 1e-9;
  for (const double v : x) peak = std::max(peak, std::fabs(v));
  std::vector<float> y(count);
  for (std::int64_t i = 0; i < count; ++i) y[i] = static_cast<float>(0.5 * x[i] / peak);
  return y;
}

struct Found {
  std::vector<float> f0, strength;
};

Found run_pitch(const Device& device, const emodna_pitch_recipe& recipe, const std::vector<float>& x) {
  std::int64_t frames = 0;
  CHECK(emodna_pitch_frames(&recipe, static_cast<std::int64_t>(x.size()), &frames) == EMODNA_OK);
  Found found = {std::vector<float>(frames, -1.0F), std::vector<float>(frames, -9.0F)};
  const std::int64_t samples[] = {0, static_cast<std::int64_t>(x.size())}, rows[] = {0, frames};
  const emodna_pitch_args args = {recipe, 1, x.data(), samples, rows, found.f0.data(), found.strength.data()};
  CHECK(emodna_pitch(device.stream, &args) == EMODNA_OK);
  return found;
}

struct Quality {
  std::vector<float> values, summary;
  float at(std::int64_t frame, int column) const { return values[frame * EMODNA_VOICE_WIDTH + column]; }
};

Quality run_voice(const Device& device, const emodna_voice_recipe& recipe, const std::vector<float>& x,
                  const std::vector<float>& f0) {
  const auto frames = static_cast<std::int64_t>(f0.size());
  Quality q = {std::vector<float>(frames * EMODNA_VOICE_WIDTH, NAN), std::vector<float>(EMODNA_VOICE_SUMMARY, NAN)};
  const std::int64_t samples[] = {0, static_cast<std::int64_t>(x.size())}, rows[] = {0, frames};
  const emodna_voice_args args = {recipe, 1, x.data(), samples, rows, f0.data(), q.values.data(), q.summary.data()};
  CHECK(emodna_voice(device.stream, &args) == EMODNA_OK);
  return q;
}

// References of the clips, made once for all devices.
struct Case {
  std::vector<float> x;
  reference::Pitch frame_wise, path;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const std::int64_t count : {1L, 2L, 511L, 512L, 513L, 1500L, 30011L, 90001L, 100000L}) {
    Case c = {speech(count, static_cast<unsigned>(count)), {}, {}};
    c.frame_wise = reference::frame_wise(recipe_of(EMODNA_PITCH_FRAME_WISE), c.x);
    c.path = reference::path(recipe_of(EMODNA_PITCH_PATH), c.x);
    all.push_back(c);
  }
  return all;
}

// The rule for F0: the same decision but in one frame of a thousand, and the same value where it is.
void test_pitch(const Device& device, const std::vector<Case>& all) {
  long frames = 0, other[2] = {}, voiced = 0;
  for (const Case& c : all) {
    for (const int kind : {EMODNA_PITCH_FRAME_WISE, EMODNA_PITCH_PATH}) {
      const reference::Pitch& truth = kind == EMODNA_PITCH_PATH ? c.path : c.frame_wise;
      const Found found = run_pitch(device, recipe_of(kind), c.x);
      CHECK(found.f0.size() == truth.f0.size());
      for (std::size_t i = 0; i < truth.f0.size(); ++i) {
        if (kind == EMODNA_PITCH_PATH) {
          ++frames;
          voiced += truth.f0[i] > 0;
        }
        const double apart = std::fabs(found.f0[i] - truth.f0[i]), exact = kind == EMODNA_PITCH_PATH ? 2e-4 : 1e-6;
        if (apart > exact * truth.f0[i]) {
          ++other[kind];
          continue;
        }
        if (!(std::fabs(found.strength[i] - truth.strength[i]) < 2e-4)) {
          std::fprintf(stderr, "kind %d, %zu samples, frame %zu: strength %g, not %g\n", kind, c.x.size(), i,
                       found.strength[i], truth.strength[i]);
          CHECK(false);
        }
      }
    }
  }
  if (other[0] > frames / 1000 || other[1] > frames / 1000) {
    std::fprintf(stderr, "other decisions: %ld and %ld of %ld frames\n", other[0], other[1], frames);
  }
  CHECK(other[0] <= frames / 1000);
  CHECK(other[1] <= frames / 1000);
  // The clips would test nothing otherwise.
  CHECK(voiced > frames / 4 && voiced < frames * 3 / 4);
}

void test_voice(const Device& device, const std::vector<Case>& all) {
  const emodna_voice_recipe recipe = voice_recipe();
  constexpr double kTolerance[] = {0, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1, 0.1, 0.01, 0.01, 0.01, 0.01};
  for (const Case& c : all) {
    const Found pitch = run_pitch(device, recipe_of(EMODNA_PITCH_PATH), c.x);
    const Quality q = run_voice(device, recipe, c.x, pitch.f0);
    const std::vector<double> hnr = reference::harmonicity(recipe, c.x);
    double sum = 0;
    int sounding = 0;
    for (std::size_t i = 0; i < pitch.f0.size(); ++i) {
      for (int v = 0; v < EMODNA_VOICE_WIDTH; ++v) CHECK(std::isfinite(q.at(i, v)));
      if (!std::isnan(hnr[i])) {
        sum += hnr[i];
        ++sounding;
        if (pitch.f0[i] > 0 && !(std::fabs(q.at(i, EMODNA_VOICE_HNR) - hnr[i]) < 0.02 + 1e-3 * std::fabs(hnr[i]))) {
          std::fprintf(stderr, "%zu samples, frame %zu: harmonicity %g, not %g\n", c.x.size(), i,
                       q.at(i, EMODNA_VOICE_HNR), hnr[i]);
          CHECK(false);
        }
      }
      if (i % 7 != 0) continue;  // plain transforms take long
      const long centre = static_cast<long>(i) * recipe.hop;
      const std::vector<double> shape = reference::shape(recipe, c.x, centre);
      for (int v = 0; v < 5; ++v) {
        const int column = EMODNA_VOICE_CENTROID + v;
        CHECK(std::fabs(q.at(i, column) - shape[v]) < kTolerance[column] + 1e-4 * std::fabs(shape[v]));
      }
      if (pitch.f0[i] == 0) continue;
      const std::vector<double> formants = reference::formants(recipe, c.x, centre);
      for (std::size_t f = 0; f < formants.size(); ++f) {
        const int column = EMODNA_VOICE_F1 + static_cast<int>(f);
        if (!(std::fabs(q.at(i, column) - formants[f]) < kTolerance[column] + 1e-3 * formants[f])) {
          std::fprintf(stderr, "%zu samples, frame %zu, column %d: %g, not %g\n", c.x.size(), i, column,
                       q.at(i, column), formants[f]);
          CHECK(false);
        }
      }
    }
    CHECK(std::fabs(q.summary[EMODNA_VOICE_MEAN_HNR] - (sounding > 0 ? sum / sounding : 0)) < 0.02);
    const std::vector<double> pulses = reference::pulses(recipe, c.x, pitch.f0);
    // A pulse at the edge of a threshold may go either way.
    CHECK(std::fabs(q.summary[EMODNA_VOICE_PULSES] - static_cast<double>(pulses.size())) <=
          0.005 * static_cast<double>(pulses.size()));
  }
}

// A voice whose periods, amplitudes and formants are known.
void test_truth(const Device& device) {
  for (const double jitter : {0.002, 0.005, 0.01}) {
    std::mt19937 random(5);
    std::uniform_real_distribution<double> uniform(-1, 1);
    std::vector<double> x(3 * kRate), periods, amplitudes;
    double time = 100;
    while (time < static_cast<double>(x.size()) - 400) {
      // Pulses between the samples: a sinc of a few samples' width, so that their times are exact.
      const double amplitude = 1 + 0.05 * uniform(random),
                   period = kRate / 140.0 * (1 + 1.5 * jitter * uniform(random));
      for (long i = static_cast<long>(time) - 30; i < static_cast<long>(time) + 31; ++i) {
        const double u = (static_cast<double>(i) + 0.5 - time) / 2;
        if (std::fabs(u) < 15)
          x[i] += amplitude * std::sin(kPi * u) / (kPi * u + 1e-12) * (0.5 + 0.5 * std::cos(kPi * u / 15));
      }
      periods.push_back(period / kRate);
      amplitudes.push_back(amplitude);
      time += period;
    }
    double change = 0, mean = 0, difference = 0, loud = 0;
    for (std::size_t i = 1; i < periods.size(); ++i) {
      change += std::fabs(periods[i] - periods[i - 1]);
      mean += periods[i];
      difference += std::fabs(amplitudes[i] - amplitudes[i - 1]);
      loud += amplitudes[i];
    }
    resonate(x, 700, 80);
    resonate(x, 1220, 90);
    resonate(x, 2600, 120);
    resonate(x, 3500, 180);
    resonate(x, 4500, 250);
    double peak = 0;
    for (const double v : x) peak = std::max(peak, std::fabs(v));
    std::vector<float> clip(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) clip[i] = static_cast<float>(0.5 * x[i] / peak);
    const Found pitch = run_pitch(device, recipe_of(EMODNA_PITCH_PATH), clip);
    const Quality q = run_voice(device, voice_recipe(), clip, pitch.f0);
    double f0 = 0, formants[3] = {};
    int voiced = 0;
    for (std::size_t i = 5; i + 5 < pitch.f0.size(); ++i) {
      CHECK(pitch.f0[i] > 0);
      f0 += pitch.f0[i];
      for (int f = 0; f < 3; ++f) formants[f] += q.at(i, EMODNA_VOICE_F1 + f);
      ++voiced;
    }
    const double truth = change / mean, got = q.summary[EMODNA_VOICE_JITTER_LOCAL], shimmer = difference / loud;
    std::printf(
        "F0 %.2f (140), jitter %.5f (%.5f), shimmer %.4f (%.4f), F1 %.0f (700), F2 %.0f (1220), F3 %.0f (2600)\n",
        f0 / voiced, got, truth, q.summary[EMODNA_VOICE_SHIMMER_LOCAL], shimmer, formants[0] / voiced,
        formants[1] / voiced, formants[2] / voiced);
    CHECK(std::fabs(f0 / voiced - 140) < 0.7);
    CHECK(std::fabs(got - truth) < 0.15 * truth + 0.0005);
    CHECK(std::fabs(q.summary[EMODNA_VOICE_SHIMMER_LOCAL] - shimmer) < 0.3 * shimmer);
    CHECK(std::fabs(formants[0] / voiced - 700) < 35);
    CHECK(std::fabs(formants[1] / voiced - 1220) < 50);
    CHECK(std::fabs(formants[2] / voiced - 2600) < 60);
  }
}

// Silence, a constant, a click, full-scale noise, huge values: no value may be NaN or infinite.
void test_hard_sounds(const Device& device) {
  std::vector<std::vector<float>> sounds(5, std::vector<float>(20000));
  std::mt19937 random(3);
  for (std::size_t i = 0; i < sounds[0].size(); ++i) {
    sounds[1][i] = 0.7F;
    sounds[2][i] = i == 9000 ? 1.0F : 0.0F;
    sounds[3][i] = random() % 2 == 0 ? 1.0F : -1.0F;
    sounds[4][i] = random() % 2 == 0 ? 3e38F : -3e38F;
  }
  for (std::size_t s = 0; s < sounds.size(); ++s) {
    for (const int kind : {EMODNA_PITCH_FRAME_WISE, EMODNA_PITCH_PATH}) {
      const Found pitch = run_pitch(device, recipe_of(kind), sounds[s]);
      // Energies overflow where samples are near the largest float.
      for (std::size_t i = 0; i < pitch.f0.size() && s < 4; ++i) {
        CHECK(std::isfinite(pitch.f0[i]) && std::isfinite(pitch.strength[i]));
        if (kind == EMODNA_PITCH_PATH && s < 2) CHECK(pitch.f0[i] == 0 || s == 1);
      }
      for (const std::vector<float>& f0 :
           {pitch.f0, std::vector<float>(pitch.f0.size(), 100.0F), std::vector<float>(pitch.f0.size(), INFINITY),
            std::vector<float>(pitch.f0.size(), NAN), std::vector<float>(pitch.f0.size(), 1e-30F)}) {
        const Quality q = run_voice(device, voice_recipe(), sounds[s], f0);
        for (const float v : q.values) CHECK(std::isfinite(v));
        for (const float v : q.summary) CHECK(std::isfinite(v));
      }
    }
  }
}

// A batch has the bits of its clips alone, on any number of threads.
void test_batch(const char* instructions) {
  const Device one(1, instructions), three(3, instructions);
  if (!one.there) return;
  const std::vector<float> a = speech(40000, 1), b = speech(1, 2), c = speech(23456, 3);
  std::vector<float> all = a;
  all.insert(all.end(), b.begin(), b.end());
  all.insert(all.end(), c.begin(), c.end());
  const std::int64_t samples[] = {0, 40000, 40001, 40001, 63457}, rows[] = {0, 79, 80, 80, 126};
  std::vector<float> f0(126), strength(126), values(126 * EMODNA_VOICE_WIDTH), summary(4 * EMODNA_VOICE_SUMMARY, 9.0F);
  const emodna_pitch_args pitch = {
      recipe_of(EMODNA_PITCH_PATH), 4, all.data(), samples, rows, f0.data(), strength.data()};
  CHECK(emodna_pitch(three.stream, &pitch) == EMODNA_OK);
  const emodna_voice_args voice = {voice_recipe(), 4,         all.data(),    samples,
                                   rows,           f0.data(), values.data(), summary.data()};
  CHECK(emodna_voice(three.stream, &voice) == EMODNA_OK);
  const std::vector<float>* clips[] = {&a, &b, nullptr, &c};
  for (int clip = 0; clip < 4; ++clip) {
    if (clips[clip] == nullptr) {
      CHECK(summary[clip * EMODNA_VOICE_SUMMARY] == 0);
      continue;
    }
    const Found alone = run_pitch(one, recipe_of(EMODNA_PITCH_PATH), *clips[clip]);
    const Quality q = run_voice(one, voice_recipe(), *clips[clip], alone.f0);
    const std::size_t count = alone.f0.size();
    CHECK(std::memcmp(alone.f0.data(), &f0[rows[clip]], count * sizeof(float)) == 0);
    CHECK(std::memcmp(alone.strength.data(), &strength[rows[clip]], count * sizeof(float)) == 0);
    CHECK(std::memcmp(q.values.data(), &values[rows[clip] * EMODNA_VOICE_WIDTH], q.values.size() * sizeof(float)) == 0);
    CHECK(std::memcmp(q.summary.data(), &summary[clip * EMODNA_VOICE_SUMMARY], q.summary.size() * sizeof(float)) == 0);
  }
}

void test_recipes(const Device& device) {
  const auto refused = [&](const emodna_pitch_recipe& recipe, const char* word) {
    std::int64_t frames = 0;
    CHECK(emodna_pitch_frames(&recipe, 100, &frames) == EMODNA_INVALID_ARGUMENT);
    CHECK(std::string(emodna_last_error()).find(word) != std::string::npos);
  };
  emodna_pitch_recipe r = recipe_of(EMODNA_PITCH_PATH);
  r.floor_hz = NAN;
  refused(r, "floor_hz");
  r.floor_hz = 400;
  refused(r, "ceiling_hz");
  r = recipe_of(EMODNA_PITCH_FRAME_WISE);
  r.window_length = 339;
  refused(r, "window_length");
  r.kind = 2;
  refused(r, "kind");
  r = recipe_of(EMODNA_PITCH_PATH);
  r.candidates = 65;
  refused(r, "candidates");
  // The ends of the ranges work.
  const std::vector<float> x = speech(5000, 4);
  for (const float ceiling : {11025.0F, 98.0F}) {
    for (const int candidates : {2, 64}) {
      r = recipe_of(EMODNA_PITCH_PATH);
      r.ceiling_hz = ceiling;
      r.candidates = candidates;
      r.periods = candidates == 2 ? 2.0F : 16.0F;
      r.hop = candidates == 2 ? 1 : 5001;
      r.floor_hz = candidates == 2 ? 65.0F : 10.0F;
      for (const float v : run_pitch(device, r, x).f0) CHECK(v >= 0 && v < ceiling);
    }
  }
}

}  // namespace

int main() {
  const std::vector<Case> all = cases();
  for (const char* instructions : {"portable", "avx2", "avx512"}) {
    const Device device(1, instructions);
    if (!device.there) continue;
    test_pitch(device, all);
    test_voice(device, all);
    test_truth(device);
    test_hard_sounds(device);
    test_batch(instructions);
    test_recipes(device);
  }
  return test_result("speech_test");
}
