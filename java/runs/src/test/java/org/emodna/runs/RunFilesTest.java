package org.emodna.runs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emodna.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store writes, it reads; what others wrote into it is refused in one clear error. */
class RunFilesTest {
  @TempDir Path folder;

  static ObjectNode determinants(long seed) {
    ObjectNode all = RunJson.MAPPER.createObjectNode();
    all.put("numerics", 1).put("device", "cpu").put("instructions", "avx2");
    all.putObject("settings").put("method", "emo-dna").put("seed", seed);
    return all;
  }

  static RunDescription description(ObjectNode determinants, Problem failure) {
    return new RunDescription(
        RunDescription.FORMAT,
        RunAddress.of(determinants),
        determinants,
        new RunDescription.Provenance(
            "abc", "0.2.0", "2026-01-01T00:00:00Z", 1.5, 2, Map.of("cpu", "one")),
        Map.of("source", new RunDescription.Part("A", 10, 2, Map.of("anger", 10))),
        new RunDescription.Selection("last-epoch", 3),
        List.of(new RunDescription.Unusable("b.wav", "is empty")),
        List.of("a warning"),
        Map.of(),
        failure);
  }

  static Plan plan(String made, List<Long> seeds) {
    return new Plan(
        Plan.FORMAT,
        made,
        new Plan.Protocol("mine", "for tests", "name: mine"),
        List.of(),
        List.of(new Plan.Missing("SAVEE", "no such folder")),
        List.of(
            new Plan.Column(
                "emo-dna", "method", "", RunJson.MAPPER.createObjectNode().put("a", 1))),
        List.of("corpus"),
        List.of(new Plan.Task("A>B", "direction", "A", "B", List.of("anger", "fear"), 7)),
        seeds,
        List.of(
            new Plan.Cell("corpus", "emo-dna", "A>B", Map.of(1L, RunAddress.of(determinants(1))))),
        List.of(),
        List.of(
            new Plan.Published(
                "TCN", "a paper", "best of 10", true, Map.of("A>B", Map.of("uar", 33.8)))),
        List.of("a note"));
  }

