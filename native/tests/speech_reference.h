// Pitch and voice by their definitions (native/include/emodna/speech.h), in double and in plain loops.
#ifndef EMODNA_TESTS_SPEECH_REFERENCE_H
#define EMODNA_TESTS_SPEECH_REFERENCE_H

#include <vector>

#include "emodna/speech.h"

namespace reference {

struct Pitch {
  std::vector<double> f0, strength;
};

Pitch frame_wise(const emodna_pitch_recipe& recipe, const std::vector<float>& x);
Pitch path(const emodna_pitch_recipe& recipe, const std::vector<float>& x);

// [frames] in dB, NaN where silent.
std::vector<double> harmonicity(const emodna_voice_recipe& recipe, const std::vector<float>& x);

// Frequencies in Hz, then bandwidths, of the three lowest formants of the frame centred on sample `centre`; empty if
// there are fewer.
std::vector<double> formants(const emodna_voice_recipe& recipe, const std::vector<float>& x, long centre);

// Centroid, tilt, alpha, Hammarberg, low of the frame centred on sample `centre`.
std::vector<double> shape(const emodna_voice_recipe& recipe, const std::vector<float>& x, long centre);

// Times in samples.
std::vector<double> pulses(const emodna_voice_recipe& recipe, const std::vector<float>& x,
                           const std::vector<float>& f0);

}  // namespace reference

#endif
