package org.emodna.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.emodna.features.InputSpec;
import org.emodna.kernels.KernelContext;
import org.emodna.model.Classifier;
import org.emodna.model.Encoder;
import org.emodna.model.EncoderOutputs;
import org.emodna.model.FunctionalsEncoder;
import org.emodna.model.IdentityEncoder;
import org.emodna.model.LinearEncoder;
import org.emodna.model.Model;
import org.emodna.model.ModelInput;
import org.emodna.model.TimNetEncoder;
import org.emodna.model.TimNetPooling;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of encoder: ONNX Runtime comes to what our own kernels come to. */
class OnnxRuntimeTest {
  private static final float TOLERANCE = 1e-5f;

  private static final int[] LENGTHS = {1, 2, 7, 31, RandomModels.LONGEST};

  private static Named<Model> named(String name, Encoder encoder, ModelInput input, int members) {
    return Named.of(name, RandomModels.of(encoder, input, members, name.hashCode()));
  }

  private static Encoder timNet(TimNetEncoder.Settings settings) {
    boolean apart = settings.batchNormDomains() == TimNetEncoder.BatchNormDomains.DOMAIN_SPECIFIC;
    return TimNetEncoder.KIND.create(settings, RandomModels.frames().encoder(), apart ? 2 : 1);
  }

  static Stream<Named<Model>> framesModels() {
    TimNetEncoder.Settings released = TimNetEncoder.Settings.defaults();
    TimNetEncoder.Settings small = released.withChannels(13).withBlocks(5);
    TimNetPooling statistics = TimNetPooling.statistics();
    TimNetEncoder.BatchNormDomains apart = TimNetEncoder.BatchNormDomains.DOMAIN_SPECIFIC;
    ModelInput input = RandomModels.frames();
    return Stream.of(
        named("tim-net as released", timNet(released), input, 1),
        named("one block", timNet(released.withChannels(1).withBlocks(1)), input, 1),
        named("domain-specific", timNet(small.withBatchNormDomains(apart)), input, 1),
        named("statistics, turned back", timNet(small.withPooling(statistics)), input, 1),
        named(
            "statistics, as run, another width",
            timNet(small.withPooling(statistics.withTurnBack(false).withWidth(17))),
            input,
            1),
        named(
            "statistics, domain-specific",
            timNet(small.withPooling(statistics).withBatchNormDomains(apart)),
            input,
            1),
        named("ensemble", timNet(small), input, 3));
  }

  static Stream<Named<Model>> vectorModels() {
    ModelInput input = RandomModels.vectors();
    FunctionalsEncoder.Settings settings = FunctionalsEncoder.Settings.defaults();
    Encoder functionals = FunctionalsEncoder.KIND.create(settings, input.encoder(), 1);
    Encoder apart =
        FunctionalsEncoder.KIND.create(
            settings.withBatchNormDomains(TimNetEncoder.BatchNormDomains.DOMAIN_SPECIFIC),
            input.encoder(),
            2);
    Encoder linear =
        LinearEncoder.KIND.create(new LinearEncoder.Settings(11, 0), input.encoder(), 1);
    Encoder identity =
        IdentityEncoder.KIND.create(new IdentityEncoder.Settings(), input.encoder(), 1);
    return Stream.of(
        named("functionals", functionals, input, 1),
        named("functionals, domain-specific", apart, input, 1),
        named("functionals, ensemble", functionals, input, 5),
        named("linear", linear, input, 1),
        named("identity", identity, input, 1),
        named("identity, ensemble", identity, input, 2));
  }

  @ParameterizedTest
  @MethodSource("framesModels")
  void framesOfAnyLengthAndBatch(Model model) throws OrtException {
    int[] unequal = new int[64];
    Arrays.setAll(unequal, i -> LENGTHS[i % LENGTHS.length]);
    check(model, unequal);
    check(model, 5, 83, 1);
    for (int frames : LENGTHS) {
      check(model, frames);
      check(model, frames, frames, frames);
    }
  }

  @ParameterizedTest
  @MethodSource("vectorModels")
  void vectorsOfAnyBatch(Model model) throws OrtException {
    int[] ones = new int[64];
    Arrays.fill(ones, 1);
    check(model, ones);
    check(model, 1);
    check(model, 1, 1, 1);
  }

  private static void check(Model model, int... frames) throws OrtException {
    InputSpec spec = model.input().spec();
    List<float[]> inputs = RandomModels.inputs(spec.width(), frames.length, frames);
    try (OnnxSession session = new OnnxSession(model);
        KernelContext context = KernelContext.cpu(1);
        Classifier classifier = new Classifier(context, model)) {
      OnnxSession.Outputs found = session.run(inputs);
      float[][] expected = classifier.classify(inputs);
      assertEquals(expected.length, found.probabilities().length);
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(expected[i], found.probabilities()[i], TOLERANCE, "row " + i);
      }
      checkEmbedding(context, model, inputs, found.embedding());
    }
  }

  /** Of an ensemble the first network's come first. */
  private static void checkEmbedding(
      KernelContext context, Model model, List<float[]> inputs, float[][] found) {
    int width = model.encoder().width();
    try (EncoderOutputs outputs =
        new EncoderOutputs(
            context, RandomModels.network(model.encoder(), model.input()), model, "emotion")) {
      float[][] expected = outputs.of(inputs);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(width * model.size(), found[i].length);
        float largest = 1;
        for (float one : expected[i]) {
          largest = Math.max(largest, Math.abs(one));
        }
        assertArrayEquals(
            expected[i], Arrays.copyOf(found[i], width), TOLERANCE * largest, "row " + i);
      }
    }
    assertTrue(found.length == inputs.size());
  }
}
