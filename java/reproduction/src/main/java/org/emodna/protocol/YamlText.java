package org.emodna.protocol;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.emodna.base.JsonErrors;
import org.emodna.base.PathText;
import org.emodna.base.Problem;

/** YAML from a stranger: its size is looked at before it is parsed, and it has no aliases. */
final class YamlText {
  /** A protocol is some pages of text; anything far larger is not one. */
  private static final int MAX_BYTES = 1 << 20;

  static final ObjectMapper MAPPER =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private YamlText() {}

  /** The text of a file. */
  static String read(Path file) {
    String name = PathText.of(file);
    // Not by the file's size: a pipe says 0, and so does a device without an end.
    try (InputStream in = Files.newInputStream(file)) {
      return text(in, name);
    } catch (NoSuchFileException e) {
      throw new ProtocolException(Problem.of(name, "there is no such file"), e);
    } catch (IOException e) {
      throw new ProtocolException(Problem.of(name, "can't be read as UTF-8 text (" + e + ")"), e);
    }
  }

  /** The text of a resource of this package. */
  static String resource(String name) {
    try (InputStream in = YamlText.class.getResourceAsStream(name)) {
      return text(in, name);
    } catch (IOException e) {
      throw new IllegalStateException("resource " + name, e);
    }
  }

  private static String text(InputStream in, String name) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ProtocolException(
          Problem.of(name, "is larger than 1 MiB, too large for a protocol or columns"));
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /**
   * The document of a text: a group of named settings.
   *
   * @param name of where it comes from, for messages
   */
  static ObjectNode parse(String text, String name) {
    JsonNode tree;
    try {
      refuseAliases(text, name);
      tree = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new ProtocolException(
          Problem.of(
              name + (at == null ? "" : ":" + at.getLineNr()),
              "is not YAML: " + JsonErrors.reason(e)),
          e);
    } catch (ProtocolException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The YAML parser answers some broken documents with exceptions of its own.
      throw new ProtocolException(
          Problem.of(name, "is not YAML: " + Names.shown(String.valueOf(e.getMessage()))), e);
    }
    if (!(tree instanceof ObjectNode document)) {
      throw new ProtocolException(Problem.of(name, "must be a group of named settings"));
    }
    return document;
  }

  /** An alias would be read as the text of its name, which nobody means. */
  private static void refuseAliases(String text, String name) throws IOException {
    try (YAMLParser parser = (YAMLParser) MAPPER.getFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw new ProtocolException(
              Problem.of(
                      name + ":" + parser.currentLocation().getLineNr(),
                      "has the alias *" + Names.shown(parser.getText()))
                  .remedy("write in its place what it stands for"));
        }
      }
    }
  }
}
