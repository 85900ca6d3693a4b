package org.emodna.kernels.internal.loading;

import static org.emodna.kernels.internal.loading.NativeJars.contents;
import static org.emodna.kernels.internal.loading.NativeJars.jar;
import static org.emodna.kernels.internal.loading.NativeJars.recorded;
import static org.emodna.kernels.internal.loading.NativeJars.run;
import static org.emodna.kernels.internal.loading.NativeJars.sha256;
import static org.emodna.kernels.internal.loading.NativeJars.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library that runs is the one of the jar, whatever an earlier run has unpacked. */
class StaleLibraryTest {
  /** A string of the library that a build may change without changing any size. */
  private static final String OLD = "is not an EMO-DNA backend";

  private static final String NEW = "is NOT an EMO-DNA backend";

  @TempDir Path folder;

  private Path cache() {
    return folder.resolve("cache");
  }

  private static Map<String, byte[]> rebuilt() throws Exception {
    return recorded(with(contents(), "libemodna.so", OLD, NEW));
  }

  private Path unpacked() throws IOException {
    try (var files = Files.walk(cache().resolve("emodna"))) {
      return files.filter(file -> file.endsWith("libemodna.so")).findFirst().orElseThrow();
    }
  }

  @Test
  void aRebuiltLibraryOfEqualSizeInAJarOfTheSameNameIsUsed() throws Exception {
    Path first = jar(folder.resolve("first"), contents());
    Path second = jar(folder.resolve("second"), rebuilt());
    String firstHash = sha256(contents().get("libemodna.so"));
    String secondHash = sha256(rebuilt().get("libemodna.so"));
    assertEquals(contents().get("libemodna.so").length, rebuilt().get("libemodna.so").length);
    assertEquals(firstHash, run(first, cache()));
    assertEquals(secondHash, run(second, cache()));
    assertEquals(firstHash, run(first, cache()));
  }

  @Test
  void aFileThatWasAlteredInTheCacheIsReplaced() throws Exception {
    Path jar = jar(folder.resolve("jar"), contents());
    String hash = sha256(contents().get("libemodna.so"));
    assertEquals(hash, run(jar, cache()));
    Path file = unpacked();
    FileTime time = Files.getLastModifiedTime(file);
    Files.write(file, rebuilt().get("libemodna.so"));
    Files.setLastModifiedTime(file, time);
    assertEquals(hash, run(jar, cache()));
    Files.write(file, new byte[1000]);
    assertEquals(hash, run(jar, cache()));
    Files.delete(file);
    assertEquals(hash, run(jar, cache()));
  }

  @Test
  void processesThatStartTogetherWithAnEmptyCacheAllWork() throws Exception {
    List<Path> jars =
        List.of(jar(folder.resolve("a"), contents()), jar(folder.resolve("b"), rebuilt()));
    List<String> hashes =
        List.of(sha256(contents().get("libemodna.so")), sha256(rebuilt().get("libemodna.so")));
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      processes.add(NativeJars.start(jars.get(i % 2), cache()));
    }
    for (int i = 0; i < 6; i++) {
      assertEquals(hashes.get(i % 2), NativeJars.output(processes.get(i)));
    }
    try (var files = Files.list(cache().resolve("emodna"))) {
      assertEquals(2, files.count());
    }
    try (var files = Files.walk(cache().resolve("emodna"))) {
      assertEquals(
          List.of(), files.filter(f -> f.getFileName().toString().startsWith(".")).toList());
    }
  }

  @Test
  void aJarWhoseLibraryIsNotTheOneItWasBuiltWithIsRefused() throws Exception {
    Path jar = jar(folder.resolve("jar"), with(contents(), "libemodna.so", OLD, NEW));
    String printed = run(jar, cache());
    assertTrue(printed.contains(jar + " is damaged or was put together from several"), printed);
  }

  @Test
  void jarsOfDifferentBuildsAreRefused() throws Exception {
    Map<String, byte[]> other = contents();
    String record = new String(other.get("natives.properties"), StandardCharsets.UTF_8);
    other.put(
        "natives.properties",
        record.replaceFirst("headers=.", "headers=?").getBytes(StandardCharsets.UTF_8));
    String printed = run(jar(folder.resolve("h"), other), cache());
    assertTrue(printed.contains("mixes different builds"), printed);
    assertTrue(printed.contains("use both jars of emodna-kernels from one build"), printed);
    other.remove("natives.properties");
    printed = run(jar(folder.resolve("n"), other), cache());
    assertTrue(printed.contains("are of an older one"), printed);
  }

  @Test
  void aLibraryOfAnotherVersionIsRefusedWithBothVersions() throws Exception {
    String version = NativeJars.version();
    Path jar =
        jar(
            folder.resolve("jar"),
            recorded(with(contents(), "libemodna.so", "\0" + version + "\0", "\u00009.8.7\u0000")));
    String printed = run(jar, cache());
    assertTrue(printed.contains("the classes are EMO-DNA " + version), printed);
    assertTrue(printed.contains("9.8.7"), printed);
  }

  @Test
  void everyClassLoaderGetsTheLibrary() throws Exception {
    Path jar = jar(folder.resolve("jar"), contents());
    String classPath = NativeJars.classPath(jar);
    String hash = sha256(contents().get("libemodna.so"));
    assertEquals(hash + "\n" + hash, inLoaders(jar, classPath, classPath));
  }

  @Test
  void aSecondBuildInAnotherClassLoaderIsRefused() throws Exception {
    Path first = jar(folder.resolve("first"), contents());
    Path second = jar(folder.resolve("second"), rebuilt());
    String printed = inLoaders(first, NativeJars.classPath(first), NativeJars.classPath(second));
    assertTrue(printed.startsWith(sha256(contents().get("libemodna.so")) + "\n"), printed);
    assertTrue(printed.contains("another build of it is loaded in this JVM"), printed);
  }

  private String inLoaders(Path jar, String... classPaths) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                NativeJars.classPath(jar),
                "-Dorg.bytedeco.javacpp.cachedir=" + cache(),
                LoadingMain.class.getName()));
    command.addAll(1, NativeJars.nativeAccess());
    command.addAll(List.of(classPaths));
    return NativeJars.output(new ProcessBuilder(command).redirectErrorStream(true).start());
  }
}
