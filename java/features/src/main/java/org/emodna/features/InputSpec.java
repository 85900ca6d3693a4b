package org.emodna.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.emodna.base.Check;
import org.emodna.base.Problem;
import org.emodna.base.Section;
import org.emodna.features.stored.PrecomputedStream;

/**
 * The whole way from a recording to a network's input: the streams with their settings, framing,
 * normalisation and padding. A model stores it, and makes the same input from it. Immutable.
 */
public final class InputSpec {
  /** The most streams that can be joined. */
  public static final int MOST_STREAMS = 16;

  /** The most values a frame, over all streams. */
  public static final int MOST_WIDTH = 4096;

  /** The most frames of an input. */
  public static final int MOST_FRAMES = 100_000;

  /** A stream with the kind and the settings that it was made of. */
  record Part(FeatureStreamKind<?> kind, Record settings, FeatureStream stream) {}

  private final List<Part> parts;
  private final Framing framing;
  private final Normalisation normalisation;
  private final double speakerPrior;
  private final FeatureSettings.Padding padding;

  private InputSpec(Builder builder) {
    parts = List.copyOf(builder.parts);
    normalisation = builder.normalisation;
    speakerPrior = builder.speakerPrior;
    padding = builder.padding;
    if (parts.isEmpty() || parts.size() > MOST_STREAMS) {
      throw new FeatureException(
          "an input has 1 to %d feature streams, not %d".formatted(MOST_STREAMS, parts.size()));
    }
    requireJoinable(streams());
    long width = parts.stream().mapToLong(part -> part.stream.width()).sum();
    if (width > MOST_WIDTH) {
      throw new FeatureException(
          Problem.of(
                  "feature streams " + names(),
                  "give %d values a frame, more than %d".formatted(width, MOST_WIDTH))
              .remedy("leave one out"));
    }
    framing = isVector() ? ofVectors(builder.framing) : builder.framing;
    requireSense();
    if (maxFrames() < 1 || maxFrames() > MOST_FRAMES) {
      throw new FeatureException(
          Problem.of(
                  FeatureStreams.subject(parts.get(0).stream.name()),
                  "would give inputs of %d frames".formatted(maxFrames()))
              .remedy("they can have 1 to " + MOST_FRAMES));
    }
  }

  /** The one framing that vectors have: they are always of the whole recording. */
  private static Framing ofVectors(Framing asked) {
    if (asked.kind() == Framing.Kind.FIXED) {
      throw new FeatureException(
          Problem.of("features.framing", "is fixed, which crops frames; the input is of vectors")
              .remedy("use speech, which leaves the crop to the stream"));
    }
    return Framing.SPEECH.withMaxFrames(1);
  }

  /** Refuses what would silently mean nothing. */
  private void requireSense() {
    if (isVector() && normalisation == Normalisation.UTTERANCE) {
      throw new FeatureException(
          Problem.of(
                  "features.normalisation",
                  "is utterance, which makes all values of a vector 0; the input is of vectors")
              .remedy("use corpus or speaker"));
    }
    if (framing.kind() == Framing.Kind.FIXED && parts.get(0).stream instanceof StoredStream) {
      throw new FeatureException(
          Problem.of(
                  "features.framing",
                  "is fixed, which crops samples; the first feature stream, '%s', is not computed from any"
                      .formatted(parts.get(0).stream.name()))
              .remedy("use speech, or name another stream first"));
    }
  }

  /** Whether a stream gives one vector an utterance. */
  static boolean isVector(FeatureStream stream) {
    return grid(stream).isEmpty();
  }

  /** Where a stream's frames lie; empty where it gives vectors. */
  static Optional<FrameGrid> grid(FeatureStream stream) {
    if (stream instanceof FrameStream frames) {
      return Optional.of(frames);
    }
    return stream instanceof StoredStream stored ? stored.grid() : Optional.empty();
  }

  /** Demands that all streams give frames, or all vectors. */
  static void requireJoinable(List<? extends FeatureStream> streams) {
    FeatureStream first = streams.get(0);
    for (FeatureStream other : streams) {
      if (isVector(other) != isVector(first)) {
        FeatureStream vector = isVector(first) ? first : other;
        FeatureStream frames = isVector(first) ? other : first;
        throw new FeatureException(
            Problem.of(
                    "features.streams",
                    "'%s' gives one vector an utterance and '%s' frames, which can't stand side by side"
                        .formatted(vector.name(), frames.name()))
                .remedy("name streams of vectors alone, or of frames alone"));
      }
    }
  }

