package org.emodna.protocol;

import static org.emodna.protocol.Trees.problem;
import static org.emodna.protocol.Trees.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emodna.config.TrainingConfig;
import org.emodna.objective.Objectives;
import org.emodna.objective.Term;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns: that the built-in ones change what they say, and that users' can't do harm. */
class ColumnsTest {
  private static TrainingConfig config(String column) {
    return Columns.of(List.of(column)).get(0).over(TrainingConfig.defaults());
  }

  private static List<String> terms(String column) {
    return config(column).termsInUse().stream().map(Term::name).toList();
  }

  @Test
  void builtInColumnsDiffer() {
    Map<TrainingConfig, String> seen = new HashMap<>();
    for (String name : Columns.names()) {
      Column column = Columns.of(List.of(name)).get(0);
      assertFalse(column.description().isEmpty(), name);
      TrainingConfig config = column.over(TrainingConfig.defaults());
      assertEquals(List.of(), config.unusedSections(), name);
      String other = seen.put(config, name);
      assertNull(other, name + " is the same as " + other);
    }
  }

  @Test
  void everyMethodHasAColumn() {
    List<String> methods =
        Columns.of(List.of("main")).stream()
            .map(column -> column.over(TrainingConfig.defaults()).method())
            .toList();
    assertTrue(methods.containsAll(Objectives.names()), methods.toString());
  }

  @Test
  void ablationsLeaveOutWhatTheySay() {
    assertTrue(terms("emo-dna").containsAll(List.of("decoupling", "alignment", "pseudo-labels")));
    assertFalse(terms("emo-dna without decoupling").contains("decoupling"));
    assertFalse(terms("emo-dna without decoupling").contains("corpus-classifier"));
    assertEquals(List.of("emotion"), config("emo-dna without decoupling").roles());
    says(config("emo-dna without class alignment").toString(), "\"class-weight\":0.0");
    says(config("emo-dna without corpus alignment").toString(), "\"corpus-weight\":0.0");
    says(
        config("emo-dna without pseudo-labels").toString(),
        "\"class-weight\":0.0",
        "\"strategy\":\"none\"");
  }

  @Test
  void takesNamesGroupsAndFiles(@TempDir Path folder) {
    Path mine =
        Trees.write(
            folder.resolve("mine.yaml"),
            "name: slow\ndescription: d\nsettings: {optimizer: {learning-rate: 0.0001}}\n");
    Path two =
        Trees.write(
            folder.resolve("two.yaml"),
            "columns:\n- {name: a, settings: {method: dan}}\n- {name: b, settings: {}}\n");
    List<Column> columns =
        Columns.of(List.of("emo-dna", "ablations", mine.toString(), two.toString()));
    assertEquals(
        List.of(
            "emo-dna",
            "emo-dna without decoupling",
            "emo-dna without class alignment",
            "emo-dna without corpus alignment",
            "emo-dna without pseudo-labels",
            "emo-dna without teacher",
            "emo-dna without target emotion",
            "slow",
            "a",
            "b"),
        columns.stream().map(Column::name).toList());
    assertEquals(Column.Kind.OWN, columns.get(7).kind());
    assertEquals(
        1e-4, columns.get(7).over(TrainingConfig.defaults()).optimizer().learningRate(), 1e-9);
    assertEquals("dan", columns.get(8).over(TrainingConfig.defaults()).method());
    assertEquals(Columns.names(), Columns.of(List.of("all")).stream().map(Column::name).toList());
  }

  @Test
  void refusesWhatIsNoColumn() {
    says(problem(() -> Columns.of(List.of("emo"))), "'emo'", "emo-dna", "ablations");
    says(problem(() -> Columns.of(List.of())), "none are named");
    says(problem(() -> own("name: x\n")), "f.yaml", "setting 'settings'", "missing");
    says(problem(() -> own("method: dan\n")), "f.yaml", "put them under settings:");
    says(problem(() -> own("name: dan\nsettings: {}\n")), "f.yaml", "'dan'", "built-in");
    says(problem(() -> own("name: all\nsettings: {}\n")), "f.yaml", "'all'", "built-in");
    says(problem(() -> own("name: a/b\nsettings: {}\n")), "f.yaml", "slash");
    says(problem(() -> own("name: 'a,b'\nsettings: {}\n")), "f.yaml", "comma");
    says(problem(() -> own("name: x\nsettings: {seed: 1}\n")), "f.yaml", "'seed'", "protocol");
    says(problem(() -> own("name: x\nsettings: {labels: [a, b]}\n")), "'labels'", "protocol");
    says(problem(() -> own("name: x\nsettings: {methods: dan}\n")), "f.yaml", "'x'", "'methods'");
    says(problem(() -> own("name: x\nsettings: {method: nothing}\n")), "f.yaml", "'nothing'");
    says(
        problem(() -> own("name: x\nsettings: {features: {normalisation: speaker}}\n")),
        "f.yaml",
        "'x'",
        "speaker track");
    says(problem(() -> own("name: x\nkind: method\nsettings: {}\n")), "unknown setting 'kind'");
  }

  private static void own(String text) {
    Columns.ofText(text, "f.yaml");
  }
}
