// Resampling and MFCC: checks of the arguments, then the backend.
#include "clips.h"
#include "objects.h"

using emodna::check_pointer;
using emodna::check_range;
using emodna::check_real;
using emodna::check_stream;
using emodna::fail;
using emodna::first_failure;
using emodna::kMostSamples;

namespace {

constexpr std::int32_t kMostRate = 1 << 20;

emodna_status check_resample(std::int64_t count, std::int32_t from_rate, std::int32_t to_rate, const char* operation) {
  return first_failure(check_range(count, 0, kMostSamples, operation, "count") ||
                       check_range(from_rate, EMODNA_LEAST_RATE, EMODNA_MOST_RATE, operation, "from_rate") ||
                       check_range(to_rate, EMODNA_LEAST_RATE, EMODNA_MOST_RATE, operation, "to_rate"));
}

std::int64_t resampled(std::int64_t count, std::int32_t from_rate, std::int32_t to_rate) {
  return (count * to_rate + from_rate - 1) / from_rate;
}

// What the backends may rely on. The upper limits keep tables within memory.
emodna_status check_dialect(const emodna_mfcc_dialect& d, const char* operation) {
  emodna_status status = first_failure(
      check_range(d.sample_rate, 1, kMostRate, operation, "sample_rate") ||
      check_range(d.window, EMODNA_WINDOW_HANN, EMODNA_WINDOW_HAMMING, operation, "window") ||
      check_range(d.fft_length, 2, 1 << 16, operation, "fft_length") ||
      check_range(d.window_length, 1, d.fft_length, operation, "window_length") ||
      check_range(d.hop, 1, kMostRate, operation, "hop") || check_range(d.centred, 0, 1, operation, "centred") ||
      check_range(d.remove_dc, 0, 1, operation, "remove_dc") ||
      check_real(d.preemphasis, 0, 1, operation, "preemphasis") ||
      check_real(d.input_scale, 1e-9, 1e9, operation, "input_scale") ||
      check_range(d.mel_scale, EMODNA_MEL_SLANEY, EMODNA_MEL_HTK, operation, "mel_scale") ||
      check_range(d.mel_area_norm, 0, 1, operation, "mel_area_norm") ||
      check_range(d.mel_triangles, 0, 1, operation, "mel_triangles") ||
      check_range(d.mel_bins, 1, 1024, operation, "mel_bins") ||
      check_range(d.log, EMODNA_LOG_DECIBEL, EMODNA_LOG_NATURAL, operation, "log") ||
      check_real(d.log_floor, 1e-30, 1e30, operation, "log_floor") ||
      check_real(d.top_db, 0, 1e6, operation, "top_db") ||
      check_range(d.coefficients, 1, d.mel_bins, operation, "coefficients") ||
      check_real(d.lifter, 0, 1e6, operation, "lifter"));
  if (status != EMODNA_OK) return status;
  if ((d.fft_length & (d.fft_length - 1)) != 0) {
    return fail(EMODNA_INVALID_ARGUMENT, "%s: fft_length is %d, which is not a power of two", operation, d.fft_length);
  }
  const double half = 0.5 * d.sample_rate;
  const double high = d.high_hz == 0 ? half : d.high_hz;
  status = first_failure(check_real(d.high_hz, 0, half, operation, "high_hz") ||
                         check_real(d.low_hz, 0, half, operation, "low_hz"));
  if (status == EMODNA_OK && d.low_hz >= high) {
    return fail(EMODNA_INVALID_ARGUMENT, "%s: low_hz is %g, which is not below high_hz, %g", operation, d.low_hz, high);
  }
  return status;
}

std::int64_t frames_of(const emodna_mfcc_dialect& d, std::int64_t samples) {
  if (samples <= 0) return 0;
  if (d.centred) return emodna::centred_frames(samples, d.hop);
  return samples < d.window_length ? 0 : 1 + (samples - d.window_length) / d.hop;
}

}  // namespace

extern "C" emodna_status emodna_resample_length(int64_t count, int32_t from_rate, int32_t to_rate, int64_t* length) {
  const emodna_status status = first_failure(check_pointer(length, "resample_length", "length") ||
                                             check_resample(count, from_rate, to_rate, "resample_length"));
  if (status == EMODNA_OK) *length = resampled(count, from_rate, to_rate);
  return status;
}

extern "C" emodna_status emodna_resample(emodna_stream* stream, const float* samples, int64_t count, int32_t from_rate,
                                         int32_t to_rate, float* out, int64_t out_count) {
  emodna_status status =
      first_failure(check_stream(stream, "resample") || emodna::check_not_capturing(stream, "resample") ||
                    check_resample(count, from_rate, to_rate, "resample"));
  if (status != EMODNA_OK) return status;
  const std::int64_t length = resampled(count, from_rate, to_rate);
  if (out_count != length) {
    return fail(EMODNA_INVALID_ARGUMENT, "resample: out_count is %lld, but the result has %lld samples",
                (long long)out_count, (long long)length);
  }
  if (count == 0) return EMODNA_OK;
  status = first_failure(check_pointer(samples, "resample", "samples") || check_pointer(out, "resample", "out"));
  if (status != EMODNA_OK) return status;
  return stream->context->backend->resample(stream->impl, samples, count, from_rate, to_rate, out, out_count);
}

extern "C" emodna_status emodna_mfcc_frames(const emodna_mfcc_dialect* dialect, int64_t samples, int64_t* frames) {
  emodna_status status = first_failure(check_pointer(dialect, "mfcc_frames", "dialect") ||
                                       check_pointer(frames, "mfcc_frames", "frames") ||
                                       check_range(samples, 0, kMostSamples, "mfcc_frames", "samples"));
  if (status != EMODNA_OK) return status;
  if (status = check_dialect(*dialect, "mfcc_frames"); status == EMODNA_OK) *frames = frames_of(*dialect, samples);
  return status;
}

extern "C" emodna_status emodna_mfcc(emodna_stream* stream, const emodna_mfcc_args* args) {
  emodna_status status = first_failure(check_stream(stream, "mfcc") || emodna::check_not_capturing(stream, "mfcc") ||
                                       check_pointer(args, "mfcc", "args"));
  if (status != EMODNA_OK) return status;
  if (status = check_dialect(args->dialect, "mfcc"); status != EMODNA_OK) return status;
  const auto frames = [&](std::int64_t samples) { return frames_of(args->dialect, samples); };
  status = emodna::check_clips({args->clips, args->sample_offsets, args->frame_offsets}, frames, "mfcc");
  if (status != EMODNA_OK) return status;
  if (args->frame_offsets[args->clips] == args->frame_offsets[0]) return EMODNA_OK;
  status = first_failure(check_pointer(args->audio, "mfcc", "audio") || check_pointer(args->mfcc, "mfcc", "mfcc"));
  if (status != EMODNA_OK) return status;
  return stream->context->backend->mfcc(stream->impl, args);
}
