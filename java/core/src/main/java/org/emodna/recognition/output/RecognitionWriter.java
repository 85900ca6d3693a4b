package org.emodna.recognition.output;

import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.ChannelChoice;
import org.emodna.recognition.stream.LongRecognition;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowListener;
import org.emodna.recognition.stream.WindowResult;

/**
 * Writes results as they come, in one of the formats below: recordings as a whole, or their windows
 * and then what these come to. Each result is flushed before the call returns, and memory doesn't
 * depend on their number; but subtitles of each channel, which are in order of time, wait for the
 * end of one that began earlier in another channel.
 *
 * <pre>{@code
 * try (RecognitionWriter subtitles =
 *     RecognitionWriter.vtt(Files.newBufferedWriter(Path.of("call.vtt")), ChannelChoice.mixed())) {
 *   recognizer.recognizeLong(call, settings, subtitles.listener("call.mp3"), Progress.NONE);
 * }
 * }</pre>
 *
 * <p>All formats are meant to be UTF-8; which encoding it is, the {@link Writer} decides. Lines end
 * in LF. Each method throws an {@link EmoDnaException} if the writer does not take the text. Not
 * thread-safe.
 */
public interface RecognitionWriter extends AutoCloseable {
  /**
   * JSON: a list with an object for each recording, whose windows are a list in it. The list ends
   * with {@link #close()}.
   *
   * @param out is closed with this
   */
  static RecognitionWriter json(Writer out) {
    return new JsonResults(out, false);
  }

  /**
   * JSON lines: an object on a line for each recording that was judged as a whole, for each window,
   * for what a recording's windows come to, and for each recording that failed.
   *
   * @param out is closed with this
   */
  static RecognitionWriter jsonLines(Writer out) {
    return new JsonResults(out, true);
  }

  /**
   * CSV (RFC 4180) with a row for each recording. One that failed has nothing but its name and the
   * reason.
   *
   * @param out is closed with this
   * @param labels the model's classes, each a column of probabilities
   */
  static RecognitionWriter csv(Writer out, List<String> labels) {
    return new CsvResults(out, labels, false);
  }

  /**
   * CSV (RFC 4180) with a row for each window, and one for each recording that failed, with nothing
   * but its name and the reason. What windows come to has no row.
   *
   * @param out is closed with this
   * @param labels the model's classes, each a column of probabilities
   */
  static RecognitionWriter windowCsv(Writer out, List<String> labels) {
    return new CsvResults(out, labels, true);
  }

  /**
   * SubRip subtitles of one recording's windows. A window speaks for the middle of itself, as long
   * as a hop; the first one also for what comes before, the last one for what comes after.
   * Neighbours of one emotion, smoothed as the windows are, are one subtitle with the mean of their
   * confidence. Stretches without an emotion have none. Subtitles are in the order of their
   * beginnings: where each channel has its own, one waits for those that began before it.
   *
   * @param out is closed with this
   * @param channels which channels are judged
   */
  static RecognitionWriter srt(Writer out, ChannelChoice channels) {
    return new SubtitleResults(out, false, channels);
  }

  /**
   * WebVTT subtitles of one recording's windows, otherwise as {@link #srt}.
   *
   * @param out is closed with this
   * @param channels which channels are judged
   */
  static RecognitionWriter vtt(Writer out, ChannelChoice channels) {
    return new SubtitleResults(out, true, channels);
  }

  /**
   * A recording that was judged as a whole.
   *
   * @param name what the output calls it
   */
  void recording(String name, Recognition recognition);

  /**
   * The next window of a recording. A recording's windows follow one another, those of a channel in
   * the order of time, until {@link #ended} or {@link #failed}.
   *
   * @param name what the output calls the recording
   */
  void window(String name, WindowResult window);

  /**
   * A recording's windows are complete, or as many of them as there will be.
   *
   * @param name what the output calls the recording
   * @param summary what the windows come to
   * @param failure why the recording could not be read to its end; empty where it was
   */
  void ended(String name, StreamSummary summary, Optional<Problem> failure);

  /** Likewise with what {@code recognizeLong} returned. */
  default void ended(String name, LongRecognition all) {
    ended(name, all.summary(), all.failure().map(EmoDnaException::problem));
  }

  /**
   * A recording could not be used, or came to a sudden end for which there is no summary.
   *
   * @param name what the output calls the recording
   */
  void failed(String name, Problem failure);

  /**
   * A listener that writes the windows of a stream or of a long recording, and its end.
   *
   * @param name what the output calls the recording
   */
  default WindowListener listener(String name) {
    return new WindowListener() {
      @Override
      public void result(WindowResult result) {
        window(name, result);
      }

      @Override
      public void ended(StreamSummary summary) {
        RecognitionWriter.this.ended(name, summary, Optional.empty());
      }

      @Override
      public void failed(Throwable cause) {
        RecognitionWriter.this.failed(
            name,
            cause instanceof EmoDnaException known
                ? known.problem()
                : Problem.of(name, String.valueOf(cause)));
      }
    };
  }

  /** Writes what is still to be written, and closes the writer. Closing twice is harmless. */
  @Override
  void close();
}
