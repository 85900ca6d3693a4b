// The reference of pitch and harmonicity.
#include <algorithm>
#include <cmath>

#include "speech_reference.h"

namespace reference {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kDepth = 32;

struct Peak {
  double lag, value;
};

double sample(const std::vector<float>& x, long i) { return i >= 0 && i < static_cast<long>(x.size()) ? x[i] : 0; }

long frames_of(const std::vector<float>& x, int hop) { return x.empty() ? 0 : 1 + static_cast<long>(x.size()) / hop; }

double autocorrelation(const std::vector<double>& x, int lag) {
  double sum = 0;
  for (std::size_t i = 0; i + lag < x.size(); ++i) sum += x[i] * x[i + lag];
  return sum;
}

// r(k) of a windowed frame, divided by the window's.
std::vector<double> normalised(const std::vector<double>& frame, const std::vector<double>& window, int lags) {
  std::vector<double> r(lags);
  const double whole = autocorrelation(frame, 0), window_whole = autocorrelation(window, 0);
  for (int k = 0; k < lags && whole > 0; ++k) {
    r[k] = autocorrelation(frame, k) / whole / std::max(1e-3, autocorrelation(window, k) / window_whole);
  }
  return r;
}

double interpolated(const std::vector<double>& r, double at) {
  const int middle = static_cast<int>(std::floor(at));
  double sum = 0;
  for (int k = middle + 1 - kDepth; k <= middle + kDepth; ++k) {
    const double u = k - at, sinc = u == 0 ? 1 : std::sin(kPi * u) / (kPi * u);
    sum += r[std::abs(k)] * sinc * (0.5 + 0.5 * std::cos(kPi * u / (kDepth + 1)));
  }
  return sum;
}

// The maximum near the lag: from the vertex of the parabola through it and its neighbours uphill in steps of 1 / 32
// lag, within a lag; then the vertex of the parabola through the highest point and its neighbours.
Peak climb(const std::vector<double>& r, int lag) {
  constexpr int kSteps = 32;
  const double bend = 2 * r[lag] - r[lag - 1] - r[lag + 1];
  const double vertex = lag + (bend > 0 ? 0.5 * (r[lag + 1] - r[lag - 1]) / bend : 0.0);
  int at = static_cast<int>(std::floor(vertex * kSteps + 0.5));
  const auto value = [&](int place) { return interpolated(r, static_cast<double>(place) / kSteps); };
  while (value(at - 1) > value(at) && at > (lag - 1) * kSteps + 1) --at;
  while (value(at + 1) > value(at) && at < (lag + 1) * kSteps - 1) ++at;
  const double before = value(at - 1), here = value(at), after = value(at + 1);
  const double curve = 2 * here - before - after, slope = 0.5 * (after - before);
  const double move = curve > 0 ? std::max(-1.0, std::min(1.0, slope / curve)) : 0;
  return {(at + move) / kSteps, here + 0.5 * slope * move};
}

std::vector<Peak> maxima(const std::vector<double>& r, int least, int greatest, double threshold, int most,
                         double octave_cost) {
  std::vector<int> lags;
  for (int k = least; k < greatest; ++k) {
    if (r[k] > threshold && r[k] > r[k - 1] && r[k] >= r[k + 1]) lags.push_back(k);
  }
  const auto rank = [&](int k) { return r[k] - octave_cost * std::log2(static_cast<double>(k)); };
  std::stable_sort(lags.begin(), lags.end(), [&](int a, int b) { return rank(a) > rank(b); });
  if (static_cast<int>(lags.size()) > most) lags.resize(most);
  std::vector<Peak> peaks;
  for (const int k : lags) peaks.push_back(climb(r, k));
  return peaks;
}

double clip_peak(const std::vector<float>& x) {
  double mean = 0, peak = 0;
  for (const double v : x) mean += v / static_cast<double>(x.size());
  for (const double v : x) peak = std::max(peak, std::fabs(v - mean));
  return peak;
}

struct Choice {
  double hz, strength, local;
};

}  // namespace

Pitch frame_wise(const emodna_pitch_recipe& recipe, const std::vector<float>& x) {
  const int n = recipe.window_length;
  const int least = static_cast<int>(recipe.sample_rate / recipe.ceiling_hz),
            greatest = static_cast<int>(recipe.sample_rate / recipe.floor_hz);
  std::vector<double> window(n);
  for (int i = 0; i < n; ++i) window[i] = 0.5 - 0.5 * std::cos(2 * kPi * i / (n - 1));
  Pitch result;
  for (long f = 0; f < frames_of(x, recipe.hop); ++f) {
    std::vector<double> frame(n);
    for (int i = 0; i < n; ++i) frame[i] = window[i] * sample(x, f * recipe.hop - n / 2 + i);
    const std::vector<double> r = normalised(frame, window, greatest + 1);
    const auto value = [&](int k) { return r[k] - recipe.lag_cost * std::log(static_cast<double>(k) / least); };
    int best = least;
    for (int k = least; k <= greatest; ++k) best = value(k) > value(best) ? k : best;
    result.f0.push_back(static_cast<double>(recipe.sample_rate) / best);
    result.strength.push_back(r[best]);
  }
  return result;
}

