package org.emodna.kernels;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.emodna.kernels.bindings.Native;

/** The CUDA backend's library: where it is, and what keeps it from being used. */
final class CudaPlugin {
  static final String LIBRARY = "emodna.cuda.library";
  private static final String VARIABLE = "EMODNA_CUDA_LIBRARY";

  private CudaPlugin() {}

  /** The library that the user names, or null. */
  static String named() {
    String named = System.getProperty(LIBRARY, System.getenv(VARIABLE));
    return named == null || named.isBlank() ? null : named;
  }

  static boolean isNamed() {
    return named() != null;
  }

  /** Loads the library where that has not been done; why it can't be used, or null if it can. */
  static synchronized String problem() {
    NativeLibrary.load();
    try {
      String path = isNamed() ? named() : packed();
      if (path == null) {
        return "this installation has no CUDA backend; it is built where nvcc (CUDA toolkit 12 or newer) "
            + "is found: install that and build EMO-DNA again, or put the emodna-kernels jar with the classifier "
            + classifier()
            + " on the class path";
      }
      if (!Files.isRegularFile(Path.of(path))) {
        return path + ", named by -D" + LIBRARY + " or " + VARIABLE + ", is no file";
      }
      Status.check(Native.emodna_backend_load(Path.of(path).toAbsolutePath().toString()));
      return null;
    } catch (DeviceUnavailableException | DeviceFailureException | NativeMemoryException e) {
      return e.getMessage();
    } catch (IOException e) {
      return "the CUDA backend can't be unpacked ("
          + e
          + "): make room, or name another folder with -Dorg.bytedeco.javacpp.cachedir";
    }
  }

  private static String classifier() {
    return Loader.getPlatform() + "-gpu";
  }

  /** The library on the class path, unpacked; null where there is none. */
  private static String packed() throws IOException {
    URL packed = Native.class.getResource(classifier() + "/libemodna_cuda.so");
    File file = packed == null ? null : Loader.cacheResource(packed);
    return file == null ? null : file.getPath();
  }
}
