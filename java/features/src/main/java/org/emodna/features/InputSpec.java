package org.emodna.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.emodna.base.Problem;
import org.emodna.base.Section;

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
  record Part(FeatureStreamKind<?> kind, Record settings, FrameStream stream) {}

  private final List<Part> parts;
  private final Framing framing;
  private final Normalisation normalisation;
  private final FeatureSettings.Padding padding;

  private InputSpec(Builder builder) {
    parts = List.copyOf(builder.parts);
    framing = builder.framing;
    normalisation = builder.normalisation;
    padding = builder.padding;
    long width = parts.stream().mapToLong(part -> part.stream.width()).sum();
    if (parts.isEmpty() || parts.size() > MOST_STREAMS) {
      throw new FeatureException(
          "an input has 1 to %d feature streams, not %d".formatted(MOST_STREAMS, parts.size()));
    }
    if (width > MOST_WIDTH) {
      throw new FeatureException(
          Problem.of(
                  "feature streams " + names(),
                  "give %d values a frame, more than %d".formatted(width, MOST_WIDTH))
              .remedy("leave one out"));
    }
    int frames = framing.maxFrames(grid());
    if (frames < 1 || frames > MOST_FRAMES) {
      throw new FeatureException(
          Problem.of(
                  FeatureStreams.subject(grid().name()),
                  "would give inputs of %d frames".formatted(frames))
              .remedy("they can have 1 to " + MOST_FRAMES));
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
      parts.add(new Part(known, settings, frameWise(created(known, settings))));
      return this;
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

    private static FrameStream frameWise(FeatureStream stream) {
      if (stream instanceof FrameStream frames) {
        return frames;
      }
      throw new FeatureException(
          Problem.of(
                  FeatureStreams.subject(stream.name()),
                  "is not computed from samples, and this version has no other kind")
              .remedy("let its class implement " + FrameStream.class.getName()));
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

  /** The streams, in the order in which they are joined; at least one. */
  public List<FrameStream> streams() {
    return parts.stream().map(Part::stream).toList();
  }

  /** The first stream, whose frames are the grid of all. */
  public FrameStream grid() {
    return parts.get(0).stream;
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

  /** What stands behind a short input. */
  public FeatureSettings.Padding padding() {
    return padding;
  }

  /** Frames of the longest input. */
  public int maxFrames() {
    return framing.maxFrames(grid());
  }

  /** Values of each frame: those of all streams together. */
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
