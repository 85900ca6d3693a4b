package org.emodna.recognition.stream;

import java.nio.ByteBuffer;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.SwappableRecognizer;

/** Recognises emotion in samples as they come. */
public final class SpeechStream implements AutoCloseable {
  private SpeechStream() {}

  /** Opens a stream; see {@link Recognizer#open}. */
  public static SpeechStream open(
      Recognizer recognizer,
      StreamFormat format,
      StreamSettings settings,
      WindowListener listener) {
    return new SpeechStream();
  }

  /** Opens a stream; see {@link SwappableRecognizer#open}. */
  public static SpeechStream open(
      SwappableRecognizer recognizer,
      StreamFormat format,
      StreamSettings settings,
      WindowListener listener) {
    return new SpeechStream();
  }

  /** Bytes in the format's encoding; a frame may be cut anywhere. */
  public void push(byte[] bytes) {}

  public void push(byte[] bytes, int from, int count) {}

  public void push(ByteBuffer bytes) {}

  /** Interleaved samples; whole frames. */
  public void push(short[] samples) {}

  public void push(short[] samples, int from, int count) {}

  public void push(float[] samples) {}

  public void push(float[] samples, int from, int count) {}

  /** Judges what is left as a last, shorter window, and closes. */
  public StreamSummary end() {
    return null;
  }

  public StreamSummary summary() {
    return null;
  }

  public double seconds() {
    return 0;
  }

  /** Bytes of Java memory that the stream holds. */
  public long bytes() {
    return 0;
  }

  @Override
  public void close() {}
}
