package org.emodna.kernels;

import org.bytedeco.javacpp.Loader;
import org.emodna.kernels.bindings.Native;

/** Loads the native library once, and remembers why it can't be loaded where it can't. */
public final class NativeLibrary {
  private static volatile boolean loaded;
  private static volatile DeviceUnavailableException failure;

  private NativeLibrary() {}

  /**
   * Loads the library if that has not been done.
   *
   * @throws DeviceUnavailableException with the reason and the mend
   */
  public static void load() {
    if (loaded) {
      return;
    }
    synchronized (NativeLibrary.class) {
      if (failure != null) {
        throw failure;
      }
      try {
        Loader.load(Native.class);
        loaded = true;
      } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
        failure =
            new DeviceUnavailableException(
                "the native library of EMO-DNA can't be loaded for "
                    + Loader.getPlatform()
                    + ": put the emodna-kernels jar with that classifier on the class path ("
                    + e.getMessage()
                    + ")",
                e);
        throw failure;
      }
    }
  }

  /** Version of the native library. */
  public static String version() {
    load();
    return Native.emodna_version().getString();
  }
}
