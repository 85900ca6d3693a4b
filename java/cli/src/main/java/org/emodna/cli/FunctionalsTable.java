package org.emodna.cli;

import java.io.PrintStream;
import java.util.List;
import org.emodna.features.InputSpec;
import org.emodna.features.LoadedFeatures;

/** Vectors of files as comma-separated values: a row a file, a named column a value. */
final class FunctionalsTable {
  private FunctionalsTable() {}

  /**
   * Prints a table.
   *
   * @param input which is of vectors
   */
  static void print(InputSpec input, LoadedFeatures loaded, PrintStream out) {
    StringBuilder table = new StringBuilder("file");
    input.valueNames().forEach(name -> table.append(',').append(Output.csvField(name)));
    table.append('\n');
    List<String> ids = loaded.ids();
    for (int i = 0; i < ids.size(); i++) {
      table.append(Output.csvField(ids.get(i)));
      for (float value : loaded.features().get(i).values()) {
        table.append(',').append(value);
      }
      table.append('\n');
    }
    out.print(table);
    out.flush();
  }
}
