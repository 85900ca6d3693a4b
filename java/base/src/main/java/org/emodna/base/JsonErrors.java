package org.emodna.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/** Turns what a JSON or YAML parser says into words for the user of a file. */
public final class JsonErrors {
  private static final int MOST_CHARS = 200;

  private JsonErrors() {}

  /**
   * Why a text could not be parsed, without the parser's own terms.
   *
   * @param error the parser's exception
   * @return part of a sentence, on one line, at most some 200 characters
   */
  public static String reason(JsonProcessingException error) {
    if (error instanceof StreamConstraintsException) {
      return "it is nested too deeply, or a name, number or text in it is too long";
    }
    String text =
        String.valueOf(error.getOriginalMessage())
            .lines()
            .findFirst()
            .orElse("unreadable")
            // Where the parser believes its input to be, with its settings: "(start marker at …)".
            .replaceAll(" ?\\([^()]*\\[Source: .*", "")
            .replaceAll("\\p{Cntrl}", "?");
    return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
  }
}
