package org.emodna.cli;

import static java.util.Map.entry;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.emodna.base.Problem;

/**
 * The command line's options for the settings that remedies, warnings and notes of the library name
 * as Java has them: type and method. This is the only place that knows both.
 */
final class OptionNames {
  static final Map<String, String> OPTIONS =
      new TreeMap<>(
          Map.ofEntries(
              entry("CorpusOptions.reader", "--corpus-reader (scan: --corpus)"),
              entry("CorpusOptions.layout", "--layout"),
              entry("CorpusOptions.labelColumns", "--label-column"),
              entry("DecodeLimits.maxSeconds", "--max-minutes"),
              entry("DecodeLimits.maxBytes", "--max-mib"),
              entry("DecodeLimits.maxSamples", "--max-minutes (each allows 11,520,000 samples)"),
              entry("DecodeLimits.withAnyContainer", "--any-container"),
              entry("Recognizer.embeddings", "--embeddings"),
              entry("Training.resume", "--resume"),
              entry("Training.restart", "--restart"),
              entry("Training.runSeeds", "--seeds")));

  private static final Pattern SETTING =
      Pattern.compile(
          OPTIONS.keySet().stream()
              .map(Pattern::quote)
              .collect(Collectors.joining("|", "\\b(?:", ")\\b")));

  private OptionNames() {}

  /** A text with options in the place of settings. */
  static String in(String text) {
    return SETTING.matcher(text).replaceAll(setting -> OPTIONS.get(setting.group()));
  }

  /** A problem with options; only its remedy names settings, the rest may hold names of files. */
  static Problem in(Problem problem) {
    return problem.remedy(in(problem.remedy()));
  }

  /** Its message. */
  static String message(Problem problem) {
    return in(problem).message();
  }
}
