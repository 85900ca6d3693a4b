// The functions that a GPU does not round correctly, as inexact as one may have them: the correctly rounded value moved
// by up to the error that NVIDIA documents. Maximum errors in ulps from the CUDA C++ Programming Guide (12.9 and 13.0),
// "Mathematical Functions": expf 2, expm1f 1, exp2f 2 (which is ex2.approx and a scaling for the least results),
// logf 1, cosf 2, __expf 2 + floor(|1.173 x|), __fdividef 2. Division, sqrt(), sqrtf() and fmaf() are correctly rounded
// there, too. exp(), log(), cos() and sin() of double may be 1 or 2 ulps off and are left alone: a float that they are
// rounded to shows that once in 2^27 times.
//
// By how many ulps is a hash of the argument: any whole number up to the maximum, the same for the same argument at
// all times. A GPU's error is a smooth function of the argument, and mostly smaller. Zeros, infinities and NaN stay,
// and so does 1 as the exponential of 0, which CUDA's headers promise; nothing else becomes one of them or changes its
// sign.
//
// They are in the kernels' namespace, so that an unqualified call there finds them before the C library's; what host
// code calls as std::exp() stays as it is.
#ifndef EMODNA_EMULATION_INEXACT_H
#define EMODNA_EMULATION_INEXACT_H

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "tally.h"

namespace emulation {

enum class Inexact : std::uint32_t {
  exponential = 1,
  fast_exponential,
  less_one,
  power_of_two,
  logarithm,
  quotient,
  cosine
};

inline std::uint32_t bits_of(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

// Every bit of it depends on every bit of x (MurmurHash3's last step).
inline std::uint32_t mixed(std::uint32_t x) {
  x = (x ^ x >> 16) * 0x85ebca6bu;
  x = (x ^ x >> 13) * 0xc2b2ae35u;
  return x ^ x >> 16;
}

inline float moved(double exact, int most_ulps, Inexact function, std::uint32_t argument) {
  float value = static_cast<float>(exact);
  if (value == 0 || !std::isfinite(value)) return value;
  const std::uint32_t hash = mixed(argument ^ mixed(static_cast<std::uint32_t>(function)));
  const int ulps = static_cast<int>(hash % static_cast<std::uint32_t>(2 * most_ulps + 1)) - most_ulps;
  constexpr int sign = INT32_MIN, least = 1, greatest = 0x7f7fffff;
  const int bits = static_cast<int>(bits_of(value));
  const int magnitude = std::clamp((bits & ~sign) + ulps, least, greatest) | (bits & sign);
  std::memcpy(&value, &magnitude, sizeof value);
  return value;
}

}  // namespace emulation

namespace emodna::cuda {

inline float fmaf(float x, float y, float z) {
  emulation::counting::multiply_add();
  return std::fma(x, y, z);
}

inline float expf(float x) {
  emulation::counting::special_function();
  return x == 0 ? 1
                : emulation::moved(std::exp(static_cast<double>(x)), 2, emulation::Inexact::exponential,
                                   emulation::bits_of(x));
}
inline float __expf(float x) {
  emulation::counting::special_function();
  // Beyond 128 the result is 0 or infinite.
  const int most = 2 + static_cast<int>(1.173f * std::fmin(std::fabs(x), 128.0f));
  return x == 0 ? 1
                : emulation::moved(std::exp(static_cast<double>(x)), most, emulation::Inexact::fast_exponential,
                                   emulation::bits_of(x));
}
inline float expm1f(float x) {
  emulation::counting::special_function();
  return emulation::moved(std::expm1(static_cast<double>(x)), 1, emulation::Inexact::less_one, emulation::bits_of(x));
}
// The instruction of this name: subnormal results are 0.
inline float ex2_approx_ftz(float x) {
  emulation::counting::special_function();
  const float y = x == 0 ? 1
                         : emulation::moved(std::exp2(static_cast<double>(x)), 2, emulation::Inexact::power_of_two,
                                            emulation::bits_of(x));
  return y < FLT_MIN ? 0 : y;
}
inline float logf(float x) {
  emulation::counting::special_function();
  return emulation::moved(std::log(static_cast<double>(x)), 1, emulation::Inexact::logarithm, emulation::bits_of(x));
}
// As CUDA overloads it.
inline float log(float x) { return logf(x); }
inline double log(double x) { return std::log(x); }
inline float cosf(float x) {
  emulation::counting::special_function();
  return emulation::moved(std::cos(static_cast<double>(x)), 2, emulation::Inexact::cosine, emulation::bits_of(x));
}
inline float __fdividef(float x, float y) {
  emulation::counting::special_function();
  return emulation::moved(static_cast<double>(x) / y, 2, emulation::Inexact::quotient,
                          emulation::bits_of(x) ^ emulation::mixed(emulation::bits_of(y)));
}

}  // namespace emodna::cuda

#endif
