/*
 * From samples to MFCC. Inputs and outputs are host memory on the CPU backend and device memory on others. These calls
 * fail while a graph is being captured.
 */
#ifndef EMODNA_AUDIO_H
#define EMODNA_AUDIO_H

#include "emodna/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Resampling with a Kaiser-windowed sinc: 64 zero crossings of the sinc after its rolloff of 0.9475937167399596, beta
 * 14.769656459379492, the window evaluated exactly, zeros outside the signal. resampy's "kaiser_best" has the same
 * constants, but counts the crossings before the rolloff and interpolates a table: the two differ by about 1e-4 of the
 * peak (docs/dialects.md). The output has ceil(count * to_rate / from_rate) samples.
 * Rates are in Hz, from EMODNA_LEAST_RATE to EMODNA_MOST_RATE; others give EMODNA_INVALID_ARGUMENT. A rate comes from a
 * file's header, and a rate of 1 Hz would turn each sample into a second of sound. Within the range the work is bounded
 * by the number of samples: one sample gives at most 768, and each sample of the longer signal takes about 140
 * products. Ratios with too many phases for a table of filters (44099 to 22050) take about three times as long. */
enum { EMODNA_LEAST_RATE = 1000, EMODNA_MOST_RATE = 768000 };
EMODNA_API emodna_status emodna_resample_length(int64_t count, int32_t from_rate, int32_t to_rate, int64_t* length);
EMODNA_API emodna_status emodna_resample(emodna_stream* stream, const float* samples, int64_t count, int32_t from_rate,
                                         int32_t to_rate, float* out, int64_t out_count);

enum { EMODNA_WINDOW_HANN = 0, EMODNA_WINDOW_POVEY = 1, EMODNA_WINDOW_HAMMING = 2 };
enum { EMODNA_MEL_SLANEY = 0, EMODNA_MEL_HTK = 1 };
enum { EMODNA_LOG_DECIBEL = 0, EMODNA_LOG_NATURAL = 1 };

/* One exact recipe for MFCC. */
typedef struct emodna_mfcc_dialect {
  int32_t sample_rate;   /* Hz */
  int32_t window;        /* EMODNA_WINDOW_*; Hann is periodic, Povey and Hamming are symmetric */
  int32_t window_length; /* samples; zero-padded to fft_length (centred where `centred`) */
  int32_t hop;           /* samples */
  int32_t fft_length;    /* a power of two >= window_length */
  int32_t centred;       /* 1: 1 + n / hop frames, centred with reflect padding; 0: whole frames only */
  int32_t remove_dc;     /* 1: subtract each frame's mean */
  float preemphasis;     /* per frame; 0 = none */
  float input_scale;     /* samples are first multiplied by this (32768 for Kaldi) */
  int32_t mel_scale;     /* EMODNA_MEL_* */
  int32_t mel_area_norm; /* 1: Slaney's area norm */
  int32_t mel_triangles; /* 0: triangles linear in Hz; 1: triangles linear in mel (Kaldi) */
  int32_t mel_bins;
  float low_hz, high_hz; /* high_hz 0 = half the sampling rate */
  int32_t log; /* EMODNA_LOG_*; DECIBEL is 10 log10(max(floor, S)), clipped at top_db below the clip's maximum */
  float log_floor;
  float top_db;         /* 0 = not clipped */
  int32_t coefficients; /* of the orthonormal DCT-II that are kept */
  float lifter;         /* cepstral lifter; 0 = none */
} emodna_mfcc_dialect;

/* Number of frames in `samples` samples; 0 if there are too few samples for one. */
EMODNA_API emodna_status emodna_mfcc_frames(const emodna_mfcc_dialect* dialect, int64_t samples, int64_t* frames);

/* A batch of clips of any length, computed in parallel. */
typedef struct emodna_mfcc_args {
  emodna_mfcc_dialect dialect;
  int32_t clips;
  const float* audio;            /* all clips, one after the other, mono, at the dialect's rate */
  const int64_t* sample_offsets; /* [clips + 1], host memory */
  const int64_t* frame_offsets;  /* [clips + 1], host memory; clip i gets emodna_mfcc_frames() frames */
  float* mfcc;                   /* [frames of all clips, coefficients] */
  float* level;                  /* [frames of all clips] mean square of each unwindowed frame in dB, or NULL */
  float* log_mel;                /* [frames of all clips, mel_bins] what the cosine transform sees, or NULL */
} emodna_mfcc_args;

EMODNA_API emodna_status emodna_mfcc(emodna_stream* stream, const emodna_mfcc_args* args);

#ifdef __cplusplus
}
#endif

#endif
