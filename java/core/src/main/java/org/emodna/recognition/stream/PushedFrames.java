package org.emodna.recognition.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.emodna.audio.AudioException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * From what is pushed to the samples of the channels that are judged. Bytes may be cut anywhere:
 * those of a frame that is not complete are kept for the next push.
 */
final class PushedFrames {
  /** Values that are worked on at a time. */
  private static final int CHUNK = 1024;

  /** Features can be computed of what is not louder; full scale is 1. */
  private static final float MOST = 1e12f;

  private static final String PUSH_AGAIN =
      "none of the push was taken; push it again without that sample";

  /** Takes the samples of one channel. */
  interface Channels {
    /**
     * @param place of the channel among those that are judged
     */
    void add(int place, float[] samples, int from, int count);
  }

  private final StreamFormat format;
  private final ChannelChoice choice;
  private final Channels to;

  /** The first bytes of a frame. */
  private final byte[] kept;

  private int keptBytes;
  private long frames;

  PushedFrames(StreamFormat format, ChannelChoice choice, Channels to) {
    this.format = format;
    this.choice = choice;
    this.to = to;
    kept = new byte[format.frameBytes()];
  }

  /** Frames that were pushed. */
  long frames() {
    return frames;
  }

  /** Bytes of a frame whose rest has not come. */
  int leftOver() {
    return keptBytes;
  }

  /** Takes bytes from the buffer's position to its limit; all of them, or none and an error. */
  void add(ByteBuffer bytes) {
    Bad bad = firstBad(bytes);
    if (bad != null) {
      throw bad.refused("sample %d of this push".formatted(bad.number), PUSH_AGAIN);
    }
    take(bytes);
  }

  /**
   * Takes bytes up to the first frame with a sample that is not a number, where there is one; the
   * rest stays in the buffer.
   */
  void addBeforeBad(ByteBuffer bytes) {
    Bad bad = firstBad(bytes);
    if (bad == null) {
      take(bytes);
      return;
    }
    int before = (int) (bad.number / format.channels()) * format.frameBytes() - keptBytes;
    if (before > 0) {
      take(limited(bytes, before));
    }
  }

  /**
   * Refuses bytes that {@link #addBeforeBad} has left, and forgets where their frame begins.
   *
   * @throws AudioException if there are any
   */
  void requireNone(ByteBuffer rest) {
    Bad bad = firstBad(rest);
    if (bad != null) {
      keptBytes = 0;
      long number = frames + bad.number / format.channels();
      String place =
          String.format(
              Locale.ROOT, "sample %d, at %.2f s,", number, (double) number / format.sampleRate());
      throw bad.refused(place, "end the stream, or go on with other samples");
    }
  }

  /** What a buffer holds: a frame whose beginning was kept, if there is one, and more of them. */
  private record Split(ByteBuffer joined, ByteBuffer rest, int frames) {}

  private Split split(ByteBuffer bytes) {
    ByteBuffer rest = bytes.slice();
    int frame = kept.length;
    if (keptBytes == 0) {
      return new Split(null, rest, rest.remaining() / frame);
    }
    if ((long) keptBytes + rest.remaining() < frame) {
      return new Split(null, rest, 0);
    }
    ByteBuffer joined = ByteBuffer.wrap(Arrays.copyOf(kept, frame));
    joined.position(keptBytes);
    joined.put(limited(rest, frame - keptBytes)).flip();
    rest = rest.slice();
    return new Split(joined, rest, rest.remaining() / frame);
  }

  private void take(ByteBuffer bytes) {
    Split split = split(bytes);
    if (split.joined != null) {
      decode(split.joined, 1);
      keptBytes = 0;
    }
    decode(split.rest, split.frames);
    int rest = split.rest.remaining();
    split.rest.get(kept, keptBytes, rest);
    keptBytes += rest;
    bytes.position(bytes.limit());
  }

  /** The next bytes as a buffer of their own; the other goes on behind them. */
  private static ByteBuffer limited(ByteBuffer from, int count) {
    ByteBuffer part = from.slice().limit(count);
    from.position(from.position() + count);
    return part;
  }

  /**
   * A sample that no features can be computed of.
   *
   * @param number among the samples of all channels, from the first byte that is kept
   */
  private record Bad(long number, float value) {
    AudioException refused(String place, String remedy) {
      String reason = "%s is %s, where full scale is 1".formatted(place, value);
      return new AudioException(Problem.of("stream", reason).remedy(remedy));
    }
  }

