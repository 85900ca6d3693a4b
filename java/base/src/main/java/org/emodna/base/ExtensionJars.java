package org.emodna.base;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * Jars that the user named, behind a class loader of their own.
 *
 * @param loader sees their classes after those of its parent
 * @param hashes SHA-256 by file name, in the order given
 */
record ExtensionJars(URLClassLoader loader, Map<String, String> hashes) {
  /**
   * Checks the jars and makes the class loader.
   *
   * @throws EmoDnaException if one is not a jar, or two have the same name
   */
  static ExtensionJars open(List<Path> files, ClassLoader parent) {
    Map<String, String> hashes = new LinkedHashMap<>();
    URL[] urls = new URL[files.size()];
    for (int i = 0; i < urls.length; i++) {
      Path file = files.get(i);
      check(file);
      if (hashes.put(String.valueOf(file.getFileName()), ContentHash.of(file)) != null) {
        throw new EmoDnaException(
            PathText.of(file)
                + ": another extension has that file name too; name each jar once, and rename one"
                + " of two different ones");
      }
      try {
        urls[i] = file.toUri().toURL();
      } catch (IOException e) {
        throw new EmoDnaException(PathText.of(file) + ": can't be read (" + e + ")", e);
      }
    }
    return new ExtensionJars(
        new URLClassLoader("extensions", urls, parent), Collections.unmodifiableMap(hashes));
  }

  private static void check(Path file) {
    if (!Files.exists(file)) {
      throw new EmoDnaException(PathText.of(file) + ": there is no such extension; name a jar");
    }
    if (Files.isDirectory(file)) {
      throw new EmoDnaException(
          PathText.of(file) + ": an extension is a jar, and this is a folder");
    }
    if (!Files.isReadable(file)) {
      throw new EmoDnaException(PathText.of(file) + ": can't be read; make the file readable");
    }
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      if (jar.size() == 0) {
        throw new EmoDnaException(PathText.of(file) + ": is an empty jar; build it again");
      }
      if (jar.getEntry("module-info.class") != null) {
        checkServices(file, jar);
      }
    } catch (IOException e) {
      throw new EmoDnaException(
          PathText.of(file) + ": is not a jar, or is damaged (" + e.getMessage() + ")", e);
    }
  }

  /** What a module provides by its descriptor alone would pass unseen: here it is not a module. */
  private static void checkServices(Path file, JarFile jar) {
    ModuleDescriptor module;
    try {
      module = ModuleFinder.of(file).findAll().iterator().next().descriptor();
    } catch (FindException e) {
      throw new EmoDnaException(
          PathText.of(file) + ": its module-info can't be read (" + e.getMessage() + ")", e);
    }
    for (ModuleDescriptor.Provides provides : module.provides()) {
      String services = "META-INF/services/" + provides.service();
      if (jar.getEntry(services) == null) {
        throw new EmoDnaException(
            PathText.of(file)
                + ": provides "
                + provides.service()
                + " by its module-info alone; add the file "
                + services
                + ", or put the jar on the module path instead");
      }
    }
  }

  void close() {
    try {
      loader.close();
    } catch (IOException e) {
      // Nothing was loaded from them: the files are closed when the loader is collected.
    }
  }
}
