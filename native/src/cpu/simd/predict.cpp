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

// Coefficients a [order] of x[n] = sum a[k] x[n - 1 - k], from the frame in f [window], which is overwritten. Stage by
// stage f[j] and b[j] are the forward error and the backward error of the sample before it.
void burg(const PredictionTables& t, Doubles* f, Doubles* b, Doubles* a) {
  std::int32_t length = t.window - 1;
  Doubles product = {}, power = {};
  for (std::int32_t j = 0; j < length; ++j) {
    b[j] = f[j];
    f[j] = f[j + 1];
    product += f[j] * b[j];
    power += f[j] * f[j] + b[j] * b[j];
  }
  for (std::int32_t k = 0; k < t.order; ++k) {
    const Doubles reflection = power > 0.0 ? 2.0 * product / power : Doubles{};
    Doubles before[kMostOrder];
    for (std::int32_t i = 0; i < k; ++i) before[i] = a[i];
    for (std::int32_t i = 0; i < k; ++i) a[i] = before[i] - reflection * before[k - 1 - i];
    a[k] = reflection;
    if (k + 1 == t.order) return;
    --length;
    Doubles products[2] = {}, powers[2] = {};
    Doubles forward = f[0], backward = b[0];
    for (std::int32_t j = 0; j < length; ++j) {
      const Doubles next_forward = f[j + 1], next_backward = b[j + 1];
      const Doubles error = next_forward - reflection * next_backward, behind = backward - reflection * forward;
      f[j] = error;
      b[j] = behind;
      products[j % 2] += error * behind;
      powers[j % 2] += error * error + behind * behind;
      forward = next_forward;
      backward = next_backward;
    }
    product = products[0] + products[1];
    power = powers[0] + powers[1];
  }
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
  Doubles* f = reinterpret_cast<Doubles*>(scratch);
  Doubles* b = f + t.window;
  for (std::int64_t block = 0; block < count; block += kDoubles) {
    const int lanes = count - block < kDoubles ? static_cast<int>(count - block) : kDoubles;
    const float* sources[kDoubles];
    for (int lane = 0; lane < kDoubles; ++lane) {
      sources[lane] = samples + starts[lane < lanes ? block + lane : count - 1];
    }
    to_lanes<double>(sources, t.window, f);
    for (std::int32_t i = 0; i < t.window; ++i) f[i] *= t.weights[i];
    Doubles a[kMostOrder];
    Numbers z[kMostOrder];
    burg(t, f, b, a);
    find_roots(t.order, a, z);
    for (int lane = 0; lane < lanes; ++lane) {
      Root* to = roots + (block + lane) * t.order;
      for (std::int32_t i = 0; i < t.order; ++i) to[i] = {z[i].re[lane], z[i].im[lane]};
    }
  }
}

}  // namespace emodna::cpu::EMODNA_ISA
