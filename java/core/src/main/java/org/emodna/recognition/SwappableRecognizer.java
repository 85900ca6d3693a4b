package org.emodna.recognition;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.emodna.audio.AudioClip;
import org.emodna.audio.Outcome;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.Progress;
import org.emodna.recognition.stream.LongRecognition;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.WindowListener;
import org.emodna.recognition.stream.WindowedRecognizer;

/**
 * A recogniser whose model can be exchanged while others call it: no call is lost. A call is done
 * by one model from its beginning to its end, and a model is closed when the last call that it does
 * has ended. Thread-safe.
 *
 * <pre>{@code
 * SwappableRecognizer service = new SwappableRecognizer(Recognizer.load(Path.of("monday.safetensors")));
 * // In any thread:
 * Recognition result = service.recognize(Path.of("clip.wav"));
 * // In any other:
 * service.swap(Recognizer.load(Path.of("tuesday.safetensors")));
 * }</pre>
 */
public final class SwappableRecognizer implements WindowedRecognizer, AutoCloseable {
  /** Null once it is closed. */
  private final AtomicReference<Recognizer> current;

  /**
   * @param first is closed by this, with this or when another takes its place
   */
  public SwappableRecognizer(Recognizer first) {
    current = new AtomicReference<>(live(first));
  }

  private static Recognizer live(Recognizer recognizer) {
    if (recognizer.calls().isClosed()) {
      throw new ClosedResourceException("the recogniser to be used");
    }
    return recognizer;
  }

  /**
   * Puts a recogniser into the other's place. Calls that begin from now on are done by it; those
   * under way end as they began. Returns when they have, and the old one is closed; within a call
   * at once.
   *
   * @param next is closed by this, like the first. If it can't be used, it stays the caller's
   * @throws ClosedResourceException if this or {@code next} is closed
   */
  public void swap(Recognizer next) {
    live(next);
    Recognizer old;
    do {
      old = current.get();
      if (old == null) {
        throw closed();
      }
      if (old == next) {
        return;
      }
    } while (!current.compareAndSet(old, next));
    old.close();
  }

  /**
   * Does something that takes several steps with one model, as to ask for its classes and then for
   * a recognition. The recogniser stays open until the function returns, for the thread that calls
   * it; it must not be kept.
   *
   * @return what the function returns
   * @throws ClosedResourceException if this is closed
   */
  public <T> T with(Function<? super Recognizer, ? extends T> use) {
    while (true) {
      Recognizer recognizer = current.get();
      if (recognizer == null) {
        throw closed();
      }
      try (Calls.Call call = recognizer.calls().tryBegin()) {
        if (call != null) {
          return use.apply(recognizer);
        }
      }
      // It was exchanged in between, and the next one is there. Or somebody else closed it.
      if (current.get() == recognizer) {
        throw new ClosedResourceException("the recogniser in use");
      }
    }
  }

  /** As {@link Recognizer#recognize(Path)}. */
  public Recognition recognize(Path file) {
    return with(recognizer -> recognizer.recognize(file));
  }

  /** As {@link Recognizer#recognize(byte[], String)}. */
  public Recognition recognize(byte[] file, String name) {
    return with(recognizer -> recognizer.recognize(file, name));
  }

  /** As {@link Recognizer#recognize(AudioClip)}. */
  public Recognition recognize(AudioClip clip) {
    return with(recognizer -> recognizer.recognize(clip));
  }

  /** As {@link Recognizer#recognizeAll}: all files by one model. */
  public List<Outcome<Recognition>> recognizeAll(List<Path> files, Progress progress) {
    return with(recognizer -> recognizer.recognizeAll(files, progress));
  }

  /**
   * As {@link Recognizer#open}: each window is judged by the model that is in place as it begins to
   * be judged, so the stream stays open over any number of swaps.
   */
  @Override
  public SpeechStream open(StreamFormat format, StreamSettings settings, WindowListener listener) {
    return SpeechStream.open(this, format, settings, listener);
  }

  /**
   * As {@link Recognizer#recognizeLong(Path, StreamSettings, WindowListener, Progress)}: all of it
   * by one model, for whose end {@link #swap} waits.
   */
  @Override
  public LongRecognition recognizeLong(
      Path file, StreamSettings settings, WindowListener listener, Progress progress) {
    return with(recognizer -> recognizer.recognizeLong(file, settings, listener, progress));
  }

  /**
   * As {@link Recognizer#recognizeLong(byte[], String, StreamSettings, WindowListener, Progress)}:
   * all of it by one model, for whose end {@link #swap} waits.
   */
  @Override
  public LongRecognition recognizeLong(
      byte[] file,
      String name,
      StreamSettings settings,
      WindowListener listener,
      Progress progress) {
    return with(recognizer -> recognizer.recognizeLong(file, name, settings, listener, progress));
  }

  /**
   * As {@link Recognizer#recognizeLong(InputStream, String, StreamSettings, WindowListener,
   * Progress)}: all of it by one model, for whose end {@link #swap} waits. For what goes on for
   * ever, {@link #open} a stream.
   */
  @Override
  public LongRecognition recognizeLong(
      InputStream in,
      String name,
      StreamSettings settings,
      WindowListener listener,
      Progress progress) {
    return with(recognizer -> recognizer.recognizeLong(in, name, settings, listener, progress));
  }

  private static ClosedResourceException closed() {
    return new ClosedResourceException("the recogniser");
  }

  /** Closes the recogniser in use, as {@link Recognizer#close()} does. */
  @Override
  public void close() {
    Recognizer last = current.getAndSet(null);
    if (last != null) {
      last.close();
    }
  }
}
