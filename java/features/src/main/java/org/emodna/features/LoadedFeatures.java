package org.emodna.features;

import java.util.List;
import org.emodna.audio.SignalQuality;

/** Features of many recordings as they were extracted, before normalisation. Immutable. */
public final class LoadedFeatures {
  private final int inputs;
  private final int[] kept;
  private final List<String> ids;
  private final List<String> speakers;
  private final List<Features> features;
  private final List<String> contentHashes;
  private final List<SignalQuality> qualities;
  private final List<FailedInput> failures;
  private final String contentHash;

  LoadedFeatures(
      int inputs,
      int[] kept,
      List<String> ids,
      List<String> speakers,
      List<Features> features,
      List<String> contentHashes,
      List<SignalQuality> qualities,
      List<FailedInput> failures,
      String contentHash) {
    this.inputs = inputs;
    this.kept = kept;
    this.ids = ids;
    this.speakers = speakers;
    this.features = features;
    this.contentHashes = contentHashes;
    this.qualities = qualities;
    this.failures = failures;
    this.contentHash = contentHash;
  }

  /** How many recordings were asked for. */
  public int inputs() {
    return inputs;
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

  /** SHA-256 over ids and the content of their files. */
  public String contentHash() {
    return contentHash;
  }
}
