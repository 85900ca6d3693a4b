package org.emodna.kernels;

import java.util.List;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_pitch_recipe;

/**
 * Every parameter of a {@link Pitch} ({@code emodna/speech.h}). Ranges are checked when a recipe is
 * used, with an {@link org.emodna.base.InvalidArgumentException} that names the parameter. Recipes
 * are equal if all parameters are.
 */
public final class PitchRecipe {
  /** How F0 is chosen. */
  public enum Kind {
    /**
     * Each frame's best lag, voiced or not; voicing is decided by the caller, from the strength.
     */
    FRAME_WISE(Native.EMODNA_PITCH_FRAME_WISE),
    /** The best path through candidates (Boersma 1993; Praat's {@code To Pitch (ac)}). */
    PATH(Native.EMODNA_PITCH_PATH);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  private final Builder of;

  private PitchRecipe(Builder from) {
    of = new Builder(from);
  }

  /**
   * A builder that starts with the F0 of the functionals: 22,050 Hz, hop 512, window 1,024, 65 to
   * 500 Hz, cost of a lag 0.02.
   */
  public static Builder frameWise() {
    return new Builder(Kind.FRAME_WISE);
  }

  /**
   * A builder that starts with Praat's usual values at 22,050 Hz, hop 512, 65 to 500 Hz: three
   * periods, 15 candidates, silence 0.03, voicing 0.45, octave cost 0.01, octave jump 0.35, change
   * of voicing 0.14.
   */
  public static Builder path() {
    return new Builder(Kind.PATH);
  }

  /** A builder that starts with this recipe. */
  public Builder toBuilder() {
    return new Builder(of);
  }

  /** How F0 is chosen. */
  public Kind kind() {
    return of.kind;
  }

  /** Sampling rate in Hz. */
  public int sampleRate() {
    return of.sampleRate;
  }

  /** Samples from frame to frame. */
  public int hop() {
    return of.hop;
  }

  /** Lowest F0 in Hz. */
  public float floorHz() {
    return of.floorHz;
  }

  /** Highest F0 in Hz. */
  public float ceilingHz() {
    return of.ceilingHz;
  }

  /** Length of the window in samples ({@link Kind#FRAME_WISE}). */
  public int windowLength() {
    return of.windowLength;
  }

  /** What a lag costs, times its logarithm ({@link Kind#FRAME_WISE}). */
  public float lagCost() {
    return of.lagCost;
  }

  /**
   * Length of the window in periods of {@link #floorHz} ({@link Kind#PATH}, as all that follow).
   */
  public float periods() {
    return of.periods;
  }

  /** Most candidates of a frame, "unvoiced" among them. */
  public int candidates() {
    return of.candidates;
  }

  /** Peak relative to the clip's, below which a frame is likely unvoiced. */
  public float silence() {
    return of.silence;
  }

  /** Strength of "unvoiced". */
  public float voicing() {
    return of.voicing;
  }

  /** By how much a candidate an octave under the ceiling is weaker. */
  public float octaveCost() {
    return of.octaveCost;
  }

  /** Cost of a change by an octave in 10 ms. */
  public float octaveJumpCost() {
    return of.octaveJumpCost;
  }

  /** Cost of a change between voiced and unvoiced in 10 ms. */
  public float voicingChangeCost() {
    return of.voicingChangeCost;
  }

  void copyTo(emodna_pitch_recipe to) {
    to.kind(of.kind.code).sample_rate(of.sampleRate).hop(of.hop);
    to.floor_hz(of.floorHz).ceiling_hz(of.ceilingHz);
    to.window_length(of.windowLength).lag_cost(of.lagCost);
    to.periods(of.periods).candidates(of.candidates);
    to.silence(of.silence).voicing(of.voicing).octave_cost(of.octaveCost);
    to.octave_jump_cost(of.octaveJumpCost).voicing_change_cost(of.voicingChangeCost);
  }

  private List<Object> values() {
    List<Object> shared = List.of(of.kind, of.sampleRate, of.hop, of.floorHz, of.ceilingHz);
    List<Object> own =
        of.kind == Kind.FRAME_WISE
            ? List.of(of.windowLength, of.lagCost)
            : List.of(
                of.periods,
                of.candidates,
                of.silence,
                of.voicing,
                of.octaveCost,
                of.octaveJumpCost,
                of.voicingChangeCost);
    return List.of(shared, own);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PitchRecipe recipe && values().equals(recipe.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "pitch recipe " + values();
  }

  /** Sets a recipe's parameters by name; each is described at the recipe's accessor. */
  public static final class Builder {
    private final Kind kind;
    private int sampleRate = 22_050;
    private int hop = 512;
    private float floorHz = 65;
    private float ceilingHz = 500;
    private int windowLength = 1024;
    private float lagCost = 0.02f;
    private float periods = 3;
    private int candidates = 15;
    private float silence = 0.03f;
    private float voicing = 0.45f;
    private float octaveCost = 0.01f;
    private float octaveJumpCost = 0.35f;
    private float voicingChangeCost = 0.14f;

    private Builder(Kind kind) {
      this.kind = kind;
    }

    private Builder(Builder from) {
      kind = from.kind;
      sampleRate = from.sampleRate;
      hop = from.hop;
      floorHz = from.floorHz;
      ceilingHz = from.ceilingHz;
      windowLength = from.windowLength;
      lagCost = from.lagCost;
      periods = from.periods;
      candidates = from.candidates;
      silence = from.silence;
      voicing = from.voicing;
      octaveCost = from.octaveCost;
      octaveJumpCost = from.octaveJumpCost;
      voicingChangeCost = from.voicingChangeCost;
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

    /** Lowest F0 in Hz. */
    public Builder floorHz(float value) {
      floorHz = value;
      return this;
    }

    /** Highest F0 in Hz. */
    public Builder ceilingHz(float value) {
      ceilingHz = value;
      return this;
    }

    /** Length of the window in samples ({@link Kind#FRAME_WISE}). */
    public Builder windowLength(int value) {
      windowLength = value;
      return this;
    }

    /** What a lag costs, times its logarithm ({@link Kind#FRAME_WISE}). */
    public Builder lagCost(float value) {
      lagCost = value;
      return this;
    }

    /**
     * Length of the window in periods of {@link #floorHz} ({@link Kind#PATH}, as all that follow).
     */
    public Builder periods(float value) {
      periods = value;
      return this;
    }

    /** Most candidates of a frame, "unvoiced" among them. */
    public Builder candidates(int value) {
      candidates = value;
      return this;
    }

    /** Peak relative to the clip's, below which a frame is likely unvoiced. */
    public Builder silence(float value) {
      silence = value;
      return this;
    }

    /** Strength of "unvoiced". */
    public Builder voicing(float value) {
      voicing = value;
      return this;
    }

    /** By how much a candidate an octave under the ceiling is weaker. */
    public Builder octaveCost(float value) {
      octaveCost = value;
      return this;
    }

    /** Cost of a change by an octave in 10 ms. */
    public Builder octaveJumpCost(float value) {
      octaveJumpCost = value;
      return this;
    }

    /** Cost of a change between voiced and unvoiced in 10 ms. */
    public Builder voicingChangeCost(float value) {
      voicingChangeCost = value;
      return this;
    }

    /** The recipe. */
    public PitchRecipe build() {
      return new PitchRecipe(this);
    }
  }
}
