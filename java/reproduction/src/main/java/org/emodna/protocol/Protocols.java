package org.emodna.protocol;

import java.util.List;
import org.emodna.base.Problem;

/** The built-in protocols: YAML files, for users to read and to begin their own with. */
public final class Protocols {
  private static final List<String> NAMES =
      List.of(
          "tim-net-5",
          "casia-emodb-enterface",
          "every-direction",
          "within-corpus-speakers",
          "within-corpus-folds");

  private Protocols() {}

  /** Their names. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The YAML of one.
   *
   * @throws ProtocolException if there is none of this name
   */
  public static String text(String name) {
    if (!NAMES.contains(name)) {
      throw unknown(name);
    }
    return YamlText.resource(name + ".yaml");
  }

  static ProtocolException unknown(String name) {
    return new ProtocolException(
        Problem.of("protocol '" + Names.shown(name) + "'", "is no built-in one, and no file")
            .remedy("there are " + String.join(", ", NAMES) + ", and YAML files of your own"));
  }
}
