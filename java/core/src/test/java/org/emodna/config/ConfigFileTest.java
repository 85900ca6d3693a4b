package org.emodna.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.base.ConfigException;
import org.emodna.corpus.LabelSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  private static final TrainingConfig DEFAULTS = TrainingConfig.defaults();
  private static final Pattern NEW_NAME =
      Pattern.compile("(?<=called '|, ')([a-z-]+)\\.([a-z-]+)'");

  private static ConfigException refused(String text) {
    return assertThrows(
        ConfigException.class, () -> ConfigFile.parse(text, "run.yaml", DEFAULTS), text);
  }

  @Test
  void everySettingSurvivesBothFormats() {
    TrainingConfig changed = DEFAULTS.withMethod("dsan").withSeed(77).withEpochs(3);
    assertEquals(changed, ConfigFile.parse(ConfigFile.toYaml(changed), "run.yaml", DEFAULTS));
    assertEquals(changed, ConfigFile.parse(ConfigFile.toJson(changed), "run.json", DEFAULTS));
  }

  @Test
  void onlyWhatIsNamedChanges() {
    TrainingConfig config =
        ConfigFile.parse("alignment:\n  kernel-space: raw\nseed: 5\n", "run.yaml", DEFAULTS);
    assertTrue(ConfigFile.toYaml(config).contains("  kernel-space: \"raw\"\n"));
    assertEquals(5, config.seed());
    assertEquals(DEFAULTS.encoder(), config.encoder());
    assertEquals(DEFAULTS, ConfigFile.parse("", "empty.yaml", DEFAULTS));
  }

  @Test
  void aClassHasOneNameHoweverItIsWritten() {
    List<String> expected = List.of("anger", "sadness", "very_happy", "z\u00e4rtlich");
    TrainingConfig config =
        ConfigFile.parse(
            "labels: [angry, SAD, ' Very  happy', za\u0308rtlich]", "run.yaml", DEFAULTS);
    assertEquals(expected, config.labels());
    assertEquals(LabelSet.named(config.labels()).names(), config.labels());
    assertEquals(
        config, DEFAULTS.withLabels(List.of("Wut", "sad", "very\u00a0happy", expected.get(3))));
    assertEquals(config, config.withLabels(expected));
    assertEquals(ConfigFile.toJson(config), ConfigFile.toJson(config.withLabels(expected)));
    assertEquals(config, ConfigFile.parse(ConfigFile.toYaml(config), "again.yaml", DEFAULTS));
    for (String wrong : List.of("[anger, angry]", "[anger, unknown]", "[anger, '']", "[a]")) {
      String message = refused("labels: " + wrong).getMessage();
      assertTrue(message.startsWith("run.yaml: setting 'labels'"), message);
    }
  }

  @Test
  void mistakesAreNamed() {
    assertTrue(
        refused("decoupling: {temprature: 1}").getMessage().contains("'decoupling.temprature'"));
    assertTrue(
        refused("decoupling: {temperature: -1}").getMessage().contains("decoupling.temperature"));
    assertTrue(refused("seed: many").getMessage().contains("seed"));
    assertTrue(refused("seed: 1\nseed: 2").getMessage().startsWith("run.yaml"));
    assertTrue(refused("method: magic").getMessage().contains("method"));
    assertTrue(refused("decoupling: 3").getMessage().contains("'decoupling'"));
    assertTrue(refused("[1, 2]").getMessage().contains("run.yaml"));
    assertTrue(refused("labels: [anger, anger]").getMessage().contains("labels"));
    assertTrue(refused("decoupling: {temperature: .nan}").getMessage().contains(".nan"));
    assertTrue(refused("schedule: {epochs: 1.5}").getMessage().contains("epochs"));
    assertTrue(refused("seed: null").getMessage().contains("seed"));
    assertTrue(refused("a: &a [*a]").getMessage().contains("run.yaml"));
  }

  @Test
  void anOldNameIsRefusedWithTheNewOne() {
    assertEquals(
        "run.yaml: setting 'loss.temperature' is now called 'decoupling.temperature'",
        refused("loss: {temperature: 0.1}").getMessage());
    String several = refused("loss: {baseline: 1, decoupling: 0}").getMessage();
    assertTrue(several.contains("'loss.baseline' is now called 'dan.weight', "), several);
    assertTrue(several.contains("'loss.decoupling' is now called 'decoupling.weight'"), several);
    assertTrue(
        refused("features: {dialect: htk}").getMessage().endsWith("is now called 'mfcc.dialect'"));
    assertTrue(refused("projection: {size: 8}").getMessage().contains("'decoupling.size'"));
    assertTrue(refused("loss: {wait: 1}").getMessage().contains("unknown setting 'loss'"));
  }

  /** The table of new names is no use if it names settings that there are not. */
  @Test
  void everyNewNameIsASetting() {
    Set<String> old =
        Set.of(
            "loss: {label-smoothing: 0.1, temperature: 0.1, corpus-classifier: 1, decoupling: 1,"
                + " class-alignment: 1, corpus-alignment: 1, baseline: 1, kernel-space: l2,"
                + " precision: float32}",
            "projection: {hidden: 1, size: 1}",
            "features: {dialect: htk}");
    int found = 0;
    for (String text : old) {
      Matcher names = NEW_NAME.matcher(refused(text).getMessage());
      while (names.find()) {
        String section = names.group(1);
        assertTrue(
            ConfigTree.known(DEFAULTS).path(section).has(names.group(2)), () -> names.group());
        found++;
      }
    }
    assertEquals(21, found);
  }

  @Test
  void aSettingOutOfRangeIsTheSubjectAndItsRangeTheRemedy() {
    ConfigException e = refused("encoder: {kind: tim-net, blocks: 17}");
    assertEquals("run.yaml: setting 'encoder.blocks'", e.subject());
    assertEquals("is 17", e.reason());
    assertEquals("it must be from 1 to 16", e.remedy());
  }

  @Test
  void streamsThatAreNotNamedFollowFromTheEncoder() {
    assertEquals(List.of("functionals"), DEFAULTS.features().streams());
    TrainingConfig timNet =
        ConfigFile.parse("encoder: {kind: tim-net}", "run.yaml", DEFAULTS.withSeed(3));
    assertEquals(List.of("mfcc", "prosody"), timNet.features().streams());
    assertTrue(ConfigFile.toYaml(timNet).contains("prosody"), "what is stored names them");
    assertEquals(
        List.of("functionals"),
        ConfigFile.parse("encoder: {kind: linear}", "run.yaml", timNet).features().streams());
    TrainingConfig named = ConfigFile.parse("features: {streams: [mfcc]}", "run.yaml", timNet);
    assertEquals(List.of("mfcc"), named.withEpochs(2).features().streams());
    TrainingConfig stored = ConfigFile.parse(ConfigFile.toJson(timNet), "stored", DEFAULTS);
    assertEquals(timNet, stored);
    assertEquals(List.of("mfcc", "prosody"), stored.withMethod("dan").features().streams());
  }

  @Test
  void settingsOfOptimizerAndScheduleAreChecked() {
    for (String wrong :
        List.of(
            "optimizer: {weight-decay: -1}",
            "optimizer: {schedule: linear}",
            "optimizer: {final-share: 2}",
            "optimizer: {warm-up-steps: -1}",
            "schedule: {balanced: 1}",
            "ensemble: 0",
            "ensemble: 1.5",
            "information: {weight: -1}",
            "decorrelation: {weight: .inf}")) {
      assertTrue(refused(wrong).getMessage().startsWith("run.yaml"), wrong);
    }
  }

  @Test
  void aValueOfAnotherKindIsToldWhatItMustBe() {
    assertEquals(
        "run.yaml: setting 'seed': must be a whole number, and is \"many\"",
        refused("seed: many").getMessage());
    assertTrue(
        refused("decoupling: {temperature: warm}").getMessage().contains("must be a number"));
    assertTrue(refused("labels: anger").getMessage().contains("'labels': must be a list"));
    assertTrue(refused("method: [dan]").getMessage().contains("'method': must be text"));
    assertTrue(refused("schedule: {epochs: '3'}").getMessage().contains("must be a whole number"));
    assertTrue(
        ConfigFile.toYaml(ConfigFile.parse("decoupling: {temperature: 2}", "run.yaml", DEFAULTS))
            .contains("temperature: 2.0"));
  }

  @Test
  void aMissingOrHugeFileIsNamed(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("nowhere.yaml");
    ConfigException e = assertThrows(ConfigException.class, () -> ConfigFile.read(missing));
    assertTrue(e.getMessage().contains("nowhere.yaml"));
    Path huge = Files.write(folder.resolve("huge.yaml"), new byte[2 << 20]);
    assertThrows(ConfigException.class, () -> ConfigFile.read(huge));
  }

  /** Any text gives a configuration or a ConfigException, nothing else. */
  @Test
  void mutatedTextNeverEscapes() {
    SplittableRandom random = new SplittableRandom(20261123);
    byte[] yaml = ConfigFile.toYaml(DEFAULTS).getBytes(StandardCharsets.UTF_8);
    byte[] json = ConfigFile.toJson(DEFAULTS).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 10_000; i++) {
      byte[] text = (i % 2 == 0 ? yaml : json).clone();
      int changes = 1 + random.nextInt(8);
      for (int c = 0; c < changes; c++) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      }
      String mutated = new String(text, 0, random.nextInt(text.length + 1), StandardCharsets.UTF_8);
      try {
        ConfigFile.parse(mutated, "mutated.yaml", DEFAULTS);
      } catch (ConfigException e) {
        assertTrue(e.getMessage().startsWith("mutated.yaml"), e.getMessage());
      }
    }
  }

  @Test
  void whatALinearMethodIgnoresIsNamed() {
    String text = "encoder: {kind: tim-net}\ninformation: {weight: 0.5}\n";
    TrainingConfig steps = ConfigFile.parse(text, "f", TrainingConfig.defaults());
    assertEquals(List.of(), steps.unusedSections());
    for (String method : List.of("logistic-regression", "discriminant")) {
      assertEquals(
          List.of("information", "encoder"), steps.withMethod(method).unusedSections(), method);
      assertEquals(List.of(), TrainingConfig.defaults().withMethod(method).unusedSections());
    }
    TrainingConfig roles =
        ConfigFile.parse(
            "method: discriminant\nencoders: {corpus: {hidden: 8}}\n",
            "f",
            TrainingConfig.defaults());
    assertEquals(List.of("encoders.corpus"), roles.unusedSections());
  }
}
