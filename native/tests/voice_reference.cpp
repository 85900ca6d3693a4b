// The reference of formants, the spectrum's shape and pulses.
#include <algorithm>
#include <cmath>
#include <complex>

#include "speech_reference.h"

namespace reference {

namespace {

constexpr double kPi = 3.14159265358979323846;

double sample(const std::vector<float>& x, long i) { return i >= 0 && i < static_cast<long>(x.size()) ? x[i] : 0; }

double bessel(double x) {
  double term = 1, sum = 1;
  for (int k = 1; k < 80; ++k) sum += term *= x * x / (4.0 * k * k);
  return sum;
}

// Sample i after resampling by a Kaiser-windowed sinc whose edge lies at half the lower rate.
double resampled(const std::vector<float>& x, double from, double to, long i) {
  const double scale = std::min(1.0, to / from), at = static_cast<double>(i) * from / to;
  if (i < 0 || i >= static_cast<long>(std::ceil(static_cast<double>(x.size()) * to / from))) return 0;
  double sum = 0;
  for (long n = static_cast<long>(at - 32 / scale); n <= static_cast<long>(at + 32 / scale) + 1; ++n) {
    const double u = scale * (at - static_cast<double>(n));
    if (std::fabs(u) >= 32) continue;
    const double window = bessel(8 * std::sqrt(1 - u * u / 1024)) / bessel(8);
    sum += sample(x, n) * scale * window * (u == 0 ? 1 : std::sin(kPi * u) / (kPi * u));
  }
  return sum;
}

std::vector<double> burg(std::vector<double> forward, int order) {
  std::vector<double> backward = forward, a;
  const auto n = static_cast<int>(forward.size());
  for (int k = 1; k <= order; ++k) {
    double product = 0, power = 0;
    for (int i = k; i < n; ++i) {
      product += forward[i] * backward[i - 1];
      power += forward[i] * forward[i] + backward[i - 1] * backward[i - 1];
    }
    const double reflection = power > 0 ? 2 * product / power : 0;
    const std::vector<double> before = a;
    for (int i = 0; i < k - 1; ++i) a[i] -= reflection * before[k - 2 - i];
    a.push_back(reflection);
    for (int i = n - 1; i >= k; --i) {
      const double f = forward[i], b = backward[i - 1];
      forward[i] = f - reflection * b;
      backward[i] = b - reflection * f;
    }
  }
  return a;
}

// Roots of z^n - sum a[k] z^(n - 1 - k), by Durand and Kerner.
std::vector<std::complex<double>> roots(const std::vector<double>& a) {
  std::vector<std::complex<double>> z;
  for (std::size_t i = 0; i < a.size(); ++i)
    z.push_back(std::pow(std::complex<double>(0.4, 0.9), static_cast<double>(i)));
  for (int step = 0; step < 2000; ++step) {
    for (std::size_t i = 0; i < z.size(); ++i) {
      std::complex<double> value = 1, rest = 1;
      for (const double c : a) value = value * z[i] - c;
      for (std::size_t j = 0; j < z.size(); ++j) {
        if (j != i) rest *= z[i] - z[j];
      }
      z[i] -= value / rest;
    }
  }
  return z;
}

}  // namespace

std::vector<double> formants(const emodna_voice_recipe& recipe, const std::vector<float>& x, long centre) {
  const double rate = 2.0 * recipe.formant_ceiling_hz;
  const int n = 2 * static_cast<int>(recipe.formant_window * rate);
  const long start = static_cast<long>(std::floor((centre - 0.5) * rate / recipe.sample_rate)) + 1 - n / 2;
  const double emphasis = std::exp(-2 * kPi * recipe.emphasis_hz / rate);
  std::vector<double> frame;
  double before = resampled(x, recipe.sample_rate, rate, start - 1);
  for (int i = 0; i < n; ++i) {
    const double here = resampled(x, recipe.sample_rate, rate, start + i);
    const double place = (i + 1 - 0.5 * (n + 1)) / (n + 1);
    const double window = (std::exp(-48 * place * place) - std::exp(-12.0)) / (1 - std::exp(-12.0));
    frame.push_back(window * (here - emphasis * before));
    before = here;
  }
  std::vector<std::pair<double, double>> found;
  for (const std::complex<double>& z : roots(burg(frame, 2 * recipe.formants))) {
    const double hz = std::arg(z) * rate / (2 * kPi);
    if (z.imag() >= 0 && hz > 50 && hz < rate / 2 - 50)
      found.emplace_back(hz, std::fabs(std::log(std::abs(z))) * rate / kPi);
  }
  std::sort(found.begin(), found.end());
  if (found.size() < 3) return {};
  return {found[0].first, found[1].first, found[2].first, found[0].second, found[1].second, found[2].second};
}

std::vector<double> shape(const emodna_voice_recipe& recipe, const std::vector<float>& x, long centre) {
  int n = 32;
  while (2 * n <= 0.05 * recipe.sample_rate) n *= 2;
  const double bin = static_cast<double>(recipe.sample_rate) / n;
  std::vector<double> power;
  for (int k = 0; k <= n / 2; ++k) {
    std::complex<double> sum = 0;
    for (int i = 0; i < n; ++i) {
      const double window = (0.5 - 0.5 * std::cos(2 * kPi * i / n)) * 4 / n;
      const auto turn = static_cast<double>(static_cast<long>(i) * k % n);
      sum += window * sample(x, centre - n / 2 + i) * std::polar(1.0, -2 * kPi * turn / n);
    }
    power.push_back(std::norm(sum));
  }
  const auto level = [](double p) { return 10 * std::log10(p + 1e-10); };
  const auto band = [&](double low, double high, bool greatest) {
    double sum = 0;
    for (int k = 0; k <= n / 2; ++k) {
      if (k * bin < low || k * bin >= high) continue;
      sum = greatest ? std::max(sum, power[k]) : sum + power[k];
    }
    return level(sum);
  };
  double whole = 1e-10, moment = 0;
  for (int k = 0; k <= n / 2; ++k) {
    whole += power[k];
    moment += k * bin * power[k];
  }
  std::vector<double> octaves, levels;
  for (int b = -10; b <= 7; ++b) {
    const double low = 1000 * std::exp2((b - 0.5) / 3.0), high = 1000 * std::exp2((b + 0.5) / 3.0);
    if (high > recipe.sample_rate / 2.0) break;
    double sum = 0;
    for (int k = 0; k <= n / 2; ++k) {
      sum += power[k] * std::max(0.0, std::min(high, (k + 0.5) * bin) - std::max(low, (k - 0.5) * bin)) / bin;
    }
    octaves.push_back(b / 3.0);
    levels.push_back(level(sum));
  }
  double mean = 0, product = 0, squares = 0;
  for (const double o : octaves) mean += o / static_cast<double>(octaves.size());
  for (std::size_t i = 0; i < octaves.size(); ++i) {
    product += (octaves[i] - mean) * levels[i];
    squares += (octaves[i] - mean) * (octaves[i] - mean);
  }
  return {moment / whole, product / squares, band(50, 1000, false) - band(1000, 5000, false),
          band(0, 2000, true) - band(2000, 5000, true), band(0, 500, false) - band(500, 1000, false)};
}

namespace {

double period_at(const emodna_voice_recipe& recipe, const std::vector<float>& f0, double time) {
  const double place = time / recipe.hop, left = std::floor(place), phase = place - left;
  const auto value = [&](double i) {
    return i >= 0 && i < static_cast<double>(f0.size()) ? f0[static_cast<long>(i)] : 0.0F;
  };
  const double near = value(phase < 0.5 ? left : left + 1), far = value(phase < 0.5 ? left + 1 : left);
  if (near == 0) return 0;
  return recipe.sample_rate / (far == 0 ? near : near + std::min(phase, 1 - phase) * (far - near));
}

struct Match {
  double time, correlation, peak;
};

Match match(const std::vector<float>& x, double time, double period, double least, double greatest) {
  const double half = period / 2;
  const long first = std::lround(time - half - 0.5), last = std::lround(time + half - 0.5);
  const auto begin = static_cast<long>(std::floor(least - half - 0.5)),
             end = static_cast<long>(std::ceil(greatest - half - 0.5));
  std::vector<double> r = {0, 0}, peaks = {0, 0};
  for (long shift = begin; shift <= end; ++shift) {
    double product = 0, a = 0, b = 0, peak = 0;
    for (long i = first; i <= last; ++i) {
      const double here = sample(x, i), there = sample(x, i - first + shift);
      product += here * there;
      a += here * here;
      b += there * there;
      peak = std::max(peak, std::fabs(there));
    }
    r.push_back(a * b > 0 ? product / std::sqrt(a * b) : 0);
    peaks.push_back(peak);
  }
  Match best = {least < time ? time - period : time + period, -1, 0};
  for (std::size_t i = 1; i + 1 < r.size(); ++i) {
    if (!(r[i] > best.correlation && r[i] >= r[i - 1] && r[i] >= r[i + 1])) continue;
    const double bend = 2 * r[i] - r[i - 1] - r[i + 1], shift = bend > 0 ? 0.5 * (r[i + 1] - r[i - 1]) / bend : 0;
    best = {time + static_cast<double>(begin + static_cast<long>(i) - 2 - first) + shift, r[i], peaks[i + 1]};
  }
  return best;
}

}  // namespace

std::vector<double> pulses(const emodna_voice_recipe& recipe, const std::vector<float>& x,
                           const std::vector<float>& f0) {
  std::vector<double> found;
  double loudest = 0, last = -1e300;
  for (const double v : x) loudest = std::max(loudest, std::fabs(v));
  for (long frame = 0; frame < static_cast<long>(f0.size()); ++frame) {
    if (f0[frame] == 0) continue;
    const long first = frame;
    while (frame + 1 < static_cast<long>(f0.size()) && f0[frame + 1] > 0) ++frame;
    const double begin = (first - 0.5) * recipe.hop, end = (frame + 0.5) * recipe.hop, middle = (begin + end) / 2;
    const double half = period_at(recipe, f0, middle) / 2;
    double start = middle, greatest = -1;
    const long low = std::max(0L, static_cast<long>(std::floor(middle - half - 0.5))),
               high = std::min(static_cast<long>(x.size()) - 1, static_cast<long>(std::ceil(middle + half - 0.5)));
    for (long i = low + 1; i < high; ++i) {
      const bool local = (x[i] > x[i - 1] && x[i] >= x[i + 1]) || (x[i] < x[i - 1] && x[i] <= x[i + 1]);
      if (!local || std::fabs(x[i]) <= greatest) continue;
      greatest = std::fabs(x[i]);
      start = i + 0.5;
    }
    found.push_back(start);
    const double added = last;
    for (const int way : {-1, 1}) {
      double time = start;
      while (const double period = period_at(recipe, f0, time)) {
        const Match next = way < 0 ? match(x, time, period, time - 1.25 * period, time - 0.8 * period)
                                   : match(x, time, period, time + 0.8 * period, time + 1.25 * period);
        time = next.time;
        const bool over = way < 0 ? time < begin : time >= end;
        const bool strong = over ? next.correlation > 0.7 && next.peak > 0.023333 * loudest
                                 : next.correlation > 0.3 && (next.peak == 0 || next.peak > 0.01 * loudest);
        if (strong && (way > 0 || time - added > 0.8 * period)) {
          found.push_back(time);
          if (way > 0) last = time;
        }
        if (over) break;
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace reference
