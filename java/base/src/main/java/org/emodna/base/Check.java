package org.emodna.base;

import java.util.Arrays;

/** Range checks whose message names the setting. */
public final class Check {
  private Check() {}

  public static void that(boolean holds, String setting, String rule) {
    if (!holds) {
      throw new ConfigException("setting '" + setting + "' " + rule);
    }
  }

  public static void range(long value, long low, long high, String setting) {
    that(
        value >= low && value <= high,
        setting,
        "is " + value + "; it must be from " + low + " to " + high);
  }

  public static void real(double value, double low, double high, String setting) {
    that(
        value >= low && value <= high,
        setting,
        "is " + value + "; it must be from " + low + " to " + high);
  }

  public static void oneOf(String value, String setting, String... choices) {
    that(
        Arrays.asList(choices).contains(value),
        setting,
        "is '" + value + "'; it must be one of " + String.join(", ", choices));
  }
}
