package org.emodna.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emodna.base.Progress;
import org.emodna.features.FeatureLoader;
import org.emodna.features.LoadedFeatures;

/**
 * Features of recordings before normalisation, for all runs whose inputs differ in nothing but
 * that. Each recording is loaded once, whatever corpora and parts of corpora it belongs to, and let
 * go of when the last set that was announced has been made of it.
 */
final class RawFeatures implements AutoCloseable {
  private final FeatureLoader loader;
  private final Map<FeatureLoader.Input, LoadedFeatures.One> loaded = new HashMap<>();

  /** Sets still to be made of each recording. */
  private final Map<FeatureLoader.Input, Integer> wanted = new HashMap<>();

  RawFeatures(FeatureLoader loader) {
    this.loader = loader;
  }

  /** Announces that a set will be made of these. */
  void expect(Recordings recordings) {
    recordings.inputs().forEach(input -> wanted.merge(input, 1, Integer::sum));
  }

  /** Features of the recordings, as one load of them alone would give. */
  LoadedFeatures of(Recordings recordings, Progress progress) {
    List<FeatureLoader.Input> missing =
        recordings.inputs().stream().filter(input -> !loaded.containsKey(input)).toList();
    if (!missing.isEmpty()) {
      LoadedFeatures now = loader.load("features of " + recordings.name(), missing, progress);
      for (int i = 0; i < missing.size(); i++) {
        loaded.put(missing.get(i), now.each().get(i));
      }
      if (!now.failures().isEmpty() && !now.features().isEmpty()) {
        progress.warn(
            "%s: %d of %d recordings could not be used and are left out"
                .formatted(recordings.name(), now.failures().size(), now.inputs()));
      }
    }
    List<LoadedFeatures.One> each = new ArrayList<>();
    recordings.inputs().forEach(input -> each.add(loaded.get(input)));
    return LoadedFeatures.of(recordings.inputs(), each);
  }

  /** A set that was announced is made, or will not be. */
  void done(Recordings recordings) {
    for (FeatureLoader.Input input : recordings.inputs()) {
      if (wanted.merge(input, -1, Integer::sum) <= 0) {
        wanted.remove(input);
        loaded.remove(input);
      }
    }
  }

  /** How many recordings are held. */
  int held() {
    return loaded.size();
  }

  FeatureLoader loader() {
    return loader;
  }

  @Override
  public void close() {
    loader.close();
  }
}
