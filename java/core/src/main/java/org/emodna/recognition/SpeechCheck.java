package org.emodna.recognition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.AudioWarning.Kind;
import org.emodna.audio.SignalQuality;

/**
 * Whether a recording can be judged, and what should be known of it. {@link Recognizer} asks this
 * first; whoever feeds features to a network elsewhere should, too.
 *
 * @param reason why it can't be judged; empty where it can
 * @param warnings the decoder's, and those about the sound
 */
public record SpeechCheck(Optional<String> reason, List<AudioWarning> warnings) {
  /** Copies the list. */
  public SpeechCheck {
    warnings = List.copyOf(warnings);
  }

  /**
   * Checks a recording by what was found when its features were extracted.
   *
   * @param q how much of it was used, and what is in it
   * @param decoder the decoder's warnings
   */
  public static SpeechCheck of(SignalQuality q, List<AudioWarning> decoder) {
    List<AudioWarning> warnings = new ArrayList<>(decoder);
    Optional<String> reason = Optional.empty();
    if (q.soundSeconds() < Recognition.LEAST_SECONDS - 1e-9) {
      boolean silent = q.loudestDb() <= SignalQuality.SILENCE_DB;
      String text = silent ? silence(q) : tooShort(q);
      Kind kind = silent ? Kind.SILENT : Kind.TOO_SHORT;
      if (warnings.stream().noneMatch(one -> one.kind() == kind)) {
        warnings.add(new AudioWarning(kind, text));
      }
      reason = Optional.of(text);
    }
    AudioWarning.clipped(q.clippedShare()).ifPresent(warnings::add);
    if (q.cropped()) {
      warnings.add(
          new AudioWarning(
              Kind.CROPPED,
              text(
                  "%.1f s of %.1f s used, from %.1f to %.1f s; cut the recording into pieces to"
                      + " judge all of it",
                  q.secondsUsed(), q.seconds(), q.usedFrom(), q.usedTo())));
    }
    return new SpeechCheck(reason, warnings);
  }

  private static String silence(SignalQuality q) {
    return q.loudestDb() <= -400
        ? "silent: there is no sound in the %s used".formatted(seconds(q.secondsUsed()))
        : text(
            "silent: the %s used are nowhere louder than %.0f dB of full scale, and %.0f is the"
                + " least; raise the level",
            seconds(q.secondsUsed()), q.loudestDb(), SignalQuality.SILENCE_DB);
  }

  private static String tooShort(SignalQuality q) {
    return text(
        "too short: %.3f s of sound%s, and %.1f s is the least",
        q.soundSeconds(),
        q.secondsUsed() < q.seconds() ? " in the part used" : "",
        Recognition.LEAST_SECONDS);
  }

  private static String seconds(double seconds) {
    return text(seconds < 0.1 ? "%.4f s" : "%.1f s", seconds);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
