package org.emodna.corpus.reader;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.Consumer;

/** A corpus' own table of labels: CSV in UTF-8 with a header row. */
final class LabelTable {
  private static final int FILE_BYTES = 1 << 25;
  private static final ObjectReader READER =
      new CsvMapper().readerForMapOf(String.class).with(CsvSchema.emptySchema().withHeader());

  private LabelTable() {}

  /**
   * Reads every row.
   *
   * @param into gets cells by column
   * @return what went wrong, to be added to a message; empty if nothing did
   */
  static String read(CorpusFile file, Consumer<Map<String, String>> into) {
    try (InputStream in = Files.newInputStream(file.path())) {
      byte[] bytes = in.readNBytes(FILE_BYTES + 1);
      if (bytes.length > FILE_BYTES) {
        return "; %s is longer than %d bytes".formatted(file.id(), FILE_BYTES);
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      try (MappingIterator<Map<String, String>> rows =
          READER.readValues(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
        rows.forEachRemaining(into);
      }
      return "";
    } catch (JacksonException e) {
      return "; " + file.id() + " is not a readable CSV table";
    } catch (IOException | RuntimeException e) {
      return "; " + file.id() + " cannot be read";
    }
  }
}
