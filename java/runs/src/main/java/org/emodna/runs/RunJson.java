package org.emodna.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.emodna.base.EmoDnaException;
import org.emodna.base.JsonErrors;
import org.emodna.base.Problem;

/** The JSON files of a store. Names that a later version adds are passed over. */
final class RunJson {
  /** Ten thousand runs make a plan of 2 MB. */
  private static final int MOST_BYTES = 64 << 20;

  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private RunJson() {}

  static <T> T read(Path file, Class<T> type, String what) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new RunStoreException(
            Problem.of(file, "is larger than 64 MiB, so it is not " + what));
      }
      T value = MAPPER.readValue(bytes, type);
      if (value == null) {
        throw new RunStoreException(Problem.of(file, "is empty, so it is not " + what));
      }
      return value;
    } catch (NoSuchFileException e) {
      throw new RunStoreException(Problem.of(file, "there is no such file"), e);
    } catch (JsonProcessingException e) {
      // The records' own checks speak for themselves.
      String reason =
          e.getCause() instanceof EmoDnaException own
              ? own.problem().message()
              : JsonErrors.reason(e);
      throw new RunStoreException(Problem.of(file, "is not " + what + ": " + reason), e);
    } catch (IOException e) {
      throw new RunStoreException(Problem.of(file, "can't be read (" + e + ")"), e);
    }
  }

  static byte[] bytes(Object value) {
    try {
      return (MAPPER.writeValueAsString(value) + '\n')
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
