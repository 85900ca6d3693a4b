package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.audio.Outcome;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.evaluation.Target;
import org.emodna.features.FeatureException;
import org.emodna.features.UtteranceKey;
import org.emodna.features.stored.PrecomputedStream;
import org.emodna.recognition.CorpusPredictions;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.emodna.safetensors.SafeTensorsWriter;
import org.junit.jupiter.api.Test;

/** Precomputed embeddings from files to answers. */
class EmbeddingTrainingTest extends ToneTraining {
  private static final int WIDTH = 12;

  /** Embeddings that tell the classes apart where nothing else does: frames, or their mean. */
  private static void embeddings(Path corpus, Path place, boolean frames, String without) {
    SafeTensorsWriter writer = new SafeTensorsWriter();
    SplittableRandom random = new SplittableRandom(5);
    for (UnlabelledCorpus.Item item : Corpus.open(corpus).unlabelled().items()) {
      int label = ToneCorpus.LABELS.indexOf(item.id().substring(0, item.id().indexOf('/')));
      int count = frames ? 20 + random.nextInt(20) : 1;
      float[] values = new float[count * WIDTH];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-1, 1) + (i % WIDTH % 3 == label ? 2 : 0);
      }
      if (!item.id().equals(without)) {
        String name = item.id().replace(".wav", "");
        if (frames) {
          writer.add(name, values, count, WIDTH);
        } else {
          writer.add(name, values, WIDTH);
        }
      }
    }
    try {
      Files.createDirectories(place.getParent());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    writer.write(place);
  }

  private static TrainingConfig config(String folderName, String more) {
    return ConfigFile.parse(
        "precomputed: {path: '%s/%s/{corpus}.safetensors'}\nmethod: source-only\nschedule: {epochs: 40}\n%s"
            .formatted(folder, folderName, more),
        "test",
        ToneCorpus.config());
  }

  private static TrainingResult.Finished trained(TrainingConfig config, String output) {
    return training(config, output).run(Progress.NONE).requireFinished();
  }

  private static final String VECTORS =
      "features: {streams: [precomputed], normalisation: corpus}\nencoder: {kind: functionals}\n";

  @Test
  void vectorsAloneAreLearntAndRecognised() throws IOException {
    embeddings(source, folder.resolve("vectors/source.safetensors"), false, "");
    embeddings(target, folder.resolve("vectors/target.safetensors"), false, "anger/clip2.wav");
    TrainingConfig config = vectors("vectors");
    assertEquals(WIDTH, config.input().width());
    assertTrue(config.input().isVector());
    TrainingResult.Finished done = trained(config, "vectors.safetensors");
    assertEquals(1, done.failures().size());
    assertTrue(
        done.failures().get(0).reason().contains("'anger/clip2.wav' has no embedding in"),
        done.failures().get(0).reason());
    Target opened = Target.open(target, LABELS);
    assertTrue(opened.score(done.predictions()).orElseThrow().uar() > 0.9);

    // A model goes where its training's files are not, and takes others.
    Path moved = folder.resolve("elsewhere.safetensors");
    embeddings(target, moved, false, "anger/clip2.wav");
    try (Recognizer recognizer = Recognizer.builder().embeddings(moved).load(done.model())) {
      CorpusPredictions again =
          recognizer.recognize(opened.corpus(), Recognizer.Statistics.CORPUS, Progress.NONE);
      assertArrayEquals(done.predictions().classes(), again.classes());
      assertEquals(1, again.failures().size());
      List<Path> files = new ArrayList<>();
      opened.corpus().items().forEach(item -> files.add(item.path()));
      List<Outcome<Recognition>> outcomes =
          recognizer.recognizeAll(
              files,
              file -> new UtteranceKey("any", target.relativize(file).toString()),
              Progress.NONE);
      int failed = 0;
      for (int i = 0; i < files.size(); i++) {
        if (outcomes.get(i) instanceof Outcome.Done<Recognition> one) {
          assertEquals(done.predictions().label(i).orElseThrow(), one.value().emotion());
        } else {
          assertEquals("clip2.wav", files.get(i).getFileName().toString());
          failed++;
        }
      }
      assertEquals(1, failed);
      // By its path alone, which is not that below the corpus's root.
      assertThrows(FeatureException.class, () -> recognizer.recognize(files.get(0)));
      assertThrows(
          EmoDnaException.class, () -> recognizer.recognize(Files.readAllBytes(files.get(0)), "x"));
    }
    try (Recognizer recognizer = Recognizer.load(done.model())) {
      FeatureException e =
          assertThrows(
              FeatureException.class,
              () -> recognizer.recognizeAll(List.of(target), Progress.NONE));
      assertTrue(e.getMessage().contains("Recognizer.embeddings"), e.getMessage());
    }
  }

  private static TrainingConfig vectors(String folderName) {
    return config(folderName, VECTORS);
  }

  /** Programs that work in batches write a vector as [1, D]. */
  @Test
  void aSingleFrameWillDoAsAVectorWhereOneIsAskedFor() {
    for (Path corpus : List.of(source, target)) {
      SafeTensorsWriter writer = new SafeTensorsWriter();
      for (UnlabelledCorpus.Item item : Corpus.open(corpus).unlabelled().items()) {
        int label = ToneCorpus.LABELS.indexOf(item.id().substring(0, item.id().indexOf('/')));
        float[] values = {label, -label, item.id().hashCode() % 7};
        boolean odd = item.id().equals("sadness/clip3.wav") && corpus.equals(target);
        writer.add(item.id(), odd ? new float[6] : values, odd ? 2 : 1, 3);
      }
      folder.resolve("single").toFile().mkdirs();
      writer.write(folder.resolve("single/" + corpus.getFileName() + ".safetensors"));
    }
    TrainingConfig config = config("single", VECTORS);
    assertThrows(EmoDnaException.class, config::input);
    TrainingConfig asked =
        config.toBuilder()
            .set(
                new PrecomputedStream.Kind().section(),
                config
                    .get(new PrecomputedStream.Kind().section())
                    .withShape(PrecomputedStream.Settings.Shape.VECTORS))
            .build();
    TrainingResult.Finished done = trained(asked, "single.safetensors");
    assertTrue(done.failures().get(0).reason().contains("2 frames, and one vector is needed"));
    assertEquals(1, done.failures().size());
  }

  @Test
  void framesStandAloneAndBesideOthers() {
    embeddings(source, folder.resolve("frames/source.safetensors"), true, "");
    embeddings(target, folder.resolve("frames/target.safetensors"), true, "");
    for (String streams : List.of("precomputed", "mfcc, precomputed", "precomputed, mfcc")) {
      TrainingConfig config =
          config(
              "frames",
              "features: {streams: [%s], normalisation: corpus}\nmfcc: {first: 1, coefficients: 12}\n"
                      .formatted(streams)
                  + "encoder: {kind: tim-net}");
      int mfcc = streams.contains("mfcc") ? 12 : 0;
      assertEquals(WIDTH + mfcc, config.input().width());
      TrainingResult.Finished done =
          trained(config, streams.replace(", ", "-") + "-frames.safetensors");
      assertEquals(List.of(), done.failures());
      double uar = Target.open(target, LABELS).score(done.predictions()).orElseThrow().uar();
      assertTrue(uar > 0.9, streams + ": " + uar);
    }
  }

  @Test
  void whatTheEmbeddingsAreIsPartOfARun() throws IOException {
    embeddings(source, folder.resolve("resumed/source.safetensors"), false, "");
    embeddings(target, folder.resolve("resumed/target.safetensors"), false, "");
    TrainingConfig config = vectors("resumed");
    boolean[] asked = new boolean[1];
    TrainingResult stopped =
        training(config, "resumed.safetensors")
            .stopWhen(
                () -> {
                  boolean now = asked[0];
                  asked[0] = true;
                  return now;
                })
            .run(Progress.NONE);
    assertInstanceOf(TrainingResult.Stopped.class, stopped);
    Path file = folder.resolve("resumed/target.safetensors");
    byte[] before = Files.readAllBytes(file);
    embeddings(target, file, false, "neutral/clip0.wav");
    EmoDnaException e =
        assertThrows(
            EmoDnaException.class,
            () -> training(config, "resumed.safetensors").resume(true).run(Progress.NONE));
    assertFalse(e.getMessage().isEmpty());
    Files.write(file, before);
    training(config, "resumed.safetensors").resume(true).run(Progress.NONE).requireFinished();
  }

  @Test
  void whereTheEmbeddingsLieIsNoPartOfARun() throws IOException {
    embeddings(source, folder.resolve("before/source.safetensors"), false, "");
    embeddings(target, folder.resolve("before/target.safetensors"), false, "");
    boolean[] asked = new boolean[1];
    TrainingResult stopped =
        training(vectors("before"), "moved.safetensors")
            .stopWhen(
                () -> {
                  boolean now = asked[0];
                  asked[0] = true;
                  return now;
                })
            .run(Progress.NONE);
    assertInstanceOf(TrainingResult.Stopped.class, stopped);
    Files.move(folder.resolve("before"), folder.resolve("after"));
    // A setting that does count is still told apart.
    TrainingConfig other = config("after", VECTORS + "optimizer: {learning-rate: 0.01234}\n");
    assertThrows(
        EmoDnaException.class,
        () -> training(other, "moved.safetensors").resume(true).run(Progress.NONE));
    training(vectors("./after"), "moved.safetensors")
        .resume(true)
        .run(Progress.NONE)
        .requireFinished();
  }

  @Test
  void whatIsWrongWithAllIsOneError() {
    embeddings(source, folder.resolve("half/source.safetensors"), false, "");
    EmoDnaException missing =
        assertThrows(EmoDnaException.class, () -> trained(vectors("half"), "half.safetensors"));
    assertTrue(
        missing.getMessage().contains("half/target.safetensors: no such file"),
        missing.getMessage());
    embeddings(target, folder.resolve("half/target.safetensors"), true, "");
    EmoDnaException shape =
        assertThrows(EmoDnaException.class, () -> trained(vectors("half"), "half.safetensors"));
    assertTrue(shape.getMessage().contains("has frames of 12 values"), shape.getMessage());
    EmoDnaException nowhere = assertThrows(EmoDnaException.class, () -> vectors("nowhere").input());
    assertTrue(nowhere.getMessage().contains("precomputed.path"), nowhere.getMessage());
    assertNotEquals("", nowhere.remedy());
    EmoDnaException unset =
        assertThrows(
            EmoDnaException.class,
            () -> ConfigFile.parse(VECTORS, "test", ToneCorpus.config()).input());
    assertTrue(unset.getMessage().contains("precomputed.path"), unset.getMessage());
  }
}
