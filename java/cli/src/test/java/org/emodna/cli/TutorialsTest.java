package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.emodna.starter.StarterModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tutorials and the card have of Java and YAML compiles and runs as it stands. */
class TutorialsTest {
  private static final Path ROOT = Path.of(System.getProperty("emodna.root", "../.."));
  private static final String SERVICE = "docs/tutorials/recognise-in-a-service.md";
  private static final String METHOD = "docs/tutorials/add-a-method.md";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "docs/starter-model.md, starter, # The model to start with",
    "README.md, recognise, anger|fear|happiness|neutral|sadness",
    SERVICE + ", files, anger|fear|happiness|neutral|sadness",
    SERVICE + ", stream, 10.0 s heard"
  })
  void linesCompileAndRun(String document, String name, String printed) throws Exception {
    Path tones = Tones.write(folder.resolve("tones"), 0.5, 1);
    Files.copy(tones.resolve("anger/clip0.wav"), folder.resolve("clip.wav"));
    DocumentedJava java = new DocumentedJava(folder);
    String imports = DocumentedJava.block(SERVICE, "imports");
    java.compileLines(imports, DocumentedJava.block(document, name), "throws Exception");
    String found = java.run(DocumentedJava.LINES);
    assertTrue(Pattern.compile(printed).matcher(found).find(), found);
  }

  @Test
  void aModelIsExported() throws Exception {
    Files.write(folder.resolve("model.safetensors"), StarterModel.bytes());
    Path tones = Tones.write(folder.resolve("tones"), 0.5, 1);
    Files.copy(tones.resolve("anger/clip0.wav"), folder.resolve("clip.wav"));
    DocumentedJava java = new DocumentedJava(folder);
    java.compileLines(
        DocumentedJava.block("docs/onnx.md", "imports"),
        DocumentedJava.block("docs/onnx.md", "export"),
        "");
    assertEquals("1 frames of 136 values", java.run(DocumentedJava.LINES).strip());
    assertTrue(Files.size(folder.resolve("model.onnx")) > 0);
  }

  /** The method is on the class path there, which counts as a jar that was named. */
  @Test
  void theMethodTrains() throws Exception {
    DocumentedJava java = new DocumentedJava(folder);
    java.compile("CoralPseudo", DocumentedJava.block(METHOD, "method"));
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve("org.emodna.objective.Objective"), "CoralPseudo\n");
    String printed =
        java.run(
            Main.class.getName(),
            "train",
            "--method",
            "coral-pseudo",
            "--config",
            Tones.config(folder).toString(),
            "--source",
            Tones.write(folder.resolve("north"), 0.2, 3).toString(),
            "--target",
            Tones.write(folder.resolve("south"), 0.8, 3).toString(),
            "--out",
            folder.resolve("model.safetensors").toString(),
            "--no-cache");
    assertTrue(printed.startsWith("UAR "), printed);
  }

  /** A page that is moved or renamed leaves no tutorial pointing at nothing. */
  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher links = Pattern.compile("]\\((?!http)([^)#]+)").matcher(Files.readString(page));
      while (links.find()) {
        if (!Files.exists(page.resolveSibling(links.group(1)))) {
          broken.add(page.getFileName() + ": " + links.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  /** Every option that a tutorial gives to a command is one of that command's. */
  @Test
  void everyOptionIsThere() throws IOException {
    Pattern commands = Pattern.compile("\\./emodna (?:--extensions \\S+ )?([a-z]+)([^\\n]*)");
    int found = 0;
    for (Path page : pages()) {
      String text = Files.readString(page).replaceAll("\\\\\\n\\s*", " ");
      Matcher calls = commands.matcher(text);
      while (calls.find()) {
        String help = CommandLineTest.run(calls.group(1), "--help").out();
        Matcher options = Pattern.compile("--[a-z-]+").matcher(calls.group(2));
        while (options.find()) {
          assertTrue(help.contains(options.group()), page + ": " + calls.group());
          found++;
        }
      }
    }
    assertTrue(found > 10, "the commands of the tutorials were not found");
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs/tutorials"))) {
      List<Path> all = new ArrayList<>(pages.sorted().toList());
      all.add(ROOT.resolve("docs/starter-model.md"));
      return all;
    }
  }
}
