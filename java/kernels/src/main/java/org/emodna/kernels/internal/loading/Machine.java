package org.emodna.kernels.internal.loading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;

/**
 * The properties of a machine that decide whether native code can run on it.
 *
 * @param os Java's name of the system
 * @param architecture the processor for which Java was built
 * @param platform JavaCPP's name of both, such as "linux-x86_64", or the one that the user set
 * @param bits of Java's addresses
 * @param musl whether Java runs on musl instead of the GNU C library
 * @param glibc version of the GNU C library; null if unknown
 */
record Machine(
    String os, String architecture, String platform, int bits, boolean musl, String glibc) {
  private static final Pattern VERSION =
      Pattern.compile("GNU C Library \\([^)]*\\) [a-z]+ release version ([0-9.]*[0-9])");
  private static final int MOST = 16 << 20;

  static Machine here() {
    List<String> files = mappedFiles();
    return new Machine(
        System.getProperty("os.name", ""),
        System.getProperty("os.arch", ""),
        Loader.getPlatform(),
        Integer.getInteger("sun.arch.data.model", 64),
        files.stream().anyMatch(file -> file.contains("/ld-musl-")),
        files.stream()
            .filter(file -> file.matches(".*/libc(\\.so\\.6|-2\\.[0-9]+\\.so)"))
            .map(file -> version(Path.of(file)))
            .findFirst()
            .orElse(null));
  }

  /** The files that this process has mapped, libraries among them. */
  static List<String> mappedFiles() {
    try (var lines = Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(l -> l.indexOf('/') > 0)
          .map(l -> l.substring(l.indexOf('/')))
          .distinct()
          .toList();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  /** What the C library says of itself. */
  private static String version(Path file) {
    try {
      if (Files.size(file) > MOST) {
        return null;
      }
      Matcher found =
          VERSION.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      return found.find() ? found.group(1) : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** Whether the user told JavaCPP another platform than this one. */
  boolean isRenamed() {
    return System.getProperty("org.bytedeco.javacpp.platform") != null;
  }

  /** "32-bit Java on Linux (i386)". */
  @Override
  public String toString() {
    return (bits == 32 ? "32-bit Java on " : "") + os + " (" + architecture + ")";
  }
}
