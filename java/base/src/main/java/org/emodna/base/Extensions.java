package org.emodna.base;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Parts that come from outside: loss terms, encoders, feature streams and corpus readers in jars
 * that the user names, or anywhere on the class path or module path. A registry finds them with
 *
 * <pre>{@code
 * Extensions.parts(Kind.class, ServiceLoader.load(Kind.class, Extensions.loader()))
 * }</pre>
 *
 * <p>{@link ServiceLoader} is called by the registry and not here, since only the module that calls
 * it has to declare that it uses the kind.
 */
public final class Extensions {
  private static ExtensionJars jars;
  private static boolean searched;

  /** Where the parts come from that {@link #parts} found. */
  private static final Set<String> FOREIGN = ConcurrentHashMap.newKeySet();

  private Extensions() {}

  /**
   * Names jars with parts. To be called once, before anything else of EMO-DNA: registries look for
   * parts when they are first used. Naming the same jars again does nothing.
   *
   * @param files jars in the order in which they are searched; classes of the program itself come
   *     before theirs
   * @throws EmoDnaException if one is not a jar, or parts have been looked for already
   */
  public static synchronized void use(List<Path> files) {
    if (files.isEmpty()) {
      return;
    }
    ExtensionJars next = ExtensionJars.open(files, programs());
    if (jars != null && jars.hashes().equals(next.hashes())) {
      next.close();
      return;
    }
    if (jars != null || searched) {
      next.close();
      throw new EmoDnaException(
          "extensions: "
              + PathText.of(files.get(0))
              + " is named too late, since "
              + (jars != null ? "other jars were named" : "parts were looked for")
              + " before; name all jars once, before anything else");
    }
    jars = next;
  }

  /** The class loader that sees the jars that were named, and all that the program sees. */
  public static synchronized ClassLoader loader() {
    searched = true;
    return jars == null ? programs() : jars.loader();
  }

  /** The jars that were named, in that order: SHA-256 by file name. */
  public static synchronized Map<String, String> loaded() {
    return jars == null ? Map.of() : jars.hashes();
  }

  /**
   * Makes the parts that were found.
   *
   * @param kind the type of the parts
   * @param found what finds them
   * @return one of each class, in the order of the jars
   * @throws EmoDnaException if one can't be loaded or made; the message names its jar and class
   */
  public static <S> List<S> parts(Class<S> kind, ServiceLoader<S> found) {
    return parts(kind, found, loader());
  }

  static <S> List<S> parts(Class<S> kind, ServiceLoader<S> found, ClassLoader loader) {
    List<S> parts = new ArrayList<>();
    Iterator<ServiceLoader.Provider<S>> providers = found.stream().iterator();
    while (true) {
      ServiceLoader.Provider<S> provider;
      try {
        if (!providers.hasNext()) {
          return List.copyOf(parts);
        }
        provider = providers.next();
      } catch (ServiceConfigurationError | LinkageError e) {
        throw PartFault.loading(kind, loader, e);
      }
      try {
        parts.add(provider.get());
      } catch (ServiceConfigurationError | LinkageError e) {
        throw PartFault.making(kind, provider.type(), e);
      }
      FOREIGN.add(Origin.location(provider.type()));
    }
  }

  /**
   * The jar that a class comes from.
   *
   * @throws EmoDnaException if it is not a file or folder, as for the classes of Java itself
   */
  public static Origin originOf(Class<?> part) {
    return Origin.of(part);
  }

  /** Whether a part was found outside of EMO-DNA. */
  public static boolean isFromOutside(Class<?> part) {
    return FOREIGN.contains(Origin.location(part));
  }

  /**
   * What a run or a model should record of the foreign code in use: the jars that were named, and
   * those that the given parts come from where they were found on the class path or module path.
   * EMO-DNA's own are left out, and so are libraries that a part calls.
   *
   * @param parts classes of the parts in use
   * @return SHA-256 by file name, the jars that were named first; of two different jars of one
   *     name, the second is called {@code NAME (2)}
   */
  public static Map<String, String> record(Class<?>... parts) {
    Map<String, String> record = new LinkedHashMap<>(loaded());
    for (Class<?> part : parts) {
      if (isFromOutside(part)) {
        Origin origin = originOf(part);
        String name = origin.name();
        for (int i = 2; !origin.sha256().equals(record.getOrDefault(name, origin.sha256())); i++) {
          name = origin.name() + " (" + i + ")";
        }
        record.put(name, origin.sha256());
      }
    }
    return record;
  }

  /** The thread's class loader, which a container may have set, unless it does not see EMO-DNA. */
  private static ClassLoader programs() {
    ClassLoader own = Extensions.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try {
      return context != null && context.loadClass(Extensions.class.getName()) == Extensions.class
          ? context
          : own;
    } catch (ClassNotFoundException e) {
      return own;
    }
  }
}
