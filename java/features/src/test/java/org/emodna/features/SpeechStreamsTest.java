package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.audio.AudioClip;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Voice;
import org.junit.jupiter.api.Test;

/** Streams of pitch and voice, and the functionals that rest on them. */
class SpeechStreamsTest {
  private static final int RATE = SpeechAnalysis.RATE;

  /** A buzz of harmonics that glides from one F0 to another, between two silences of 0.3 s. */
  private static float[] glide(double from, double to, double seconds) {
    int pause = (int) (0.3 * RATE);
    int count = (int) (seconds * RATE);
    float[] x = new float[count + 2 * pause];
    double phase = 0;
    for (int i = 0; i < count; i++) {
      phase += 2 * Math.PI * (from + (to - from) * i / count) / RATE;
      double sum = 0;
      for (int h = 1; h <= 12; h++) {
        sum += Math.sin(h * phase) / h;
      }
      x[pause + i] = (float) (0.2 * sum);
    }
    return x;
  }

  private static AudioClip clip(float[] samples) {
    return new AudioClip(samples, RATE, 1, "made up", List.of(), "none", "none");
  }

  private static FeatureStream functionals(String recipe) {
    return new FunctionalsStream.Kind().create(new FunctionalsStream.Settings(recipe, 12));
  }

  private static float value(Features features, FeatureStream stream, String name) {
    int at = stream.valueNames().indexOf(name);
    assertTrue(at >= 0, name);
    return features.values()[at];
  }

  @Test
  void prosodyFollowsAGlide() {
    ProsodyStream prosody = new ProsodyStream();
    float[] x = glide(120, 240, 2);
    try (KernelContext context = KernelContext.cpu(1);
        FrameSession session = prosody.session(context)) {
      float[] values = session.compute(x);
      int frames = prosody.frames(x.length);
      assertEquals(4 * frames, values.length);
      for (int frame = 0; frame < frames; frame++) {
        double at = Math.max(0, Math.min(2, frame * 512.0 / RATE - 0.3));
        double expected = Math.log(120 + 60 * at) / Math.log(2);
        // Held before and behind, and near the ends the window sees half of it.
        assertEquals(expected, values[4 * frame], 0.06, "frame " + frame);
        double step = frame == 0 ? 0 : values[4 * frame] - values[4 * frame - 4];
        assertEquals(step, values[4 * frame + 1], 1e-6);
        boolean inside = at > 0.1 && at < 1.9;
        assertTrue(!inside || values[4 * frame + 2] > 0.9, "frame " + frame);
        assertTrue(!inside || values[4 * frame + 3] > -20, "frame " + frame);
      }
      assertEquals(-100, values[3]);
    }
  }

  @Test
  void octavesAreInterpolatedAndHeld() {
    double[] octaves = ProsodyStream.octaves(new float[] {0, 128, 0, 0, 0, 256, 0});
    assertArrayEquals(new double[] {7, 7, 7.25, 7.5, 7.75, 8, 8}, octaves, 1e-12);
    double middle = Math.log(Math.sqrt(65.0 * 500)) / Math.log(2);
    assertArrayEquals(new double[] {middle, middle}, ProsodyStream.octaves(new float[2]), 1e-12);
  }

  @Test
  void streamsOfOneHopStandSideBySideAndHaveTheirOwnBits() {
    MfccStream mfcc = new MfccStream(Dialect.LIBROSA_0_8, 1, 12);
    AudioClip clip = clip(glide(150, 100, 1));
    for (Framing framing : List.of(Framing.SPEECH, Framing.FIXED)) {
      try (FeatureExtractor all =
              FeatureExtractor.builder(mfcc, framing)
                  .join(new ProsodyStream())
                  .join(new VoiceStream())
                  .build();
          FeatureExtractor first = new FeatureExtractor(mfcc, framing);
          FeatureExtractor voice =
              FeatureExtractor.builder(mfcc, framing).join(new VoiceStream()).build()) {
        Features joined = all.extract(clip);
        assertEquals(16 + Voice.WIDTH, joined.width());
        Features alone = first.extract(clip);
        Features two = voice.extract(clip);
        for (int t = 0; t < joined.frames(); t++) {
          for (int c = 0; c < 12; c++) {
            assertEquals(alone.values()[t * 12 + c], joined.values()[t * joined.width() + c]);
          }
          for (int c = 0; c < Voice.WIDTH; c++) {
            assertEquals(
                two.values()[t * two.width() + 12 + c],
                joined.values()[t * joined.width() + 16 + c]);
          }
        }
        assertArrayEquals(joined.values(), all.extract(clip).values());
      }
    }
  }

