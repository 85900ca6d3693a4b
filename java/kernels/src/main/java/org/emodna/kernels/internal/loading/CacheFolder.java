package org.emodna.kernels.internal.loading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * The folder that JavaCPP unpacks native libraries into.
 *
 * @param folder the folder; null if JavaCPP finds none that it can use
 * @param refused folders that JavaCPP tried before, each with the reason why it can't be used
 * @param options of the mount that holds it, such as "rw" and "noexec"
 * @param usable bytes that can still be written; -1 if unknown
 * @param named whether it is not a cache but the folder of a library that the user named
 */
public record CacheFolder(
    Path folder, List<String> refused, List<String> options, long usable, boolean named) {
  /** JavaCPP's property, as an option for the JVM. */
  public static final String OPTION = "-Dorg.bytedeco.javacpp.cachedir";

  /** What all of the libraries take, unpacked, with some to spare. */
  private static final long NEEDED = 100L << 20;

  /** The folder in use. */
  public static CacheFolder current() {
    Path folder = null;
    try {
      folder = Loader.getCacheDir().toPath();
    } catch (IOException e) {
      // What is wrong with each of the candidates says more.
    }
    List<String> refused = new ArrayList<>();
    for (String name : candidates()) {
      Path candidate = Path.of(name).toAbsolutePath().normalize();
      if (folder != null && isSame(candidate, folder)) {
        break;
      }
      refused.add(candidate + " " + fault(candidate));
    }
    return new CacheFolder(folder, refused, mountOptions(folder), usableBytes(folder), false);
  }

  /** The folder that holds a library which was not unpacked but named. */
  static CacheFolder holding(Path file) {
    return new CacheFolder(file.getParent(), List.of(), mountOptions(file), -1, true);
  }

  /** JavaCPP's candidates in its order. */
  private static List<String> candidates() {
    List<String> names = new ArrayList<>();
    for (String property : List.of("cachedir", "cacheDir")) {
      String name = System.getProperty("org.bytedeco.javacpp." + property);
      if (name != null) {
        names.add(name);
      }
    }
    names.add(System.getProperty("user.home") + "/.javacpp/cache/");
    names.add(
        System.getProperty("java.io.tmpdir")
            + "/.javacpp-"
            + System.getProperty("user.name")
            + "/cache/");
    return names;
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private static String fault(Path candidate) {
    Path existing = candidate;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null) {
      return "does not exist";
    }
    if (!Files.isDirectory(existing)) {
      return (existing.equals(candidate) ? "" : "can't be created, since " + existing + " ")
          + "is not a folder";
    }
    String what = existing.equals(candidate) ? "can't be written to" : "can't be created";
    return mountOptions(existing).contains("ro") ? what + " (read-only file system)" : what;
  }

  private static long usableBytes(Path folder) {
    try {
      return folder == null ? -1 : Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Options of the mount below which a path lies, by the longest mount point that fits. */
  static List<String> mountOptions(Path path) {
    if (path == null) {
      return List.of();
    }
    try {
      return options(
          Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1),
          path.toRealPath());
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  static List<String> options(List<String> mountinfo, Path path) {
    List<String> options = List.of();
    int depth = -1;
    for (String line : mountinfo) {
      String[] fields = line.split(" ");
      if (fields.length < 6) {
        continue;
      }
      Path point = Path.of(fields[4].replace("\\040", " ").replace("\\011", "\t"));
      // Of two mounts on one point, the later hides the earlier.
      if (path.startsWith(point) && point.getNameCount() >= depth) {
        depth = point.getNameCount();
        options = List.of(fields[5].split(","));
      }
    }
    return options;
  }

  /** Whether the mount forbids running files on it. */
  public boolean isNoexec() {
    return options.contains("noexec");
  }

  /** What keeps libraries from being unpacked and loaded here, with the remedy; null if nothing. */
  public String problem() {
    if (folder == null) {
      return none();
    }
    if (!Files.isDirectory(folder)) {
      return folder
          + ", where it is unpacked, is not a folder; name one with "
          + OPTION
          + "=FOLDER";
    }
    return isNoexec() ? noexec() : null;
  }

  /** A warning if the space may not suffice; null if it does, or if that is unknown. */
  public String warning() {
    return usable < 0 || usable >= NEEDED
        ? null
        : "only " + (usable >> 20) + " MiB are free; unpacking takes up to 75 MiB once";
  }

  String none() {
    return "no folder can be used for unpacking it: "
        + String.join(", ", refused)
        + "; name one that can be written to with "
        + OPTION
        + "=FOLDER";
  }

  String noexec() {
    return folder
        + ", where the library is, is on a file system mounted with noexec, so code in it"
        + " can't run"
        + remedy("elsewhere");
  }

  String forbidden() {
    return "the system forbids running code in "
        + folder
        + ", where the library is (a mount option, SELinux or AppArmor)"
        + remedy("elsewhere");
  }

  String full() {
    return "there is no space left in "
        + folder
        + ", where it is unpacked"
        + (usable < 0 ? "" : " (" + (usable >> 10) + " KiB are free)")
        + "; make room, or name a folder on another disk with "
        + OPTION
        + "=FOLDER";
  }

  String denied() {
    return "a file in "
        + folder
        + (named ? "" : ", where it is unpacked,")
        + " can't be read or written, perhaps because it belongs to another user"
        + remedy("of your own");
  }

  String damaged() {
    String what = "a file in " + folder + " is damaged, incomplete or not a library";
    return named
        ? what + "; copy or build it again"
        : what + "; delete that folder, and it will be filled again";
  }

  private String remedy(String where) {
    return named
        ? "; move the library to a folder " + where
        : "; name a folder " + where + " with " + OPTION + "=FOLDER";
  }
}
