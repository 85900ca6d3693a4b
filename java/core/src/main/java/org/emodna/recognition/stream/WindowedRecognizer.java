package org.emodna.recognition.stream;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.audio.AudioException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Progress;

/**
 * Recognises emotion over time, window by window: in samples as they come ({@link #open}) and in
 * recordings of any length ({@link #recognizeLong(Path, StreamSettings)}). It is what {@link
 * org.emodna.recognition.Recognizer} and {@link org.emodna.recognition.SwappableRecognizer} have in
 * common.
 *
 * <p>A long recording is decoded as it is recognised, and no limit of length or size applies. Each
 * window has the bits of a file of its own. The channels' probabilities are summed up as {@link
 * StreamSummary.Channel} says. A file that ends early or is damaged gives what is left of it, with
 * a warning; one that can't be decoded beyond some point gives what lies before it, with the
 * failure. If the recogniser is closed meanwhile, the next windows get a {@link
 * org.emodna.base.ClosedResourceException}.
 */
public interface WindowedRecognizer {
  /**
   * Opens a stream of samples, which are judged window by window as they come.
   *
   * @param listener gets each window's result in the thread that pushes; a {@link ResultPublisher}
   *     passes them on to a subscriber
   * @throws InvalidArgumentException if the settings don't fit the channels, or the model takes
   *     precomputed embeddings
   */
  SpeechStream open(StreamFormat format, StreamSettings settings, WindowListener listener);

  /**
   * Recognises a recording of any length with {@link StreamSettings#standard()}, and keeps the
   * windows.
   *
   * @throws AudioException if not a single sample can be decoded
   */
  default LongRecognition recognizeLong(Path file) {
    return recognizeLong(file, StreamSettings.standard());
  }

  /**
   * Recognises a recording of any length, and keeps the windows: {@link LongRecognition#windows()}.
   * Each takes about a kilobyte, so where there may be millions, give a listener instead.
   *
   * @throws AudioException if not a single sample can be decoded
   * @throws InterruptedWorkException if the calling thread is interrupted
   */
  default LongRecognition recognizeLong(Path file, StreamSettings settings) {
    List<WindowResult> windows = new ArrayList<>();
    return recognizeLong(file, settings, windows::add, Progress.NONE).withWindows(windows);
  }

  /** As {@link #recognizeLong(Path, StreamSettings)}, of an audio file's bytes. */
  default LongRecognition recognizeLong(byte[] file, String name, StreamSettings settings) {
    List<WindowResult> windows = new ArrayList<>();
    return recognizeLong(file, name, settings, windows::add, Progress.NONE).withWindows(windows);
  }

  /** As {@link #recognizeLong(Path, StreamSettings)}, of what comes through a pipe or a socket. */
  default LongRecognition recognizeLong(InputStream in, String name, StreamSettings settings) {
    List<WindowResult> windows = new ArrayList<>();
    return recognizeLong(in, name, settings, windows::add, Progress.NONE).withWindows(windows);
  }

  /**
   * Recognises a recording of any length in memory that doesn't depend on the length.
   *
   * @param listener gets each window's result in the calling thread, those of a channel in the
   *     order of time; they are not kept
   * @param progress advances with each window
   * @throws AudioException if not a single sample can be decoded
   * @throws InterruptedWorkException if the calling thread is interrupted; the listener has the
   *     results up to there
   */
  LongRecognition recognizeLong(
      Path file, StreamSettings settings, WindowListener listener, Progress progress);

  /**
   * Likewise an audio file's bytes.
   *
   * @param name what messages call it
   */
  LongRecognition recognizeLong(
      byte[] file,
      String name,
      StreamSettings settings,
      WindowListener listener,
      Progress progress);

  /**
   * Likewise an audio file's bytes as they come through a pipe or a socket. WAV, FLAC, Ogg, MP3,
   * AAC, AC-3, Matroska, transport streams, AU and AMR are recognised meanwhile; each window has
   * its result as soon as its samples are there, and no end is needed. Other formats, such as MP4,
   * are read to their end first and kept in a temporary file. Windows are those of the same bytes
   * in a file, but the last one of an MP3 may have up to 0.2 s more, the encoder's padding; and
   * ID3v1 and APE tags behind MP3, AAC, AC-3 or FLAC are not cut, so that there may be a warning.
   *
   * <p>Another thread reads. If this call ends early, because the calling thread is interrupted or
   * the listener throws, that thread is interrupted, which closes a stream of an NIO channel that
   * it is waiting for. Where that is of no effect, it ends as soon as there are more bytes or
   * {@code in} is closed.
   *
   * @param in left open
   * @param name what messages call it
   */
  LongRecognition recognizeLong(
      InputStream in,
      String name,
      StreamSettings settings,
      WindowListener listener,
      Progress progress);
}
