package org.emodna.kernels;

import java.util.List;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_mfcc_dialect;

/**
 * Every parameter of an MFCC ({@code emodna/audio.h}). Ranges are checked when a recipe is used,
 * with an {@link org.emodna.base.InvalidArgumentException} that names the parameter. Recipes are
 * equal if all parameters are.
 */
public final class MfccRecipe {
  /** Window functions. Hann is periodic; the others are symmetric. */
  public enum Window {
    /** Hann's window, periodic. */
    HANN(Native.EMODNA_WINDOW_HANN),
    /** Povey's window: the symmetric Hann window to the power 0.85. */
    POVEY(Native.EMODNA_WINDOW_POVEY),
    /** Hamming's window, symmetric. */
    HAMMING(Native.EMODNA_WINDOW_HAMMING);

    private final int code;

    Window(int code) {
      this.code = code;
    }
  }

  /** Mel scales. */
  public enum MelScale {
    /** Slaney's: linear up to 1,000 Hz, logarithmic above. */
    SLANEY(Native.EMODNA_MEL_SLANEY),
    /** HTK's and Kaldi's: 2595 log10(1 + f / 700) at f Hz. */
    HTK(Native.EMODNA_MEL_HTK);

    private final int code;

    MelScale(int code) {
      this.code = code;
    }
  }

  /** Logarithms. */
  public enum Log {
    /** 10 log10, in dB. */
    DECIBEL(Native.EMODNA_LOG_DECIBEL),
    /** Natural logarithm. */
    NATURAL(Native.EMODNA_LOG_NATURAL);

    private final int code;

    Log(int code) {
      this.code = code;
    }
  }

  private final int sampleRate;
  private final Window window;
  private final int windowLength;
  private final int hop;
  private final int fftLength;
  private final boolean centred;
  private final boolean removeDc;
  private final float preemphasis;
  private final float inputScale;
  private final MelScale melScale;
  private final boolean melAreaNorm;
  private final boolean melTriangles;
  private final int melBins;
  private final float lowHz;
  private final float highHz;
  private final Log log;
  private final float logFloor;
  private final float topDb;
  private final int coefficients;
  private final float lifter;

  private MfccRecipe(Builder from) {
    sampleRate = from.sampleRate;
    window = from.window;
    windowLength = from.windowLength;
    hop = from.hop;
    fftLength = from.fftLength;
    centred = from.centred;
    removeDc = from.removeDc;
    preemphasis = from.preemphasis;
    inputScale = from.inputScale;
    melScale = from.melScale;
    melAreaNorm = from.melAreaNorm;
    melTriangles = from.melTriangles;
    melBins = from.melBins;
    lowHz = from.lowHz;
    highHz = from.highHz;
    log = from.log;
    logFloor = from.logFloor;
    topDb = from.topDb;
    coefficients = from.coefficients;
    lifter = from.lifter;
  }

  /**
   * A new builder. It starts with the MFCC of librosa 0.8 at 22,050 Hz with 39 coefficients; see
   * docs/dialects.md.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with this recipe. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.sampleRate = sampleRate;
    builder.window = window;
    builder.windowLength = windowLength;
    builder.hop = hop;
    builder.fftLength = fftLength;
    builder.centred = centred;
    builder.removeDc = removeDc;
    builder.preemphasis = preemphasis;
    builder.inputScale = inputScale;
    builder.melScale = melScale;
    builder.melAreaNorm = melAreaNorm;
    builder.melTriangles = melTriangles;
    builder.melBins = melBins;
    builder.lowHz = lowHz;
    builder.highHz = highHz;
    builder.log = log;
    builder.logFloor = logFloor;
    builder.topDb = topDb;
    builder.coefficients = coefficients;
    builder.lifter = lifter;
    return builder;
  }

  /** Sampling rate in Hz. */
  public int sampleRate() {
    return sampleRate;
  }

  /** Window function. */
  public Window window() {
    return window;
  }

  /** Length of the window in samples. */
  public int windowLength() {
    return windowLength;
  }

  /** Samples from frame to frame. */
  public int hop() {
    return hop;
  }

  /** Length of the Fourier transform: a power of two, at least the length of the window. */
  public int fftLength() {
    return fftLength;
  }

  /**
   * Whether frames are centred on multiples of the hop, with reflect padding; otherwise only whole
   * frames are taken.
   */
  public boolean centred() {
    return centred;
  }

  /** Whether each frame's mean is subtracted. */
  public boolean removeDc() {
    return removeDc;
  }

  /** Preemphasis within each frame; 0 = none. */
  public float preemphasis() {
    return preemphasis;
  }

  /** Samples are first multiplied by this. */
  public float inputScale() {
    return inputScale;
  }

  /** Mel scale. */
  public MelScale melScale() {
    return melScale;
  }

  /** Whether bands have Slaney's area norm. */
  public boolean melAreaNorm() {
    return melAreaNorm;
  }

  /** Whether the bands are triangles in mel rather than in Hz. */
  public boolean melTriangles() {
    return melTriangles;
  }

  /** Number of mel bands. */
  public int melBins() {
    return melBins;
  }

  /** Lower end of the first band in Hz. */
  public float lowHz() {
    return lowHz;
  }

  /** Upper end of the last band in Hz; 0 = half the sampling rate. */
  public float highHz() {
    return highHz;
  }

