package org.emodna.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.base.AtomicFile;
import org.emodna.base.Problem;

/** Writes the files of a report into a folder, each in one step, replacing earlier ones. */
public final class ReportWriter {
  private ReportWriter() {}

  /**
   * A file of a report.
   *
   * @param name of the file, without a folder
   * @param content in one go
   */
  public record Output(String name, AtomicFile.Content content) {
    /**
     * Demands a plain name.
     *
     * @throws IllegalArgumentException if the name has a folder, a capital letter or a sign in it
     */
    public Output {
      if (!name.matches("[a-z][a-z0-9.-]*")) {
        throw new IllegalArgumentException("'" + name + "' is not a file name of a report");
      }
    }
  }

  /** The report itself, {@code report.json}. */
  public static Output json(Report report) {
    return new Output("report.json", out -> ReportJson.write(out, report));
  }

  /**
   * Refuses a folder for a report that is one of the store's own or lies in one: a report there
   * would be taken for a plan or a run, or deleted with them.
   *
   * @throws ReportException if it is
   */
  public static void requireOutside(Path store, Path folder) {
    for (String own : List.of("plans", "runs", "work")) {
      if (real(folder).startsWith(real(store).resolve(own))) {
        throw new ReportException(
            Problem.of(folder, "lies in the store's own folder '" + own + "'")
                .remedy("name another folder as --out, such as " + store.resolve("report")));
      }
    }
  }

  /** Without links, as far as the path exists. */
  private static Path real(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    for (Path there = whole; there != null; there = there.getParent()) {
      if (Files.exists(there)) {
        try {
          return there.toRealPath().resolve(there.relativize(whole));
        } catch (IOException e) {
          return whole;
        }
      }
    }
    return whole;
  }

  /**
   * Writes all of them; makes the folder if necessary.
   *
   * @throws ReportException if one can't be written: those before it are new, those after it are
   *     old
   */
  public static void write(Path folder, List<Output> outputs) {
    Path at = folder;
    try {
      Files.createDirectories(folder);
      for (Output output : outputs) {
        at = folder.resolve(output.name());
        AtomicFile.write(at, output.content());
      }
    } catch (IOException e) {
      throw new ReportException(
          Problem.of(at, "the report can't be written (" + e + ")")
              .remedy(
                  "name another folder as --out, one that can be written to on a disk with room"),
          e);
    }
  }
}
