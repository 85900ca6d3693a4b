package org.emodna.base;

/**
 * Parts that come from outside: loss terms, encoders, feature streams and corpus readers in jars
 * that the user names, or anywhere on the class path. They are found with {@link
 * java.util.ServiceLoader}; each registry looks with {@link #loader()}.
 */
public final class Extensions {
  private Extensions() {}

  /** The class loader that sees them. */
  public static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? Extensions.class.getClassLoader() : context;
  }
}
