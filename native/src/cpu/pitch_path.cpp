#include "pitch_path.h"

#include <algorithm>
#include <cmath>

namespace emodna::cpu {

namespace {

// Costs are those of a change within 10 ms.
constexpr double kCostSeconds = 0.01;

// A node of the path: choice 0 is "unvoiced", choice c + 1 the candidate c.
struct Node {
  double octave;  // log2 of F0
  double local;   // strength less what its octave costs
};

// The choices of a frame; returns how many.
std::int32_t nodes_of(const emodna_pitch_recipe& recipe, const PitchCandidates& c, std::int64_t frame, double peak,
                      Node* nodes) {
  const double quiet = recipe.silence > 0 ? std::max(0.0, 2 - peak / (recipe.silence / (1.0 + recipe.voicing))) : 0.0;
  const double ceiling = std::log2(recipe.ceiling_hz);
  nodes[0] = {0, recipe.voicing + quiet};
  for (std::int32_t i = 0; i < c.counts[frame]; ++i) {
    const Candidate& candidate = c.values[frame * c.most + i];
    const double octave = std::log2(candidate.hz);
    nodes[i + 1] = {octave, candidate.strength - recipe.octave_cost * (ceiling - octave)};
  }
  return c.counts[frame] + 1;
}

}  // namespace

void choose_path(const emodna_pitch_recipe& recipe, const PitchCandidates& c, std::int64_t frames, float clip_peak,
                 std::uint8_t* from, float* f0, float* strength) {
  const double scale = kCostSeconds * recipe.sample_rate / recipe.hop;
  const double jump = recipe.octave_jump_cost * scale, change = recipe.voicing_change_cost * scale;
  const std::int64_t width = c.most + 1;
  Node before[kMostCandidates], nodes[kMostCandidates];
  double scores[kMostCandidates], next[kMostCandidates];
  std::int32_t ends = 0;
  for (std::int64_t frame = 0; frame < frames; ++frame) {
    const double peak = clip_peak > 0 ? std::min(1.0, static_cast<double>(c.peaks[frame]) / clip_peak) : 0.0;
    const std::int32_t count = nodes_of(recipe, c, frame, peak, nodes);
    for (std::int32_t to = 0; to < count; ++to) {
      double best = ends == 0 ? 0 : -1e300;
      std::uint8_t source = 0;
      for (std::int32_t k = 0; k < ends; ++k) {
        const bool both = to > 0 && k > 0, neither = to == 0 && k == 0;
        const double cost = both ? jump * std::fabs(nodes[to].octave - before[k].octave) : neither ? 0 : change;
        if (scores[k] - cost > best) {
          best = scores[k] - cost;
          source = static_cast<std::uint8_t>(k);
        }
      }
      from[frame * width + to] = source;
      next[to] = best + nodes[to].local;
    }
    for (std::int32_t k = 0; k < count; ++k) {
      before[k] = nodes[k];
      scores[k] = next[k];
    }
    ends = count;
  }
  auto choice = static_cast<std::int32_t>(std::max_element(scores, scores + ends) - scores);
  for (std::int64_t frame = frames - 1; frame >= 0; --frame) {
    const Candidate* candidates = c.values + frame * c.most;
    float best = 0;
    for (std::int32_t i = 0; i < c.counts[frame]; ++i) best = std::max(best, candidates[i].strength);
    f0[frame] = choice > 0 ? candidates[choice - 1].hz : 0;
    strength[frame] = std::clamp(choice > 0 ? candidates[choice - 1].strength : best, 0.0F, 1.0F);
    choice = from[frame * width + choice];
  }
}

}  // namespace emodna::cpu
