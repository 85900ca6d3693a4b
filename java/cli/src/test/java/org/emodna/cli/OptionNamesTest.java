package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.emodna.audio.DecodeLimits;
import org.emodna.base.Problem;
import org.emodna.corpus.CorpusOptions;
import org.emodna.recognition.Recognizer;
import org.emodna.training.Training;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OptionNamesTest {
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "CorpusOptions", CorpusOptions.class,
          "DecodeLimits", DecodeLimits.class,
          "Recognizer", Recognizer.class,
          "Training", Training.class);

  private static final Path JAVA = Path.of("..");

  @Test
  void optionsStandInThePlaceOfSettingsInARemedyAlone() {
    Problem problem =
        Problem.of("CorpusOptions.layout", "is DecodeLimits.maxBytes")
            .remedy("raise DecodeLimits.maxBytes, or name CorpusOptions.layout '{emotion}'");
    assertEquals(
        "CorpusOptions.layout: is DecodeLimits.maxBytes;"
            + " raise --max-mib, or name --layout '{emotion}'",
        OptionNames.message(problem));
    assertEquals("CorpusOptions.layouts", OptionNames.in("CorpusOptions.layouts"));
  }

  @Test
  void everySettingAndEveryOptionIsThere() {
    CommandLine line = new CommandLine(Main.class);
    TreeSet<String> options = new TreeSet<>();
    line.getSubcommands().values().stream()
        .flatMap(command -> command.getCommandSpec().options().stream())
        .forEach(option -> options.addAll(List.of(option.names())));
    OptionNames.OPTIONS.forEach(
        (setting, option) -> {
          String[] parts = setting.split("\\.");
          Class<?> type = TYPES.get(parts[0]);
          assertTrue(
              Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))
                  .flatMap(one -> Arrays.stream(one.getMethods()))
                  .anyMatch(method -> method.getName().equals(parts[1])),
              setting);
          assertTrue(options.contains(option.split(" ")[0]), option);
        });
  }

  @Test
  void theLibraryNamesNoOptionsAndOnlySettingsThatHaveOne() throws IOException {
    Pattern texts = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"");
    Pattern settings =
        Pattern.compile(
            TYPES.keySet().stream().collect(Collectors.joining("|", "\\b(?:", ")\\.[a-z]\\w*")));
    TreeSet<String> named = new TreeSet<>();
    for (String module : List.of("base", "safetensors", "audio", "features", "core", "synthesis")) {
      try (Stream<Path> files = Files.walk(JAVA.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          Matcher text = texts.matcher(Files.readString(file));
          while (text.find()) {
            assertFalse(text.group().matches(".*--[a-z].*"), file + ": " + text.group());
            settings.matcher(text.group()).results().forEach(one -> named.add(one.group()));
          }
        }
      }
    }
    assertEquals(OptionNames.OPTIONS.keySet(), named);
  }
}
