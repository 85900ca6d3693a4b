package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.emodna.audio.ffmpeg.Ffmpeg;
import org.emodna.base.EmoDnaException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways in which FFmpeg fails to load, in JVMs of their own, and what is said of each. */
class FfmpegLoadingTest {
  private static final String REMEDY = "-Dorg.bytedeco.javacpp.cachedir=FOLDER";

  @TempDir Path folder;

  /** Prints the version, or why there is none. */
  public static void main(String... args) {
    try {
      System.out.println(AudioLibrary.version());
    } catch (EmoDnaException e) {
      System.out.println(e.getMessage());
    }
  }

  private static String run(Path cache, String dropped, String... options) throws Exception {
    String classPath =
        Arrays.stream(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator))
            .filter(element -> !Path.of(element).getFileName().toString().matches(dropped))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                "-cp",
                classPath));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of(options));
    command.add(FfmpegLoadingTest.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed.strip();
  }

  private static void assertSays(String printed, String... parts) {
    assertTrue(printed.contains("FFmpeg can't be loaded: "), printed);
    for (String part : parts) {
      assertTrue(printed.contains(part), () -> "no '" + part + "' in " + printed);
    }
  }

  /** Of a small file system; skips where this user may not mount one. */
  private String onMount(String options) throws Exception {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    Process mounted =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", options, "tmpfs", mount.toString())
            .redirectErrorStream(true)
            .start();
    Assumptions.assumeTrue(
        mounted.waitFor(20, TimeUnit.SECONDS) && mounted.exitValue() == 0,
        "mounting is not allowed");
    try {
      return run(mount, "nothing");
    } finally {
      assertEquals(0, new ProcessBuilder("umount", mount.toString()).start().waitFor());
    }
  }

  @Test
  void theLibrariesThatMessagesSpeakOfAreThoseOfTheJar() {
    for (String library : Ffmpeg.MODULE.libraries()) {
      assertNotNull(
          Ffmpeg.class.getResource("/org/bytedeco/ffmpeg/linux-x86_64/" + library), library);
    }
  }

  @Test
  void missingJars() throws Exception {
    Path cache = folder.resolve("cache");
    assertSays(
        run(cache, "ffmpeg-.*-linux-x86_64\\.jar"),
        "no native code of org.bytedeco:ffmpeg for linux-x86_64",
        "add the jar org.bytedeco:ffmpeg with the classifier linux-x86_64");
    assertSays(
        run(cache, "ffmpeg-[0-9.-]*\\.jar"), "the class path lacks the jar org.bytedeco:ffmpeg");
  }

  @Test
  void noexecFolder() throws Exception {
    assertSays(onMount("noexec,size=90m"), folder.resolve("mount") + "", "noexec", REMEDY);
  }

  @Test
  void fullDiskThatHoldsSomeOfTheLibraries() throws Exception {
    assertSays(onMount("size=20m"), folder.resolve("mount") + "", "no space left", REMEDY);
  }

  @Test
  void otherMachines() throws Exception {
    assertSays(run(folder.resolve("cache"), "nothing", "-Dos.arch=riscv64"), "Linux (riscv64)");
    // What there are natives for is lacking by its jar alone.
    assertSays(
        run(folder.resolve("cache"), "nothing", "-Dos.arch=aarch64"),
        "no native code of org.bytedeco:ffmpeg for linux-arm64",
        "with the classifier linux-arm64");
  }

  @Test
  void anUnpackedFileThatIsNotALibrary() throws Exception {
    Path cache = folder.resolve("cache");
    String version = run(cache, "nothing");
    assertTrue(version.matches("[0-9.]+"), version);
    Path library;
    try (var files = Files.walk(cache)) {
      library = files.filter(f -> f.endsWith("libavutil.so.60")).findFirst().orElseThrow();
    }
    FileTime time = Files.getLastModifiedTime(library);
    Files.write(library, new byte[(int) Files.size(library)]);
    Files.setLastModifiedTime(library, time);
    assertSays(
        run(cache, "nothing"), "is damaged, incomplete or not a library", "delete", "libavutil");
    // A file that was cut off is unpacked anew.
    Files.write(library, new byte[1000]);
    assertEquals(version, run(cache, "nothing"));
  }
}
