package org.emodna.recognition.stream;

import org.emodna.base.Check;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * Which channels are judged.
 *
 * @param kind how they are chosen
 * @param channel number of the channel, from 0, for {@link Kind#ONE}; otherwise 0
 */
public record ChannelChoice(Kind kind, int channel) {
  /** The ways to choose. */
  public enum Kind {
    /** The mean of all channels, as decoding a file gives it. */
    MIXED,
    /** A single channel. */
    ONE,
    /** Each channel by itself, with windows of its own. */
    EACH
  }

  /** Checks the number. */
  public ChannelChoice {
    Check.that(kind != null, "channel", "is missing", "give ChannelChoice.mixed()");
    Check.range(channel, 0, kind == Kind.ONE ? StreamFormat.MOST_CHANNELS - 1 : 0, "channel");
  }

  /** All channels mixed into one. */
  public static ChannelChoice mixed() {
    return new ChannelChoice(Kind.MIXED, 0);
  }

  /**
   * One channel alone.
   *
   * @param channel its number, from 0
   */
  public static ChannelChoice one(int channel) {
    return new ChannelChoice(Kind.ONE, channel);
  }

  /** Each channel by itself. */
  public static ChannelChoice each() {
    return new ChannelChoice(Kind.EACH, 0);
  }

  /**
   * The number of channels to judge when there are this many.
   *
   * @throws InvalidArgumentException if the chosen channel does not exist
   */
  int judged(int channels) {
    if (kind == Kind.ONE && channel >= channels) {
      throw new InvalidArgumentException(
          Problem.of(
                  "channel " + channel,
                  "is asked for, and there %s %d".formatted(channels == 1 ? "is" : "are", channels))
              .remedy("channels are numbered from 0"));
    }
    return kind == Kind.EACH ? channels : 1;
  }
}
