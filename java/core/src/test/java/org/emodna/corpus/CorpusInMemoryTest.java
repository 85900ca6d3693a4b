package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioFormat;
import org.emodna.audio.Sound;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.evaluation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusInMemoryTest {
  @TempDir Path folder;

  private static final LabelSet LABELS = LabelSet.named(List.of("anger", "neutral"));

  private static float[] tone(double hertz) {
    float[] samples = new float[16_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / 16_000));
    }
    return samples;
  }

  private static AudioClip clip(double hertz) {
    return AudioClip.of(tone(hertz), 16_000, "tone of " + hertz);
  }

  private static void says(Class<? extends EmoDnaException> kind, Runnable what, String... words) {
    EmoDnaException e = assertThrows(kind, what::run);
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }

  @Test
  void filesAndSamplesStandTogetherInTheOrderOfIds() {
    Corpus corpus =
        Corpus.of(
            "calls",
            List.of(
                Utterance.of("b", clip(440), "Angry", "ben"),
                Utterance.of("c", Path.of("c.wav"), "unknown", null),
                Utterance.builder("a")
                    .samples(tone(220), 16_000)
                    .emotion(Emotion.NEUTRAL)
                    .speaker("anna")
                    .gender(Gender.FEMALE)
                    .duration(1)
                    .extra("line", "2")
                    .build()));
    assertEquals("calls", corpus.name());
    assertEquals("calls", corpus.collection());
    assertEquals("memory", corpus.reader());
    assertEquals(Optional.empty(), corpus.root());
    assertEquals("in memory", corpus.place());
    assertEquals(List.of("a", "b", "c"), corpus.utterances().stream().map(Utterance::id).toList());
    assertEquals("{anger=1, neutral=1}", corpus.counts().toString());
    LabelledCorpus source = corpus.labelled(LABELS);
    assertEquals(List.of("a", "b"), source.items().stream().map(LabelledCorpus.Item::id).toList());
    assertEquals("[1, 0]", Arrays.toString(source.labels()));
    assertEquals(Path.of("c.wav"), corpus.unlabelled().items().get(2).path());
    Target target = Target.of(corpus, LABELS);
    assertEquals(2, target.corpus().size());
    assertTrue(target.scorer().isPresent());
    // What can do with files alone says so of a clip, in one error that names it.
    says(
        AudioException.class, () -> source.items().get(0).path(), "a", "in memory", "AudioEncoder");
    says(AudioException.class, () -> corpus.utterances().get(1).path(), "tone of 440", "in memory");
  }

  @Test
  void whatIsWrongIsNamed() {
    Utterance one = Utterance.of("a", clip(440), "anger", null);
    says(CorpusException.class, () -> Corpus.of("x", List.of()), "x", "no utterances");
    says(CorpusException.class, () -> Corpus.of("x", List.of(one, one)), "'a'", "0 and 1");
    says(CorpusException.class, () -> Corpus.of(" ", List.of(one)), "name");
    says(CorpusException.class, () -> Corpus.of("x", Arrays.asList(one, null)), "1 of the list");
    says(CorpusException.class, () -> Utterance.of(" ", clip(440), null, null), "no id", "440");
    says(CorpusException.class, () -> Utterance.builder("a").build(), "'a'", "neither");
    says(
        AudioException.class,
        () -> Utterance.builder("a").samples(new float[] {0, Float.NaN}, 16_000),
        "a",
        "1");
    says(AudioException.class, () -> Utterance.builder("a").samples(new float[0], 16_000), "a");
    says(AudioException.class, () -> Utterance.builder("a").samples(tone(9), 10), "a", "10");
    says(AudioException.class, () -> Utterance.builder("a").samples(null, 16_000), "a", "samples");
    says(AudioException.class, () -> Sound.of((Path) null), "path", "null");
    says(AudioException.class, () -> Sound.of((AudioClip) null), "clip", "null");
    Utterance.Builder extra = Utterance.builder("a").clip(clip(440)).extra("line", null);
    says(CorpusException.class, extra::build, "'a'", "extra");
    says(CorpusException.class, () -> Corpus.of("x", null), "x", "no utterances");
    Corpus without = Corpus.of("x", List.of(Utterance.of("a", clip(440), null, null)));
    says(
        CorpusException.class, () -> without.labelled(LABELS), "x (in memory)", "given an emotion");
    assertFalse(Target.of(without, LABELS).scorer().isPresent());
    says(CorpusException.class, () -> without.part(Set.of("b")), "x (in memory)", "'b'");
  }

  @Test
  void aScanSaysTheSameOfSamplesAsOfTheirFile() {
    Path file = folder.resolve("tone.wav");
    AudioEncoder.write(file, AudioFormat.WAV_FLOAT, new float[][] {tone(440)}, 16_000);
    Corpus corpus =
        Corpus.of(
            "mixed",
            List.of(
                Utterance.of("clip", clip(440), "anger", null),
                Utterance.of("double", clip(440), "neutral", null),
                Utterance.of("file", file, "anger", null),
                Utterance.of("missing", folder.resolve("none.wav"), "anger", null)));
    ScanReport report = CorpusScan.of(corpus, 2, Progress.NONE);
    assertEquals(3, report.utterances());
    assertEquals(3.0, report.seconds(), 1e-9);
    assertEquals(report.peakDbfs().min(), report.peakDbfs().max());
    assertEquals(List.of("missing"), report.unusable().stream().map(Unusable::id).toList());
    assertEquals(1, report.duplicates().size());
    assertEquals(List.of("clip", "double"), report.duplicates().get(0).ids());
    assertTrue(report.toText().contains("in memory"), report.toText());
  }

  @Test
  void soundsAreKnownByTheirContent() {
    AudioClip one = clip(440);
    assertEquals(one.contentHash(), clip(440).contentHash());
    assertFalse(one.contentHash().equals(clip(441).contentHash()));
    assertFalse(
        one.contentHash().equals(AudioClip.of(one.samples(), 8_000, "slower").contentHash()));
    assertEquals(Sound.of(one), Sound.of(one));
    assertEquals(Sound.of(Path.of("a")), Sound.of(Path.of("a")));
    // As long as a piece of those that are hashed one after the other, and one more.
    float[] samples = new float[(1 << 16) + 1];
    String before = AudioClip.of(samples, 16_000, "x").contentHash();
    samples[1 << 16] = 1;
    assertFalse(before.equals(AudioClip.of(samples, 16_000, "x").contentHash()));
  }
}
