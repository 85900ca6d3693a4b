package org.emodna.kernels.internal.loading;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

/** Looks for jars on the class path that Java ignores silently. */
final class ClassPath {
  private ClassPath() {}

  /** What is wrong with the jar that should contain a module's libraries; null if nothing is. */
  static String unreadable(NativeModule module, String platform) {
    String artifact = module.jar().substring(module.jar().indexOf(':') + 1);
    for (String element : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      Path path = Path.of(element);
      Path name = path.getFileName();
      if (name == null
          || !name.toString().startsWith(artifact + "-")
          || !name.toString().endsWith("-" + platform + ".jar")) {
        continue;
      }
      if (!Files.exists(path)) {
        return "the class path names " + path + ", which does not exist; build or fetch that jar";
      }
      if (!Files.isReadable(path)) {
        return "the jar " + path + " can't be read; make it readable";
      }
      try (JarFile jar = new JarFile(path.toFile())) {
        if (jar.size() == 0) {
          return "the jar " + path + " is empty; build or fetch it again";
        }
      } catch (IOException e) {
        return "the jar " + path + " is damaged (" + e.getMessage() + "); build or fetch it again";
      }
    }
    return null;
  }
}
