package org.emodna.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.emodna.base.Extensions;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureStreams;
import org.emodna.model.Encoders;

/**
 * The jars from outside that a run depends on: all that were named, and on the class path those
 * that hold a part in use. Corpus readers are not looked for: what they say is in the labels and
 * features, which identify a run themselves.
 */
public final class PartsInUse {
  private PartsInUse() {}

  /** SHA-256 by file name, in the order of the names; empty where no code comes from outside. */
  public static Map<String, String> extensions(TrainingConfig config) {
    return new TreeMap<>(Extensions.record(classes(config)));
  }

  /**
   * SHA-256 of the jars that a run's bits may depend on, whatever they are called: none where all
   * parts in use are EMO-DNA's own, else all that were named, since a part may call code of
   * another.
   */
  public static SortedSet<String> extensionHashes(TrainingConfig config) {
    Class<?>[] parts = classes(config);
    return Arrays.stream(parts).anyMatch(Extensions::isFromOutside)
        ? new TreeSet<>(Extensions.record(parts).values())
        : new TreeSet<>();
  }

  private static Class<?>[] classes(TrainingConfig config) {
    List<Class<?>> parts = new ArrayList<>();
    parts.add(config.objective().getClass());
    config.termsInUse().forEach(term -> parts.add(term.getClass()));
    config
        .roles()
        .forEach(role -> parts.add(Encoders.named(config.encoder(role).kind()).getClass()));
    config.features().streams().forEach(name -> parts.add(FeatureStreams.of(name).getClass()));
    return parts.toArray(Class<?>[]::new);
  }
}