  /**
   * What a configuration asks for.
   *
   * @param settings the section "features"
   * @param sections gives the record that a configuration holds for a stream's section
   * @throws FeatureException if a stream is not known or can't be joined
   */
  public static InputSpec of(FeatureSettings settings, Function<Section<?>, Record> sections) {
    Builder builder =
        builder()
            .framing(Framing.of(settings.framing()).withMaxFrames(settings.maxFrames()))
            .normalisation(Normalisation.of(settings.normalisation()))
            .speakerPrior(settings.speakerPrior())
            .padding(settings.padding());
    for (String name : settings.streams()) {
      builder.stream(name, sections.apply(FeatureStreams.of(name).section()));
    }
    return builder.build();
  }

  /** Begins an input: speech framing, corpus normalisation, masked padding, no stream yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** What an input may be told. */
  public static final class Builder {
    private final List<Part> parts = new ArrayList<>();
    private Framing framing = Framing.SPEECH;
    private Normalisation normalisation = Normalisation.CORPUS;
    private double speakerPrior = FeatureSettings.USUAL_PRIOR;
    private FeatureSettings.Padding padding = FeatureSettings.Padding.MASKED;

    private Builder() {}

    /** Puts a stream of the kind's default settings beside those there are. */
    public Builder stream(String kind) {
      return stream(kind, FeatureStreams.of(kind).section().defaults());
    }

    /**
     * Puts a stream beside those there are. The first one is the grid of all.
     *
     * @param kind name of its kind
     * @param settings a record of the kind's section
     * @throws FeatureException if there is no such kind, or it is there already
     */
    public Builder stream(String kind, Record settings) {
      FeatureStreamKind<?> known = FeatureStreams.of(kind);
      if (parts.stream().anyMatch(part -> part.kind.name().equals(kind))) {
        throw new FeatureException(
            Problem.of(FeatureStreams.subject(kind), "is named twice").remedy("name each once"));
      }
      parts.add(part(known, settings));
      return this;
    }

    private static <S extends Record> Part part(FeatureStreamKind<S> kind, Record given) {
      Record settings =
          kind.section().type().isInstance(given)
              ? kind.resolved(kind.section().type().cast(given))
              : given;
      return new Part(kind, settings, known(created(kind, settings)));
    }

    private static <S extends Record> FeatureStream created(
        FeatureStreamKind<S> kind, Record settings) {
      Section<S> section = kind.section();
      if (!section.type().isInstance(settings)) {
        throw new FeatureException(
            "the settings of the feature stream '%s' must be a %s, not %s"
                .formatted(
                    kind.name(),
                    section.type().getName(),
                    settings == null ? "null" : settings.getClass().getName()));
      }
      FeatureStream stream = kind.create(section.type().cast(settings));
      if (!stream.name().equals(kind.name()) || stream.width() < 1) {
        throw new FeatureException(
            Problem.of(
                    FeatureStreams.subject(kind.name()),
                    "makes a stream called '%s' of width %d"
                        .formatted(stream.name(), stream.width()))
                .remedy("its code must be fixed"));
      }
      return stream;
    }

    private static FeatureStream known(FeatureStream stream) {
      if (stream instanceof FrameStream
          || stream instanceof VectorStream
          || stream instanceof StoredStream) {
        return stream;
      }
      throw new FeatureException(
          Problem.of(
                  FeatureStreams.subject(stream.name()),
                  "gives neither frames nor vectors, nor looks them up")
              .remedy(
                  "let its class implement %s, %s or %s"
                      .formatted(
                          FrameStream.class.getName(),
                          VectorStream.class.getName(),
                          StoredStream.class.getName())));
    }

    /** Which part of a recording is used, and how long inputs may be. */
    public Builder framing(Framing value) {
      framing = value;
      return this;
    }

    /** Over what features are normalised. */
    public Builder normalisation(Normalisation value) {
      normalisation = value;
      return this;
    }

    /**
     * How many utterances the corpus's statistics count for beside a speaker's own.
     *
     * @param value from 0 to 1,000,000
     */
    public Builder speakerPrior(double value) {
      Check.real(value, 0, FeatureSettings.MOST_PRIOR, "features.speaker-prior");
      speakerPrior = value;
      return this;
    }

