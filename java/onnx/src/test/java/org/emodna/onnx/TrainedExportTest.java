package org.emodna.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.kernels.KernelContext;
import org.emodna.model.Classifier;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.training.Training;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trained models, with what training leaves beside the recogniser, and models of earlier years. */
class TrainedExportTest {
  private static final int[] FRAMES = {9, 23, 1, 16};

  @TempDir Path folder;

  /** Saved by an earlier version, one of them with statistics of source and target apart. */
  @ParameterizedTest
  @ValueSource(strings = {"kept-model-2", "kept-model-2-domain-specific"})
  void keptModels(String name) throws Exception {
    String root = System.getProperty("emodna.root", "../..");
    check(
        ModelFile.load(
            Path.of(root, "java/core/src/test/resources/org/emodna/model", name + ".safetensors")));
  }

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          emo-dna             | kind: tim-net, channels: 8, blocks: 3, batch-norm-domains: domain-specific
          source-only         | kind: tim-net, channels: 8, blocks: 3, pooling: statistics, width: 5
          source-only         | kind: functionals, hidden: 16
          source-only         | kind: linear, width: 7
          """)
  void trained(String method, String encoder) throws Exception {
    check(train(method, "encoder: {" + encoder + "}\n"));
  }

  @Test
  void anEnsembleThatWasTrained() throws Exception {
    Model model = train("source-only", "encoder: {kind: functionals, hidden: 8}\nensemble: 3\n");
    assertEquals(3, model.size());
    check(model);
  }

  @Test
  void logisticRegression() throws Exception {
    Model model = train("logistic-regression", "");
    assertEquals("identity", model.encoder().kind());
    check(model);
  }

  private Model train(String method, String settings) throws IOException {
    TrainingConfig config =
        ConfigFile.parse(
            "method: "
                + method
                + "\nlabels: [anger, neutral, sadness]\nfeatures: {normalisation: corpus}\n"
                + settings
                + (method.startsWith("logistic")
                    ? ""
                    : "schedule: {epochs: 2, batch-source: 8, batch-target: 8}\n"),
            "test",
            TrainingConfig.defaults());
    LabelSet labels = LabelSet.named(config.labels());
    Target target = Target.open(Tones.write(folder.resolve("b"), 4), labels);
    Path file = folder.resolve("m.safetensors");
    Training.builder()
        .source(Corpus.open(Tones.write(folder.resolve("a"), 5)).labelled(labels))
        .target(target.corpus())
        .config(config)
        .output(file)
        .run(Progress.NONE)
        .requireFinished();
    return ModelFile.load(file);
  }

  private static void check(Model model) throws Exception {
    int[] frames = model.input().spec().isVector() ? new int[] {1, 1, 1} : FRAMES;
    List<float[]> inputs = RandomModels.inputs(model.input().spec().width(), 7, frames);
    try (OnnxSession session = new OnnxSession(model);
        KernelContext context = KernelContext.cpu(1);
        Classifier classifier = new Classifier(context, model)) {
      float[][] found = session.run(inputs).probabilities();
      float[][] expected = classifier.classify(new ArrayList<>(inputs));
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(expected[i], found[i], 1e-5f, "row " + i);
      }
    }
  }
}
