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
import org.junit.jupiter.api.Test;

/** docs/extending.md quotes examples/extension letter by letter. */
class ExtendingDocTest {
  private static final Path ROOT = Path.of(System.getProperty("emodna.root", "../.."));
  private static final Path EXAMPLE = ROOT.resolve("examples/extension");
  private static final Pattern BLOCK =
      Pattern.compile("```(\\w*)\\n(.*?)\\n```\\n", Pattern.DOTALL);

  private record Block(String language, String text) {}

  @Test
  void everyQuotedBlockIsInTheExample() throws IOException {
    List<Path> quoted = new ArrayList<>();
    for (Block block : blocks()) {
      List<Path> found = new ArrayList<>();
      for (Path file : files(block.language)) {
        if (('\n' + Files.readString(file)).contains('\n' + block.text + '\n')) {
          found.add(file);
        }
      }
      assertTrue(!found.isEmpty(), "docs/extending.md quotes what is not there:\n" + block.text);
      quoted.addAll(found);
    }
    for (Path part : files("java")) {
      assertTrue(quoted.contains(part), "docs/extending.md does not quote " + part);
    }
  }

  @Test
  void everyPartIsNamedInAServicesFileThatTheDocumentLists() throws IOException {
    String document = document();
    try (Stream<Path> services =
        Files.list(EXAMPLE.resolve("src/main/resources/META-INF/services"))) {
      List<Path> all = services.toList();
      assertEquals(5, all.size());
      for (Path file : all) {
        String kind = file.getFileName().toString();
        String part = Files.readString(file).strip().replaceAll("^org.example.|\\$.*", "");
        assertTrue(
            document.lines().anyMatch(l -> l.contains('`' + kind + '`') && l.contains(part)), kind);
      }
    }
  }

  private static List<Path> files(String language) throws IOException {
    switch (language) {
      case "java":
        try (Stream<Path> files = Files.list(EXAMPLE.resolve("src/main/java/org/example"))) {
          return files.toList();
        }
      case "yaml":
        return List.of(EXAMPLE.resolve("settings.yaml"), EXAMPLE.resolve("method.yaml"));
      case "xml":
        return List.of(EXAMPLE.resolve("pom.xml"));
      default:
        throw new AssertionError("docs/extending.md has a block of '" + language + "'");
    }
  }

  private static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(document());
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static String document() throws IOException {
    return Files.readString(ROOT.resolve("docs/extending.md"));
  }
}
