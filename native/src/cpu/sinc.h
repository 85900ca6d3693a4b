// The resampler's filter and its tables.
#ifndef EMODNA_CPU_SINC_H
#define EMODNA_CPU_SINC_H

#include <cstdint>
#include <vector>

#include "aligned.h"
#include "simd/audio_kernels.h"

namespace emodna::cpu {

// A windowed sinc: where its edge lies relative to half the lower rate, how many zero crossings it has on either side
// (it is 0 beyond), and the Kaiser window's beta. The crossings are those of the sinc that is used, with its roll-off:
// torchaudio counts the same way, resampy counts before the roll-off and so reaches 5 % less far.
struct SincFilter {
  double rolloff, crossings, beta;
};
// resampy's "kaiser_best", which lets nothing alias.
constexpr SincFilter kBestFilter = {0.9475937167399596, 64, 14.769656459379492};
// For those who look at the spectrum up to the edge, at which half of the amplitude passes; what aliases lies 80 dB
// down.
constexpr SincFilter kFullFilter = {1, 32, 8};

// sinc(u) * Kaiser(u / crossings), u in zero crossings, by cubic interpolation between 512 exact values a crossing:
// within 1e-10 of the formula and some thirty times faster. Immutable; made once.
class SincTable {
 public:
  explicit SincTable(const SincFilter& filter);
  double at(double u) const;

 private:
  double crossings_;
  std::vector<double> values_;
};

// A ratio of rates in lowest terms, and how far the filter reaches. Output i is at input time i * advance / phases.
struct SincGeometry {
  SincGeometry(std::int32_t from_rate, std::int32_t to_rate, const SincFilter& filter);
  // Weight of the input sample `distance` input samples away.
  double weight(const SincTable& table, double distance) const { return scale * table.at(scale * distance); }

  std::int64_t phases, advance;
  double scale;        // zero crossings an input sample: rolloff * min(1, to / from)
  std::int64_t reach;  // input samples on either side that can have a weight
};

// The filters of a run of outputs, as resample() uses them where they fit.
//
// Output i of a run lies at input time i * advance / phases and reads the input from sample index - reach + 1 on, index
// being the sample at or before its time. Six outputs one after the other share the first one's beginning: the filters
// of the others start with so many zeros more. A run has at least some hundred outputs, so that its work outweighs the
// turning of its samples into lanes.
class PolyphaseTable {
 public:
  // Whether the table would be small enough (4 MB).
  static bool fits(const SincGeometry& geometry);
  PolyphaseTable(const SincGeometry& geometry, const SincTable& table);

  // Points into this object.
  const PolyphaseTables& tables() const { return tables_; }

 private:
  PolyphaseTables tables_{};
  AlignedArray<float> weights_;
  std::vector<std::int64_t> starts_;
};

}  // namespace emodna::cpu

#endif