  @Test
  void functionalsOfAGlideAreWhatItIs() {
    FeatureStream stream = functionals("functionals-2");
    try (FeatureExtractor extractor = new FeatureExtractor(stream, Framing.SPEECH)) {
      Features rising = extractor.extract(clip(glide(120, 240, 2)));
      Features falling = extractor.extract(clip(glide(240, 120, 2)));
      for (String f0 : List.of("f0", "path-f0")) {
        assertEquals(Math.log(180) / Math.log(2), value(rising, stream, f0 + ".p50"), 0.05);
        assertEquals(1, value(rising, stream, f0 + ".slope"), 0.15);
        assertEquals(-1, value(falling, stream, f0 + ".slope"), 0.15);
        assertEquals(0.8, value(rising, stream, f0 + ".range"), 0.1);
      }
      assertTrue(value(rising, stream, "voicing.share") > 0.9);
      assertEquals(-0.33, value(rising, stream, "intonation.first-third"), 0.08);
      assertEquals(0.3, value(rising, stream, "intonation.last-third"), 0.08);
      // Equal steps in Hz are smaller and smaller steps in octaves.
      assertTrue(value(rising, stream, "intonation.curvature") < -0.03);
      assertTrue(value(rising, stream, "intonation.rise") > 0.005);
      assertTrue(
          value(rising, stream, "intonation.fall") < value(falling, stream, "intonation.fall"));
      assertTrue(value(rising, stream, "hnr.mean") > 10);
      assertTrue(value(rising, stream, "jitter") < 0.02);
    }
  }

  @Test
  void namesAreDifferentAndFollowTheValues() {
    FeatureStream one = functionals("functionals-1");
    FeatureStream two = functionals("functionals-2");
    assertEquals(106, one.width());
    assertEquals(136, two.width());
    assertEquals(136, new HashSet<>(two.valueNames()).size());
    assertEquals(one.valueNames(), two.valueNames().subList(0, 106));
    assertEquals("c1.mean", one.valueNames().get(0));
    assertEquals("c12.step-magnitude", one.valueNames().get(71));
    assertEquals("f0.mean", one.valueNames().get(72));
    assertEquals("spectrum.slope", one.valueNames().get(105));
    FeatureStream few =
        new FunctionalsStream.Kind().create(new FunctionalsStream.Settings("functionals-1", 3));
    assertEquals(52, few.width());
    try (FeatureExtractor all = new FeatureExtractor(one, Framing.SPEECH);
        FeatureExtractor more = new FeatureExtractor(two, Framing.SPEECH);
        FeatureExtractor some = new FeatureExtractor(few, Framing.SPEECH)) {
      AudioClip clip = clip(glide(100, 130, 1));
      Features features = all.extract(clip);
      Features part = some.extract(clip);
      for (String name : few.valueNames()) {
        assertEquals(value(features, one, name), value(part, few, name), 1e-4, name);
      }
      Features both = more.extract(clip);
      for (String name : one.valueNames()) {
        assertEquals(value(features, one, name), value(both, two, name), name);
      }
    }
  }

  /** Silence, a click, noise, a single sample, the shortest clips: all values are numbers. */
  @Test
  void whateverIsHeardEveryValueIsFinite() {
    SplittableRandom random = new SplittableRandom(3);
    for (FeatureStream stream :
        List.of(functionals("functionals-1"), functionals("functionals-2"))) {
      try (FeatureExtractor extractor = new FeatureExtractor(stream, Framing.SPEECH)) {
        for (int samples : new int[] {1, 2, 511, 512, 1023, 1025, 2049, 30_000}) {
          for (int kind = 0; kind < 4; kind++) {
            float[] x = new float[samples];
            for (int i = 0; i < samples; i++) {
              x[i] =
                  switch (kind) {
                    case 0 -> 0;
                    case 1 -> i == samples / 2 ? 1 : 0;
                    case 2 -> (float) (random.nextDouble() * 2 - 1);
                    default -> i % 2 == 0 ? 1 : -1;
                  };
            }
            // An extractor refuses values that are not finite.
            Features made = extractor.extract(clip(x));
            assertEquals(stream.width(), made.values().length);
          }
        }
      }
    }
  }
}
