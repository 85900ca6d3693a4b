package org.emodna.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.emodna.base.JsonErrors;
import org.emodna.base.Problem;

/**
 * Parses the JSON header of a safetensors file and proves that its tensors tile the data section.
 *
 * <p>The header is read as a stream, token by token, so memory follows what it holds and not what
 * it claims; nothing is allocated from a number found in it.
 */
final class HeaderReader {
  static final String METADATA = "__metadata__";
  private static final int DEPTH = 3;

  /** Field names come from strangers: keep them out of the JVM-wide intern and symbol tables. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxNameLength(Limits.NAME_CHARS)
                  .maxNumberLength(20)
                  .maxStringLength((int) Limits.HEADER_BYTES)
                  .build())
          .build();

  private final String file;
  private final long dataBytes;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

  private HeaderReader(String file, long dataBytes) {
    this.file = file;
    this.dataBytes = dataBytes;
  }

  /** A header that was checked: tensors in the order of their data, without holes or overlaps. */
  record Header(Map<String, String> metadata, Map<String, TensorInfo> tensors) {}

  /**
   * Parses a header.
   *
   * @param file for messages
   * @param json exactly the header's bytes
   * @param dataBytes length of the data section behind it
   */
  static Header read(String file, InputStream json, long dataBytes) throws IOException {
    HeaderReader reader = new HeaderReader(file, dataBytes);
    try {
      // A decoder that reports, because Jackson guesses UTF-16 and UTF-32 when given bytes.
      var utf8 =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
      try (JsonParser parser = JSON.createParser(new InputStreamReader(json, utf8))) {
        reader.root(parser);
      }
    } catch (CharacterCodingException e) {
      throw new SafeTensorsException(Problem.of(file, "the header is not valid UTF-8"), e);
    } catch (JsonProcessingException e) {
      throw new SafeTensorsException(
          Problem.of(file, "the header is not valid JSON: " + JsonErrors.reason(e)), e);
    }
    return new Header(reader.metadata, reader.tiled());
  }

  private void root(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT
        || parser.currentTokenLocation().getCharOffset() != 0) {
      throw fail("the header does not begin with a JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw fail(quote(name) + " in the header is not a JSON object");
      }
      if (name.equals(METADATA)) {
        metadata(parser);
      } else {
        tensor(name, parser);
      }
    }
    if (parser.nextToken() != null) {
      throw fail("something follows the JSON object in the header");
    }
  }

  private void metadata(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw fail("the value of " + quote(key) + " in __metadata__ is not a string");
      }
      metadata.put(key, parser.getText());
    }
  }

  private void tensor(String name, JsonParser parser) throws IOException {
    if (tensors.size() == Limits.TENSORS) {
      throw fail("the header lists more than " + Limits.TENSORS + " tensors");
    }
    DType dtype = null;
    long[] shape = null;
    long[] offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "dtype" -> dtype = dtype(name, parser);
        case "shape" -> shape = naturals(name, key, Limits.RANK, parser);
        case "data_offsets" -> offsets = naturals(name, key, 2, parser);
        default -> throw fail("tensor " + quote(name) + " has an unknown field " + quote(key));
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      throw fail("tensor " + quote(name) + " lacks one of dtype, shape, data_offsets");
    }
    if (offsets.length != 2) {
      throw fail("data_offsets of tensor " + quote(name) + " are not two numbers");
    }
    if (offsets[0] > offsets[1]) {
      throw fail("tensor " + quote(name) + " begins at " + offsets[0] + ", after its end");
    }
    if (offsets[1] > dataBytes) {
      throw fail(
          "tensor %s ends at byte %d of the data, but there are only %d"
              .formatted(quote(name), offsets[1], dataBytes));
    }
    requireSize(name, dtype, shape, offsets[1] - offsets[0]);
    tensors.put(name, new TensorInfo(name, dtype, shape, offsets[0], offsets[1]));
  }

  private DType dtype(String name, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw fail("the dtype of tensor " + quote(name) + " is not a string");
    }
    DType dtype = DType.named(parser.getText());
    if (dtype == null) {
      throw fail(
          "tensor %s has the unknown dtype %s (known: %s)"
              .formatted(quote(name), quote(parser.getText()), DType.known()));
    }
    return dtype;
  }

  private long[] naturals(String name, String key, int most, JsonParser parser) throws IOException {
    String what = key + " of tensor " + quote(name);
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw fail(what + " is not a list");
    }
    long[] values = new long[most];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw fail(what + " holds something that is not a whole number");
      }
      if (parser.getText().startsWith("-")) {
        throw fail(what + " holds a negative number, " + parser.getText());
      }
      if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw fail(what + " holds a number beyond 63 bits, " + parser.getText());
      }
      if (count == most) {
        throw fail(what + " has more than " + most + " numbers");
      }
      values[count++] = parser.getLongValue();
    }
    return Arrays.copyOf(values, count);
  }

  private void requireSize(String name, DType dtype, long[] shape, long bytes) {
    long expected;
    try {
      expected = Math.multiplyExact(TensorInfo.elements(shape), dtype.bytes());
    } catch (ArithmeticException e) {
      throw new SafeTensorsException(
          Problem.of(
              file,
              "the shape of tensor %s is beyond 63 bits: %s"
                  .formatted(quote(name), Arrays.toString(shape))),
          e);
    }
    if (expected != bytes) {
      throw fail(
          "tensor %s, %s%s, takes %d bytes, but its data_offsets span %d"
              .formatted(quote(name), dtype, Arrays.toString(shape), expected, bytes));
    }
  }

  /** The tensors ordered by place; every byte of the data must belong to exactly one of them. */
  private Map<String, TensorInfo> tiled() {
    Collection<TensorInfo> byPlace =
        tensors.values().stream()
            .sorted(Comparator.comparingLong(TensorInfo::begin).thenComparing(TensorInfo::end))
            .toList();
    Map<String, TensorInfo> ordered = new LinkedHashMap<>();
    long position = 0;
    for (TensorInfo tensor : byPlace) {
      if (tensor.begin() < position) {
        throw fail("tensor " + quote(tensor.name()) + " overlaps the tensor before it");
      }
      if (tensor.begin() > position) {
        throw fail(
            "%d bytes before tensor %s belong to no tensor"
                .formatted(tensor.begin() - position, quote(tensor.name())));
      }
      position = tensor.end();
      ordered.put(tensor.name(), tensor);
    }
    if (position != dataBytes) {
      throw fail(
          "%d bytes at the end of the file belong to no tensor".formatted(dataBytes - position));
    }
    return ordered;
  }

  private SafeTensorsException fail(String cause) {
    return new SafeTensorsException(file, cause);
  }

  static String quote(String text) {
    return "'" + excerpt(text) + "'";
  }

  /** Text from a stranger, short and on one line. */
  static String excerpt(String text) {
    String head = text.length() <= 200 ? text : text.substring(0, 200) + "...";
    return head.replaceAll("\\p{Cntrl}", "?");
  }
}
