package org.emodna.features;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.emodna.base.Extensions;
import org.emodna.base.Problem;
import org.emodna.features.stored.PrecomputedStream;

/** All kinds of feature streams: those built in, then those of extensions. */
public final class FeatureStreams {
  private static final List<FeatureStreamKind<?>> BUILT_IN =
      List.of(
          new MfccStream.Kind(),
          new ProsodyStream.Kind(),
          new VoiceStream.Kind(),
          new FunctionalsStream.Kind(),
          new PrecomputedStream.Kind());
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  private FeatureStreams() {}

  /**
   * All kinds there are.
   *
   * @return those built in first
   * @throws FeatureException if two have one name
   * @throws org.emodna.base.EmoDnaException if one of an extension can't be loaded
   */
  public static List<FeatureStreamKind<?>> all() {
    List<FeatureStreamKind<?>> all = new ArrayList<>(BUILT_IN);
    Extensions.parts(
            FeatureStreamKind.class,
            ServiceLoader.load(FeatureStreamKind.class, Extensions.loader()))
        .forEach(all::add);
    Map<String, FeatureStreamKind<?>> named = new HashMap<>();
    for (FeatureStreamKind<?> kind : all) {
      if (!NAME.matcher(kind.name()).matches()) {
        throw new FeatureException(
            Problem.of(
                    kind.getClass().getName(), "its feature stream is called '" + kind.name() + "'")
                .remedy("use up to 64 lower case letters, digits and hyphens"));
      }
      FeatureStreamKind<?> other = named.put(kind.name(), kind);
      if (other != null) {
        throw new FeatureException(
            Problem.of(
                    subject(kind.name()),
                    "two have this name: %s and %s"
                        .formatted(other.getClass().getName(), kind.getClass().getName()))
                .remedy("rename or remove one"));
      }
    }
    return List.copyOf(all);
  }

  /**
   * Finds a kind.
   *
   * @param name such as {@code "mfcc"}
   * @return the kind of that name
   * @throws FeatureException if there is none, with the names that there are
   */
  public static FeatureStreamKind<?> of(String name) {
    List<FeatureStreamKind<?>> all = all();
    return all.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new FeatureException(
                    Problem.of("there is no feature stream '" + name + "'")
                        .remedy(
                            "there are "
                                + all.stream()
                                    .map(FeatureStreamKind::name)
                                    .collect(Collectors.joining(", "))
                                + ". If it comes from an extension, name its jar")));
  }

  /** A stream as the subject of a problem. */
  static String subject(String name) {
    return "feature stream '" + name + "'";
  }
}
