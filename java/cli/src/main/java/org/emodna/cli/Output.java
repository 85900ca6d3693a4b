package org.emodna.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.features.FailedInput;

/**
 * What all commands print in the same way. Results go to standard output, everything else to
 * standard error.
 */
final class Output {
  /** More failures than this are counted, not listed. */
  private static final int LISTED = 50;

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private Output() {}

  static void json(Object value) {
    System.out.println(toJson(value));
  }

  /** On one line. */
  static String toJson(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new EmoDnaException(
          Problem.of("the result", "can't be written as JSON (" + e.getMessage() + ")"), e);
    }
  }

  /** File names may hold characters that break the line or control the terminal. */
  static String line(Object text) {
    return String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
  }

  /** A warning on one line. */
  static String warning(Warned warned) {
    return "warning: "
        + line(new Warned(warned.subject(), OptionNames.in(warned.text())).message());
  }

  static List<FailedInput> both(List<FailedInput> some, List<FailedInput> others) {
    List<FailedInput> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  /** Lists failed inputs on standard error; the exit code that they make. */
  static int failures(List<FailedInput> failures, int inputs) {
    if (failures.isEmpty()) {
      return Main.DONE;
    }
    System.err.printf("%d of %d inputs could not be used:%n", failures.size(), inputs);
    for (FailedInput failure : failures.subList(0, Math.min(LISTED, failures.size()))) {
      System.err.println("  " + line(OptionNames.message(failure.problem())));
    }
    if (failures.size() > LISTED) {
      System.err.println("  … and " + (failures.size() - LISTED) + " more");
    }
    return failures.size() == inputs ? Main.NOTHING_DONE : Main.SOME_FAILED;
  }
}
