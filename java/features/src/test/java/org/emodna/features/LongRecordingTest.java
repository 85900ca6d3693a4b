package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioException;
import org.emodna.audio.Decoded;
import org.emodna.audio.SampleSource;
import org.emodna.audio.SampleStore;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.Resampler;
import org.emodna.kernels.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongRecordingTest {
  /** Bursts of noise and tones, the loudest outside the middle; silence at both ends. */
  private static float[] recording(int samples) {
    SplittableRandom random = new SplittableRandom(samples);
    float[] x = new float[samples];
    for (int i = samples / 20; i < samples - samples / 15; i++) {
      double level = 0.02 + 0.1 * Math.abs(Math.sin(9.0 * i / samples));
      level *= i > samples / 5 && i < samples / 5 + 4000 ? 7 : 1;
      x[i] = (float) (level * (Math.sin(0.05 * i) + 0.05 * (random.nextDouble() - 0.5)));
    }
    return x;
  }

  @ParameterizedTest
  @CsvSource({
    "22050, librosa-0.8",
    "44100, librosa-0.8",
    "48000, htk",
    "16000, kaldi",
    "8000, librosa-0.8",
    "44099, librosa-0.8",
    "48000, kaldi",
    "11025, htk"
  })
  void whatIsReadTwiceHasTheFeaturesOfWhatIsHeld(int rate, String name) {
    MfccStream stream =
        rate > 22_050 ? new MfccStream(Dialect.of(name), 1, 12) : new MfccStream(Dialect.of(name));
    for (int seconds : new int[] {20, 33}) {
      AudioClip clip =
          new AudioClip(
              recording(seconds * rate + 137), rate, 1, "made up", List.of(), "none", "none");
      for (Framing framing :
          List.of(Framing.FIXED, Framing.SPEECH, Framing.SPEECH.withMaxFrames(5000))) {
        try (FeatureExtractor extractor = new FeatureExtractor(stream, framing);
            KernelContext context = KernelContext.cpu(1)) {
          Stream work = context.stream();
          Mfcc mfcc = new Mfcc(work, stream.dialect().recipe());
          SampleSource source = SampleSource.of(clip);
          Decoded decoded = source.read(SampleStore.all(1));
          LongRecording recording = new LongRecording(source, decoded, stream, framing, work);
          assertTrue(recording.serves());
          GridPart part = recording.features(mfcc);
          Extraction held = extractor.extraction(clip);
          assertEquals(held.features().frames(), part.features().frames());
          assertArrayEquals(held.features().values(), part.features().values());
          assertEquals(held.quality().usedFrom(), part.used().from(), 1e-9);
        }
      }
    }
  }

  /** As vectors need it: all of it, at their rate and never at its own. */
  @ParameterizedTest
  @CsvSource({
    "192000, 22050, 22.5",
    "48000, 22050, 90",
    "44099, 16000, 96",
    "16000, 16000, 263",
    "768000, 8000, 5.5"
  })
  void whatIsLongIsResampledWhileItIsReadAgain(int rate, int wanted, double seconds) {
    float[] samples = recording((int) (seconds * rate) + 137);
    AudioClip clip = AudioClip.of(samples, rate, "made up");
    try (KernelContext context = KernelContext.cpu(1)) {
      Stream work = context.stream();
      Recording recording = new Recording(SampleSource.of(clip), null);
      assertTrue(recording.isLong());
      assertThrows(IllegalStateException.class, recording::samples);
      float[] whole = Resampler.resample(work, samples, rate, wanted);
      float[] read = recording.at(wanted, work);
      assertArrayEquals(whole, read);
      assertSame(read, recording.at(wanted, work));
    }
  }

  /** As stored frames need them. */
  @Test
  void levelsOfStretchesDoNotDependOnHowItIsRead() {
    float[] samples = recording(4_300_000);
    Recording recording =
        new Recording(SampleSource.of(AudioClip.of(samples, 192_000, "made up")), null);
    assertTrue(recording.isLong());
    long[] begins = {-50, 0, 99_999, 200_000, 200_000, 4_299_000, 5_000_000};
    long[] ends = {50, 100_000, 100_000, 900_000, 300_000, 4_400_000, 5_000_001};
    StretchLevels levels = new StretchLevels(begins, ends);
    recording.read(levels);
    for (int i = 0; i < begins.length; i++) {
      assertEquals(FrameWorker.level(samples, begins[i], ends[i]), levels.levels()[i]);
    }
  }

  @Test
  void whatChangesWhileItIsReadAgainIsAnError() {
    AudioClip clip = AudioClip.of(recording(5_000_000), 192_000, "made up");
    AudioClip cut = AudioClip.of(recording(4_000_000), 192_000, "made up");
    AtomicInteger times = new AtomicInteger();
    SampleSource changing =
        sink -> SampleSource.of(times.getAndIncrement() == 0 ? clip : cut).read(sink);
    try (KernelContext context = KernelContext.cpu(1)) {
      Recording recording = new Recording(changing, null);
      assertTrue(recording.isLong());
      Stream work = context.stream();
      AudioException e = assertThrows(AudioException.class, () -> recording.at(22_050, work));
      assertTrue(e.getMessage().contains("changed while it was read"), e.getMessage());
    }
  }
}
