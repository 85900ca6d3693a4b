package org.emodna.base;

import java.util.Arrays;

/** Range checks of settings: each throws a {@link ConfigException} that names the setting. */
public final class Check {
  private Check() {}

  /**
   * Demands that a rule holds.
   *
   * @param rule what is wrong where it doesn't, as "is longer than the epoch"
   */
  public static void that(boolean holds, String setting, String rule) {
    that(holds, setting, rule, "");
  }

  /**
   * Demands that a rule holds.
   *
   * @param reason what is wrong where it doesn't, as "is 7"
   * @param remedy what it should be
   */
  public static void that(boolean holds, String setting, String reason, String remedy) {
    if (!holds) {
      throw new ConfigException(Problem.of(setting(setting), reason).remedy(remedy));
    }
  }

  /** Demands a whole number within bounds, which are allowed. */
  public static void range(long value, long low, long high, String setting) {
    that(
        value >= low && value <= high,
        setting,
        "is " + value,
        "it must be from " + low + " to " + high);
  }

  /** Demands a number within bounds, which are allowed; NaN is not. */
  public static void real(double value, double low, double high, String setting) {
    that(
        value >= low && value <= high,
        setting,
        "is " + value,
        "it must be from " + low + " to " + high);
  }

  /** Demands one of some names. */
  public static void oneOf(String value, String setting, String... choices) {
    that(
        Arrays.asList(choices).contains(value),
        setting,
        "is '" + value + "'",
        "it must be one of " + String.join(", ", choices));
  }

  /** A setting as the subject of a problem. */
  public static String setting(String name) {
    return "setting '" + name + "'";
  }
}
