package org.emodna.kernels;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.loading.LoadFailure;
import org.emodna.kernels.loading.LoadedCopies;
import org.emodna.kernels.loading.NativeModule;
import org.emodna.kernels.loading.UnpackedLibraries;

/** Loads the native library once, and remembers why it can't be loaded where it can't. */
public final class NativeLibrary {
  /** What JavaCPP calls the libraries. */
  private static final List<String> NAMES = List.of("emodna", "jniNative");

  /** So many class loaders of one JVM may have the library at a time. */
  private static final int MOST_COPIES = 64;

  private static volatile boolean loaded;
  private static volatile DeviceUnavailableException failure;

  private NativeLibrary() {}

  /**
   * Loads the library if that has not been done. It is the very one of the jar on the class path:
   * an older one in JavaCPP's cache is not used.
   *
   * @throws DeviceUnavailableException with the cause and the remedy
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

  /** All else here, the search for reasons too, needs JavaCPP's classes. */
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

  /** Version of the native library. */
  public static String version() {
    load();
    return Native.emodna_version().getString();
  }
}
