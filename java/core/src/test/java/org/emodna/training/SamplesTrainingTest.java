package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.audio.Sound;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Utterance;
import org.emodna.evaluation.Target;
import org.emodna.features.FeatureCache;
import org.emodna.kernels.DeviceChoice;
import org.emodna.model.ModelFile;
import org.emodna.recognition.CorpusPredictions;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is learnt from samples is what is learnt from the same samples in files, bit by bit. */
class SamplesTrainingTest extends ToneTraining {
  private static Corpus sourceClips;
  private static Corpus targetClips;
  private static Corpus sourceFiles;
  private static Corpus targetFiles;

  @BeforeAll
  static void samples() throws IOException {
    sourceClips = clips(source);
    targetClips = clips(target);
    sourceFiles = files(sourceClips, folder.resolve("float-source"));
    targetFiles = files(targetClips, folder.resolve("float-target"));
  }

  private static Corpus clips(Path corpus) {
    AudioDecoder decoder = new AudioDecoder();
    List<Utterance> all = new ArrayList<>();
    for (Utterance one : Corpus.open(corpus).utterances()) {
      AudioClip decoded = decoder.decode(one.path());
      AudioClip clip = AudioClip.of(decoded.samples(), decoded.sampleRate(), one.id());
      all.add(Utterance.of(one.id(), clip, one.emotion().name(), null));
    }
    return Corpus.of(corpus.getFileName().toString(), all);
  }

  private static Corpus files(Corpus clips, Path to) throws IOException {
    List<Utterance> all = new ArrayList<>();
    for (Utterance one : clips.utterances()) {
      AudioClip clip = ((Sound.InMemory) one.sound()).clip();
      Path file = to.resolve(one.id());
      Files.createDirectories(file.getParent());
      AudioEncoder.write(
          file, AudioFormat.WAV_FLOAT, new float[][] {clip.samples()}, clip.sampleRate());
      all.add(Utterance.of(one.id(), file, one.emotion().name(), null));
    }
    return Corpus.of(clips.name(), all);
  }

  private static Training.Builder training(
      Corpus source, Corpus target, TrainingConfig config, String output) {
    return Training.builder()
        .source(source.labelled(LABELS))
        .target(Target.of(target, LABELS).corpus())
        .config(config)
        .device("cpu")
        .output(folder.resolve(output));
  }

  private static TrainingResult.Finished trained(Corpus source, Corpus target, String output) {
    return training(source, target, ToneCorpus.config(), output)
        .run(Progress.NONE)
        .requireFinished();
  }

  @Test
  void trainingRecognitionAndScoresAreThoseOfFloatFiles() {
    TrainingResult.Finished clips = trained(sourceClips, targetClips, "clips");
    TrainingResult.Finished files = trained(sourceFiles, targetFiles, "files");
    assertEquals(files.history(), clips.history());
    ModelBits.assertSame(ModelFile.load(files.model()), ModelFile.load(clips.model()));
    assertEquals(files.predictions(), clips.predictions());
    Target target = Target.of(targetClips, LABELS);
    assertEquals(
        Target.of(targetFiles, LABELS).score(files.predictions()),
        target.score(clips.predictions()));
    try (Recognizer recognizer =
        Recognizer.builder().device(DeviceChoice.of("cpu")).load(clips.model())) {
      CorpusPredictions ofClips =
          recognizer.recognize(target.corpus(), Recognizer.Statistics.CORPUS, Progress.NONE);
      CorpusPredictions ofFiles =
          recognizer.recognize(
              targetFiles.unlabelled(), Recognizer.Statistics.CORPUS, Progress.NONE);
      for (int i = 0; i < ofFiles.probabilities().length; i++) {
        assertArrayEquals(ofFiles.probabilities()[i], ofClips.probabilities()[i]);
      }
    }
  }

  @Test
  void anInterruptedRunOfSamplesGoesOnAndKnowsThemByContent() throws IOException {
    byte[] whole = Files.readAllBytes(trained(sourceClips, targetClips, "whole").model());
    AtomicInteger steps = new AtomicInteger();
    training(sourceClips, targetClips, ToneCorpus.config(), "resumed")
        .stopWhen(() -> steps.getAndIncrement() >= 5)
        .run(Progress.NONE);
    // The same samples in other arrays, as a program that is started again has them.
    TrainingResult again =
        training(clips(source), clips(target), ToneCorpus.config(), "resumed")
            .resume(true)
            .run(Progress.NONE);
    assertArrayEquals(whole, Files.readAllBytes(again.requireFinished().model()));
  }

  @Test
  void featuresOfSamplesAreCachedByTheirContent() throws IOException {
    Path cache = folder.resolve("cache");
    training(sourceClips, targetClips, ToneCorpus.config(), "cold").cache(cache).run(Progress.NONE);
    long entries = count(cache);
    assertTrue(entries >= sourceClips.utterances().size(), "entries: " + entries);
    TrainingResult warm =
        training(clips(source), clips(target), ToneCorpus.config(), "warm")
            .cache(new FeatureCache(cache))
            .run(Progress.NONE);
    assertEquals(entries, count(cache));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("cold")),
        Files.readAllBytes(warm.requireFinished().model()));
  }

  private static long count(Path cache) throws IOException {
    try (Stream<Path> all = Files.walk(cache)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void aMatrixTakesThemToo() {
    MemorySink clips = matrix(sourceClips, targetClips, "clips-matrix");
    MemorySink files = matrix(sourceFiles, targetFiles, "files-matrix");
    RunOutcome one = clips.outcomes.get("run");
    assertEquals(files.outcomes.get("run").predictions(), one.predictions());
    ModelBits.assertSame(files.outcomes.get("run").model(), one.model());
  }

  private static MemorySink matrix(Corpus source, Corpus target, String name) {
    Direction direction =
        Direction.transductive("a>b", source.labelled(LABELS), Target.of(target, LABELS).corpus());
    MemorySink sink = new MemorySink();
    new TrainingMatrix(
            Training.builder().device("cpu"),
            folder.resolve(name),
            "all",
            TrainingMatrix.Options.standard().withWatchedEpochs(0))
        .run(List.of(new RunRequest("run", ToneCorpus.config(), direction)), sink, Progress.NONE);
    return sink;
  }
}
