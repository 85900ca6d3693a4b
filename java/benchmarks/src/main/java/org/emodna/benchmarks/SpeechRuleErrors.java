package org.emodna.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.LevelMeter;
import org.emodna.audio.SignalQuality;
import org.emodna.base.EmoDnaException;
import org.emodna.corpus.AudioFiles;
import org.emodna.features.SpeechContent;
import org.emodna.features.SpeechMeter;

/**
 * How often the rule that measures speech ({@link SpeechMeter}) is wrong: on windows with a real
 * utterance at a random place, between silence and under noise, and on windows without speech. Not
 * a matter of time, so it is no {@link Benchmark}; {@code benchmarks/speech-rule} runs it.
 *
 * <p>The truth is what the rule of energy says of the utterance before anything is added: the
 * corpora were recorded in quiet rooms. A window is refused where the rule finds less than {@link
 * #ASKED} seconds.
 */
public final class SpeechRuleErrors {
  private static final double SECONDS = 3;
  private static final double ASKED = 0.5;

  /** Windows with less true speech are no test of a miss. */
  private static final double ENOUGH = 1;

  /** Noise is this loud where there is nothing else, in dB of full scale. */
  private static final double ALONE_DB = -26;

  private static final int RATE = 16_000;

  private final Random random = new Random(1);
  private final SpeechMeter meter = new SpeechMeter();
  private final int windows;

  private SpeechRuleErrors(int windows) {
    this.windows = windows;
  }

  /**
   * Prints two tables in Markdown.
   *
   * @param arguments {@code FOLDER... [--windows N]}
   */
  public static void main(String... arguments) {
    List<Path> folders = new ArrayList<>();
    int windows = 500;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--windows") && i + 1 < arguments.length) {
        windows = Integer.parseInt(arguments[++i]);
      } else {
        folders.add(Path.of(arguments[i]));
      }
    }
    if (folders.isEmpty()) {
      System.err.println("speech-rule: FOLDER... [--windows N]: name folders of recordings");
      System.exit(2);
    }
    try {
      SpeechRuleErrors errors = new SpeechRuleErrors(windows);
      errors.speech(folders);
      errors.other();
    } catch (EmoDnaException e) {
      System.err.println("speech-rule: " + e.getMessage());
      System.exit(2);
    }
  }

  private List<Path> chosen(Path folder) {
    List<Path> files = new ArrayList<>(AudioFiles.below(List.of(folder)));
    Collections.sort(files);
    Collections.shuffle(files, random);
    return files.subList(0, Math.min(windows, files.size()));
  }

  private void speech(List<Path> folders) {
    System.out.println("| recordings | under | windows | found of the speech | refused |");
    System.out.println("|---|---|--:|--:|--:|");
    AudioDecoder decoder = new AudioDecoder();
    for (Path folder : folders) {
      List<AudioClip> clips = new ArrayList<>();
      chosen(folder).forEach(file -> clips.add(decoder.decode(file)));
      for (NoiseKind noise : new NoiseKind[] {NoiseKind.SILENCE, NoiseKind.WHITE, NoiseKind.PINK}) {
        for (double snr :
            noise == NoiseKind.SILENCE ? new double[] {0} : new double[] {20, 10, 5, 0}) {
          line(folder, clips, noise, snr);
        }
      }
    }
  }

  private void line(Path folder, List<AudioClip> clips, NoiseKind noise, double snr) {
    int counted = 0;
    int refused = 0;
    double truth = 0;
    double found = 0;
    for (AudioClip clip : clips) {
      int rate = clip.sampleRate();
      float[] window = new float[(int) (SECONDS * rate)];
      int length = Math.min(clip.samples().length, window.length);
      int at = random.nextInt(window.length - length + 1);
      System.arraycopy(clip.samples(), 0, window, at, length);
      SignalQuality clean = quality(window, rate);
      double speech = clean.speechShare() * SECONDS;
      if (speech < ENOUGH) {
        continue;
      }
      if (noise != NoiseKind.SILENCE) {
        double level = Math.sqrt(power(window) * window.length / (speech * rate));
        add(window, noise.samples(window.length, rate, random), level * Math.pow(10, -snr / 20));
      }
      SpeechContent content = meter.measure(AudioClip.of(window, rate, "window"));
      counted++;
      truth += speech;
      found += content.seconds();
      refused += content.seconds() < ASKED ? 1 : 0;
    }
    String under =
        noise == NoiseKind.SILENCE ? "silence" : noise.text() + ", %.0f dB".formatted(snr);
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %d | %.1f %% | %.1f %% |%n",
        folder.getFileName(),
        under,
        counted,
        100 * found / truth,
        100.0 * refused / counted);
  }

  private void other() {
    System.out.println();
    System.out.println("| sound without speech | windows | taken | speech found in a window |");
    System.out.println("|---|--:|--:|--:|");
    for (NoiseKind kind : NoiseKind.values()) {
      int taken = 0;
      double found = 0;
      for (int i = 0; i < windows; i++) {
        float[] window = new float[(int) (SECONDS * RATE)];
        add(window, kind.samples(window.length, RATE, random), Math.pow(10, ALONE_DB / 20));
        SpeechContent content = meter.measure(AudioClip.of(window, RATE, "window"));
        found += content.seconds();
        taken += content.seconds() >= ASKED ? 1 : 0;
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.1f %% | %.2f s |%n",
          kind.text(),
          windows,
          100.0 * taken / windows,
          found / windows);
    }
  }

  /** Adds noise of a root mean square. */
  private static void add(float[] window, float[] noise, double level) {
    double now = Math.sqrt(power(noise));
    for (int i = 0; i < window.length; i++) {
      window[i] += now == 0 ? 0 : (float) (noise[i] * level / now);
    }
  }

  private static double power(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += (double) sample * sample;
    }
    return sum / samples.length;
  }

  private static SignalQuality quality(float[] samples, int rate) {
    LevelMeter levels = new LevelMeter();
    levels.add(samples, samples.length, rate);
    return SignalQuality.of(levels, 0, (double) samples.length / rate);
  }
}