  /** Logarithm of the band energies. */
  public Log log() {
    return log;
  }

  /** Least band energy; smaller ones are raised to it. */
  public float logFloor() {
    return logFloor;
  }

  /** Values further below the clip's greatest than this, in dB, are raised to it; 0 = not. */
  public float topDb() {
    return topDb;
  }

  /** Number of cepstral coefficients that are kept. */
  public int coefficients() {
    return coefficients;
  }

  /** Cepstral lifter; 0 = none. */
  public float lifter() {
    return lifter;
  }

  void copyTo(emodna_mfcc_dialect to) {
    to.sample_rate(sampleRate).window(window.code).window_length(windowLength).hop(hop);
    to.fft_length(fftLength).centred(centred ? 1 : 0).remove_dc(removeDc ? 1 : 0);
    to.preemphasis(preemphasis).input_scale(inputScale).mel_scale(melScale.code);
    to.mel_area_norm(melAreaNorm ? 1 : 0).mel_triangles(melTriangles ? 1 : 0).mel_bins(melBins);
    to.low_hz(lowHz).high_hz(highHz).log(log.code).log_floor(logFloor).top_db(topDb);
    to.coefficients(coefficients).lifter(lifter);
  }

  private List<Object> values() {
    return List.of(
        sampleRate,
        window,
        windowLength,
        hop,
        fftLength,
        centred,
        removeDc,
        preemphasis,
        inputScale,
        melScale,
        melAreaNorm,
        melTriangles,
        melBins,
        lowHz,
        highHz,
        log,
        logFloor,
        topDb,
        coefficients,
        lifter);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MfccRecipe recipe && values().equals(recipe.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "MFCC recipe " + values();
  }

  /** Sets a recipe's parameters by name; each is described at the recipe's accessor. */
  public static final class Builder {
    private int sampleRate = 22_050;
    private Window window = Window.HANN;
    private int windowLength = 2048;
    private int hop = 512;
    private int fftLength = 2048;
    private boolean centred = true;
    private boolean removeDc = false;
    private float preemphasis = 0;
    private float inputScale = 1;
    private MelScale melScale = MelScale.SLANEY;
    private boolean melAreaNorm = true;
    private boolean melTriangles = false;
    private int melBins = 128;
    private float lowHz = 0;
    private float highHz = 0;
    private Log log = Log.DECIBEL;
    private float logFloor = 1e-10f;
    private float topDb = 80;
    private int coefficients = 39;
    private float lifter = 0;

    private Builder() {}

    /** Sampling rate in Hz. */
    public Builder sampleRate(int value) {
      sampleRate = value;
      return this;
    }

    /** Window function. */
    public Builder window(Window value) {
      window = value;
      return this;
    }

    /** Length of the window in samples. */
    public Builder windowLength(int value) {
      windowLength = value;
      return this;
    }

    /** Samples from frame to frame. */
    public Builder hop(int value) {
      hop = value;
      return this;
    }

    /** Length of the Fourier transform: a power of two, at least the length of the window. */
    public Builder fftLength(int value) {
      fftLength = value;
      return this;
    }

    /**
     * Whether frames are centred on multiples of the hop, with reflect padding; otherwise only
     * whole frames are taken.
     */
    public Builder centred(boolean value) {
      centred = value;
      return this;
    }

    /** Whether each frame's mean is subtracted. */
    public Builder removeDc(boolean value) {
      removeDc = value;
      return this;
    }

    /** Preemphasis within each frame; 0 = none. */
    public Builder preemphasis(float value) {
      preemphasis = value;
      return this;
    }

    /** Samples are first multiplied by this. */
    public Builder inputScale(float value) {
      inputScale = value;
      return this;
    }

    /** Mel scale. */
    public Builder melScale(MelScale value) {
      melScale = value;
      return this;
    }

    /** Whether bands have Slaney's area norm. */
    public Builder melAreaNorm(boolean value) {
      melAreaNorm = value;
      return this;
    }

    /** Whether the bands are triangles in mel rather than in Hz. */
    public Builder melTriangles(boolean value) {
      melTriangles = value;
      return this;
    }

    /** Number of mel bands. */
    public Builder melBins(int value) {
      melBins = value;
      return this;
    }

    /** Lower end of the first band in Hz. */
    public Builder lowHz(float value) {
      lowHz = value;
      return this;
    }

    /** Upper end of the last band in Hz; 0 = half the sampling rate. */
    public Builder highHz(float value) {
      highHz = value;
      return this;
    }

    /** Logarithm of the band energies. */
    public Builder log(Log value) {
      log = value;
      return this;
    }

    /** Least band energy; smaller ones are raised to it. */
    public Builder logFloor(float value) {
      logFloor = value;
      return this;
    }

    /** Values further below the clip's greatest than this, in dB, are raised to it; 0 = not. */
    public Builder topDb(float value) {
      topDb = value;
      return this;
    }

    /** Number of cepstral coefficients that are kept. */
    public Builder coefficients(int value) {
      coefficients = value;
      return this;
    }

    /** Cepstral lifter; 0 = none. */
    public Builder lifter(float value) {
      lifter = value;
      return this;
    }

    /** The recipe. */
    public MfccRecipe build() {
      return new MfccRecipe(this);
    }
  }
}
