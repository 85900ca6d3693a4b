package org.emodna.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.internal.loading.LoadFailure;
import org.emodna.kernels.internal.loading.NativeModule;
import org.emodna.kernels.internal.loading.UnpackedLibraries;

/** The CUDA backend's library: where it is, and why it can't be used. */
final class CudaPlugin {
  static final String LIBRARY = "emodna.cuda.library";
  private static final String VARIABLE = "EMODNA_CUDA_LIBRARY";

  private static final NativeModule MODULE =
      new NativeModule(
          "the CUDA backend",
          "emodna-kernels",
          CudaPlugin.class,
          "org/emodna/kernels/bindings",
          List.of("libemodna_cuda.so"));

  private CudaPlugin() {}

  /** The library that the user names, or null. */
  static String named() {
    String named = System.getProperty(LIBRARY, System.getenv(VARIABLE));
    return named == null || named.isBlank() ? null : named;
  }

  static boolean isNamed() {
    return named() != null;
  }

  /** Loads the library if it is not loaded yet. Says why it can't be used, or null if it can. */
  static synchronized String problem() {
    NativeLibrary.load();
    try {
      String path = isNamed() ? named() : packed();
      if (path == null && !Loader.getPlatform().equals("linux-x86_64")) {
        return "there is no CUDA backend for " + Loader.getPlatform() + ", only for linux-x86_64";
      }
      if (path == null) {
        return "this installation has no CUDA backend; install nvcc (CUDA toolkit 12 or newer) and"
            + " build EMO-DNA again, or put the emodna-kernels jar with the classifier "
            + classifier()
            + " on the class path";
      }
      if (!Files.isRegularFile(Path.of(path))) {
        return path + ", named by -D" + LIBRARY + " or " + VARIABLE + ", is not a file";
      }
      load(Path.of(path).toAbsolutePath());
      return null;
    } catch (DeviceUnavailableException | DeviceFailureException | NativeMemoryException e) {
      return e.getMessage();
    } catch (IOException e) {
      return LoadFailure.explain(MODULE, e);
    }
  }

  private static void load(Path file) {
    try {
      Status.check(Native.emodna_backend_load(file.toString()));
    } catch (DeviceUnavailableException e) {
      String refused = "backend " + file + " can't be loaded: ";
      if (e.getMessage().startsWith(refused)) {
        String said = e.getMessage().substring(refused.length());
        throw new DeviceUnavailableException(LoadFailure.explain(MODULE, file, said), e);
      }
      throw e;
    }
  }

  private static String classifier() {
    return Loader.getPlatform() + "-gpu";
  }

  /** The library on the class path, unpacked; null if there is none. */
  private static String packed() throws IOException {
    UnpackedLibraries packed = UnpackedLibraries.find(MODULE, classifier());
    return packed == null ? null : packed.files(0).get(0).toString();
  }
}