    /** What stands behind a short input. */
    public Builder padding(FeatureSettings.Padding value) {
      padding = value;
      return this;
    }

    /**
     * Makes the input.
     *
     * @throws FeatureException if there is no stream, or together they are too wide or too long
     */
    public InputSpec build() {
      return new InputSpec(this);
    }
  }

  List<Part> parts() {
    return parts;
  }

  /** Whether a stream looks its values up instead of computing them. */
  public boolean isStored() {
    return parts.stream().anyMatch(part -> part.stream instanceof StoredStream);
  }

  /**
   * The same input with embeddings of another place: those of the recordings at hand, and not of
   * the corpora that a model was trained on.
   *
   * @param path as {@link PrecomputedStream.Settings#path}
   * @param keys as {@link PrecomputedStream.Settings#keys}
   * @throws FeatureException if it has no embeddings
   */
  public InputSpec withEmbeddings(String path, String keys) {
    Builder builder =
        builder()
            .framing(framing)
            .normalisation(normalisation)
            .padding(padding)
            .speakerPrior(speakerPrior);
    boolean found = false;
    for (Part part : parts) {
      Record settings = part.settings;
      if (settings instanceof PrecomputedStream.Settings stored) {
        settings = stored.withPath(path).withKeys(keys);
        found = true;
      }
      builder.stream(part.kind.name(), settings);
    }
    if (!found) {
      throw new FeatureException(
          Problem.of(
                  "embeddings " + path, "are of no use: the model's input is %s".formatted(names()))
              .remedy("leave them out"));
    }
    return builder.build();
  }

  /** The streams, in the order in which they are joined; at least one. */
  public List<FeatureStream> streams() {
    return parts.stream().map(Part::stream).toList();
  }

  /** Whether it is one vector an utterance. Its {@link #maxFrames} is 1 then. */
  public boolean isVector() {
    return isVector(parts.get(0).stream);
  }

  /** The frames of the first stream, which are the grid of all; empty where it is a vector. */
  public Optional<FrameGrid> grid() {
    return grid(parts.get(0).stream);
  }

  /** Names of the values of a frame or of the vector, in their order: [width], all different. */
  public List<String> valueNames() {
    List<String> names = new ArrayList<>();
    for (Part part : parts) {
      List<String> own = part.stream.valueNames();
      if (own.size() != part.stream.width() || new HashSet<>(own).size() != own.size()) {
        throw new FeatureException(
            Problem.of(
                    FeatureStreams.subject(part.stream.name()),
                    "names %d values, not %d different ones"
                        .formatted(new HashSet<>(own).size(), part.stream.width()))
                .remedy("its code must be fixed"));
      }
      names.addAll(own);
    }
    return names;
  }

  /** The streams' names, for people: "mfcc, pitch". */
  public String names() {
    return parts.stream().map(part -> part.stream.name()).collect(Collectors.joining(", "));
  }

  /** Which part of a recording is used. */
  public Framing framing() {
    return framing;
  }

  /** Over what features are normalised. */
  public Normalisation normalisation() {
    return normalisation;
  }

  /**
   * How many utterances the corpus's statistics count for beside a speaker's own; of no effect on
   * other normalisations than {@link Normalisation#SPEAKER}.
   */
  public double speakerPrior() {
    return speakerPrior;
  }

  /** What stands behind a short input. */
  public FeatureSettings.Padding padding() {
    return padding;
  }

  /** Frames of the longest input; 1 where it is a vector. */
  public int maxFrames() {
    return grid().map(framing::maxFrames).orElse(1);
  }

  /** Values of each frame, or of the vector: those of all streams together. */
  public int width() {
    return parts.stream().mapToInt(part -> part.stream.width()).sum();
  }

  /** As a model stores it: everything that is needed to make the same input again. */
  public ObjectNode toJson() {
    return InputJson.write(this);
  }

  /**
   * Makes the input that was stored.
   *
   * @param json what {@link #toJson} gave, of this version or another
   * @throws FeatureException if it is not such a description, if a kind of stream is not known, or
   *     if a stream would compute something else today
   */
  public static InputSpec ofJson(JsonNode json) {
    return InputJson.read(json);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InputSpec spec && toJson().equals(spec.toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  @Override
  public String toString() {
    return toJson().toString();
  }
}
