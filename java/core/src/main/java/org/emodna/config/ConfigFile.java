package org.emodna.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.emodna.base.ConfigException;
import org.emodna.base.JsonErrors;
import org.emodna.base.Problem;

/**
 * Reads configurations in YAML or JSON over the defaults, and writes complete ones. An unknown
 * setting is an error that names it: a misspelt one must not silently keep its default.
 */
public final class ConfigFile {
  /** A configuration is a page of text; anything far larger is not one. */
  private static final int MAX_BYTES = 1 << 20;

  static final ObjectMapper JSON = configured(JsonMapper.builder());

  /**
   * Loaded where YAML is met only: a model's settings are JSON, and recognising must start quickly.
   */
  private static final class Yaml {
    static final ObjectMapper MAPPER =
        configured(YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));
  }

  private ConfigFile() {}

  private static ObjectMapper configured(MapperBuilder<?, ?> builder) {
    return builder
        .annotationIntrospector(new KebabEnums())
        .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .build();
  }

  /** Reads a file over the defaults; JSON is read as the YAML that it is. */
  public static TrainingConfig read(Path file) {
    return read(file, TrainingConfig.defaults());
  }

  /** Reads a file over other settings. */
  public static TrainingConfig read(Path file, TrainingConfig base) {
    String text;
    // Not by the file's size: a pipe says 0, and so does a device without an end.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ConfigException(
            Problem.of(file, "is larger than 1 MiB, too large for a configuration"));
      }
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw new ConfigException(Problem.of(file, "there is no such file"), e);
    } catch (IOException e) {
      throw new ConfigException(Problem.of(file, "can't be read as UTF-8 text (" + e + ")"), e);
    }
    return parse(text, file.toString(), base);
  }

  /** Parses YAML or JSON text over other settings; {@code name} stands in messages. */
  public static TrainingConfig parse(String text, String name, TrainingConfig base) {
    JsonNode given;
    try {
      given = tree(text);
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          Problem.of(name + at(e), "is neither YAML nor JSON: " + JsonErrors.reason(e)), e);
    } catch (RuntimeException | StackOverflowError e) {
      // The YAML parser answers some broken documents with exceptions of its own.
      throw new ConfigException(Problem.of(name, "is neither YAML nor JSON: " + e.getMessage()), e);
    }
    ObjectNode tree = ConfigTree.known(base);
    if (given != null && !given.isMissingNode() && !given.isNull()) {
      new ConfigMerge(name).merge(tree, given);
    }
    return ConfigTree.read(tree, name);
  }

  private static JsonNode tree(String text) throws JsonProcessingException {
    if (text.startsWith("{")) {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        // YAML's flow style begins with a brace too; what is wrong with it is said below.
      }
    }
    return Yaml.MAPPER.readTree(text);
  }

  /** The whole configuration as YAML, every setting named that is in use. */
  public static String toYaml(TrainingConfig config) {
    return write(Yaml.MAPPER, config);
  }

  /** The whole configuration as one line of JSON, likewise. */
  public static String toJson(TrainingConfig config) {
    return write(JSON, config);
  }

  private static String write(ObjectMapper mapper, TrainingConfig config) {
    try {
      return mapper.writeValueAsString(ConfigTree.inUse(config));
    } catch (JsonProcessingException e) {
      throw new ConfigException("the configuration can't be written: " + e.getMessage(), e);
    }
  }

  private static String at(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null ? "" : ":" + location.getLineNr();
  }
}
