package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.model.EncoderInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The memory of a set is known before it is taken. */
class ReplicaMemoryTest {
  private static final int FRAMES = 60;
  private static final int COEFFICIENTS = 13;
  private static final int UTTERANCES = 100;

  private static FeatureSet silence() {
    FeatureSet.Builder set = FeatureSet.builder("silence", FRAMES, COEFFICIENTS);
    for (int i = 0; i < UTTERANCES; i++) {
      set.add(Integer.toString(i), new float[FRAMES * COEFFICIENTS]);
    }
    return set.fingerprint("silence").build();
  }

  private static ReplicaMemory memory(Stream stream, TrainingConfig config) {
    FeatureSet target = config.usesTarget() ? silence() : null;
    Run run = new Run(silence(), new int[UTTERANCES], target, 1);
    return new ReplicaMemory(
        stream,
        config,
        TrainedNetwork.of(config, new EncoderInput(FRAMES, COEFFICIENTS)),
        List.of(run),
        13);
  }

  @ParameterizedTest
  @MethodSource("org.emodna.training.ToneCorpus#methods")
  void theEstimateIsCloseAndNeverTooSmall(String method) {
    estimateIsClose(ToneCorpus.config().withMethod(method));
  }

  @Test
  void theEstimateCountsATeachersLabels() {
    estimateIsClose(
        ConfigFile.parse(
            "{threshold: {strategy: discriminant}, target-emotion: {weight: 1}}",
            "taught",
            ToneCorpus.config()));
  }

  @Test
  void theEstimateCountsNuisanceClusters() {
    estimateIsClose(
        ConfigFile.parse(
            "{corpus-classifier: {classes: nuisance}, decorrelation: {weight: 1}}",
            "nuisance",
            ToneCorpus.config()));
  }

  private static void estimateIsClose(TrainingConfig config) {
    for (int replicas : new int[] {1, 2, 5}) {
      List<Long> seeds = LongStream.range(0, replicas).boxed().toList();
      try (KernelContext context = KernelContext.cpu(2);
          Stream stream = context.stream()) {
        long estimate = memory(stream, config).bytes(replicas);
        try (StepWorkload work =
            new StepWorkload(
                context, config, seeds, new StepWorkload.Size(FRAMES, COEFFICIENTS, UTTERANCES))) {
          work.run();
          double ratio = (double) estimate / context.memoryInUse();
          assertTrue(ratio >= 1 && ratio < 1.5, replicas + " replicas: " + ratio);
        }
      }
    }
  }

  @Test
  void tooManySeedsAreRefusedWithTheNumberThatFits() {
    try (KernelContext context = KernelContext.cpu(2);
        Stream stream = context.stream()) {
      ReplicaMemory memory = memory(stream, ToneCorpus.config());
      long room = memory.bytes(3);
      TrainingException e =
          assertThrows(NoRoomException.class, () -> memory.requireRoom(8, 1, room));
      assertTrue(e.getMessage().startsWith("8 models at once need "), e.getMessage());
      assertTrue(e.getMessage().contains("At most 3 fit: "), e.getMessage());
      TrainingException none =
          assertThrows(TrainingException.class, () -> memory.requireRoom(2, 1, 1));
      assertTrue(none.getMessage().contains("Not one fits"), none.getMessage());
      assertDoesNotThrow(() -> memory.requireRoom(3, 1, room));
      // One run is let try: it was always so.
      assertDoesNotThrow(() -> memory.requireRoom(1, 1, 1));
    }
  }

  @Test
  void ensemblesAreCountedWholeAndASingleOneMayTry() {
    try (KernelContext context = KernelContext.cpu(2);
        Stream stream = context.stream()) {
      ReplicaMemory memory = memory(stream, ToneCorpus.config());
      long room = memory.bytes(11);
      assertDoesNotThrow(() -> memory.requireRoom(10, 5, room));
      TrainingException e =
          assertThrows(NoRoomException.class, () -> memory.requireRoom(15, 5, room));
      assertTrue(
          e.getMessage().startsWith("3 models at once, each an ensemble of 5, need "),
          e.getMessage());
      assertTrue(e.getMessage().contains("At most 2 fit: "), e.getMessage());
      assertTrue(e.getMessage().contains("lower `ensemble` or "), e.getMessage());
      TrainingException none =
          assertThrows(NoRoomException.class, () -> memory.requireRoom(10, 5, memory.bytes(4)));
      assertTrue(none.getMessage().contains("Not one fits"), none.getMessage());
      assertDoesNotThrow(() -> memory.requireRoom(5, 5, 1));
      // Beyond what any device can hold there is nothing to try.
      TrainingException huge =
          assertThrows(
              NoRoomException.class,
              () -> memory.requireRoom(Integer.MAX_VALUE, Integer.MAX_VALUE, 1));
      assertTrue(huge.getMessage().contains("lower `ensemble`"), huge.getMessage());
    }
  }
}
