package org.emodna.kernels.internal.loading;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * This project's own libraries of one module as files, unpacked from a jar into a folder that is
 * named by their content. JavaCPP's cache tells libraries apart by jar, size and time only, and so
 * could run an older build's code. With one folder for each content, builds can't be confused, and
 * different builds that run at the same time don't overwrite each other's files.
 */
public final class UnpackedLibraries {
  private final List<PackedLibrary> libraries;

  private UnpackedLibraries(List<PackedLibrary> libraries) {
    this.libraries = libraries;
  }

  /**
   * Looks for the libraries on the class path.
   *
   * @param platform folder below the module's: a platform of JavaCPP, with an extension or without
   * @return null if they are not there
   * @throws IOException if they are of another build than the classes
   */
  public static UnpackedLibraries find(NativeModule module, String platform) throws IOException {
    BuildRecord built = BuildRecord.read(module.resource(platform, "natives.properties"));
    List<PackedLibrary> libraries = new ArrayList<>();
    for (String name : module.libraries()) {
      URL url = module.resource(platform, name);
      if (url == null) {
        return null;
      }
      String hash = built == null ? null : built.hashes().get(name);
      libraries.add(new PackedLibrary(url, name, hash));
    }
    BuildRecord classes = classes(module);
    if (classes != null && !classes.fits(built)) {
      throw new UnloadableException(
          "the class path mixes different builds: the classes are EMO-DNA "
              + classes
              + ", the libraries in "
              + libraries.get(0).jar()
              + " are "
              + (built == null ? "of an older one" : built.toString())
              + "; use both jars of "
              + module.jar()
              + " from one build");
    }
    return new UnpackedLibraries(libraries);
  }

  private static BuildRecord classes(NativeModule module) throws IOException {
    return BuildRecord.read(module.anchor().getResource("/org/emodna/kernels/build.properties"));
  }

  /**
   * Throws if the loaded library does not have the version of the classes.
   *
   * @param loaded the version that the library reports
   */
  public static void checkVersion(NativeModule module, String loaded) throws IOException {
    BuildRecord classes = classes(module);
    String expected = classes == null ? loaded : classes.version().replaceFirst("-SNAPSHOT$", "");
    if (!expected.equals(loaded)) {
      throw new UnloadableException(
          "the classes are EMO-DNA "
              + expected
              + ", and the library that was loaded is "
              + loaded
              + "; use both jars of "
              + module.jar()
              + " from one build, and look for another copy of the library in"
              + " LD_LIBRARY_PATH and LD_PRELOAD");
    }
  }

  /**
   * The files, unpacked if they were not yet, or if they were altered.
   *
   * @param copy 0, or a number for one more copy: a class loader can't load another's file
   */
  public List<Path> files(int copy) throws IOException {
    List<Path> files = new ArrayList<>();
    Path folder = null;
    for (PackedLibrary library : libraries) {
      Path file = library.file();
      if (file == null) {
        folder = folder == null ? folder(copy) : folder;
        file = library.unpack(folder);
      }
      files.add(file);
    }
    return files;
  }

  private Path folder(int copy) throws IOException {
    StringBuilder name = new StringBuilder();
    for (PackedLibrary library : libraries) {
      String hash = library.sha256();
      if (hash == null || !hash.matches("[0-9a-f]{64}")) {
        throw new UnloadableException(
            "natives.properties in "
                + library.jar()
                + " has no hash of "
                + library.name()
                + "; build or fetch that jar again");
      }
      name.append(name.length() == 0 ? "" : "-").append(hash, 0, 16);
    }
    return Loader.getCacheDir()
        .toPath()
        .resolve("emodna")
        .resolve(name + (copy == 0 ? "" : "." + copy));
  }
}
