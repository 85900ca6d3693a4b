package org.emodna.features;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.emodna.base.ContentHash;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.kernels.MfccRecipe;
import org.emodna.kernels.MfccRecipe.Log;
import org.emodna.kernels.MfccRecipe.MelScale;
import org.emodna.kernels.MfccRecipe.Window;

/**
 * A name for one exact way from decoded audio to MFCC. Every parameter is in {@link #canonical()},
 * and {@code docs/dialects.md} has them side by side.
 *
 * @param name what users call it
 * @param recipe every parameter of the MFCC; its rate is the one that audio is resampled to
 */
public record Dialect(String name, MfccRecipe recipe) {
  /** What TIM-Net's released code computes with librosa 0.8. The default. */
  public static final Dialect LIBROSA_0_8 =
      new Dialect("librosa-0.8", librosa(MelScale.SLANEY, true));

  /** librosa-0.8 with HTK's mel scale and without the area norm, as torchaudio's MFCC has it. */
  public static final Dialect HTK = new Dialect("htk", librosa(MelScale.HTK, false));

  /**
   * Kaldi's compute-mfcc-feats at 16 kHz with 40 bands, 39 coefficients, no dither and no
   * log-energy as C0.
   */
  public static final Dialect KALDI =
      new Dialect(
          "kaldi",
          MfccRecipe.builder()
              .sampleRate(16_000)
              .window(Window.POVEY)
              .windowLength(400)
              .hop(160)
              .fftLength(512)
              .centred(false)
              .removeDc(true)
              .preemphasis(0.97f)
              .inputScale(32768f)
              .melScale(MelScale.HTK)
              .melAreaNorm(false)
              .melTriangles(true)
              .melBins(40)
              .lowHz(20f)
              .highHz(0f)
              .log(Log.NATURAL)
              .logFloor(0x1p-23f)
              .topDb(0f)
              .coefficients(39)
              .lifter(22f)
              .build());

  private static final List<Dialect> ALL = List.of(LIBROSA_0_8, KALDI, HTK);

  private static MfccRecipe librosa(MelScale scale, boolean areaNorm) {
    return MfccRecipe.builder()
        .sampleRate(22_050)
        .window(Window.HANN)
        .windowLength(2048)
        .hop(512)
        .fftLength(2048)
        .centred(true)
        .removeDc(false)
        .preemphasis(0f)
        .inputScale(1f)
        .melScale(scale)
        .melAreaNorm(areaNorm)
        .melTriangles(false)
        .melBins(128)
        .lowHz(0f)
        .highHz(0f)
        .log(Log.DECIBEL)
        .logFloor(1e-10f)
        .topDb(80f)
        .coefficients(39)
        .lifter(0f)
        .build();
  }

  /**
   * All dialects.
   *
   * @return the default first
   */
  public static List<Dialect> all() {
    return ALL;
  }

  /**
   * Finds a dialect.
   *
   * @param name such as {@code "librosa-0.8"}
   * @return the dialect of that name
   * @throws InvalidArgumentException if there is none, with the names that there are
   */
  public static Dialect of(String name) {
    return ALL.stream()
        .filter(dialect -> dialect.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidArgumentException(
                    Problem.of("dialect '" + name + "'", "there is none of that name")
                        .remedy(
                            "there are "
                                + ALL.stream()
                                    .map(Dialect::name)
                                    .collect(Collectors.joining(", ")))));
  }

  /**
   * The whole recipe as text: the same text, the same features.
   *
   * @return lines of {@code key=value}
   */
  public String canonical() {
    MfccRecipe r = recipe;
    return String.join(
        "\n",
        "recipe=emodna-mfcc-1",
        "mono=mean of channels",
        "resampler=kaiser sinc, 64 crossings, rolloff 0.9475937167399596, beta 14.769656459379492",
        "sample_rate=" + r.sampleRate(),
        "input_scale=" + r.inputScale(),
        "window=" + r.window(),
        "window_length=" + r.windowLength(),
        "hop=" + r.hop(),
        "fft_length=" + r.fftLength(),
        "centred=" + r.centred(),
        "remove_dc=" + r.removeDc(),
        "preemphasis=" + r.preemphasis(),
        "mel_scale=" + r.melScale(),
        "mel_area_norm=" + r.melAreaNorm(),
        "mel_triangles=" + (r.melTriangles() ? "mel" : "hz"),
        "mel_bins=" + r.melBins(),
        "low_hz=" + r.lowHz(),
        "high_hz=" + (r.highHz() == 0 ? r.sampleRate() / 2f : r.highHz()),
        "log=" + r.log(),
        "log_floor=" + r.logFloor(),
        "top_db=" + r.topDb(),
        "dct=orthonormal type 2",
        "coefficients=" + r.coefficients(),
        "lifter=" + r.lifter());
  }

  /**
   * Identifies the recipe, whatever its name; stored in feature files and models.
   *
   * @return SHA-256 of {@link #canonical()} in hexadecimal
   */
  public String hash() {
    return ContentHash.of(canonical().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Frames that a signal gives.
   *
   * @param samples at the dialect's rate
   * @return the number of frames
   */
  int frames(int samples) {
    if (samples <= 0) {
      return 0;
    }
    if (recipe.centred()) {
      return 1 + samples / recipe.hop();
    }
    int rest = samples - recipe.windowLength();
    return rest < 0 ? 0 : 1 + rest / recipe.hop();
  }

  /** Sample in the middle of a frame. */
  long centre(int frame) {
    return (long) frame * recipe.hop() + (recipe.centred() ? 0 : recipe.windowLength() / 2);
  }
}
