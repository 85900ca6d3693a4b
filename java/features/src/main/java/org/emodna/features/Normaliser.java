package org.emodna.features;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.emodna.base.ContentHash;
import org.emodna.base.Problem;

/** Normalises recordings with the statistics that a {@link Normalisation} asks for. Immutable. */
public final class Normaliser {
  private final Normalisation kind;
  private final FeatureStatistics corpus;
  private final Map<String, FeatureStatistics> speakers;

  private Normaliser(
      Normalisation kind, FeatureStatistics corpus, Map<String, FeatureStatistics> speakers) {
    this.kind = kind;
    this.corpus = corpus;
    this.speakers = speakers;
  }

  /** With known statistics of a corpus; null where the kind needs none. */
  public static Normaliser of(Normalisation kind, FeatureStatistics corpus) {
    return new Normaliser(kind, corpus, Map.of());
  }

  /**
   * With statistics of the given corpus, which has at least one recording.
   *
   * @param input whose normalisation it is
   */
  public static Normaliser fit(InputSpec input, LoadedFeatures corpus) {
    return fit(input.normalisation(), input.speakerPrior(), corpus);
  }

  /**
   * With statistics of the given corpus, which has at least one recording.
   *
   * @param kind of normalisation
   * @param prior how many utterances the corpus's statistics count for beside a speaker's own; 0
   *     where a speaker's are taken as they are
   */
  public static Normaliser fit(Normalisation kind, double prior, LoadedFeatures corpus) {
    if (kind == Normalisation.NONE || kind == Normalisation.UTTERANCE) {
      return of(kind, null);
    }
    return fit(kind, prior, corpus, FeatureStatistics.of(corpus.features()));
  }

  /**
   * For recordings that are no corpus of their own, such as those of a single speaker: what they
   * have of themselves is the speakers' statistics, shrunk towards those of another corpus. So
   * speakers have no influence on each other. Without a speaker they are normalised by that corpus.
   *
   * @param input whose normalisation it is: by corpus or by speaker
   * @param part at least one recording
   * @param corpus what speakers are taken to resemble
   */
  public static Normaliser fit(InputSpec input, LoadedFeatures part, FeatureStatistics corpus) {
    return fit(input.normalisation(), input.speakerPrior(), part, corpus);
  }

  private static Normaliser fit(
      Normalisation kind, double prior, LoadedFeatures corpus, FeatureStatistics all) {
    Map<String, FeatureStatistics> speakers = new HashMap<>();
    if (kind == Normalisation.SPEAKER) {
      bySpeaker(corpus)
          .forEach((speaker, own) -> speakers.put(speaker, ofSpeaker(own, all, prior)));
    }
    return new Normaliser(kind, all, speakers);
  }

  private static FeatureStatistics ofSpeaker(
      List<Features> own, FeatureStatistics all, double prior) {
    if (prior == 0) {
      return FeatureStatistics.of(own);
    }
    SpeakerStatistics statistics = SpeakerStatistics.startingFrom(all, prior);
    for (Features one : own) {
      statistics = statistics.plus(one);
    }
    return statistics.statistics();
  }

  private static Map<String, List<Features>> bySpeaker(LoadedFeatures corpus) {
    Map<String, List<Features>> bySpeaker = new HashMap<>();
    for (int i = 0; i < corpus.features().size(); i++) {
      String speaker = corpus.speakers().get(i);
      if (speaker == null) {
        throw new FeatureException(
            Problem.of(
                    corpus.ids().get(i),
                    "its speaker is not known, which normalisation 'speaker' needs")
                .remedy("use 'corpus'"));
      }
      bySpeaker.computeIfAbsent(speaker, key -> new ArrayList<>()).add(corpus.features().get(i));
    }
    return bySpeaker;
  }

  /** Statistics of the whole corpus; null where the kind has none. */
  public FeatureStatistics statistics() {
    return corpus;
  }

  /**
   * Normalises one recording whose speaker is not known, as recognition does it: with the corpus's
   * statistics, or its own where the kind is by utterance.
   *
   * @return values [frames, width]
   */
  public float[] apply(Features features, FeatureLoader loader) {
    return apply(features, (String) null, loader);
  }

  /**
   * Normalises one recording.
   *
   * @param speaker null where it is not known: the corpus's statistics serve then
   * @return values [frames, width]
   */
  public float[] apply(Features features, String speaker, FeatureLoader loader) {
    Framing framing = loader.input().framing();
    return loader.padded(
        switch (kind) {
          case NONE -> features.values();
          case UTTERANCE -> FeatureStatistics.of(List.of(features)).apply(features, framing);
          case CORPUS -> corpus.apply(features, framing);
          case SPEAKER -> {
            FeatureStatistics own = speaker == null ? null : speakers.get(speaker);
            yield (own == null ? corpus : own).apply(features, framing);
          }
        });
  }

  /**
   * Normalises one recording with statistics of its speaker that were gathered elsewhere.
   *
   * @param speaker such as {@link SpeakerStatistics#statistics} gives
   * @return values [frames, width]
   */
  public static float[] apply(Features features, FeatureStatistics speaker, FeatureLoader loader) {
    return loader.padded(speaker.apply(features, loader.input().framing()));
  }

  /** Normalises a corpus. */
  public FeatureSet apply(String name, LoadedFeatures loaded, FeatureLoader loader) {
    FeatureSet.Builder set = FeatureSet.builder(name, loader.maxFrames(), loader.width());
    List<float[]> values = new ArrayList<>();
    for (int i = 0; i < loaded.features().size(); i++) {
      values.add(apply(loaded.features().get(i), loaded.speakers().get(i), loader));
      set.add(loaded.ids().get(i), values.get(i));
    }
    return set.fingerprint(fingerprint(loaded.ids(), values)).build();
  }

  private static String fingerprint(List<String> ids, List<float[]> values) {
    MessageDigest digest = ContentHash.digest();
    for (int i = 0; i < ids.size(); i++) {
      digest.update(ids.get(i).getBytes(StandardCharsets.UTF_8));
      float[] one = values.get(i);
      ByteBuffer bytes = ByteBuffer.allocate(4 * one.length);
      bytes.asFloatBuffer().put(one);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
