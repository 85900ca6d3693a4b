package org.emodna.features;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.emodna.audio.SignalQuality;
import org.emodna.base.ContentHash;
import org.emodna.base.InvalidArgumentException;

/** Features of many recordings as they were extracted, before normalisation. Immutable. */
public final class LoadedFeatures {
  /**
   * What came of one recording.
   *
   * @param features not normalised; null, as the three that follow, where it failed
   * @param contentHash SHA-256 of the bytes of its file
   * @param storedHash SHA-256 of values that were looked up; empty where all was computed
   * @param quality how much of it was used, and what is in it
   * @param failure null where it worked
   */
  public record One(
      Features features,
      String contentHash,
      String storedHash,
      SignalQuality quality,
      FailedInput failure) {
    static One of(Extraction done) {
      return new One(done.features(), done.contentHash(), done.storedHash(), done.quality(), null);
    }

    static One failed(FailedInput why) {
      return new One(null, null, null, null, why);
    }
  }

  private final List<One> each;
  private final int[] kept;
  private final List<String> ids = new ArrayList<>();
  private final List<String> speakers = new ArrayList<>();
  private final List<Features> features = new ArrayList<>();
  private final List<String> contentHashes = new ArrayList<>();
  private final List<SignalQuality> qualities = new ArrayList<>();
  private final List<FailedInput> failures = new ArrayList<>();
  private final String contentHash;

  private LoadedFeatures(List<FeatureLoader.Input> inputs, List<One> each) {
    if (inputs.size() != each.size()) {
      throw new InvalidArgumentException(
          each.size() + " outcomes for " + inputs.size() + " recordings");
    }
    this.each = List.copyOf(each);
    List<Integer> worked = new ArrayList<>();
    MessageDigest digest = ContentHash.digest();
    for (int i = 0; i < each.size(); i++) {
      FeatureLoader.Input input = inputs.get(i);
      One one = each.get(i);
      if (one.failure != null) {
        failures.add(one.failure);
        continue;
      }
      worked.add(i);
      ids.add(input.id());
      speakers.add(input.speaker());
      features.add(one.features);
      contentHashes.add(one.contentHash);
      qualities.add(one.quality);
      digest.update(input.id().getBytes(StandardCharsets.UTF_8));
      digest.update(one.contentHash.getBytes(StandardCharsets.UTF_8));
      digest.update(one.storedHash.getBytes(StandardCharsets.UTF_8));
    }
    kept = worked.stream().mapToInt(Integer::intValue).toArray();
    contentHash = HexFormat.of().formatHex(digest.digest());
  }

  /**
   * What one load of these recordings would give, from what came of each in others: so a part of a
   * corpus needs no load of its own.
   *
   * @param each in the order of the inputs
   */
  public static LoadedFeatures of(List<FeatureLoader.Input> inputs, List<One> each) {
    return new LoadedFeatures(inputs, each);
  }

  /** What came of each recording, in the order of the inputs; unmodifiable. */
  public List<One> each() {
    return each;
  }

  /** How many recordings were asked for. */
  public int inputs() {
    return each.size();
  }

  /** Numbers of those that worked, ascending; the lists below follow it. */
  public int[] kept() {
    return kept;
  }

  /** Of the recordings. */
  public List<String> ids() {
    return ids;
  }

  /** Of the recordings; null where it is not known. */
  public List<String> speakers() {
    return speakers;
  }

  /** Of each, not normalised. */
  public List<Features> features() {
    return features;
  }

  /** SHA-256 of the bytes of each one's file. */
  public List<String> contentHashes() {
    return contentHashes;
  }

  /** How much of each was used, and what is in it. */
  public List<SignalQuality> qualities() {
    return qualities;
  }

  /** The recordings that did not work. */
  public List<FailedInput> failures() {
    return failures;
  }

  /** SHA-256 over ids, the content of their files, and values that were looked up for them. */
  public String contentHash() {
    return contentHash;
  }
}
