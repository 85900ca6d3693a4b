package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder below that may not be read is listed, and every command goes on with the rest. The
 * commands run in a JVM of its own, since the superuser, as whom tests often run, may read anything
 * unless that is taken from him.
 */
class UnreadableFolderTest {
  @TempDir Path folder;

  /** In that JVM: runs a command for each argument, its words separated by '|'. */
  public static void main(String[] commands) {
    for (String command : commands) {
      String[] words = command.split("\\|");
      System.err.println(words[0] + " begins");
      System.err.println(words[0] + " ended with " + Main.run(words));
    }
  }

  private static List<String> withoutPrivileges() throws Exception {
    return System.getProperty("user.name").equals("root")
        ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
        : List.of();
  }

  private static int run(List<String> command, Path output) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertTrue(process.waitFor(120, TimeUnit.SECONDS));
      return process.exitValue();
    } catch (IOException e) {
      // No such program.
      return -1;
    }
  }

  private static void permit(Path folder, String permissions) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
  }

  @AfterEach
  void letTheFoldersBeDeleted() throws IOException {
    for (String name : List.of("corpus/closed", "corpus/anger/closed", "corpus/sadness/half")) {
      permit(folder.resolve(name), "rwx------");
    }
  }

  @Test
  void anUnreadableSubfolderDoesNotStopTheRest() throws Exception {
    Path corpus = Tones.write(folder.resolve("corpus"), 0.2, 3);
    Path target = Tones.write(folder.resolve("target"), 0.7, 3);
    Path config = Tones.config(folder);
    Path clip = corpus.resolve("anger/clip0.wav");
    // May not be listed; may be listed but not entered.
    for (String name : List.of("closed", "anger/closed", "sadness/half")) {
      Files.copy(clip, Files.createDirectories(corpus.resolve(name)).resolve("inside.wav"));
      permit(corpus.resolve(name), name.endsWith("half") ? "r--------" : "---------");
    }
    List<String> listing = new ArrayList<>(withoutPrivileges());
    listing.addAll(List.of("ls", corpus.resolve("closed").toString()));
    Path output = folder.resolve("output.txt");
    assumeTrue(run(listing, output) > 0, "skipped: nothing is forbidden to this user");

    String model = folder.resolve("m.safetensors").toString();
    List<String> command = new ArrayList<>(withoutPrivileges());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Dorg.bytedeco.javacpp.cachedir="
                + System.getProperty("org.bytedeco.javacpp.cachedir", folder.toString()),
            UnreadableFolderTest.class.getName()));
    String common = "|--no-cache|--config|" + config + "|--epochs|1|--device|cpu";
    command.add("scan|" + corpus);
    command.add("features|" + corpus + "|--no-cache|--out|" + folder.resolve("f.safetensors"));
    command.add("train|--source|" + corpus + "|--target|" + target + "|--out|" + model + common);
    command.add("evaluate|--model|" + model + "|--corpus|" + corpus + "|--no-cache");
    command.add("predict|--model|" + model + "|" + corpus);
    String closed = corpus.resolve("closed").toString();
    command.add("predict|--model|" + model + "|" + closed + "|" + target);
    command.add(
        "reproduce|--protocol|every-direction|--methods|source-only|--seeds|1|--tracks|corpus|--corpora|"
            + corpus
            + "|"
            + target
            + "|--out|"
            + folder.resolve("results")
            + common);
    assertEquals(0, run(command, output), () -> read(output));
    String said = read(output);
    String[] parts = said.split(" begins\n");
    assertEquals(8, parts.length, said);
    for (int i = 1; i < parts.length; i++) {
      assertTrue(parts[i].contains(" ended with 1\n"), said);
      assertTrue(parts[i].contains("closed"), said);
      if (i != 6) {
        assertTrue(parts[i].contains("anger/closed"), said);
        assertTrue(parts[i].contains("sadness/half"), said);
      }
    }
    assertTrue(parts[1].contains("9 utterances"), said);
    assertTrue(parts[2].contains("features of 9 files"), said);
    assertTrue(parts[3].contains("9 of 12 recordings are used"), said);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