  @Test
  void theAddressFollowsFromWhatDeterminesTheBitsAndNotFromTheOrderOfNames() {
    ObjectNode other = RunJson.MAPPER.createObjectNode();
    other.putObject("settings").put("seed", 1).put("method", "emo-dna");
    other.put("instructions", "avx2").put("device", "cpu").put("numerics", 1);
    assertEquals(RunAddress.of(determinants(1)), RunAddress.of(other));
    assertNotEquals(RunAddress.of(determinants(1)), RunAddress.of(determinants(2)));
    // Kept: an address that moves makes every store of users train again.
    assertEquals("e496698aaf96a38740d5ae2be3e882b4", RunAddress.of(determinants(1)).hex());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "../../etc", "ABCDEF0123456789ABCDEF0123456789", "0123"})
  void whatIsNoAddressNeverBecomesAPath(String text) {
    assertThrows(RunStoreException.class, () -> new RunAddress(text));
  }

  @Test
  void aRunIsThereOnceItIsCommittedAndReadsBackAsItWasWritten() throws IOException {
    RunStore store = RunStore.at(folder);
    ObjectNode determinants = determinants(1);
    RunAddress address = RunAddress.of(determinants);
    EpochTable epochs =
        EpochTable.builder()
            .add(1, 10, Map.of("emotion", 1.5))
            .add(2, 20, Map.of("emotion", 0.1 + 0.2))
            .put(2, EpochTable.VALIDATOR + "entropy", 0.25)
            .build();
    try (RunWriter writer = store.begin(address)) {
      writer.epochs(epochs);
      assertFalse(store.contains(address));
      writer.commit(description(determinants, null));
    }
    assertTrue(store.contains(address));
    StoredRun run = store.run(address);
    RunDescription read = run.description();
    assertEquals(Set.of(StoredRun.EPOCHS), read.files().keySet());
    assertEquals(description(determinants, null).toString(), read.withFiles(Map.of()).toString());
    assertEquals("cpu avx2", run.description().device());
    assertEquals(1, run.description().seed());
    assertArrayEquals(new double[] {1.5, 0.1 + 0.2}, run.epochs().column("emotion"));
    assertArrayEquals(new double[] {Double.NaN, 0.25}, run.epochs().column("validator.entropy"));
    assertEquals(0.25, run.epochs().last("validator.entropy").orElseThrow());
    assertEquals(List.of(10L, 20L), run.epochs().steps());
    try (var left = Files.list(folder.resolve("runs"))) {
      assertEquals(1, left.count(), "an unfinished folder is left");
    }
  }

  @Test
  void aWriterThatGivesUpLeavesNothingAndALaterOneLosesNothing() throws IOException {
    RunStore store = RunStore.at(folder);
    ObjectNode determinants = determinants(1);
    RunAddress address = RunAddress.of(determinants);
    store.begin(address).close();
    try (RunWriter first = store.begin(address);
        RunWriter second = store.begin(address)) {
      Files.writeString(first.file(StoredRun.MODEL), "a model");
      first.commit(description(determinants, null));
      Files.writeString(second.file(StoredRun.EMBEDDINGS), "embeddings");
      second.commit(description(determinants, null));
    }
    assertTrue(store.run(address).model().isPresent());
    assertTrue(store.run(address).embeddings().isPresent());
    try (var left = Files.list(folder.resolve("runs"))) {
      assertEquals(1, left.count());
    }
  }

  @Test
  void aRunThatACopyHasLeftHalfIsNotCompleteAndIsMendedByTheNext() throws IOException {
    RunStore store = RunStore.at(folder);
    ObjectNode determinants = determinants(1);
    RunAddress address = RunAddress.of(determinants);
    write(store, determinants);
    assertTrue(store.run(address).isComplete());
    Path predictions = store.run(address).folder().resolve(StoredRun.PREDICTIONS);
    String whole = Files.readString(predictions);
    for (String half : new String[] {"", whole.substring(0, whole.length() - 3), "id\n"}) {
      Files.writeString(predictions, half);
      assertFalse(store.run(address).isComplete(), half);
      RunStoreException changed =
          assertThrows(RunStoreException.class, store.run(address)::predictions);
      assertTrue(changed.getMessage().contains("delete the folder"), changed.getMessage());
      write(store, determinants);
      assertEquals(whole, Files.readString(predictions));
      assertTrue(store.run(address).isComplete());
    }
    Path folder = store.folder(address);
    Files.delete(folder.resolve(StoredRun.DESCRIPTION));
    assertFalse(store.contains(address));
    write(store, determinants);
    assertTrue(store.run(address).isComplete());
    Files.delete(folder.resolve(StoredRun.EPOCHS));
    assertFalse(store.run(address).isComplete());
    write(store, determinants);
    Path description = folder.resolve(StoredRun.DESCRIPTION);
    Files.writeString(
        description, Files.readString(description).replace("\"emo-dna\"", "\"source-only\""));
    assertThrows(RunStoreException.class, store.run(address)::description);
    assertFalse(store.run(address).isComplete());
  }

  static void write(RunStore store, ObjectNode determinants) throws IOException {
    RunDescription of = description(determinants, null);
    RunDescription two =
        new RunDescription(
            of.format(),
            of.address(),
            of.determinedBy(),
            of.provenance(),
            Map.of(RunDescription.RECOGNISED, new RunDescription.Part("B", 2, 1, Map.of())),
            of.selection(),
            of.unusable(),
            of.warnings(),
            Map.of(),
            null);
    try (RunWriter writer = store.begin(of.address())) {
      Files.writeString(
          writer.file(StoredRun.PREDICTIONS), "id,speaker,label,prediction,a,b\nx,,,,,\ny,,,,,\n");
      writer.epochs(EpochTable.builder().add(1, 1, Map.of()).build());
      writer.commit(two);
    }
  }

  @Test
  void namesOfValuesFromOutsideStayDifferent() throws IOException {
    List<String> names = List.of("a,b", "a\"b", "a_b", "a%002Cb", "a\nb", "100 %");
    EpochTable.Builder table = EpochTable.builder().add(1, 1, Map.of());
    names.forEach(name -> table.put(1, name, names.indexOf(name)));
    Path file = Files.writeString(folder.resolve("epochs.csv"), table.build().toCsv());
    assertEquals(2, Files.readAllLines(file).size());
    assertEquals(names, EpochTable.read(file).names());
    assertArrayEquals(new double[] {3}, EpochTable.read(file).column("a%002Cb"));
  }

  @Test
  void aFailedRunSaysWhy() {
    RunStore store = RunStore.at(folder);
    ObjectNode determinants = determinants(3);
    Problem problem = Problem.of("seed 3", "is not a number").remedy("lower the rate");
    try (RunWriter writer = store.begin(RunAddress.of(determinants))) {
      writer.commit(description(determinants, problem));
    }
    assertEquals(
        problem, store.run(RunAddress.of(determinants)).description().problem().orElseThrow());
  }

  @Test
  void plansOfTheSameContentAreOneFileWheneverTheyWereMade() {
    RunStore store = RunStore.at(folder);
    assertEquals(
        store.write(plan("2026-01-01T00:00:00Z", List.of(1L))),
        store.write(plan("2026-01-02T00:00:00Z", List.of(1L))));
    store.write(plan("2026-01-03T00:00:00Z", List.of(1L, 2L)));
    List<Plan> plans = RunStore.open(folder).plans();
    assertEquals(List.of(1L, 2L), plans.get(0).seeds());
    assertEquals(plan("2026-01-02T00:00:00Z", List.of(1L)), plans.get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"format\":\"emodna-plan-9\"}",
        "{\"format\":\"emodna-plan-1\",\"cells\":[{\"runs\":{\"1\":\"../..\"}}]}",
        "{\"format\":\"emodna-plan-1\",\"cells\":[null]}",
        "{\"format\":\"emodna-plan-1\",\"cells\":7}",
        "{\"format\":\"emodna-plan-1\",\"format\":\"emodna-plan-1\"}"
      })
  void aBrokenPlanIsOneErrorThatNamesTheFile(String text) throws IOException {
    Path file = Files.createDirectories(folder.resolve("plans")).resolve("0123456789ab.json");
    Files.writeString(file, text);
    RunStoreException error =
        assertThrows(RunStoreException.class, () -> RunStore.open(folder).plans());
    assertEquals(file.toString(), error.problem().subject());
    assertFalse(error.getMessage().contains("com.fasterxml"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "epoch",
        "x,y\n",
        "epoch,step,a,a\n",
        "epoch,step\n1\n",
        "epoch,step,a\n1,2,b\n"
      })
  void aBrokenTableOfEpochsIsOneErrorThatNamesFileAndLine(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("epochs.csv"), text);
    RunStoreException error = assertThrows(RunStoreException.class, () -> EpochTable.read(file));
    assertTrue(error.getMessage().startsWith(file + ": line "), error.getMessage());
  }

  @Test
  void aPlaceWithoutPlansIsNoStore() {
    RunStoreException error =
        assertThrows(RunStoreException.class, () -> RunStore.open(folder.resolve("absent")));
    assertTrue(error.getMessage().contains("is no run store"), error.getMessage());
  }
}
