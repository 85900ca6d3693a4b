package org.emodna.protocol;

import static org.emodna.protocol.Trees.problem;
import static org.emodna.protocol.Trees.protocol;
import static org.emodna.protocol.Trees.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.emodna.config.TrainingConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protocol files: what is read, and that whatever is wrong ends in an error that names it. */
class ProtocolReaderTest {
  private static final String WHOLE =
      """
      name: mine
      description: A test.
      labels: [angry, sad]
      corpora:
        EMODB: {reader: emodb, folders: [Berlin]}
        EMOVO:
      tasks:
        directions: ['EMODB>EMOVO', {direction: EMOVO>EMODB, labels: shared}]
      adaptation:
        inductive: {share: 0.5}
      validation: 0.2
      selection: last-epoch
      seeds: [4, 2]
      tracks: [speaker]
      settings: {schedule: {epochs: 3}}
      columns: [source-only]
      published:
      - {name: theirs, source: a paper, best-case: true, figures: {EMODB>EMOVO: {uar: 50, war: 40.5}}}
      """;

  @Test
  void readsAll() {
    Protocol protocol = protocol(WHOLE);
    assertEquals("mine", protocol.name());
    assertEquals(WHOLE, protocol.text());
    assertEquals(List.of("EMODB", "EMOVO"), protocol.corpora());
    assertEquals(List.of("anger", "sadness"), protocol.content().labels());
    assertEquals(List.of(4L, 2L), protocol.seeds());
    assertEquals(List.of(Track.SPEAKER), protocol.tracks());
    assertEquals(0.2, protocol.content().validation());
    assertEquals(0.5, protocol.content().adaptation().share());
    assertEquals(3, protocol.over(TrainingConfig.defaults()).schedule().epochs());
    PublishedRow row = protocol.published().get(0);
    assertTrue(row.bestCase());
    assertEquals(new PublishedRow.Figure(50.0, 40.5), row.figures().get("EMODB>EMOVO"));
  }

  private static String without(String line, String instead) {
    assertTrue(WHOLE.contains(line), line);
    return WHOLE.replace(line, instead);
  }

  private static void refused(String line, String instead, String... said) {
    String problem = problem(() -> protocol(without(line, instead)));
    says(problem, "mine.yaml");
    says(problem, said);
    assertTrue(problem.length() < 1000, problem);
  }

  @Test
  void namesFileAndSetting() {
    refused("name: mine\n", "name: mine\nseed: 3\n", "unknown setting 'seed'", "seeds");
    refused("name: mine\n", "", "setting 'name'", "is missing");
    refused("name: mine\n", "name: ../mine\n", "setting 'name'", "slash");
    refused("name: mine\n", "name: mine\nname: yours\n", "Duplicate");
    refused("seeds: [4, 2]", "seeds: 0", "setting 'seeds'", "is 0");
    refused("seeds: [4, 2]", "seeds: [4, 4]", "setting 'seeds'", "twice");
    refused("seeds: [4, 2]", "seeds: [4, x]", "setting 'seeds'", "has x");
    refused("validation: 0.2", "validation: 0.95", "setting 'validation'", "0.9");
    refused("validation: 0.2", "validation: .nan", "mine.yaml:11", ".nan");
    refused("selection: last-epoch", "selection: entropy", "'entropy' is not offered");
    refused("labels: [angry, sad]", "labels: [angry]", "setting 'labels'", "two");
    refused("labels: [angry, sad]", "labels: [angry, wut]", "setting 'labels'", "twice");
    refused("labels: [angry, sad]", "labels: angry", "setting 'labels'", "must be a list");
    refused("labels: [angry, sad]", "labels: [1, 2]", "setting 'labels'", "must be text");
    refused("labels: [angry, sad]", "labels:", "setting 'labels'", "no value");
    refused("labels: shared", "labels: [sad]", "setting 'tasks.directions[1].labels'");
    refused("EMOVO>EMODB", "EMOVO>EMOVO", "'EMOVO>EMOVO'", "EMODB, EMOVO");
    refused("EMOVO>EMODB", "EMODB>EMOVO", "twice");
    refused("  EMOVO:\n", "  EMOVO:\n  ../../etc:\n", "setting 'corpora'", "'../../etc'");
    refused("[Berlin]", "['../x']", "setting 'corpora.EMODB.folders'", "slash");
    refused("reader: emodb", "raeder: emodb", "unknown setting 'corpora.EMODB.raeder'");
    refused("share: 0.5", "share: 1", "setting 'adaptation.inductive.share'");
    refused("share: 0.5", "share: 0.5, speakers: {}", "not both");
    refused("{share: 0.5}", "{speakers: {X: ['1']}}", "'adaptation.inductive.speakers.X'");
    refused("tracks: [speaker]", "tracks: [gender]", "'gender'", "corpus");
    refused("epochs: 3", "epochen: 3", "unknown setting 'schedule.epochen'");
    refused("{schedule: {epochs: 3}}", "{seed: 3}", "setting 'settings.seed'");
    refused(
        "{schedule: {epochs: 3}}",
        "{features: {normalisation: none}}",
        "'settings.features.normalisation'",
        "tracks");
    refused("uar: 50,", "uar: 500,", "'published[0].figures.EMODB>EMOVO.uar'", "100");
    refused("EMODB>EMOVO: {uar", "EMODB>EMOV: {uar", "published.theirs", "'EMODB>EMOV'");
    refused("{uar: 50, war: 40.5}", "{}", "both missing");
    refused("tasks:\n", "tasks:\n  leave-one-speaker-out: true\n", "setting 'tasks'", "one of");
  }

  @Test
  void refusesBrokenYaml() {
    for (String broken :
        List.of("", "[a, b]", "name: [", "\t- x", "name: 'x", "a: b: c", "%YAML 9\n", "!!x y: z")) {
      says(problem(() -> protocol(broken)), "mine.yaml");
    }
    says(problem(() -> protocol("x: ".repeat(1) + "[".repeat(100_000))), "mine.yaml");
    says(problem(() -> protocol("a: &a [x]\nb: [*a, *a]\n")), "mine.yaml:2", "alias *a");
  }

  @Test
  void refusesLargeFilesBeforeTheyAreParsed(@TempDir Path folder) {
    Path file = Trees.write(folder.resolve("big.yaml"), "# " + "x".repeat(10_000_000));
    says(problem(() -> Protocol.named(file.toString())), "big.yaml", "1 MiB");
  }

  @Test
  void namesWhatThereIs(@TempDir Path folder) {
    says(problem(() -> Protocol.named("tim-net")), "'tim-net'", "tim-net-5", "every-direction");
    says(problem(() -> Protocol.named(folder.toString())), "no built-in one");
    says(problem(() -> Protocol.named("a\0b")), "no built-in one");
    says(problem(() -> Protocol.named("")), "no built-in one");
  }

  @Test
  void readsSeedsAsPeopleWriteThem() {
    assertEquals(List.of(1L, 2L, 3L), SeedList.of("3"));
    assertEquals(List.of(1L, 2L, 7L), SeedList.of("1, 2,7"));
    assertEquals(List.of(7L), SeedList.of("7,"));
    says(problem(() -> SeedList.of("two")), "'two'");
    says(problem(() -> SeedList.of("1,1")), "twice");
    says(problem(() -> SeedList.of("0")), "1024");
    says(problem(() -> SeedList.of("99999999999")), "1024");
  }
}
