package org.emodna.recognition.stream;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.Decoded;
import org.emodna.audio.PartlyDecodedException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.PathText;
import org.emodna.base.Progress;
import org.emodna.base.Stage;
import org.emodna.recognition.Recognizer;

/**
 * Recognises one recording of any length, window by window: {@link Recognizer#recognizeLong}. One
 * thread decodes and cuts windows, at most a few batches ahead; the calling thread has all threads
 * recognise each batch and tells the listener. So memory doesn't depend on the length of the
 * recording, nor results on the number of threads.
 */
public final class LongRecording {
  private final Recognizer recognizer;
  private final StreamSettings settings;
  private final WindowListener listener;
  private final Progress progress;
  private final AudioDecoder decoder;

  /** Made when the first samples come. */
  private WindowJudge judge;

  private List<ChannelResults> results = List.of();
  private int sampleRate;
  private long windows;

  /**
   * Prepares for one recording.
   *
   * @param limits which containers are accepted; length and size are not limited
   */
  public LongRecording(
      Recognizer recognizer,
      DecodeLimits limits,
      StreamSettings settings,
      WindowListener listener,
      Progress progress) {
    this.recognizer = recognizer;
    this.settings = Objects.requireNonNull(settings, "settings");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.progress = Objects.requireNonNull(progress, "progress");
    decoder =
        new AudioDecoder(limits.withMaxSeconds(DecodeLimits.MOST).withMaxBytes(Long.MAX_VALUE));
  }

  /** Recognises a file. */
  public LongRecognition recognize(java.nio.file.Path file) {
    return recognize(PathText.of(file), DecodedWindows.of(decoder, file, settings));
  }

  /** Recognises a file's bytes. */
  public LongRecognition recognize(byte[] file, String name) {
    return recognize(name, DecodedWindows.of(decoder, file, name, settings));
  }

  /** Recognises a file's bytes as they come. */
  public LongRecognition recognize(InputStream in, String name) {
    return recognize(name, DecodedWindows.of(decoder, in, name, settings));
  }

  private LongRecognition recognize(String name, DecodedWindows source) {
    listener.opened();
    progress.stage(Stage.RECOGNITION, "recognising " + name, 0);
    try (source) {
      source.start();
      DecodedWindows.Piece piece = source.next();
      while (piece instanceof DecodedWindows.Batch batch) {
        judge(batch);
        piece = source.next();
      }
      return ended(name, (DecodedWindows.End) piece);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(new InterruptedWorkException("recognising " + name));
    } catch (RuntimeException e) {
      throw failed(e);
    } catch (Error e) {
      failed(new IllegalStateException(name + " could not be recognised", e));
      throw e;
    } finally {
      if (judge != null) {
        judge.close();
      }
    }
  }

  private RuntimeException failed(RuntimeException cause) {
    try {
      listener.failed(cause);
    } catch (RuntimeException e) {
      if (e != cause) {
        cause.addSuppressed(e);
      }
    }
    return cause;
  }

  private void judge(DecodedWindows.Batch batch) throws InterruptedException {
    if (judge == null) {
      sampleRate = batch.sampleRate();
      judge = WindowJudge.of(WindowJudge.of(recognizer), settings, batch.channels());
      results = ChannelResults.all(settings, batch.channels(), sampleRate);
    }
    List<AudioClip> clips =
        batch.windows().stream().map(one -> WindowJudge.clip(one.cut(), sampleRate)).toList();
    List<WindowJudge.Judged> all = judge.inOrder() ? null : judge.judgeAll(recognizer, clips);
    for (int i = 0; i < clips.size(); i++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      DecodedWindows.Window window = batch.windows().get(i);
      WindowJudge.Judged one = all == null ? judge.judge(window.place(), clips.get(i)) : all.get(i);
      WindowResult result = results.get(window.place()).add(window.cut(), one);
      listener.result(result);
      progress.advance(++windows, time(result.to()));
    }
  }

  private static String time(double seconds) {
    long whole = (long) seconds;
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  private LongRecognition ended(String name, DecodedWindows.End end) {
    if (end.failure() instanceof Error error) {
      throw error;
    }
    RuntimeException cause = (RuntimeException) end.failure();
    if (results.isEmpty()) {
      // Not a single window: there is nothing but the failure.
      throw cause;
    }
    StreamSummary summary =
        new StreamSummary(
            (double) end.frames() / sampleRate,
            results.stream().map(ChannelResults::summary).toList(),
            0);
    if (cause == null) {
      Decoded decoded = end.decoded();
      decoded.warnings().forEach(warning -> progress.warn(name, warning.text()));
      listener.ended(summary);
      return new LongRecognition(summary, List.of(), decoded.warnings(), Optional.empty());
    }
    if (!(cause instanceof EmoDnaException failure)) {
      throw cause;
    }
    List<AudioWarning> warnings =
        cause instanceof PartlyDecodedException partly ? partly.before().warnings() : List.of();
    warnings.forEach(warning -> progress.warn(name, warning.text()));
    failed(failure);
    return new LongRecognition(summary, List.of(), warnings, Optional.of(failure));
  }
}