  /** Null where there is none. */
  private Bad firstBad(ByteBuffer bytes) {
    if (!format.encoding().canFail()) {
      return null;
    }
    Split split = split(bytes);
    float[] values = new float[Math.max(CHUNK, format.channels())];
    int first = 0;
    if (split.joined != null) {
      format.encoding().decode(split.joined, values, format.channels());
      Bad bad = firstBad(values, 0, format.channels(), 0);
      if (bad != null) {
        return bad;
      }
      first = format.channels();
    }
    long left = (long) split.frames * format.channels();
    for (long done = 0; done < left; ) {
      int count = (int) Math.min(CHUNK, left - done);
      format.encoding().decode(split.rest, values, count);
      split.rest.position(split.rest.position() + count * format.encoding().bytes());
      Bad bad = firstBad(values, 0, count, first + done);
      if (bad != null) {
        return bad;
      }
      done += count;
    }
    return null;
  }

  private static Bad firstBad(float[] values, int from, int count, long number) {
    for (int i = 0; i < count; i++) {
      float value = values[from + i];
      if (!(Math.abs(value) <= MOST)) {
        return new Bad(number + i, value);
      }
    }
    return null;
  }

  private void decode(ByteBuffer from, int frames) {
    int most = Math.max(1, CHUNK / format.channels());
    float[] values = new float[Math.min(frames, most) * format.channels()];
    for (int done = 0; done < frames; ) {
      int now = Math.min(most, frames - done);
      format.encoding().decode(from, values, now * format.channels());
      from.position(from.position() + now * format.frameBytes());
      interleaved(values, 0, now);
      done += now;
    }
  }

  /** Takes 16-bit samples. */
  void add(short[] samples, int from, int count) {
    int frames = frames(samples.length, from, count);
    int most = Math.max(1, CHUNK / format.channels());
    float[] values = new float[Math.min(frames, most) * format.channels()];
    for (int done = 0; done < frames; ) {
      int now = Math.min(most, frames - done);
      int at = from + done * format.channels();
      for (int i = 0; i < now * format.channels(); i++) {
        values[i] = samples[at + i] * 0x1p-15f;
      }
      interleaved(values, 0, now);
      done += now;
    }
  }

  /** Takes samples, all or none of them. */
  void add(float[] samples, int from, int count) {
    int frames = frames(samples.length, from, count);
    Bad bad = firstBad(samples, from, count, 0);
    if (bad != null) {
      throw bad.refused("sample %d of this push".formatted(bad.number), PUSH_AGAIN);
    }
    interleaved(samples, from, frames);
  }

  private int frames(int length, int from, int count) {
    if (from < 0 || count < 0 || from > length - count) {
      throw new InvalidArgumentException(
          Problem.of("stream", "%d samples from %d on, of %d".formatted(count, from, length))
              .remedy("give a range within the array"));
    }
    if (count % format.channels() != 0) {
      throw new InvalidArgumentException(
          Problem.of(
                  "stream",
                  "%d samples are not whole frames of %d channels"
                      .formatted(count, format.channels()))
              .remedy("push as many of each channel"));
    }
    if (keptBytes > 0) {
      throw new InvalidArgumentException(
          Problem.of("stream", "%d bytes of a frame are waiting for its rest".formatted(keptBytes))
              .remedy("push that as bytes, too, before samples"));
    }
    return count / format.channels();
  }

  private void interleaved(float[] values, int from, int count) {
    int channels = format.channels();
    frames += count;
    if (channels == 1) {
      to.add(0, values, from, count);
      return;
    }
    float[] one = new float[Math.min(count, CHUNK)];
    for (int done = 0; done < count; ) {
      int now = Math.min(one.length, count - done);
      int at = from + done * channels;
      switch (choice.kind()) {
        case MIXED -> {
          for (int i = 0; i < now; i++) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
              sum += values[at + i * channels + c];
            }
            one[i] = (float) (sum / channels);
          }
          to.add(0, one, 0, now);
        }
        case ONE -> {
          part(values, at + choice.channel(), one, now);
          to.add(0, one, 0, now);
        }
        case EACH -> {
          for (int c = 0; c < channels; c++) {
            part(values, at + c, one, now);
            to.add(c, one, 0, now);
          }
        }
      }
      done += now;
    }
  }

  private void part(float[] values, int at, float[] one, int count) {
    for (int i = 0; i < count; i++) {
      one[i] = values[at + i * format.channels()];
    }
  }
}
