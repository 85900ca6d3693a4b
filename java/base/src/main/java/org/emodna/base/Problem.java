package org.emodna.base;

import java.io.Serializable;

/**
 * What went wrong, in parts: what an {@link EmoDnaException} says, and a file that failed among
 * many. Programs look at the parts; people read {@link #message()}, and nothing takes that apart
 * again.
 *
 * <p>A remedy names settings as Java has them, a type and its method such as {@code
 * CorpusOptions.layout}. The command line puts its options in their place.
 *
 * @serial exclude
 * @param subject the file, setting, option or argument concerned; empty where there is none
 * @param reason what is wrong with it, as part of a sentence
 * @param remedy what to do; empty where there is nothing to advise
 */
public record Problem(String subject, String reason, String remedy) implements Serializable {
  /** What is wrong with something; {@link #remedy(String)} adds what to do. */
  public static Problem of(Object subject, String reason) {
    return new Problem(String.valueOf(subject), reason, "");
  }

  /** What is wrong, where no one thing is concerned. */
  public static Problem of(String reason) {
    return new Problem("", reason, "");
  }

  /** The same with what to do. */
  public Problem remedy(String what) {
    return new Problem(subject, reason, what);
  }

  /**
   * The same as a part of something larger, such as a setting in its file. What is the subject
   * already is not named twice.
   */
  public Problem in(Object place) {
    String whole = String.valueOf(place);
    if (subject.isEmpty() || subject.equals(whole)) {
      return new Problem(whole, reason, remedy);
    }
    return new Problem(whole + ": " + subject, reason, remedy);
  }

  /** Reason and remedy, for where the subject stands already. */
  public String explanation() {
    return remedy.isEmpty() ? reason : reason + "; " + remedy;
  }

  /** All of it on one line: "subject: reason; remedy". */
  public String message() {
    return subject.isEmpty() ? explanation() : subject + ": " + explanation();
  }
}
