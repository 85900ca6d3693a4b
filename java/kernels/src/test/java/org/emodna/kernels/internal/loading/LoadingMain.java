package org.emodna.kernels.internal.loading;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.emodna.base.EmoDnaException;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.NativeLibrary;

/** Loads the native library in a JVM of its own and says which one it was. */
public final class LoadingMain {
  private LoadingMain() {}

  /**
   * Loads in this class's loader, or, for each class path given, in a loader of its own.
   *
   * @param classPaths none, or some
   */
  public static void main(String... classPaths) throws Exception {
    if (classPaths.length == 0) {
      System.out.println(load());
    }
    for (String classPath : classPaths) {
      List<URL> urls = new ArrayList<>();
      for (String element : classPath.split(File.pathSeparator)) {
        urls.add(Path.of(element).toUri().toURL());
      }
      ClassLoader parent = ClassLoader.getPlatformClassLoader();
      URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), parent);
      Class<?> own = loader.loadClass(LoadingMain.class.getName());
      System.out.println(own.getMethod("load").invoke(null));
    }
  }

  /** Hashes of all files of that name which this process has mapped, or the failure. */
  public static String load() throws Exception {
    try {
      NativeLibrary.version();
      KernelContext.cpu(1).close();
    } catch (EmoDnaException e) {
      return e.getMessage();
    }
    TreeSet<String> hashes = new TreeSet<>();
    for (String mapped : Machine.mappedFiles()) {
      // Where two processes unpack at once, the later file of equal content takes the name.
      String file = mapped.replaceFirst(" \\(deleted\\)$", "");
      if (file.endsWith("/libemodna.so")) {
        hashes.add(NativeJars.sha256(Files.readAllBytes(Path.of(file))));
      }
    }
    return String.join(" ", hashes);
  }
}
