package org.emodna.kernels.internal.loading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sentences for what was seen on machines that a test can't be. */
class LoadFailureTest {
  private static final Machine HERE =
      new Machine("Linux", "amd64", "linux-x86_64", 64, false, "2.31");
  private static final CacheFolder FOLDER =
      new CacheFolder(Path.of("/"), List.of(), List.of("rw"), 1L << 40, false);
  private static final String REMEDY = "-Dorg.bytedeco.javacpp.cachedir=FOLDER";

  /** The kernels' own folder of natives is on the tests' class path. */
  private static String explain(Machine machine, CacheFolder folder, String... said) {
    return LoadFailure.explain(NativeModule.KERNELS, List.of(said), machine, folder);
  }

  private static void assertSays(String sentence, String... parts) {
    assertTrue(sentence.startsWith("EMO-DNA's native library can't be loaded: "), sentence);
    assertFalse(sentence.contains("\n"), sentence);
    for (String part : parts) {
      assertTrue(sentence.contains(part), () -> "no '" + part + "' in " + sentence);
    }
  }

  @Test
  void muslNeedsASystemWithGlibc() {
    Machine alpine = new Machine("Linux", "amd64", "linux-x86_64", 64, true, null);
    String[] sayings = {
      "/c/libemodna.so: Error loading shared library ld-linux-x86-64.so.2: No such file or"
          + " directory (needed by /c/libemodna.so)",
      "/c/libemodna.so: Error relocating /c/libemodna.so: __memcpy_chk: symbol not found"
    };
    for (String said : sayings) {
      assertSays(
          explain(alpine, FOLDER, said), "needs the GNU C library (glibc)", "musl", "Debian");
      assertSays(explain(HERE, FOLDER, said), "needs the GNU C library (glibc)", "musl");
    }
  }

  @Test
  void anOldGlibcIsNamedWithTheOneNeeded() {
    String said =
        "/c/libavutil.so.60: /lib/x86_64-linux-gnu/libm.so.6: version `GLIBC_2.35' not found"
            + " (required by /c/libavutil.so.60)";
    assertSays(
        explain(HERE, FOLDER, "no jniavutil in java.library.path: /usr/lib", said),
        "(glibc) 2.35 or newer",
        "this system has 2.31",
        "use a newer system",
        said);
    assertSays(
        explain(HERE, FOLDER, "/c/a.so: version `GLIBCXX_3.4.30' not found (required by /c/a.so)"),
        "libstdc++ with GLIBCXX_3.4.30",
        "LD_LIBRARY_PATH");
  }

  @Test
  void aMissingLibraryOfTheSystemIsNamedWithItsPackage() {
    assertSays(
        explain(
            HERE,
            FOLDER,
            "/c/libemodna.so: libstdc++.so.6: cannot open shared object file: No such file or"
                + " directory"),
        "the system's library libstdc++.so.6, which is not installed",
        "libstdc++6");
    assertSays(
        explain(
            HERE,
            FOLDER,
            "/c/a.so: libz.so.1: cannot open shared object file: No such file or directory"),
        "libz.so.1",
        "install it");
  }

  @Test
  void machinesWithoutNativeCodeAreNamed() {
    assertSays(
        explain(new Machine("Linux", "riscv64", "linux-riscv64", 64, false, "2.36"), FOLDER, "no"),
        "64-bit x86 and 64-bit ARM",
        "Linux (riscv64)");
    assertSays(
        explain(new Machine("Linux", "i386", "linux-x86", 32, false, "2.36"), FOLDER, "no"),
        "32-bit Java on Linux (i386)",
        "use a 64-bit Java");
    assertSays(
        explain(
            new Machine("Windows 11", "amd64", "windows-x86_64", 64, false, null), FOLDER, "no"),
        "Windows 11",
        "WSL 2");
    assertSays(
        explain(new Machine("Mac OS X", "aarch64", "macosx-arm64", 64, false, null), FOLDER, "no"),
        "Mac OS X (aarch64)");
  }

  @Test
  void anArmMachineNeedsItsOwnJar() {
    assertSays(
        explain(new Machine("Linux", "aarch64", "linux-arm64", 64, false, "2.36"), FOLDER, "no"),
        "no native code of emodna-kernels for linux-arm64, only for linux-x86_64",
        "add the jar emodna-kernels with the classifier linux-arm64");
  }

  @Test
  void ffmpegForArmNeedsLibrariesOfTheSystem() {
    Machine arm = new Machine("Linux", "aarch64", HERE.platform(), 64, false, "2.36");
    assertSays(
        explain(
            arm,
            FOLDER,
            "/c/libjniavutil.so: libva-drm.so.2: cannot open shared object file: No such file or"
                + " directory"),
        "needs the system's library libva-drm.so.2",
        "libva2 and libva-drm2");
  }

  @Test
  void aLibraryForAnotherProcessorIsNamedAsSuch() {
    String[] sayings = {
      "/c/libemodna.so: wrong ELF class: ELFCLASS32 (Possible cause: architecture word width"
          + " mismatch)",
      "/c/libemodna.so: cannot open shared object file (Possible cause: can't load AARCH64 .so on a"
          + " AMD 64 platform)"
    };
    for (String said : sayings) {
      assertSays(explain(HERE, FOLDER, said), "for another processor", "amd64", "linux-x86_64");
    }
  }

