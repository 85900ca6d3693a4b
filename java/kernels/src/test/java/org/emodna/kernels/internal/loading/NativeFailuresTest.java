package org.emodna.kernels.internal.loading;

import static org.emodna.kernels.internal.loading.NativeJars.contents;
import static org.emodna.kernels.internal.loading.NativeJars.jar;
import static org.emodna.kernels.internal.loading.NativeJars.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way of failing that can be brought about here, in JVMs of their own. */
class NativeFailuresTest {
  private static final String REMEDY = "-Dorg.bytedeco.javacpp.cachedir=FOLDER";

  @TempDir Path folder;
  private Path jar;

  @BeforeEach
  void makeJar() throws Exception {
    jar = jar(folder.resolve("jar"), contents());
  }

  private static void assertSays(String printed, String... parts) {
    assertTrue(printed.contains("EMO-DNA's native library can't be loaded: "), printed);
    for (String part : parts) {
      assertTrue(printed.contains(part), () -> "no '" + part + "' in " + printed);
    }
  }

  /** Runs while a small file system is mounted; skips where this user may not mount. */
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
      return run(jar, mount, "-Duser.home=" + mount, "-Djava.io.tmpdir=" + mount);
    } finally {
      assertEquals(0, new ProcessBuilder("umount", mount.toString()).start().waitFor());
    }
  }

  @Test
  void noexecFolder() throws Exception {
    assertSays(onMount("noexec,size=8m"), folder.resolve("mount").toString(), "noexec", REMEDY);
  }

  @Test
  void fullDisk() throws Exception {
    assertSays(onMount("size=200k"), folder.resolve("mount").toString(), "no space left", REMEDY);
  }

  @Test
  void readOnlyHome() throws Exception {
    assertSays(
        onMount("ro"), "mount/.javacpp/cache can't be created (read-only file system)", REMEDY);
  }

  @Test
  void cacheFolderThatIsAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    String[] nowhere = {"-Duser.home=" + file, "-Djava.io.tmpdir=" + file};
    assertSays(run(jar, file, nowhere), file + " is not a folder", REMEDY);
    assertTrue(file.toFile().setExecutable(true));
    assertSays(run(jar, file, nowhere), file + ", where it is unpacked, is not a folder", REMEDY);
  }

  @Test
  void missingJar() throws Exception {
    Path cache = folder.resolve("cache");
    assertSays(
        run(null, cache),
        "no native code of emodna-kernels for linux-x86_64",
        "add the jar",
        "classifier");
    Files.delete(jar);
    assertSays(run(jar, cache), jar + ", which does not exist");
  }

  @Test
  void damagedJar() throws Exception {
    Path cache = folder.resolve("cache");
    byte[] bytes = Files.readAllBytes(jar);
    Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));
    assertSays(run(jar, cache), jar.toString(), "is damaged", "again");
    Arrays.fill(bytes, bytes.length / 3, bytes.length / 3 + 64, (byte) 0);
    Files.write(jar, bytes);
    assertSays(run(jar, cache), "damaged", "again");
  }

  @Test
  void otherMachines() throws Exception {
    Path cache = folder.resolve("cache");
    assertSays(
        run(jar, cache, "-Dos.arch=aarch64"),
        "no native code of emodna-kernels for linux-arm64, only for linux-x86_64",
        "add the jar emodna-kernels with the classifier linux-arm64");
    assertSays(run(jar, cache, "-Dos.arch=riscv64"), "64-bit ARM", "Linux (riscv64)");
    assertSays(
        run(jar, cache, "-Dos.arch=i386", "-Dsun.arch.data.model=32"),
        "32-bit Java",
        "64-bit Java");
    assertSays(run(jar, cache, "-Dorg.bytedeco.javacpp.platform=macosx-arm64"), "drop that option");
  }

  @Test
  void loadingSwitchedOff() throws Exception {
    assertSays(
        run(jar, folder.resolve("cache"), "-Dorg.bytedeco.javacpp.loadlibraries=false"),
        "loadlibraries=false",
        "drop that option");
  }

  @Test
  void nativeAccessDenied() throws Exception {
    Assumptions.assumeTrue(
        Runtime.version().feature() >= 24, "Java forbids native code from 24 on");
    assertSays(
        run(jar, folder.resolve("cache"), "--illegal-native-access=deny"),
        "--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void libraryThatIsNone() throws Exception {
    var contents = contents();
    contents.put("libemodna.so", new byte[4096]);
    Path broken = jar(folder.resolve("broken"), NativeJars.recorded(contents));
    assertSays(run(broken, folder.resolve("cache")), "not a library", "invalid ELF header");
  }

  @Test
  void libraryForAnotherProcessor() throws Exception {
    var contents = contents();
    byte[] library = contents.get("libemodna.so");
    library[18] = (byte) 183; // e_machine: AArch64
    Path other = jar(folder.resolve("other"), NativeJars.recorded(contents));
    assertSays(run(other, folder.resolve("cache")), "for another processor", "linux-x86_64");
  }
}
