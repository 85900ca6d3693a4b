package org.emodna.features;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.emodna.base.ConfigException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.JsonErrors;
import org.emodna.base.Problem;

/**
 * An {@link InputSpec} as JSON. A stream's settings are read over those that its kind takes for
 * absent, so that settings may be added; whether the stream still computes the same is told by the
 * hash of its spec.
 */
final class InputJson {
  /** Longer texts are not names, and are not shown whole. */
  private static final int MOST_CHARS = 64;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private InputJson() {}

  static ObjectNode write(InputSpec input) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode streams = json.putArray("streams");
    for (InputSpec.Part part : input.parts()) {
      ObjectNode stream = streams.addObject();
      stream.put("kind", part.kind().name());
      stream.set("settings", MAPPER.valueToTree(part.settings()));
      stream.put("hash", part.stream().hash());
    }
    Framing framing = input.framing();
    ObjectNode part = json.putObject("framing");
    part.put("kind", framing.name());
    if (framing.kind() == Framing.Kind.FIXED) {
      part.put("samples", framing.samples());
    } else {
      part.put("range_db", Float.toString(framing.rangeDb()));
    }
    json.put("normalisation", input.normalisation().label());
    if (input.normalisation() == Normalisation.SPEAKER && input.speakerPrior() != 0) {
      json.put("speaker_prior", input.speakerPrior());
    }
    json.put("padding", input.padding().name().toLowerCase(Locale.ROOT));
    json.put("max_frames", input.maxFrames());
    json.put("width", input.width());
    return json;
  }

  static InputSpec read(JsonNode json) {
    if (json == null || !json.isObject()) {
      throw new FeatureException(
          Problem.of("the description of the input is missing").remedy("train the model anew"));
    }
    JsonNode streams = json.path("streams");
    if (!streams.isArray() || streams.isEmpty() || streams.size() > InputSpec.MOST_STREAMS) {
      throw broken("streams", "a list of 1 to " + InputSpec.MOST_STREAMS);
    }
    int frames = number(json, "max_frames", InputSpec.MOST_FRAMES);
    int width = number(json, "width", InputSpec.MOST_WIDTH);
    InputSpec.Builder builder = InputSpec.builder();
    try {
      builder
          .framing(framing(json.path("framing"), frames))
          .normalisation(Normalisation.of(text(json, "normalisation")))
          .speakerPrior(speakerPrior(json))
          .padding(padding(text(json, "padding")));
    } catch (InvalidArgumentException | ConfigException e) {
      throw new FeatureException(
          Problem.of("the description of the input is damaged: " + e.getMessage())
              .remedy("train the model anew"),
          e);
    }
    for (JsonNode stream : streams) {
      add(stream, builder);
    }
    InputSpec input = builder.build();
    for (int i = 0; i < streams.size(); i++) {
      requireSame(input.parts().get(i), streams.get(i));
    }
    if (input.width() != width || input.maxFrames() != frames) {
      throw new FeatureException(
          Problem.of(
                  "the description of the input says %d frames of %d values, and its streams make %d of %d"
                      .formatted(frames, width, input.maxFrames(), input.width()))
              .remedy("it was changed: train the model anew"));
    }
    return input;
  }

  private static Framing framing(JsonNode json, int maxFrames) {
    if (text(json, "kind").equals("fixed")) {
      return new Framing(Framing.Kind.FIXED, number(json, "samples", 100_000_000), 0, 0);
    }
    Framing named = Framing.of(text(json, "kind"));
    try {
      float range = Float.parseFloat(text(json, "range_db"));
      return new Framing(named.kind(), 0, range, maxFrames);
    } catch (NumberFormatException e) {
      throw broken("range_db", "a number as text");
    }
  }

  /** Where there is none, statistics of speakers were not shrunk. */
  private static double speakerPrior(JsonNode json) {
    JsonNode value = json.path("speaker_prior");
    if (!value.isMissingNode() && !(value.isNumber() && value.doubleValue() >= 0)) {
      throw broken("speaker_prior", "a number from 0");
    }
    return value.asDouble(0);
  }

  private static FeatureSettings.Padding padding(String name) {
    for (FeatureSettings.Padding one : FeatureSettings.Padding.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(name)) {
        return one;
      }
    }
    throw broken("padding", "masked or zeros");
  }

  private static void add(JsonNode json, InputSpec.Builder builder) {
    add(json, FeatureStreams.of(text(json, "kind")), builder);
  }

  private static <S extends Record> void add(
      JsonNode json, FeatureStreamKind<S> kind, InputSpec.Builder builder) {
    String name = kind.name();
    JsonNode settings = json.path("settings");
    if (!settings.isObject()) {
      throw broken("settings", "a group of named settings");
    }
    ObjectNode merged = MAPPER.valueToTree(kind.absent());
    merge(merged, settings);
    try {
      S known = MAPPER.treeToValue(merged, kind.section().type());
      // A file that somebody sends must not say where on this machine is looked.
      if (!kind.isResolved(known)) {
        throw new FeatureException(
            Problem.of(
                    FeatureStreams.subject(name),
                    "the description of the input is damaged: its stored settings leave open what a"
                        + " model says, such as shape or width")
                .remedy("train the model anew"));
      }
      builder.stream(name, known);
    } catch (JsonProcessingException e) {
      String why =
          e.getCause() instanceof ConfigException cause ? cause.getMessage() : JsonErrors.reason(e);
      throw new FeatureException(
          Problem.of(
                  FeatureStreams.subject(name),
                  "its stored settings can't be used (%s), so its features would differ"
                      .formatted(why))
              .remedy("train the model anew"),
          e);
    }
  }

  /** What both have comes from the stored one; what is unknown today is left out. */
  private static void merge(ObjectNode into, JsonNode stored) {
    for (Map.Entry<String, JsonNode> field : stored.properties()) {
      JsonNode known = into.get(field.getKey());
      if (known instanceof ObjectNode group && field.getValue().isObject()) {
        merge(group, field.getValue());
      } else if (known != null) {
        into.set(field.getKey(), field.getValue());
      }
    }
  }

  private static void requireSame(InputSpec.Part part, JsonNode stored) {
    if (part.stream().hash().equals(text(stored, "hash"))) {
      return;
    }
    Set<String> unknown = new TreeSet<>();
    stored.path("settings").fieldNames().forEachRemaining(unknown::add);
    MAPPER.valueToTree(part.settings()).fieldNames().forEachRemaining(unknown::remove);
    String why =
        unknown.isEmpty()
            ? "is not what this version computes"
            : "has settings that this version does not know (" + String.join(", ", unknown) + ")";
    throw new FeatureException(
        Problem.of(
                FeatureStreams.subject(part.stream().name()),
                why + ", so its features would differ from the model's")
            .remedy("train the model anew"));
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isTextual() || value.textValue().length() > MOST_CHARS) {
      throw broken(field, "a text of at most " + MOST_CHARS + " characters");
    }
    return value.textValue();
  }

  private static int number(JsonNode json, String field, int most) {
    JsonNode value = json.path(field);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < 1
        || value.intValue() > most) {
      throw broken(field, "a whole number from 1 to " + most);
    }
    return value.intValue();
  }

  private static FeatureException broken(String field, String rule) {
    return new FeatureException(
        Problem.of(
                "the description of the input is damaged: '%s' must be %s".formatted(field, rule))
            .remedy("train the model anew"));
  }
}