  @Test
  void noexecNamesTheFolderAndTheOption() {
    CacheFolder noexec =
        new CacheFolder(Path.of("/"), List.of(), List.of("rw", "noexec"), 1L << 40, false);
    String said = "/x/libemodna.so: /x/libemodna.so: failed to map segment from shared object";
    assertSays(
        explain(HERE, noexec, said), "mounted with noexec", REMEDY, "(/x/libemodna.so: failed");
    // JavaCPP may have swallowed what the linker said.
    assertSays(explain(HERE, noexec, "no jniNative in java.library.path"), "noexec", REMEDY);
    assertSays(explain(HERE, FOLDER, said), "SELinux", REMEDY);
  }

  @Test
  void aFullDiskNamesTheFolderAndTheOption() {
    CacheFolder full = new CacheFolder(Path.of("/"), List.of(), List.of("rw"), 8 << 10, false);
    assertSays(
        explain(HERE, FOLDER, "java.io.IOException: No space left on device"),
        "no space left in /",
        REMEDY);
    assertSays(
        explain(HERE, FOLDER, "java.io.IOException: Disk quota exceeded"), "no space", REMEDY);
    assertSays(explain(HERE, full, "/c/libemodna.so: file too short"), "8 KiB are free", REMEDY);
    assertSays(explain(HERE, FOLDER, "/c/libemodna.so: file too short"), "incomplete", "delete");
    assertSays(explain(HERE, FOLDER, "/c/libemodna.so: invalid ELF header"), "damaged", "delete");
  }

  @Test
  void foldersThatCantBeWrittenAreNamedEach() {
    CacheFolder none =
        new CacheFolder(
            null,
            List.of(
                "/home/me/.javacpp/cache can't be created (read-only file system)",
                "/tmp/x is not a folder"),
            List.of(),
            -1,
            false);
    assertSays(
        explain(HERE, none, "java.io.IOException: Could not create the cache"),
        "/home/me/.javacpp/cache can't be created (read-only file system), /tmp/x is not a folder",
        REMEDY);
    assertSays(
        explain(HERE, FOLDER, "java.nio.file.AccessDeniedException: /c/emodna"),
        "another user",
        REMEDY);
  }

  @Test
  void aFolderOfAnotherUserNamesTheOption() {
    String[] sayings = {
      "java.nio.file.FileSystemException: /c/emodna/x: Read-only file system",
      "java.io.FileNotFoundException: /c/.lock (Permission denied)",
      "java.io.FileNotFoundException: /c/libavutil.so.60 (No such file or directory)"
    };
    for (String said : sayings) {
      assertSays(explain(HERE, FOLDER, said), "can't be read or written", REMEDY, said);
    }
  }

  @Test
  void partsOfDifferentVersions() {
    String[] sayings = {
      "/c/libjniNative.so: undefined symbol: emodna_new_operation",
      "'int org.emodna.kernels.bindings.Native.emodna_new(int)'"
    };
    for (String said : sayings) {
      assertSays(explain(HERE, FOLDER, said), "different versions", "emodna-kernels", said);
    }
  }

  @Test
  void classLoadersNativeAccessMemoryAndJars() {
    assertSays(
        explain(
            HERE, FOLDER, "Native Library /c/libemodna.so already loaded in another classloader"),
        "class loader",
        "share");
    assertSays(
        explain(
            HERE, FOLDER, "java.lang.IllegalCallerException: Illegal native access from: module x"),
        "--enable-native-access=ALL-UNNAMED");
    assertSays(
        explain(HERE, FOLDER, "/c/a.so: cannot allocate memory in static TLS block"), "memory");
    assertSays(
        explain(HERE, FOLDER, "java.util.zip.ZipException: invalid LOC header (bad signature)"),
        "a jar of emodna-kernels is damaged");
    assertSays(
        explain(HERE, FOLDER, "org/bytedeco/ffmpeg/global/avutil"),
        "lacks the jar org.bytedeco:ffmpeg");
    assertSays(explain(HERE, FOLDER, "something new"), "doctor", "(something new)");
  }

  @Test
  void theLongestMountPointCounts() {
    List<String> mounts =
        List.of(
            "26 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
            "27 26 0:30 / /home rw,noexec - ext4 /dev/vdb rw",
            "28 27 0:31 / /home/my\\040own rw - tmpfs tmpfs rw",
            "29 27 0:32 / /home/ro rw - tmpfs tmpfs rw",
            "30 29 0:33 / /home/ro ro - tmpfs tmpfs rw");
    assertEquals(List.of("rw", "relatime"), CacheFolder.options(mounts, Path.of("/homes/x")));
    assertEquals(List.of("rw", "noexec"), CacheFolder.options(mounts, Path.of("/home/x/y")));
    assertEquals(List.of("rw"), CacheFolder.options(mounts, Path.of("/home/my own/x")));
    assertEquals(List.of("ro"), CacheFolder.options(mounts, Path.of("/home/ro/x")));
  }

  @Test
  void aNamedLibraryIsMovedAndNotUnpackedElsewhere() {
    NativeModule module =
        new NativeModule(
            "the CUDA backend",
            "emodna-kernels",
            LoadFailure.class,
            "x",
            List.of("libemodna_cuda.so"));
    Path file = Path.of("/proc/self/status");
    assertTrue(
        LoadFailure.explain(module, file, file + ": failed to map segment from shared object")
            .contains("move the library to a folder elsewhere"));
    assertTrue(
        LoadFailure.explain(module, file, file + ": invalid ELF header")
            .contains("copy or build it again"));
  }
}
