package org.emodna.corpus.manifest;

import java.util.Map;

/** Takes a manifest's rows as they are read. */
interface Rows {
  /** Field texts by normalised name; rows count from 1, the header not included. */
  void row(long number, Map<String, String> fields);

  /** A row that cannot be read, while others can. */
  void unreadable(long number, String reason);
}
