package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_mfcc_dialect;

/**
 * Every parameter of an MFCC; the meaning of each is in {@code emodna/audio.h}.
 *
 * @param sampleRate Hz
 * @param windowLength samples
 * @param hop samples from frame to frame
 * @param fftLength a power of two, at least the window's length
 * @param centred frames centred on multiples of the hop, with reflect padding; else whole frames
 *     only
 * @param removeDc subtract each frame's mean
 * @param preemphasis 0 = none
 * @param inputScale samples are multiplied by this first
 * @param melAreaNorm Slaney's area norm
 * @param melTriangles triangles linear in mel instead of Hz
 * @param lowHz lower end of the first band
 * @param highHz upper end of the last band; 0 = half the sampling rate
 * @param logFloor smallest band energy
 * @param topDb values are raised to this much under the clip's greatest; 0 = not
 * @param coefficients how many are kept
 * @param lifter cepstral lifter; 0 = none
 */
public record MfccRecipe(
    int sampleRate,
    Window window,
    int windowLength,
    int hop,
    int fftLength,
    boolean centred,
    boolean removeDc,
    float preemphasis,
    float inputScale,
    MelScale melScale,
    boolean melAreaNorm,
    boolean melTriangles,
    int melBins,
    float lowHz,
    float highHz,
    Log log,
    float logFloor,
    float topDb,
    int coefficients,
    float lifter) {
  /** Window functions. Hann is periodic, the others symmetric. */
  public enum Window {
    HANN(Native.EMODNA_WINDOW_HANN),
    POVEY(Native.EMODNA_WINDOW_POVEY),
    HAMMING(Native.EMODNA_WINDOW_HAMMING);

    private final int code;

    Window(int code) {
      this.code = code;
    }
  }

  /** Mel scales. */
  public enum MelScale {
    SLANEY(Native.EMODNA_MEL_SLANEY),
    HTK(Native.EMODNA_MEL_HTK);

    private final int code;

    MelScale(int code) {
      this.code = code;
    }
  }

  /** Logarithms. */
  public enum Log {
    DECIBEL(Native.EMODNA_LOG_DECIBEL),
    NATURAL(Native.EMODNA_LOG_NATURAL);

    private final int code;

    Log(int code) {
      this.code = code;
    }
  }

  void copyTo(emodna_mfcc_dialect to) {
    to.sample_rate(sampleRate).window(window.code).window_length(windowLength).hop(hop);
    to.fft_length(fftLength).centred(centred ? 1 : 0).remove_dc(removeDc ? 1 : 0);
    to.preemphasis(preemphasis).input_scale(inputScale).mel_scale(melScale.code);
    to.mel_area_norm(melAreaNorm ? 1 : 0).mel_triangles(melTriangles ? 1 : 0).mel_bins(melBins);
    to.low_hz(lowHz).high_hz(highHz).log(log.code).log_floor(logFloor).top_db(topDb);
    to.coefficients(coefficients).lifter(lifter);
  }
}
