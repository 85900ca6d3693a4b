package org.emodna.recognition.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;
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
    int frame = kept.length;
    ByteBuffer whole = bytes.slice();
    long total = (long) keptBytes + whole.remaining();
    ByteBuffer joined = null;
    if (keptBytes > 0 && total >= frame) {
      joined = ByteBuffer.wrap(Arrays.copyOf(kept, frame));
      joined.position(keptBytes);
      joined.put(limited(whole, frame - keptBytes)).flip();
      whole = whole.slice();
    }
    int more = joined == null && keptBytes > 0 ? 0 : whole.remaining() / frame;
    if (format.encoding().canFail()) {
      check(joined, whole, more);
    }
    if (joined != null) {
      decode(joined, 1);
      keptBytes = 0;
    }
    decode(whole, more);
    int rest = whole.remaining();
    whole.get(kept, keptBytes, rest);
    keptBytes += rest;
    bytes.position(bytes.limit());
  }

  /** The next bytes as a buffer of their own; the other goes on behind them. */
  private static ByteBuffer limited(ByteBuffer from, int count) {
    ByteBuffer part = from.slice().limit(count);
    from.position(from.position() + count);
    return part;
  }

  private void check(ByteBuffer joined, ByteBuffer whole, int frames) {
    float[] values = new float[CHUNK];
    int first = 0;
    if (joined != null) {
      format.encoding().decode(joined.duplicate(), values, format.channels());
      check(values, 0, format.channels(), 0);
      first = format.channels();
    }
    ByteBuffer rest = whole.duplicate();
    long left = (long) frames * format.channels();
    for (long done = 0; done < left; ) {
      int count = (int) Math.min(CHUNK, left - done);
      format.encoding().decode(rest, values, count);
      rest.position(rest.position() + count * format.encoding().bytes());
      check(values, 0, count, first + done);
      done += count;
    }
  }

  private static void check(float[] values, int from, int count, long number) {
    for (int i = 0; i < count; i++) {
      float value = values[from + i];
      if (!(Math.abs(value) <= MOST)) {
        throw new AudioException(
            Problem.of(
                    "stream",
                    "sample %d of this push is %s, where full scale is 1"
                        .formatted(number + i, value))
                .remedy("none of the push was taken; push it again without that sample"));
      }
    }
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
    check(samples, from, count, 0);
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
