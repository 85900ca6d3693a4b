package org.emodna.kernels;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.internal.loading.LoadFailure;
import org.emodna.kernels.internal.loading.LoadedCopies;
import org.emodna.kernels.internal.loading.NativeModule;
import org.emodna.kernels.internal.loading.UnpackedLibraries;

/** Loads the native library once. If that fails, every later call fails for the same reason. */
public final class NativeLibrary {
  /** JavaCPP's names of the libraries. */
  private static final List<String> NAMES = List.of("emodna", "jniNative");

  /** This many class loaders of one JVM may load the library. */
  private static final int MOST_COPIES = 64;

  private static volatile boolean loaded;
  private static volatile DeviceUnavailableException failure;

  private NativeLibrary() {}

  /**
   * Loads the library if it is not loaded yet, always from the jar on the class path and never an
   * older one from JavaCPP's cache.
   *
   * @throws DeviceUnavailableException if it can't be loaded; says why and what to do
   */
  public static void load() {
    if (loaded) {
      return;
    }
    synchronized (NativeLibrary.class) {
      if (failure != null) {
        throw failure;
      }
      if (loaded) {
        return;
      }
      requireJavacpp();
      try {
        UnpackedLibraries libraries =
            UnpackedLibraries.find(NativeModule.KERNELS, Loader.getPlatform());
        if (libraries != null && Loader.isLoadLibraries()) {
          load(libraries);
        }
        Loader.load(Native.class);
        UnpackedLibraries.checkVersion(NativeModule.KERNELS, Native.emodna_version().getString());
        loaded = true;
      } catch (IOException | LinkageError | RuntimeException e) {
        failure = new DeviceUnavailableException(LoadFailure.explain(NativeModule.KERNELS, e), e);
        throw failure;
      }
    }
  }

  /** Everything else here needs JavaCPP's classes, even the search for a reason. */
  private static void requireJavacpp() {
    try {
      Class.forName("org.bytedeco.javacpp.Loader", false, NativeLibrary.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      failure =
          new DeviceUnavailableException(
              "EMO-DNA's native library can't be loaded: the class path lacks the jar"
                  + " org.bytedeco:javacpp; add it",
              e);
      throw failure;
    }
  }

  /** Loads the files before JavaCPP looks for them in its own cache. */
  private static void load(UnpackedLibraries libraries) throws IOException {
    for (int copy = 0; ; copy++) {
      List<Path> files = libraries.files(copy);
      LoadedCopies.check(files.get(0));
      try {
        for (int i = 0; i < files.size(); i++) {
          Loader.loadLibrary(Native.class, new URL[] {url(files.get(i))}, NAMES.get(i));
        }
        return;
      } catch (UnsatisfiedLinkError e) {
        if (copy == MOST_COPIES || !LoadFailure.isOtherClassLoader(e)) {
          throw e;
        }
      }
    }
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }

  /** Version of the native library, loaded if necessary: "major.minor.patch". */
  public static String version() {
    load();
    return Native.emodna_version().getString();
  }
}
