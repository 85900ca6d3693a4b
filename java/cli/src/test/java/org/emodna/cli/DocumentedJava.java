package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/** Java of the documents, compiled and run as it stands: in a JVM of its own, in a folder. */
final class DocumentedJava {
  /** The class that {@link #compileLines} makes. */
  static final String LINES = "Example";

  private final Path folder;

  DocumentedJava(Path folder) {
    this.folder = folder;
  }

  /** The Java block of a document behind its marker, {@code <!-- java: name -->}. */
  static String block(String document, String name) throws IOException {
    String text = Files.readString(Path.of(System.getProperty("emodna.root", "../.."), document));
    String begin = "<!-- java: " + name + " -->\n```java\n";
    int from = text.indexOf(begin);
    assertTrue(from >= 0, document + " lacks the block marked " + begin);
    return text.substring(from + begin.length(), text.indexOf("```", from + begin.length()));
  }

  /**
   * Lines that a reader would put into a method.
   *
   * @param thrown the method's throws clause; empty for none
   */
  void compileLines(String imports, String lines, String thrown) throws IOException {
    compile(
        LINES,
        imports
            + "public class Example {\n"
            + "  public static void main(String[] args) "
            + thrown
            + " {\n"
            + lines
            + "  }\n}\n");
  }

  void compile(String name, String text) throws IOException {
    Path source = Files.writeString(folder.resolve(name + ".java"), text);
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                complaints,
                complaints,
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, status, complaints.toString(StandardCharsets.UTF_8));
  }

  /** Runs a class in a JVM of its own, in the folder; what it prints. */
  String run(String main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name :
        List.of("org.bytedeco.javacpp.cachedir", "org.bytedeco.javacpp.maxPhysicalBytes")) {
      if (System.getProperty(name) != null) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.addAll(List.of("-cp", folder + ":" + System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    Path printed = folder.resolve("printed.txt");
    Path complaints = folder.resolve("complaints.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(printed.toFile())
            .redirectError(complaints.toFile())
            .start();
    try {
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the lines take too long");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), Files.readString(complaints));
    return Files.readString(printed);
  }
}
