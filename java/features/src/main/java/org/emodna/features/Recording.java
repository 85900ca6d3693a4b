package org.emodna.features;

import org.emodna.audio.AudioException;
import org.emodna.audio.Decoded;
import org.emodna.audio.LevelMeter;
import org.emodna.audio.SampleSink;
import org.emodna.audio.SampleSource;
import org.emodna.audio.SampleStore;
import org.emodna.audio.SignalQuality;
import org.emodna.base.Problem;
import org.emodna.kernels.Resampler;
import org.emodna.kernels.Stream;

/** A recording that is read once, and again where that is needed. */
final class Recording {
  /** Samples up to which a recording is held while it is worked on: 87 s at 48 kHz, 16 MiB. */
  private static final int HELD = 1 << 22;

  private final SampleSource source;
  private final UtteranceKey key;
  private final LevelMeter meter = new LevelMeter();
  private Decoded decoded;
  private boolean isLong;
  private float[] samples;

  /** The same at another rate, and cropped or padded, as several streams want it. */
  private int rate;

  private float[] resampled;
  private float[] framed;

  /**
   * One that is read when something of it is asked for: what is in the cache needs no audio.
   *
   * @param key what stored values of it are looked up by; null where it has none
   */
  Recording(SampleSource source, UtteranceKey key) {
    this.source = source;
    this.key = key;
  }

  /** Gives samples to two. */
  private record Both(SampleSink one, SampleSink other) implements SampleSink {
    @Override
    public void add(float[] samples, int count, int sampleRate) {
      one.add(samples, count, sampleRate);
      other.add(samples, count, sampleRate);
    }
  }

  SampleSource source() {
    return source;
  }

  /** What decoding said of it. */
  Decoded decoded() {
    if (decoded == null) {
      SampleStore store = SampleStore.all(HELD);
      Decoded read = source.read(new Both(store, meter));
      isLong = store.overflown();
      samples = isLong ? null : store.samples();
      if (!Double.isFinite(meter.rms())) {
        // A clip whose samples were changed after it was made.
        throw new AudioException(read.source(), "has a sample that is not a number; repair it");
      }
      decoded = read;
    }
    return decoded;
  }

  /** Whether it is too long to be held without need. */
  boolean isLong() {
    decoded();
    return isLong;
  }

  /** All samples of a recording that is not {@link #isLong}. */
  float[] samples() {
    if (isLong()) {
      throw new IllegalStateException("it is long: its samples are read again as they are needed");
    }
    return samples;
  }

  /**
   * All samples at another rate: the same array again while no other rate is asked for, so that
   * streams can tell that they are given the same. A long recording is read again for them, and
   * never held at its own rate, which may be 35 times as high.
   */
  float[] at(int wanted, Stream resampling) {
    if (rate != wanted) {
      framed = null;
      resampled =
          isLong()
              ? readAgain(wanted, resampling)
              : Resampler.resample(resampling, samples, decoded.sampleRate(), wanted);
      rate = wanted;
    }
    return resampled;
  }

  private float[] readAgain(int wanted, Stream resampling) {
    ResampleRatio ratio = new ResampleRatio(decoded.sampleRate(), wanted);
    if (ratio.outputs(decoded.count()) > Integer.MAX_VALUE - 16) {
      throw new AudioException(
          Problem.of(decoded.source(), "has more samples than an array holds")
              .remedy("cut the file"));
    }
    ResampledStore store = new ResampledStore(resampling, ratio, decoded.count());
    read(store);
    return store.samples();
  }

  /** Gives all samples to a sink; a long recording is read again for that. */
  void read(SampleSink sink) {
    if (!isLong()) {
      sink.add(samples, samples.length, decoded.sampleRate());
    } else if (source.read(sink).count() != decoded.count()) {
      throw new AudioException(
          Problem.of(decoded.source(), "changed while it was read")
              .remedy("try again when it is complete"));
    }
  }

  /**
   * The centre of what is longer than so many samples, or what is shorter between zeros.
   *
   * @param wanted the rate that {@link #at} was last asked for
   */
  float[] framed(int wanted, int length) {
    if (rate != wanted) {
      throw new IllegalStateException("at " + rate + " Hz, not " + wanted);
    }
    if (framed == null || framed.length != length) {
      framed = new float[length];
      int from = Math.max(0, (resampled.length - length) / 2);
      int to = Math.max(0, (length - resampled.length) / 2);
      System.arraycopy(resampled, from, framed, to, Math.min(length, resampled.length));
    }
    return framed;
  }

  /** What a stream has stored for it. */
  StoredValues stored(StoredStream stream) {
    if (key == null) {
      throw new FeatureException(
          Problem.of(
                  decoded().source(),
                  "is audio without an id, by which values of the feature stream '%s' are looked up"
                      .formatted(stream.name()))
              .remedy("give a file"));
    }
    return stream.find(key);
  }

  /** What is in it, where a part of it is used. */
  SignalQuality quality(UsedPart used) {
    double end = Math.min(decoded().seconds(), used.to());
    return SignalQuality.of(meter, Math.max(0, used.from()), end);
  }

  /** The error where it has no frame of a stream. */
  TooShortException tooShort(FrameStream stream, int samples) {
    return tooShort("a frame of ", stream, samples, stream.sampleRate(), least(stream));
  }

  /** The error where it has too little for a vector of a stream. */
  TooShortException tooShort(VectorStream stream, int samples) {
    return tooShort("", stream, samples, stream.sampleRate(), stream.leastSamples());
  }

  private TooShortException tooShort(
      String what, FeatureStream stream, int samples, int rate, int least) {
    return new TooShortException(
        decoded().source(),
        "is too short: %d samples at %d Hz, and %sthe stream '%s' needs %d"
            .formatted(samples, rate, what, stream.name(), least),
        SignalQuality.of(meter, 0, decoded().seconds()),
        decoded().warnings());
  }

  /** The fewest samples that give a frame. */
  private static int least(FrameStream stream) {
    int few = 0;
    int enough = 1;
    while (stream.frames(enough) == 0 && enough < 1 << 30) {
      few = enough;
      enough *= 2;
    }
    while (enough - few > 1) {
      int middle = few + (enough - few) / 2;
      if (stream.frames(middle) == 0) {
        few = middle;
      } else {
        enough = middle;
      }
    }
    return enough;
  }
}
