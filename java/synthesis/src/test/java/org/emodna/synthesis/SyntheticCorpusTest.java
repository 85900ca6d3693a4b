package org.emodna.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.StageBegan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticCorpusTest {
  @TempDir Path folder;

  /** Remembers what it was told. */
  private static class Told implements Progress {
    private final List<String> files = new ArrayList<>();
    private long total;

    @Override
    public void on(ProgressEvent event) {
      if (event instanceof StageBegan began) {
        total = began.total();
      } else if (event instanceof Advanced advanced) {
        files.add(advanced.detail());
        assertEquals(files.size(), advanced.done());
      }
    }
  }

  /** One take of each emotion by each speaker: small, but with most of the formats. */
  private static SyntheticCorpus small(CorpusSpec spec, Layout layout) {
    Map<Emotion, Integer> one = new EnumMap<>(Emotion.class);
    for (Emotion emotion : Emotion.values()) {
      one.put(emotion, 1);
    }
    return new SyntheticCorpus(spec.withTakes(one), layout);
  }

  private static SyntheticCorpus small() {
    return small(Presets.SOUTH, Layout.EMOTION_SPEAKER);
  }

  @Test
  void theDemosCorporaHaveSomeTwoHundredUtterances() {
    assertEquals(204, SyntheticCorpus.NORTH.size());
    assertEquals(200, SyntheticCorpus.SOUTH.size());
    for (SyntheticCorpus corpus : List.of(SyntheticCorpus.NORTH, SyntheticCorpus.SOUTH)) {
      assertEquals(corpus.size(), new HashSet<>(corpus.files()).size());
      assertEquals(5, new HashSet<>(corpus.emotions()).size());
    }
    assertEquals(6, new HashSet<>(SyntheticCorpus.NORTH.speakers()).size());
    assertEquals(5, new HashSet<>(SyntheticCorpus.SOUTH.speakers()).size());
  }

  @Test
  void aFormatTellsNothingAboutTheEmotion() {
    for (CorpusSpec spec : List.of(Presets.NORTH, Presets.SOUTH)) {
      List<Utterance> utterances = Casting.utterances(spec);
      for (Recording recording : spec.recordings()) {
        List<Utterance> own =
            utterances.stream().filter(u -> u.recording().equals(recording)).toList();
        assertTrue(own.size() >= 10, () -> recording + " is rare: " + own.size());
        for (Emotion emotion : Emotion.values()) {
          double share = own.stream().filter(u -> u.emotion() == emotion).count();
          assertTrue(share / own.size() < 0.5, () -> recording + " mostly means " + emotion);
        }
      }
    }
  }

  @Test
  void everyFileOfACorpusIsWritten() throws IOException {
    for (SyntheticCorpus corpus : List.of(small(), small(Presets.NORTH, Layout.SPEAKER_EMOTION))) {
      Path to = folder.resolve(corpus.name());
      Told told = new Told();
      corpus.write(to, told);
      assertEquals(corpus.size(), told.total);
      assertEquals(corpus.files().stream().map(Path::toString).toList(), told.files);
      assertTrue(corpus.isWritten(to));
      assertEquals(corpus.size() + 1, countFiles(to));
      assertTrue(Files.readString(to.resolve("README.txt")).contains("Nobody spoke here"));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      assertEquals(2, entries.count(), "no draft is left behind");
    }
  }

  @Test
  void everyFormatDecodesToWhatWasSpoken() {
    Set<String> codecs = new HashSet<>();
    for (SyntheticCorpus corpus : List.of(small(), small(Presets.NORTH, Layout.SPEAKER_EMOTION))) {
      Path to = folder.resolve(corpus.name());
      corpus.write(to, Progress.NONE);
      for (int i = 0; i < corpus.size(); i++) {
        float[][] spoken = corpus.samples(i);
        AudioClip clip = new AudioDecoder().decode(to.resolve(corpus.files().get(i)));
        String what = clip.source() + " (" + clip.codec() + ")";
        codecs.add(clip.codec());
        assertEquals(List.of(), clip.warnings(), what);
        assertEquals(spoken.length, clip.channels(), what);
        // Opus knows no rate but 48 kHz, whatever went in.
        boolean opus = clip.codec().contains("opus");
        assertEquals(opus ? 48_000 : corpus.sampleRate(i), clip.sampleRate(), what);
        double seconds = (double) spoken[0].length / corpus.sampleRate(i);
        assertEquals(seconds, clip.seconds(), 0.2, what);
        double loudness = Listening.rms(clip.samples()) / Listening.rms(mean(spoken));
        assertEquals(0, 20 * Math.log10(loudness), 1.5, what);
      }
    }
    assertTrue(codecs.size() >= 5, codecs::toString);
  }

  @Test
  void aCorpusThatIsThereIsLeftAlone() throws IOException {
    SyntheticCorpus corpus = small();
    Path to = folder.resolve("south");
    corpus.write(to, Progress.NONE);
    Path first = to.resolve(corpus.files().get(0));
    Object key = Files.getLastModifiedTime(first);
    Told told = new Told();
    corpus.write(to, told);
    assertEquals(List.of(), told.files, "nothing is written again");
    assertEquals(key, Files.getLastModifiedTime(first));
  }

  @Test
  void twoCorporaWrittenTwiceAreEqualByteForByte() throws IOException {
    SyntheticCorpus corpus = small();
    corpus.write(folder.resolve("a"), Progress.NONE);
    corpus.write(folder.resolve("b"), Progress.NONE);
    for (Path file : corpus.files()) {
      Path a = folder.resolve("a").resolve(file);
      Path b = folder.resolve("b").resolve(file);
      assertEquals(-1, Files.mismatch(a, b), file.toString());
    }
  }

  @Test
  void somebodyElsesFolderIsRefused() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("thesis.txt"), "mine");
    SynthesisException refusal =
        assertThrows(SynthesisException.class, () -> small().write(other, Progress.NONE));
    assertTrue(refusal.getMessage().contains(other.toString()));
    assertTrue(refusal.getMessage().contains("not empty"));
    assertEquals(1, countFiles(other));
    Path file = other.resolve("thesis.txt");
    assertThrows(SynthesisException.class, () -> small().write(file, Progress.NONE));
  }

  @Test
  void aFailureLeavesNothingBehind() throws IOException {
    Path to = folder.resolve("south");
    Progress impatient =
        new Told() {
          @Override
          public void on(ProgressEvent event) {
            throw new IllegalStateException("the listener has had enough");
          }
        };
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> small().write(to, impatient));
    assertEquals("the listener has had enough", thrown.getMessage());
    try (Stream<Path> entries = Files.list(folder)) {
      assertEquals(0, entries.count());
    }
  }

  @Test
  void aCorpusThatLostAFileIsNotComplete() throws IOException {
    SyntheticCorpus corpus = small();
    Path to = folder.resolve("south");
    corpus.write(to, Progress.NONE);
    Files.delete(to.resolve(corpus.files().get(3)));
    assertFalse(corpus.isWritten(to));
  }

  private static float[] mean(float[][] tracks) {
    float[] mean = new float[tracks[0].length];
    for (float[] track : tracks) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += track[i] / tracks.length;
      }
    }
    return mean;
  }

  private static long countFiles(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    }
  }
}
