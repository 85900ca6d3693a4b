package org.emodna.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * Where a report comes from, and what to know before reading its figures.
 *
 * @param title of the report
 * @param made when the newest plan was made, ISO 8601; the same store gives the same report
 * @param folder the store's folder, as it was given; of an absolute path the last name
 * @param protocol what was to be run
 * @param corpora that the plans use
 * @param notes one sentence each: mixtures of devices or commits, changed settings
 * @param gaps what is not in the figures
 */
public record About(
    String title,
    String made,
    String folder,
    Protocol protocol,
    List<CorpusFacts> corpora,
    List<String> notes,
    @JsonUnwrapped Gaps gaps) {
  /** Keeps copies, which nobody changes afterwards. */
  public About {
    corpora = List.copyOf(corpora);
    notes = List.copyOf(notes);
  }

  /**
   * A protocol.
   *
   * @param text the whole protocol file
   */
  public record Protocol(String name, String description, String text) {}

  /**
   * What is not in the figures.
   *
   * @param failures runs that failed, or whose files can't be used
   * @param missing runs that a plan asks for and the store lacks, and cells left out on purpose
   * @param missingCorpora corpora that the protocol names and that were not found
   * @param unusable recordings that runs could not use
   * @param warnings of runs
   */
  public record Gaps(
      List<Failure> failures,
      List<Missing> missing,
      List<MissingCorpus> missingCorpora,
      List<Unusable> unusable,
      List<Warning> warnings) {
    /** Keeps copies, which nobody changes afterwards. */
    public Gaps {
      unusable = List.copyOf(unusable);
      warnings = List.copyOf(warnings);
      failures = List.copyOf(failures);
      missing = List.copyOf(missing);
      missingCorpora = List.copyOf(missingCorpora);
    }

    /** Whether there is nothing to say. */
    @JsonIgnore
    public boolean isEmpty() {
      return failures.isEmpty()
          && missing.isEmpty()
          && missingCorpora.isEmpty()
          && unusable.isEmpty()
          && warnings.isEmpty();
    }
  }

  /**
   * A run that failed, or whose files can't be used.
   *
   * @param run its folder below the store's, with slashes
   * @param problem what went wrong, in one sentence
   */
  public record Failure(
      String track, String row, String task, long seed, String run, String problem) {}

  /**
   * Runs of a cell that are not there.
   *
   * @param track empty for every track; row and task likewise
   * @param seeds of the missing runs; empty if the whole cell was left out
   * @param reason why, in one sentence
   */
  public record Missing(String track, String row, String task, List<Long> seeds, String reason) {
    /** Keeps copies, which nobody changes afterwards. */
    public Missing {
      seeds = List.copyOf(seeds);
    }
  }

  /**
   * A recording that runs could not use.
   *
   * @param path its last two names
   * @param runs how many left it out for this reason
   */
  public record Unusable(String path, String reason, int runs) {}

  /**
   * What runs warned of.
   *
   * @param runs how many
   */
  public record Warning(String text, int runs) {}

  /** A corpus that the protocol names and that was not found. */
  public record MissingCorpus(String name, String reason) {}
}
