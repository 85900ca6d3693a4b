package org.emodna.recognition.stream;

import java.util.List;
import org.emodna.base.Check;

/**
 * Whose voices the channels carry, for models that normalise by speaker; see {@link
 * org.emodna.recognition.SpeakerRecognizer}. Unless they are asked for, no statistics are gathered.
 *
 * @param kind how speakers are told apart
 * @param names one for each channel that is judged, for {@link Kind#NAMED}; otherwise empty
 */
public record StreamSpeakers(Kind kind, List<String> names) {
  /** The ways to tell speakers apart. */
  public enum Kind {
    /** Each window is judged by itself. */
    NONE,
    /** A speaker for each channel, who is forgotten when the stream is closed. */
    OF_STREAM,
    /** Speakers that the recogniser knows by name, beyond the stream. */
    NAMED
  }

  /** Copies the list. */
  public StreamSpeakers {
    Check.that(kind != null, "speakers", "is missing", "give StreamSpeakers.none()");
    names = List.copyOf(names);
  }

  /** No statistics. */
  public static StreamSpeakers none() {
    return new StreamSpeakers(Kind.NONE, List.of());
  }

  /** Statistics of each channel, for as long as the stream is open. */
  public static StreamSpeakers ofStream() {
    return new StreamSpeakers(Kind.OF_STREAM, List.of());
  }

  /**
   * Statistics of speakers known by name, as {@link org.emodna.recognition.Recognizer#speaker}
   * gathers them; they are kept until those are closed.
   *
   * @param names one for each channel that is judged
   */
  public static StreamSpeakers named(String... names) {
    return new StreamSpeakers(Kind.NAMED, List.of(names));
  }
}
