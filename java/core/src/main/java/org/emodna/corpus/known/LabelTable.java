package org.emodna.corpus.known;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.manifest.PlainTable;
import org.emodna.corpus.reader.CorpusFile;

/** A corpus's own table of labels, and what to say if it can't be read. */
final class LabelTable {
  private LabelTable() {}

  /**
   * Reads every row.
   *
   * @param into gets cells by column
   * @return what went wrong, to be added to a message; empty if nothing did
   */
  static String read(CorpusFile file, Consumer<Map<String, String>> into) {
    try {
      long unread = PlainTable.read(file.path(), into);
      return unread == 0 ? "" : "; %d rows of %s cannot be read".formatted(unread, file.id());
    } catch (CorpusException e) {
      return "; " + file.id() + " is not a readable CSV table";
    } catch (IOException e) {
      return "; " + file.id() + " cannot be read";
    }
  }
}
