/*
 * The voice in a recording: fundamental frequency, and what describes the voice quality. Inputs and outputs are host
 * memory on the CPU backend and device memory on others. These calls fail while a graph is being captured.
 *
 * Frames are those of emodna_mfcc with `centred` set: frame i is centred on sample i * hop, a clip of n samples has
 * 1 + n / hop of them, and what lies outside the clip is zero here.
 */
#ifndef EMODNA_SPEECH_H
#define EMODNA_SPEECH_H

#include "emodna/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* FRAME_WISE takes each frame's best lag, voiced or not: r(k) - lag_cost ln(k / k_least) is greatest, where r is the
 * autocorrelation of the frame under a symmetric Hann window, divided by the window's own (at least 1e-3). F0 is
 * sample_rate / k, `strength` is r(k), not limited to 0..1. Whether the frame is voiced is for the caller to say.
 *
 * PATH is Boersma's method (1993, Proc. Inst. Phonetic Sciences 17, 97-110), which Praat calls To Pitch (ac): maxima of
 * the same function, interpolated, are candidates; the path through them and "unvoiced" is chosen over the whole clip.
 * F0 is 0 where the path is unvoiced. `strength` is the path's, or the strongest candidate's in unvoiced frames (0 if
 * there is none), within 0..1. */
enum { EMODNA_PITCH_FRAME_WISE = 0, EMODNA_PITCH_PATH = 1 };

typedef struct emodna_pitch_recipe {
  int32_t kind;               /* EMODNA_PITCH_* */
  int32_t sample_rate;        /* Hz, from EMODNA_LEAST_RATE to EMODNA_MOST_RATE */
  int32_t hop;                /* samples */
  float floor_hz, ceiling_hz; /* the range of F0 */
  int32_t window_length;      /* FRAME_WISE: samples, more than the longest lag, sample_rate / floor_hz */
  float lag_cost;             /* FRAME_WISE */
  float periods;              /* PATH: the window's length in periods of floor_hz; 2 at least */
  int32_t candidates;         /* PATH: most in a frame, "unvoiced" among them; 2 to 64 */
  float silence;              /* PATH: peak relative to the clip's, below which a frame is likely unvoiced */
  float voicing;              /* PATH: strength of "unvoiced" */
  float octave_cost;          /* PATH: a candidate an octave below the ceiling has its strength less by this */
  float octave_jump_cost;     /* PATH: of a change by an octave in 10 ms */
  float voicing_change_cost;  /* PATH: of a change between voiced and unvoiced in 10 ms */
} emodna_pitch_recipe;

/* Number of frames in `samples` samples: 1 + samples / hop, or 0 if there are none. */
EMODNA_API emodna_status emodna_pitch_frames(const emodna_pitch_recipe* recipe, int64_t samples, int64_t* frames);

/* A batch of clips of any length, computed in parallel. */
typedef struct emodna_pitch_args {
  emodna_pitch_recipe recipe;
  int32_t clips;
  const float* audio;            /* all clips, one after the other, mono, at the recipe's rate */
  const int64_t* sample_offsets; /* [clips + 1], host memory */
  const int64_t* frame_offsets;  /* [clips + 1], host memory; clip i gets emodna_pitch_frames() frames */
  float* f0;                     /* [frames of all clips] Hz */
  float* strength;               /* [frames of all clips] */
} emodna_pitch_args;

EMODNA_API emodna_status emodna_pitch(emodna_stream* stream, const emodna_pitch_args* args);

/* A frame of emodna_voice: */
enum {
  EMODNA_VOICE_JITTER = 0, /* mean difference of neighbouring periods over the mean period, within the window */
  EMODNA_VOICE_SHIMMER,    /* the same of the amplitudes of neighbouring periods */
  EMODNA_VOICE_HNR,        /* harmonics-to-noise ratio in dB */
  EMODNA_VOICE_F1,         /* formants in Hz */
  EMODNA_VOICE_F2,
  EMODNA_VOICE_F3,
  EMODNA_VOICE_B1, /* their bandwidths in Hz */
  EMODNA_VOICE_B2,
  EMODNA_VOICE_B3,
  EMODNA_VOICE_CENTROID,   /* of the power spectrum in Hz */
  EMODNA_VOICE_TILT,       /* slope of the third-octave bands' levels from 100 to 5000 Hz, in dB an octave */
  EMODNA_VOICE_ALPHA,      /* level of 50 to 1000 Hz minus that of 1000 to 5000 Hz, in dB */
  EMODNA_VOICE_HAMMARBERG, /* strongest line of 0 to 2000 Hz minus that of 2000 to 5000 Hz, in dB */
  EMODNA_VOICE_LOW,        /* level of 0 to 500 Hz minus that of 500 to 1000 Hz, in dB */
  EMODNA_VOICE_WIDTH
};

/* A clip's summary in emodna_voice, as Praat's commands give it: jitter (local), shimmer (local), mean of the
 * harmonicity (cc) over the frames that are not silent, in dB, and the number of glottal pulses. A value that is not
 * defined (fewer than two pairs of periods) is 0. */
enum {
  EMODNA_VOICE_JITTER_LOCAL = 0,
  EMODNA_VOICE_SHIMMER_LOCAL,
  EMODNA_VOICE_MEAN_HNR,
  EMODNA_VOICE_PULSES,
  EMODNA_VOICE_SUMMARY
};

typedef struct emodna_voice_recipe {
  int32_t sample_rate;                 /* Hz, as a pitch recipe's */
  int32_t hop;                         /* samples */
  float floor_hz;                      /* lowest F0, for the harmonicity */
  float silence;                       /* of the harmonicity: peak relative to the clip's */
  float period_factor;                 /* neighbouring periods that differ by more are not compared (1.3) */
  float amplitude_factor;              /* likewise amplitudes (1.6) */
  float least_period, greatest_period; /* seconds; others are not periods (0.0001, 0.02) */
  float window;                        /* seconds of running jitter and shimmer, centred on the frame */
  float formant_ceiling_hz;            /* formants are sought up to there; the signal is resampled to twice that */
  int32_t formants;                    /* in that range; the predictor has twice that order; 3 to 8 */
  float formant_window;                /* seconds; the Gaussian window itself is twice as long, as Praat's */
  float emphasis_hz;                   /* pre-emphasis from there on */
} emodna_voice_recipe;

/* Pulses are found in voiced stretches of `f0` as Praat's To PointProcess (cc) finds them, formants as To Formant
 * (burg). Where f0 is 0, what belongs to a voice (JITTER to B3) is interpolated linearly between the nearest frames
 * that have a value, and held beyond the first and last; 0 if no frame has one. The spectrum's values belong to every
 * frame. All outputs are finite if the samples are. */
typedef struct emodna_voice_args {
  emodna_voice_recipe recipe;
  int32_t clips;
  const float* audio;            /* as in emodna_pitch_args */
  const int64_t* sample_offsets; /* [clips + 1], host memory */
  const int64_t* frame_offsets;  /* [clips + 1], host memory */
  const float* f0;               /* [frames of all clips] Hz, 0 = unvoiced: the pitch's PATH at the same hop */
  float* values;                 /* [frames of all clips, EMODNA_VOICE_WIDTH] */
  float* summary;                /* [clips, EMODNA_VOICE_SUMMARY] */
} emodna_voice_args;

EMODNA_API emodna_status emodna_voice(emodna_stream* stream, const emodna_voice_args* args);

#ifdef __cplusplus
}
#endif

#endif
