// Pitch and voice: checks of the arguments, then the backend.
#include "clips.h"
#include "objects.h"

using emodna::check_pointer;
using emodna::check_range;
using emodna::check_real;
using emodna::check_stream;
using emodna::fail;
using emodna::first_failure;

namespace {

// Windows and periods in samples: what is made of them fits into a thread's memory, and a frame is done in no time.
constexpr double kLongestWindow = 1 << 16, kLongestPeriod = 1 << 14;

// rate / floor_hz is a long period where both are at their ends.
emodna_status check_window(std::int32_t rate, float floor_hz, float periods, double most, const char* operation) {
  if (static_cast<double>(rate) * periods / floor_hz <= most) return EMODNA_OK;
  return fail(EMODNA_INVALID_ARGUMENT, "%s: floor_hz is %g, whose window has more than %.0f samples at %d Hz",
              operation, floor_hz, most, rate);
}

emodna_status check_rate(std::int32_t rate, std::int32_t hop, const char* operation) {
  return first_failure(check_range(rate, EMODNA_LEAST_RATE, EMODNA_MOST_RATE, operation, "sample_rate") ||
                       check_range(hop, 1, EMODNA_MOST_RATE, operation, "hop"));
}

emodna_status check_frame_wise(const emodna_pitch_recipe& r, const char* operation) {
  const auto longest = static_cast<std::int64_t>(static_cast<double>(r.sample_rate) / r.floor_hz);
  return first_failure(check_range(r.window_length, longest + 1, static_cast<std::int64_t>(kLongestWindow), operation,
                                   "window_length") ||
                       check_real(r.lag_cost, 0, 1e3, operation, "lag_cost"));
}

emodna_status check_path(const emodna_pitch_recipe& r, const char* operation) {
  return first_failure(check_real(r.periods, 2, 16, operation, "periods") ||
                       check_window(r.sample_rate, r.floor_hz, r.periods, kLongestWindow, operation) ||
                       check_range(r.candidates, 2, 64, operation, "candidates") ||
                       check_real(r.silence, 0, 1, operation, "silence") ||
                       check_real(r.voicing, 0, 1, operation, "voicing") ||
                       check_real(r.octave_cost, 0, 1e3, operation, "octave_cost") ||
                       check_real(r.octave_jump_cost, 0, 1e3, operation, "octave_jump_cost") ||
                       check_real(r.voicing_change_cost, 0, 1e3, operation, "voicing_change_cost"));
}

// What the backends may rely on.
emodna_status check_pitch_recipe(const emodna_pitch_recipe& r, const char* operation) {
  emodna_status status =
      first_failure(check_range(r.kind, EMODNA_PITCH_FRAME_WISE, EMODNA_PITCH_PATH, operation, "kind") ||
                    check_rate(r.sample_rate, r.hop, operation) ||
                    check_real(r.floor_hz, 10, r.sample_rate / 8.0, operation, "floor_hz") ||
                    check_real(r.ceiling_hz, 10, r.sample_rate / 2.0, operation, "ceiling_hz"));
  if (status != EMODNA_OK) return status;
  if (r.ceiling_hz < 1.5F * r.floor_hz) {
    return fail(EMODNA_INVALID_ARGUMENT, "%s: ceiling_hz is %g, which is not 1.5 times floor_hz, %g", operation,
                r.ceiling_hz, r.floor_hz);
  }
  return r.kind == EMODNA_PITCH_PATH ? check_path(r, operation) : check_frame_wise(r, operation);
}

emodna_status check_voice_recipe(const emodna_voice_recipe& r, const char* operation) {
  return first_failure(
      check_rate(r.sample_rate, r.hop, operation) ||
      check_real(r.floor_hz, 10, r.sample_rate / 8.0, operation, "floor_hz") ||
      check_window(r.sample_rate, r.floor_hz, 1, kLongestPeriod, operation) ||
      check_real(r.silence, 0, 1, operation, "silence") ||
      check_real(r.period_factor, 1, 1e3, operation, "period_factor") ||
      check_real(r.amplitude_factor, 1, 1e3, operation, "amplitude_factor") ||
      check_real(r.least_period, 0, 1, operation, "least_period") ||
      check_real(r.greatest_period, r.least_period, 1, operation, "greatest_period") ||
      check_real(r.window, 0.001, 10, operation, "window") ||
      check_real(r.formant_ceiling_hz, EMODNA_LEAST_RATE, r.sample_rate / 2.0, operation, "formant_ceiling_hz") ||
      check_range(r.formants, 3, 8, operation, "formants") ||
      check_real(r.formant_window, 0.005, 0.25, operation, "formant_window") ||
      check_real(r.emphasis_hz, 0, r.formant_ceiling_hz, operation, "emphasis_hz"));
}

}  // namespace

extern "C" emodna_status emodna_pitch_frames(const emodna_pitch_recipe* recipe, int64_t samples, int64_t* frames) {
  emodna_status status = first_failure(check_pointer(recipe, "pitch_frames", "recipe") ||
                                       check_pointer(frames, "pitch_frames", "frames") ||
                                       check_range(samples, 0, emodna::kMostSamples, "pitch_frames", "samples"));
  if (status != EMODNA_OK) return status;
  status = check_pitch_recipe(*recipe, "pitch_frames");
  if (status == EMODNA_OK) *frames = emodna::centred_frames(samples, recipe->hop);
  return status;
}

extern "C" emodna_status emodna_pitch(emodna_stream* stream, const emodna_pitch_args* args) {
  emodna_status status = first_failure(check_stream(stream, "pitch") || emodna::check_not_capturing(stream, "pitch") ||
                                       check_pointer(args, "pitch", "args"));
  if (status != EMODNA_OK) return status;
  if (status = check_pitch_recipe(args->recipe, "pitch"); status != EMODNA_OK) return status;
  const auto frames = [&](std::int64_t samples) { return emodna::centred_frames(samples, args->recipe.hop); };
  status = emodna::check_clips({args->clips, args->sample_offsets, args->frame_offsets}, frames, "pitch");
  if (status != EMODNA_OK || args->clips == 0) return status;
  if (args->frame_offsets[args->clips] == args->frame_offsets[0]) return EMODNA_OK;
  status = first_failure(check_pointer(args->audio, "pitch", "audio") || check_pointer(args->f0, "pitch", "f0") ||
                         check_pointer(args->strength, "pitch", "strength"));
  if (status != EMODNA_OK) return status;
  return stream->context->backend->pitch(stream->impl, args);
}

extern "C" emodna_status emodna_voice(emodna_stream* stream, const emodna_voice_args* args) {
  emodna_status status = first_failure(check_stream(stream, "voice") || emodna::check_not_capturing(stream, "voice") ||
                                       check_pointer(args, "voice", "args"));
  if (status != EMODNA_OK) return status;
  if (status = check_voice_recipe(args->recipe, "voice"); status != EMODNA_OK) return status;
  const auto frames = [&](std::int64_t samples) { return emodna::centred_frames(samples, args->recipe.hop); };
  status = emodna::check_clips({args->clips, args->sample_offsets, args->frame_offsets}, frames, "voice");
  if (status != EMODNA_OK || args->clips == 0) return status;
  if (status = check_pointer(args->summary, "voice", "summary"); status != EMODNA_OK) return status;
  if (args->frame_offsets[args->clips] > args->frame_offsets[0]) {
    status = first_failure(check_pointer(args->audio, "voice", "audio") || check_pointer(args->f0, "voice", "f0") ||
                           check_pointer(args->values, "voice", "values"));
  }
  if (status != EMODNA_OK) return status;
  return stream->context->backend->voice(stream->impl, args);
}