Pitch path(const emodna_pitch_recipe& recipe, const std::vector<float>& x) {
  const double rate = recipe.sample_rate;
  const int period = static_cast<int>(rate / recipe.floor_hz);
  const int half = static_cast<int>(rate * recipe.periods / recipe.floor_hz) / 2 - 1, n = 2 * half;
  const int greatest = static_cast<int>(n / recipe.periods) + 2;
  std::vector<double> window(n);
  for (int i = 0; i < n; ++i) window[i] = 0.5 - 0.5 * std::cos(2 * kPi * (i + 1) / (n + 1));
  const double loudest = clip_peak(x), cost_scale = 0.01 * rate / recipe.hop;
  std::vector<std::vector<Choice>> choices;
  std::vector<std::vector<int>> from;
  std::vector<double> scores;
  for (long f = 0; f < frames_of(x, recipe.hop); ++f) {
    const long centre = f * recipe.hop;
    double mean = 0, peak = 0;
    for (long i = centre - period; i < centre + period; ++i) mean += sample(x, i) / (2.0 * period);
    std::vector<double> frame(n);
    for (int i = 0; i < n; ++i) frame[i] = window[i] * (sample(x, centre - half + i) - mean);
    for (int i = half - period / 2 - 1; i <= half + period / 2; ++i) peak = std::max(peak, std::fabs(frame[i]));
    const double relative = loudest > 0 ? std::min(1.0, peak / loudest) : 0;
    const double quiet =
        recipe.silence > 0 ? std::max(0.0, 2 - relative / (recipe.silence / (1.0 + recipe.voicing))) : 0.0;
    std::vector<Choice> here = {{0, 0, recipe.voicing + quiet}};
    const std::vector<double> r = normalised(frame, window, greatest + kDepth + 2);
    for (const Peak& p : maxima(r, static_cast<int>(rate / recipe.ceiling_hz), greatest, 0.5 * recipe.voicing,
                                recipe.candidates - 1, recipe.octave_cost)) {
      const double hz = rate / p.lag, strength = p.value > 1 ? 1 / p.value : p.value;
      if (hz < recipe.ceiling_hz) {
        here.push_back({hz, strength, strength - recipe.octave_cost * std::log2(recipe.ceiling_hz / hz)});
      }
    }
    std::vector<double> next;
    from.emplace_back();
    for (const Choice& to : here) {
      double best = f == 0 ? 0 : -1e300;
      int source = 0;
      for (std::size_t k = 0; k < scores.size(); ++k) {
        const Choice& before = choices.back()[k];
        const bool voiced = to.hz > 0, was = before.hz > 0;
        const double cost = voiced && was   ? recipe.octave_jump_cost * std::fabs(std::log2(to.hz / before.hz))
                            : voiced || was ? recipe.voicing_change_cost
                                            : 0;
        if (scores[k] - cost_scale * cost > best) {
          best = scores[k] - cost_scale * cost;
          source = static_cast<int>(k);
        }
      }
      next.push_back(best + to.local);
      from.back().push_back(source);
    }
    choices.push_back(here);
    scores = next;
  }
  Pitch result;
  result.f0.resize(choices.size());
  result.strength.resize(choices.size());
  auto at = static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
  for (long f = static_cast<long>(choices.size()) - 1; f >= 0; --f) {
    double strongest = 0;
    for (const Choice& c : choices[f]) strongest = std::max(strongest, c.strength);
    result.f0[f] = choices[f][at].hz;
    result.strength[f] = at > 0 ? choices[f][at].strength : strongest;
    at = from[f][at];
  }
  return result;
}

std::vector<double> harmonicity(const emodna_voice_recipe& recipe, const std::vector<float>& x) {
  const double period = recipe.sample_rate / static_cast<double>(recipe.floor_hz);
  const int whole = static_cast<int>(period), n = 2 * (whole / 2 - 1), greatest = n + 2;
  const double loudest = clip_peak(x);
  std::vector<double> result;
  for (long f = 0; f < frames_of(x, recipe.hop); ++f) {
    const long centre = f * recipe.hop, start = centre + static_cast<long>(std::floor(-period - 0.5));
    double mean = 0, peak = 0;
    for (long i = centre - whole; i < centre + whole; ++i) mean += sample(x, i) / (2.0 * whole);
    for (long i = centre - whole / 2 - 1; i <= centre + whole / 2; ++i) {
      peak = std::max(peak, std::fabs(sample(x, i) - mean));
    }
    std::vector<double> r(greatest + kDepth + 2);
    bool moves = false;
    for (std::size_t k = 0; k < r.size(); ++k) {
      double product = 0, first = 0, second = 0;
      for (int j = 0; j < n; ++j) {
        const double a = sample(x, start + j) - mean, b = sample(x, start + j + static_cast<long>(k)) - mean;
        product += a * b;
        first += a * a;
        second += b * b;
        moves = moves || sample(x, start + j) != sample(x, start);
      }
      r[k] = moves && first * second > 0 ? product / std::sqrt(first * second) : 0;
    }
    double best = 0;
    for (const Peak& p : maxima(r, 2, greatest, 0, 3, 0)) best = std::max(best, p.value > 1 ? 1 / p.value : p.value);
    const double relative = loudest > 0 ? std::min(1.0, peak / loudest) : 0;
    const double silence = recipe.silence > 0 ? std::max(0.0, 2 - relative / recipe.silence) : 0;
    result.push_back(best > silence ? 10 * std::log10(best / (1 - best)) : NAN);
  }
  return result;
}

}  // namespace reference
