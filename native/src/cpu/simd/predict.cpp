// Linear prediction by Burg's method, and the roots of the predictor, one frame a lane, in double: the
// recursion of the predictor's coefficients and the roots near the unit circle need it.
#include "frames.h"
#include "speech_functions.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

constexpr int kDoubles = kLanesOf<double>;
constexpr int kMostSteps = 120;
// Roots that move by less (squared) have been found: those that matter lie near the unit circle, and the error left is
// the square of the last move.
constexpr double kStill = 1e-18;
constexpr double kTiny = 1e-300;

struct Numbers {
  Doubles re, im;
};

Numbers operator-(Numbers a, Numbers b) { return {a.re - b.re, a.im - b.im}; }
Numbers operator*(Numbers a, Numbers b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
Doubles square(Numbers a) { return a.re * a.re + a.im * a.im; }
// 1 / a, and 0 for 0.
Numbers inverse(Numbers a) {
  const Doubles scale = 1.0 / (square(a) + kTiny);
  return {a.re * scale, -a.im * scale};
}

// c[d] = sum of x[u] x[u + d], d <= order.
void autocorrelation(const PredictionTables& t, const Doubles* x, Doubles* c) {
  constexpr int kTile = 4;
  for (std::int32_t d = 0; d <= t.order; d += kTile) {
    Doubles sums[2 * kTile] = {};
    std::int32_t u = 0;
    // x goes on with zeros for as long as the order.
    for (; u + 1 < t.window; u += 2) {
#pragma GCC unroll 4
      for (int k = 0; k < kTile; ++k) {
        sums[k] += x[u] * x[u + d + k];
        sums[kTile + k] += x[u + 1] * x[u + 1 + d + k];
      }
    }
    if (u < t.window) {
      for (int k = 0; k < kTile; ++k) sums[k] += x[u] * x[u + d + k];
    }
    for (int k = 0; k < kTile && d + k <= t.order; ++k) c[d + k] = sums[k] + sums[kTile + k];
  }
}

// Coefficients a [order] of x[n] = sum a[k] x[n - 1 - k]. Burg's reflection of a stage needs sums over products of the
// errors, which are quadratic forms of the predictor so far in C(i, j) = sum of x[n - i] x[n - j] from n = stage + 1 to
// the last sample. C follows from the autocorrelation and the samples at both ends (Vos 2013, A fast implementation of
// Burg's method), so that the frame is passed through once instead of once a stage.
void burg(const PredictionTables& t, const Doubles* x, Doubles* a) {
  constexpr std::int32_t kSide = kMostOrder + 1;
  const std::int32_t last = t.window - 1;
  Doubles c[kSide], before[kSide], error[kSide], products[2][kSide][kSide];
  autocorrelation(t, x, c);
  auto* now = products[0];
  auto* next = products[1];
  now[0][0] = c[0] - x[0] * x[0];
  now[0][1] = now[1][0] = c[1];
  now[1][1] = c[0] - x[last] * x[last];
  error[0] = Doubles{} + 1.0;  // the filter that gives the forward error: 1, -a[0], -a[1], ...
  for (std::int32_t k = 0; k < t.order; ++k) {
    Doubles product = {}, power = {};
    for (std::int32_t i = 0; i <= k; ++i) {
      Doubles across = {}, along = {};
      for (std::int32_t j = 0; j <= k; ++j) {
        across += error[j] * now[i][k + 1 - j];
        along += error[j] * (now[i][j] + now[k + 1 - i][k + 1 - j]);
      }
      product += error[i] * across;
      power += error[i] * along;
    }
    Doubles reflection = power > 0.0 ? 2.0 * product / power : Doubles{};
    reflection = reflection > 1.0 ? Doubles{} + 1.0 : reflection < -1.0 ? Doubles{} - 1.0 : reflection;
    error[k + 1] = Doubles{};
    for (std::int32_t i = 0; i <= k + 1; ++i) before[i] = error[i];
    for (std::int32_t i = 0; i <= k + 1; ++i) error[i] = before[i] - reflection * before[k + 1 - i];
    if (k + 1 == t.order) break;
    for (std::int32_t j = 0; j <= k + 1; ++j) next[0][j] = next[j][0] = now[0][j] - x[k + 1] * x[k + 1 - j];
    next[0][k + 2] = next[k + 2][0] = c[k + 2];
    for (std::int32_t i = 0; i <= k + 1; ++i) {
      for (std::int32_t j = 0; j <= k + 1; ++j) next[i + 1][j + 1] = now[i][j] - x[last - i] * x[last - j];
    }
    auto* swapped = now;
    now = next;
    next = swapped;
  }
  for (std::int32_t k = 0; k < t.order; ++k) a[k] = -error[k + 1];
}

// z^order - sum a[k] z^(order - 1 - k).
Numbers polynomial(std::int32_t order, const Doubles* a, Numbers z) {
  Numbers value = {z.re - a[0], z.im};
  for (std::int32_t k = 1; k < order; ++k) {
    value = value * z;
    value.re -= a[k];
  }
  return value;
}

// All roots at once, each from the value there over the product of the distances to the others (Weierstrass; Durand and
// Kerner): one division a root and step. The first guesses lie on a circle, turned so that none is another's conjugate:
// a symmetric set could never part into two real roots.
void find_roots(std::int32_t order, const Doubles* a, Numbers* z) {
  for (std::int32_t i = 0; i < order; ++i) {
    const double angle = 6.28318530717958647692 * (i + 0.25) / order + 0.1;
    z[i] = {Doubles{} + 0.9 * __builtin_cos(angle), Doubles{} + 0.9 * __builtin_sin(angle)};
  }
  Doubles moving = Doubles{} + 1.0;
  for (int step = 0; step < kMostSteps; ++step) {
    Doubles greatest = {};
    for (std::int32_t i = 0; i < order; ++i) {
      Numbers apart = {Doubles{} + 1.0, Doubles{}};
      for (std::int32_t j = 0; j < i; ++j) apart = apart * (z[i] - z[j]);
      for (std::int32_t j = i + 1; j < order; ++j) apart = apart * (z[i] - z[j]);
      Numbers move = polynomial(order, a, z[i]) * inverse(apart);
      // A lane that has come to rest stays: its bits do not depend on its neighbours.
      move = {moving * move.re, moving * move.im};
      z[i] = z[i] - move;
      const Doubles relative = square(move);
      greatest = relative > greatest ? relative : greatest;
    }
    moving = greatest > kStill ? moving : Doubles{};
    bool any = false;
    for (int lane = 0; lane < kDoubles; ++lane) any = any || moving[lane] > 0;
    if (!any) return;
  }
}

}  // namespace

