package org.emodna.base;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** Says of a part from outside that can't be loaded which it is, and why. */
final class PartFault {
  private PartFault() {}

  /** Why a part whose class is at hand can't be made. */
  static EmoDnaException making(Class<?> kind, Class<?> part, Throwable failure) {
    return fault(jar(Origin.location(part)), part.getName(), kind, failure);
  }

  /** Why the class of some part can't be loaded: each that is declared is tried. */
  static EmoDnaException loading(Class<?> kind, ClassLoader loader, Throwable failure) {
    try {
      for (URL services :
          Collections.list(loader.getResources("META-INF/services/" + kind.getName()))) {
        for (String name : names(services)) {
          Throwable why = tryLoading(kind, name, loader);
          if (why != null) {
            return fault(jar(services), name, kind, why);
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      failure.addSuppressed(e);
    }
    return new EmoDnaException(
        "extensions: a part can't be loaded (" + failure.getMessage() + ")", failure);
  }

  private static Throwable tryLoading(Class<?> kind, String name, ClassLoader loader) {
    try {
      Class<?> part = Class.forName(name, false, loader);
      if (!kind.isAssignableFrom(part)) {
        return new ClassCastException("it does not implement " + kind.getName());
      }
      part.getConstructor();
      return null;
    } catch (ReflectiveOperationException | LinkageError e) {
      return e;
    }
  }

  private static List<String> names(URL services) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(services.openStream(), StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  private static EmoDnaException fault(String jar, String part, Class<?> kind, Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof EmoDnaException)) {
      cause = cause.getCause();
    }
    return new EmoDnaException(
        jar + ": its part " + part + " can't be used: " + reason(part, kind, cause), failure);
  }

  private static String reason(String part, Class<?> kind, Throwable cause) {
    if (cause instanceof EmoDnaException) {
      return cause.getMessage();
    }
    if (cause instanceof UnsupportedClassVersionError) {
      return "it was compiled for a newer Java than this one ("
          + System.getProperty("java.version")
          + "); use such a Java, or compile it for Java "
          + Runtime.version().feature();
    }
    if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
      String missing = String.valueOf(cause.getMessage()).replace('/', '.');
      return missing.equals(part)
          ? "META-INF/services/"
              + kind.getName()
              + " names it, and there is no such class; correct that file or build the jar again"
          : "it needs the class " + missing + ", which is not there; add the jar that holds it";
    }
    if (cause instanceof NoSuchMethodException) {
      return "it has no public constructor without arguments; add one";
    }
    if (cause instanceof ClassCastException) {
      return cause.getMessage();
    }
    if (cause instanceof IncompatibleClassChangeError) {
      return "it was compiled against another version of EMO-DNA or of a library ("
          + cause.getMessage()
          + "); compile it again";
    }
    return cause.toString();
  }

  /** The jar or folder that holds a file with the names of parts. */
  private static String jar(URL services) throws IOException {
    return services.openConnection() instanceof JarURLConnection connection
        ? jar(connection.getJarFileURL().toExternalForm())
        : jar(services.toExternalForm().replaceFirst("/META-INF/services/.*", ""));
  }

  private static String jar(String location) {
    String path = location.replaceFirst("^file:", "").replaceFirst("/$", "");
    return path.isEmpty() ? "extensions" : path.substring(path.lastIndexOf('/') + 1);
  }
}
