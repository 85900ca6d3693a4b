package org.emodna.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Extensions;

/** The kinds of encoders that there are: this project's, and those of the user's jars. */
public final class Encoders {
  private static final List<EncoderKind> OWN =
      List.of(
          FunctionalsEncoder.KIND, LinearEncoder.KIND, IdentityEncoder.KIND, TimNetEncoder.KIND);

  private Encoders() {}

  /** All of them, this project's first. */
  public static List<EncoderKind> all() {
    Map<String, EncoderKind> kinds = new LinkedHashMap<>();
    OWN.forEach(kind -> kinds.put(kind.name(), kind));
    for (EncoderKind kind :
        Extensions.parts(
            EncoderKind.class, ServiceLoader.load(EncoderKind.class, Extensions.loader()))) {
      EncoderKind other = kinds.putIfAbsent(kind.name(), kind);
      if (other != null) {
        throw new EmoDnaException(
            "two encoders are called '%s': %s and %s; rename one of them"
                .formatted(kind.name(), other.getClass().getName(), kind.getClass().getName()));
      }
    }
    return new ArrayList<>(kinds.values());
  }

  /**
   * The kind of a name.
   *
   * @throws EmoDnaException if there is none, with the names that there are
   */
  public static EncoderKind named(String name) {
    // Most runs have none from outside, and need not look for them.
    for (EncoderKind own : OWN) {
      if (own.name().equals(name)) {
        return own;
      }
    }
    List<EncoderKind> all = all();
    return all.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new EmoDnaException(
                    "there is no encoder '%s'; there are %s. If it comes from an extension, name its jar"
                        .formatted(
                            name,
                            all.stream()
                                .map(EncoderKind::name)
                                .collect(Collectors.joining(", ")))));
  }
}
