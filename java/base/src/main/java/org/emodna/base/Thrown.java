package org.emodna.base;

/**
 * Throws again what another thread, or a callback, has thrown. That may be a checked exception
 * which nobody declares: Kotlin's functions throw such, and generic code in Java can.
 */
public final class Thrown {
  private Thrown() {}

  /**
   * Throws it unchanged.
   *
   * @return never; a type for a {@code throw} in front of the call
   */
  public static RuntimeException again(Throwable thrown) {
    return Thrown.<RuntimeException>as(thrown);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException as(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
