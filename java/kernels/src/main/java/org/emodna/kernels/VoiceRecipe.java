package org.emodna.kernels;

import java.util.List;
import org.emodna.kernels.bindings.emodna_voice_recipe;

/**
 * Every parameter of a {@link Voice} ({@code emodna/speech.h}). Ranges are checked when a recipe is
 * used, with an {@link org.emodna.base.InvalidArgumentException} that names the parameter. Recipes
 * are equal if all parameters are.
 */
public final class VoiceRecipe {
  private final Builder of;

  private VoiceRecipe(Builder from) {
    of = new Builder(from);
  }

  /** A builder that starts with Praat's usual values at 22,050 Hz, hop 512, F0 from 65 Hz. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with this recipe. */
  public Builder toBuilder() {
    return new Builder(of);
  }

  /** Sampling rate in Hz. */
  public int sampleRate() {
    return of.sampleRate;
  }

  /** Samples from frame to frame. */
  public int hop() {
    return of.hop;
  }

  /** Lowest F0 of the harmonicity in Hz. */
  public float floorHz() {
    return of.floorHz;
  }

  /** Peak relative to the clip's, below which the harmonicity leaves a frame out. */
  public float silence() {
    return of.silence;
  }

  /** Neighbouring periods that differ by more than this factor are not compared. */
  public float periodFactor() {
    return of.periodFactor;
  }

  /** Likewise amplitudes. */
  public float amplitudeFactor() {
    return of.amplitudeFactor;
  }

  /** Shortest period in seconds. */
  public float leastPeriod() {
    return of.leastPeriod;
  }

  /** Longest period in seconds. */
  public float greatestPeriod() {
    return of.greatestPeriod;
  }

  /** Seconds over which jitter and shimmer of a frame run, centred on it. */
  public float window() {
    return of.window;
  }

  /** Formants are sought up to this frequency in Hz. */
  public float formantCeilingHz() {
    return of.formantCeilingHz;
  }

  /** Number of formants up to there; the predictor has twice that order. */
  public int formants() {
    return of.formants;
  }

  /** Effective length of the formants' Gaussian window in seconds. */
  public float formantWindow() {
    return of.formantWindow;
  }

  /** Pre-emphasis from this frequency on, for the formants. */
  public float emphasisHz() {
    return of.emphasisHz;
  }

  void copyTo(emodna_voice_recipe to) {
    to.sample_rate(of.sampleRate);
    to.hop(of.hop);
    to.floor_hz(of.floorHz);
    to.silence(of.silence);
    to.period_factor(of.periodFactor);
    to.amplitude_factor(of.amplitudeFactor);
    to.least_period(of.leastPeriod);
    to.greatest_period(of.greatestPeriod);
    to.window(of.window);
    to.formant_ceiling_hz(of.formantCeilingHz);
    to.formants(of.formants);
    to.formant_window(of.formantWindow);
    to.emphasis_hz(of.emphasisHz);
  }

  private List<Object> values() {
    return List.of(
        of.sampleRate,
        of.hop,
        of.floorHz,
        of.silence,
        of.periodFactor,
        of.amplitudeFactor,
        of.leastPeriod,
        of.greatestPeriod,
        of.window,
        of.formantCeilingHz,
        of.formants,
        of.formantWindow,
        of.emphasisHz);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VoiceRecipe recipe && values().equals(recipe.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "voice recipe " + values();
  }

  /** Sets a recipe's parameters by name; each is described at the recipe's accessor. */
  public static final class Builder {
    private int sampleRate = 22_050;
    private int hop = 512;
    private float floorHz = 65;
    private float silence = 0.1f;
    private float periodFactor = 1.3f;
    private float amplitudeFactor = 1.6f;
    private float leastPeriod = 0.0001f;
    private float greatestPeriod = 0.02f;
    private float window = 0.1f;
    private float formantCeilingHz = 5500;
    private int formants = 5;
    private float formantWindow = 0.025f;
    private float emphasisHz = 50;

    private Builder() {}

    private Builder(Builder from) {
      sampleRate = from.sampleRate;
      hop = from.hop;
      floorHz = from.floorHz;
      silence = from.silence;
      periodFactor = from.periodFactor;
      amplitudeFactor = from.amplitudeFactor;
      leastPeriod = from.leastPeriod;
      greatestPeriod = from.greatestPeriod;
      window = from.window;
      formantCeilingHz = from.formantCeilingHz;
      formants = from.formants;
      formantWindow = from.formantWindow;
      emphasisHz = from.emphasisHz;
    }

    /** Sampling rate in Hz. */
    public Builder sampleRate(int value) {
      sampleRate = value;
      return this;
    }

    /** Samples from frame to frame. */
    public Builder hop(int value) {
      hop = value;
      return this;
    }

    /** Lowest F0 of the harmonicity in Hz. */
    public Builder floorHz(float value) {
      floorHz = value;
      return this;
    }

    /** Peak relative to the clip's, below which the harmonicity leaves a frame out. */
    public Builder silence(float value) {
      silence = value;
      return this;
    }

    /** Neighbouring periods that differ by more than this factor are not compared. */
    public Builder periodFactor(float value) {
      periodFactor = value;
      return this;
    }

    /** Likewise amplitudes. */
    public Builder amplitudeFactor(float value) {
      amplitudeFactor = value;
      return this;
    }

    /** Shortest period in seconds. */
    public Builder leastPeriod(float value) {
      leastPeriod = value;
      return this;
    }

    /** Longest period in seconds. */
    public Builder greatestPeriod(float value) {
      greatestPeriod = value;
      return this;
    }

    /** Seconds over which jitter and shimmer of a frame run, centred on it. */
    public Builder window(float value) {
      window = value;
      return this;
    }

    /** Formants are sought up to this frequency in Hz. */
    public Builder formantCeilingHz(float value) {
      formantCeilingHz = value;
      return this;
    }

    /** Number of formants up to there; the predictor has twice that order. */
    public Builder formants(int value) {
      formants = value;
      return this;
    }

    /** Effective length of the formants' Gaussian window in seconds. */
    public Builder formantWindow(float value) {
      formantWindow = value;
      return this;
    }

    /** Pre-emphasis from this frequency on, for the formants. */
    public Builder emphasisHz(float value) {
      emphasisHz = value;
      return this;
    }

    /** The recipe. */
    public VoiceRecipe build() {
      return new VoiceRecipe(this);
    }
  }
}
