#include "pitch_path.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace emodna::cpu {

namespace {

// Costs are those of a change within 10 ms.
constexpr double kCostSeconds = 0.01;

// A node of the path: choice 0 is "unvoiced", choice c + 1 the candidate c.
struct Node {
  double octave;  // log2 of F0
  double local;   // strength less what its octave costs
};

std::vector<Node> nodes_of(const emodna_pitch_recipe& recipe, const PitchCandidates& c, std::int64_t frame,
                           double peak) {
  const double quiet = recipe.silence > 0 ? std::max(0.0, 2 - peak / (recipe.silence / (1.0 + recipe.voicing))) : 0.0;
  std::vector<Node> nodes = {{0, recipe.voicing + quiet}};
  for (std::int32_t i = 0; i < c.counts[frame]; ++i) {
    const Candidate& candidate = c.values[frame * c.most + i];
    const double octave = std::log2(candidate.hz), below = std::log2(recipe.ceiling_hz) - octave;
    nodes.push_back({octave, candidate.strength - recipe.octave_cost * below});
  }
  return nodes;
}

}  // namespace

float peak_of(const float* clip, std::int64_t samples) {
  constexpr int kSums = 8;  // independent ones hide an addition's latency
  double sums[kSums] = {};
  for (std::int64_t i = 0; i < samples; ++i) sums[i % kSums] += clip[i];
  double sum = 0;
  for (const double part : sums) sum += part;
  const auto mean = static_cast<float>(sum / static_cast<double>(std::max<std::int64_t>(1, samples)));
  float least = mean, greatest = mean;
  for (std::int64_t i = 0; i < samples; ++i) {
    least = clip[i] < least ? clip[i] : least;
    greatest = clip[i] > greatest ? clip[i] : greatest;
  }
  return std::max(greatest - mean, mean - least);
}

void choose_path(const emodna_pitch_recipe& recipe, const PitchCandidates& c, std::int64_t frames, float clip_peak,
                 float* f0, float* strength) {
  const double scale = kCostSeconds * recipe.sample_rate / recipe.hop;
  const double jump = recipe.octave_jump_cost * scale, change = recipe.voicing_change_cost * scale;
  const std::size_t width = static_cast<std::size_t>(c.most) + 1;
  std::vector<std::uint8_t> from(static_cast<std::size_t>(frames) * width);
  std::vector<Node> before;
  std::vector<double> scores, next;
  for (std::int64_t frame = 0; frame < frames; ++frame) {
    const double peak = clip_peak > 0 ? std::min(1.0, static_cast<double>(c.peaks[frame]) / clip_peak) : 0.0;
    std::vector<Node> nodes = nodes_of(recipe, c, frame, peak);
    next.assign(nodes.size(), 0);
    for (std::size_t to = 0; to < nodes.size(); ++to) {
      double best = frame == 0 ? 0 : -1e300;
      for (std::size_t k = 0; k < before.size(); ++k) {
        const bool both = to > 0 && k > 0, neither = to == 0 && k == 0;
        const double cost = both ? jump * std::fabs(nodes[to].octave - before[k].octave) : neither ? 0 : change;
        if (scores[k] - cost > best) {
          best = scores[k] - cost;
          from[frame * width + to] = static_cast<std::uint8_t>(k);
        }
      }
      next[to] = best + nodes[to].local;
    }
    before.swap(nodes);
    scores.swap(next);
  }
  std::size_t choice = std::max_element(scores.begin(), scores.end()) - scores.begin();
  for (std::int64_t frame = frames - 1; frame >= 0; --frame) {
    const Candidate* candidates = c.values + frame * c.most;
    if (choice > 0) {
      f0[frame] = candidates[choice - 1].hz;
      strength[frame] = candidates[choice - 1].strength;
    } else {
      f0[frame] = 0;
      strength[frame] = 0;
      for (std::int32_t i = 0; i < c.counts[frame]; ++i) {
        strength[frame] = std::max(strength[frame], candidates[i].strength);
      }
    }
    strength[frame] = std::min(1.0F, std::max(0.0F, strength[frame]));
    choice = from[frame * width + choice];
  }
}

}  // namespace emodna::cpu
