package org.emodna.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.emodna.audio.AudioException;
import org.emodna.audio.DecodeLimits;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.recognition.stream.SpeechStream;

/** A recording on standard input, or samples as they come. */
final class StandardInput {
  /** How {@code predict} names it among files. */
  static final Path DASH = Path.of("-");

  /** What messages and results call it. */
  static final String NAME = "standard input";

  private final EndableInput source;

  StandardInput(InputStream in) {
    source = new EndableInput(in);
  }

  /** Takes what has come by now as the whole input; for another thread. */
  void end() {
    source.end();
  }

  /** An audio file's bytes as they come. */
  InputStream stream() {
    return source;
  }

  /**
   * Pushes samples as they come, to their end or to where they can't be used any more.
   *
   * @return why there are no more; empty at the end
   */
  Optional<EmoDnaException> pushTo(SpeechStream stream) {
    try {
      stream.push(source);
      return failure();
    } catch (AudioException e) {
      if (stream.isClosed()) {
        throw e;
      }
      // Without the remedy: nobody can push other samples here.
      return Optional.of(new AudioException(Problem.of(NAME, e.reason()), e));
    } catch (IOException e) {
      return Optional.of(unreadable(e));
    }
  }

  /** Why it could not be read to its end; empty where it was. */
  Optional<EmoDnaException> failure() {
    return source.failure().map(StandardInput::unreadable);
  }

  /** Why there is nothing to judge where the input has ended without a failure. */
  EmoDnaException empty() {
    return new AudioException(
        Problem.of(NAME, "holds not a single sample").remedy("pipe a recording into it"));
  }

  /** The content of a whole file. */
  byte[] content(DecodeLimits limits) {
    int most = (int) Math.min(limits.maxBytes(), Integer.MAX_VALUE - 16);
    try {
      byte[] content = source.readNBytes(most);
      if (source.failure().isPresent()) {
        throw source.failure().get();
      }
      if (source.read() >= 0) {
        throw new AudioException(
            Problem.of(NAME, "has more than %,d bytes".formatted(most))
                .remedy("raise the limit (DecodeLimits.maxBytes), or use --windows"));
      }
      if (content.length == 0) {
        throw new AudioException(Problem.of(NAME, "is empty").remedy("pipe a recording into it"));
      }
      return content;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static EmoDnaException unreadable(IOException e) {
    return new EmoDnaException(Problem.of(NAME, "can't be read (" + e + ")"), e);
  }
}
