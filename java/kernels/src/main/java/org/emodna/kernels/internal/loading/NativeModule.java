package org.emodna.kernels.internal.loading;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * Native libraries that come together in one jar.
 *
 * @param name for messages, as the start of a sentence
 * @param jar the jar without its classifier, as Maven names it
 * @param anchor a class whose class loader also sees the jar
 * @param folder where the jar holds the libraries, without the platform's name at the end
 * @param libraries their file names; what a library needs comes before it
 */
public record NativeModule(
    String name, String jar, Class<?> anchor, String folder, List<String> libraries) {
  /** The platforms that this project's libraries are built for. */
  static final List<String> BUILT = List.of("linux-x86_64", "linux-arm64");

  /** Platforms that a jar may be for, to name the one that is there instead. */
  private static final List<String> PLATFORMS =
      List.of(
          "linux-x86_64",
          "linux-arm64",
          "linux-x86",
          "linux-armhf",
          "linux-ppc64le",
          "linux-riscv64",
          "macosx-arm64",
          "macosx-x86_64",
          "windows-x86_64",
          "android-arm64");

  /** This project's kernels. */
  public static final NativeModule KERNELS =
      new NativeModule(
          "EMO-DNA's native library",
          "emodna-kernels",
          NativeModule.class,
          "org/emodna/kernels/bindings",
          List.of("libemodna.so", "libjniNative.so"));

  /** JavaCPP's own part. */
  static final NativeModule JAVACPP =
      new NativeModule(
          "JavaCPP",
          "org.bytedeco:javacpp",
          Loader.class,
          "org/bytedeco/javacpp",
          List.of("libjnijavacpp.so"));

  /** A library of this module on the class path; null if it is not there. */
  URL resource(String platform, String library) {
    ClassLoader loader = anchor.getClassLoader();
    String path = folder + "/" + platform + "/" + library;
    return loader == null ? ClassLoader.getSystemResource(path) : loader.getResource(path);
  }

  /** Whether the class path has this module for a platform. */
  boolean isPackedFor(String platform) {
    return libraries.stream().allMatch(library -> resource(platform, library) != null);
  }

  /** Whether it is one of this project's, which JavaCPP does not unpack. */
  boolean isOwn() {
    return folder.startsWith("org/emodna/");
  }

  /** The platforms other than the given one for which the class path has this module. */
  List<String> otherPlatforms(String platform) {
    List<String> found = new ArrayList<>();
    for (String other : PLATFORMS) {
      String file = libraries.get(libraries.size() - 1);
      if (other.startsWith("windows")) {
        file = file.replaceFirst("^lib", "").replaceFirst("\\.so$", ".dll");
      } else if (other.startsWith("macosx")) {
        file = file.replaceFirst("\\.so$", ".dylib");
      }
      if (!other.equals(platform) && resource(other, file) != null) {
        found.add(other);
      }
    }
    return found;
  }
}