void predict(const PredictionTables& t, const float* samples, const std::int64_t* starts, std::int64_t count,
             Root* roots, double* scratch) {
  Doubles* x = reinterpret_cast<Doubles*>(scratch);
  for (std::int64_t block = 0; block < count; block += kDoubles) {
    const int lanes = count - block < kDoubles ? static_cast<int>(count - block) : kDoubles;
    const float* sources[kDoubles];
    for (int lane = 0; lane < kDoubles; ++lane) {
      sources[lane] = samples + starts[lane < lanes ? block + lane : count - 1];
    }
    to_lanes<double>(sources, t.window, x);
    for (std::int32_t i = 0; i < t.window; ++i) x[i] *= t.weights[i];
    for (std::int32_t i = t.window; i < t.window + kMostOrder + 8; ++i) x[i] = Doubles{};
    Doubles a[kMostOrder];
    Numbers z[kMostOrder];
    burg(t, x, a);
    find_roots(t.order, a, z);
    for (int lane = 0; lane < lanes; ++lane) {
      Root* to = roots + (block + lane) * t.order;
      for (std::int32_t i = 0; i < t.order; ++i) to[i] = {z[i].re[lane], z[i].im[lane]};
    }
  }
}

}  // namespace emodna::cpu::EMODNA_ISA
