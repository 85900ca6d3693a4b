package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.model.EncoderInput;
import org.emodna.model.Network;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A matrix that was stopped or killed goes on to the same bits. */
class MatrixResumeTest extends MatrixTraining {
  private static final TrainingMatrix.Options OPTIONS =
      options().withAtOnce(2).withWatchedEpochs(2);

  private static List<RunRequest> requests;
  private static MemorySink whole;

  /** Two columns, two directions, two seeds: four sets of two, of 12 steps in 3 epochs each. */
  @BeforeAll
  static void trainedWhole() {
    List<Direction> directions = List.of(direction(a, b), direction(b, a));
    requests = new ArrayList<>(requests(ToneCorpus.config().withMethod("dann"), directions));
    requests.addAll(requests(ToneCorpus.config(), directions));
    whole = new MemorySink();
    matrix("whole", OPTIONS).run(requests, whole, Progress.NONE);
    assertEquals(8, whole.stored.size());
  }

  private static TrainingMatrix stopping(String name, int afterSteps) {
    AtomicInteger asked = new AtomicInteger();
    return new TrainingMatrix(
        settings().stopWhen(() -> asked.getAndIncrement() >= afterSteps),
        work(name),
        "all",
        OPTIONS);
  }

  private static void finish(String name, MemorySink sink, Progress progress) {
    assertEquals(TrainingMatrix.End.FINISHED, matrix(name, OPTIONS).run(requests, sink, progress));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 15, 33})
  void whatWasStoppedGoesOn(int asked) throws IOException {
    String name = "stopped" + asked;
    MemorySink sink = new MemorySink();
    assertEquals(
        TrainingMatrix.End.STOPPED, stopping(name, asked).run(requests, sink, Progress.NONE));
    assertEquals(asked < 13 ? 0 : asked < 26 ? 2 : 4, sink.stored.size());
    assertEquals(1, left(name).size());
    finish(name, sink, Progress.NONE);
    assertEquals(8, sink.stored.size(), "each once");
    assertSame(whole.outcomes, sink.outcomes);
    assertEquals(List.of(), left(name));
  }

  /** The state of the folder at the end of each epoch, as a kill there would leave it. */
  @Test
  void whatWasKilledGoesOnFromItsCheckpoint() throws IOException {
    List<Path> states = new ArrayList<>();
    MemorySink first = new MemorySink();
    Progress copying =
        event -> {
          if (event instanceof Advanced advanced && advanced.detail().contains("epoch 3/3")) {
            states.add(copy(work("killed"), folder.resolve("state" + states.size())));
          }
        };
    matrix("killed", OPTIONS).run(requests, first, copying);
    assertEquals(4, states.stream().filter(MatrixResumeTest::hasCheckpoint).count());
    Path state = states.get(2);
    // The process fell between the first two results of the third set.
    MemorySink sink = new MemorySink();
    first.stored.subList(0, 5).forEach(key -> sink.store(first.outcomes.get(key)));
    Heard heard = new Heard();
    new TrainingMatrix(settings(), state, "all", OPTIONS).run(requests, sink, heard);
    assertEquals(8, sink.stored.size());
    assertSame(whole.outcomes, sink.outcomes);
    // Of the third set at most the last epoch is trained again: 4 steps, then 12 of the fourth.
    long steps =
        heard.of(Advanced.class).stream().filter(one -> one.detail().contains(", emo-dna")).count();
    assertTrue(steps < 2 * 12 + 10, "events of training: " + steps);
  }

  private static boolean hasCheckpoint(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".checkpoint"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.filter(f -> f.toString().endsWith(".checkpoint")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
      return to;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What can't be stored is trained again, and what was stored of the set is not stored twice. */
  @Test
  void aSinkThatFailsEndsTheMatrixWhichGoesOn() throws IOException {
    MemorySink sink = new MemorySink();
    sink.most = 3;
    assertThrows(IllegalStateException.class, () -> finish("full", sink, Progress.NONE));
    sink.most = Integer.MAX_VALUE;
    finish("full", sink, Progress.NONE);
    assertEquals(8, sink.stored.size());
    assertSame(whole.outcomes, sink.outcomes);
    assertEquals(List.of(), left("full"));
  }

  @Test
  void aStateAllOfWhoseRunsAreStoredIsRemoved() throws IOException {
    stopping("stored", 6).run(requests, new MemorySink(), Progress.NONE);
    assertEquals(1, left("stored").size());
    finish("stored", whole, Progress.NONE);
    assertEquals(List.of(), left("stored"));
  }

  @Test
  void aStateOfRunsThatNobodyWantsIsKeptWithAWarning() throws IOException {
    stopping("unwanted", 6).run(requests, new MemorySink(), Progress.NONE);
    List<String> left = left("unwanted");
    Heard heard = new Heard();
    MemorySink sink = new MemorySink();
    matrix("unwanted", OPTIONS).run(requests.subList(4, 6), sink, heard);
    assertEquals(left, left("unwanted"));
    assertEquals(1, heard.warnings().size());
    String warning = heard.warnings().get(0);
    assertTrue(warning.contains("not wanted now"), warning);
    assertTrue(warning.endsWith("delete " + left.get(0)), warning);
    assertEquals(2, sink.stored.size());
    matrix("unwanted", OPTIONS).run(requests, sink, Progress.NONE);
    assertSame(whole.outcomes, sorted(sink));
  }

  private static Map<String, RunOutcome> sorted(MemorySink sink) {
    Map<String, RunOutcome> all = new LinkedHashMap<>();
    whole.outcomes.keySet().forEach(key -> all.put(key, sink.outcomes.get(key)));
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no safetensors file at all"})
  void aBrokenStateIsPutAsideWithAWarning(String text) throws IOException {
    String name = "broken" + text.length();
    stopping(name, 6).run(requests, new MemorySink(), Progress.NONE);
    String file = left(name).get(0);
    Files.writeString(work(name).resolve(file), text);
    Heard heard = new Heard();
    MemorySink sink = new MemorySink();
    finish(name, sink, heard);
    assertEquals(List.of(file + ".broken"), left(name));
    assertEquals(1, heard.warnings().size(), heard.warnings()::toString);
    assertSame(whole.outcomes, sink.outcomes);
  }

  /** It lacks what was watched, as if written under other options. */
  @Test
  void aStateThatLacksAWatchedEpochBeginsAnew() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    new TrainingMatrix(
            settings().stopWhen(() -> asked.getAndIncrement() >= 10),
            work("lacks"),
            "all",
            OPTIONS.withWatchedEpochs(0))
        .run(requests, new MemorySink(), Progress.NONE);
    Heard heard = new Heard();
    MemorySink sink = new MemorySink();
    finish("lacks", sink, heard);
    assertTrue(heard.warnings().get(0).contains("watched."), heard.warnings()::toString);
    assertSame(whole.outcomes, sink.outcomes);
  }

  @Test
  void aSecondProcessOfTheNameIsRefusedAndOneOfAnotherTakesOverWhatIsLeft() throws IOException {
    List<TrainingException> refused = new ArrayList<>();
    MemorySink sink = new MemorySink();
    AtomicInteger asked = new AtomicInteger();
    new TrainingMatrix(
            settings()
                .stopWhen(
                    () -> {
                      if (asked.get() == 8) {
                        refused.add(
                            assertThrows(
                                TrainingException.class,
                                () -> matrix("shared", OPTIONS).run(requests, sink, event -> {})));
                        // It leaves alone what another process is at.
                        MemorySink beside = new MemorySink();
                        new TrainingMatrix(settings(), work("shared"), "shard-2-of-2", OPTIONS)
                            .run(requests.subList(0, 2), beside, Progress.NONE);
                        assertEquals(2, beside.stored.size());
                      }
                      return asked.getAndIncrement() >= 8;
                    }),
            work("shared"),
            "all",
            OPTIONS)
        .run(requests, sink, Progress.NONE);
    assertEquals(1, refused.size());
    assertTrue(left("shared").get(0).startsWith("all."), left("shared")::toString);
    new TrainingMatrix(settings(), work("shared"), "shard-1-of-1", OPTIONS)
        .run(requests, sink, Progress.NONE);
    assertEquals(List.of(), left("shared"));
    assertSame(whole.outcomes, sink.outcomes);
  }

  @Test
  void aRunWhoseValuesAreNoLongerNumbersHasFailed() throws IOException {
    MemorySink sink = new MemorySink();
    stopping("lost", 3).run(requests, sink, Progress.NONE);
    hurtTheSecond("lost");
    finish("lost", sink, Progress.NONE);
    assertSecondIsLost(sink);
    finish("lost", sink, (ProgressEvent event) -> assertEquals(null, event, "nothing to do"));
  }

  /** It neither fails a second time, with another epoch, nor becomes sound again. */
  @Test
  void aRunThatHasFailedStaysSoWhenItsSetIsResumed() throws IOException {
    MemorySink sink = new MemorySink();
    stopping("stays", 3).run(requests, sink, Progress.NONE);
    hurtTheSecond("stays");
    // Steps 4 to 9 of 12: two epochs end.
    stopping("stays", 6).run(requests, sink, Progress.NONE);
    assertEquals(List.of(), sink.stored);
    finish("stays", sink, Progress.NONE);
    assertSecondIsLost(sink);
  }

  /** Of an interrupted set all processes' time counts, also for a run that has failed. */
  @Test
  void timeAndBeginningAreThoseOfAllProcesses() throws IOException {
    MemorySink sink = new MemorySink();
    stopping("time", 3).run(requests, sink, Progress.NONE);
    hurtTheSecond("time");
    Path file = work("time").resolve(left("time").get(0));
    String began = "2020-02-29T12:00:00.5Z";
    rewrite(file, Map.of("started", began, "seconds", "1e6"), (name, values) -> {});
    finish("time", sink, Progress.NONE);
    for (RunRequest request : requests.subList(0, 2)) {
      RunCost cost = sink.costs.get(request.key());
      assertEquals(Instant.parse(began), cost.started());
      assertTrue(cost.seconds() > 5e5 && cost.seconds() < 6e5, cost::toString);
      assertEquals(2, cost.replicas());
    }
    RunCost other = sink.costs.get(requests.get(2).key());
    assertTrue(other.started().isAfter(Instant.parse(began)), other::toString);
    assertTrue(other.seconds() < 1e5, other::toString);
  }

  /** While the first set is trained, another process stores some of those behind it. */
  @Test
  void whatAnotherProcessStoresMeanwhileIsNotTrained() throws IOException {
    List<String> keys = requests.stream().map(RunRequest::key).toList();
    List<String> elsewhere = List.of(keys.get(1), keys.get(2), keys.get(3), keys.get(4));
    AtomicInteger asked = new AtomicInteger();
    MemorySink sink = new MemorySink();
    Heard heard = new Heard();
    new TrainingMatrix(
            settings()
                .stopWhen(
                    () -> {
                      if (asked.getAndIncrement() == 6) {
                        sink.elsewhere.addAll(elsewhere);
                      }
                      return false;
                    }),
            work("meanwhile"),
            "all",
            OPTIONS)
        .run(requests, sink, heard);
    List<String> stored = new ArrayList<>(keys);
    // The second was under way already.
    stored.removeAll(elsewhere.subList(1, 4));
    assertEquals(stored, sink.stored);
    stored.forEach(
        key ->
            assertEquals(
                whole.outcomes.get(key).predictions(), sink.outcomes.get(key).predictions()));
    assertEquals(List.of(), left("meanwhile"));
    List<Advanced> advanced = heard.of(Advanced.class);
    assertEquals(
        heard.of(StageBegan.class).get(0).total(), advanced.get(advanced.size() - 1).done());
  }

  /** It asks again before it goes on with a set, too. */
  @Test
  void aSetThatAnotherProcessHasStoredIsNotGoneOnWith() throws IOException {
    stopping("overtaken", 6).run(requests, new MemorySink(), Progress.NONE);
    MemorySink sink = new MemorySink();
    finish(
        "overtaken",
        sink,
        event -> {
          if (event instanceof StageBegan) {
            sink.elsewhere.addAll(List.of(requests.get(0).key(), requests.get(1).key()));
          }
        });
    assertEquals(requests.subList(2, 8).stream().map(RunRequest::key).toList(), sink.stored);
    assertEquals(List.of(), left("overtaken"));
  }

  static Stream<Throwable> noMemory() {
    return Stream.of(new NoRoomException("no room"), new OutOfMemoryError("no heap"));
  }

  /** The memory that a set had when it was interrupted may not be there any more. */
  @ParameterizedTest
  @MethodSource("noMemory")
  void whatNoLongerFitsBeginsAnewWithHalfAsMany(Throwable noMemory) throws IOException {
    String name = noMemory.getClass().getSimpleName();
    TrainingMatrix.Options four = OPTIONS.withAtOnce(4);
    AtomicInteger asked = new AtomicInteger();
    new TrainingMatrix(
            settings().stopWhen(() -> asked.getAndIncrement() >= 6), work(name), "all", four)
        .run(requests, new MemorySink(), Progress.NONE);
    String file = left(name).get(0);
    MemorySink sink = new MemorySink();
    Heard heard = new Heard();
    AtomicInteger steps = new AtomicInteger();
    TrainingMatrix.End end =
        new TrainingMatrix(
                settings().stopWhen(() -> refuse(steps.getAndIncrement(), noMemory)),
                work(name),
                "all",
                four)
            .run(requests, sink, heard);
    assertEquals(TrainingMatrix.End.FINISHED, end);
    assertEquals(Map.of(), sink.notTrained);
    assertSame(whole.outcomes, sorted(sink));
    sink.costs.values().forEach(cost -> assertEquals(2, cost.replicas()));
    assertEquals(List.of(file + ".old"), left(name));
    assertEquals(1, heard.warnings().size(), heard.warnings()::toString);
    String warning = heard.warnings().get(0);
    assertTrue(warning.contains("4 runs at once are too many for the memory"), warning);
    assertTrue(warning.contains(file + ".old"), warning);
  }

  /** A device without room for the first step. */
  private static boolean refuse(int step, Throwable noMemory) {
    if (step == 0) {
      if (noMemory instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) noMemory;
    }
    return false;
  }

  @ParameterizedTest
  @CsvSource({
    "seconds,-1",
    "seconds,NaN",
    "started,yesterday",
    "failures,[]",
    "failures,'{\"1\":{}}'"
  })
  void metadataThatMakeNoSenseAreOfABrokenState(String name, String value) throws IOException {
    String work = name + value.hashCode();
    stopping(work, 6).run(requests.subList(0, 2), new MemorySink(), Progress.NONE);
    String file = left(work).get(0);
    rewrite(work(work).resolve(file), Map.of(name, value), (tensor, values) -> {});
    Heard heard = new Heard();
    matrix(work, OPTIONS).run(requests.subList(0, 2), new MemorySink(), heard);
    assertEquals(List.of(file + ".broken"), left(work));
    assertTrue(
        heard.warnings().get(0).contains("the checkpoint is broken"), heard.warnings()::toString);
  }

  private static void assertSecondIsLost(MemorySink sink) throws IOException {
    String lost = requests.get(1).key();
    assertEquals(Set.of(lost), sink.failed.keySet());
    assertTrue(sink.failed.get(lost).reason().contains("no longer a number in epoch 1"));
    assertEquals(List.of(), sink.summaries.get(lost).history());
    assertEquals(Map.of(), sink.notTrained);
    assertEquals(7, sink.stored.size());
    Map<String, RunOutcome> others = new LinkedHashMap<>(whole.outcomes);
    others.remove(lost);
    assertSame(others, sink.outcomes);
  }

  /** The second run's first weight is not a number; all encoders' weights lie at the front. */
  private static void hurtTheSecond(String name) throws IOException {
    Path file = work(name).resolve(left(name).get(0));
    Network network = TrainedNetwork.of(requests.get(0).config(), new EncoderInput(196, 39));
    long encoders = network.weights().regions().get(0).size();
    rewrite(
        file,
        Map.of(),
        (tensor, values) -> {
          if (tensor.equals("parameters")) {
            values[Math.toIntExact(encoders)] = Float.NaN;
          }
        });
  }

  /** Writes a checkpoint anew with other metadata and values. */
  private static void rewrite(
      Path file, Map<String, String> metadata, BiConsumer<String, float[]> change)
      throws IOException {
    SafeTensorsWriter changed = new SafeTensorsWriter();
    try (SafeTensorsFile sound = SafeTensorsFile.open(file)) {
      Map<String, String> all = new LinkedHashMap<>(sound.metadata());
      all.putAll(metadata);
      all.forEach(changed::metadata);
      for (String name : sound.names()) {
        float[] values = sound.toFloatArray(name);
        change.accept(name, values);
        changed.add(name, values, sound.info(name).shape());
      }
    }
    changed.write(file);
  }
}
