package org.emodna.features;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/**
 * An input that could not be used; the rest went on without it.
 *
 * @param path the file
 * @param reason why
 * @param remedy what to do about it; may be empty
 */
public record FailedInput(String path, String reason, String remedy) {
  /** One that nothing can be advised about. */
  public FailedInput(String path, String reason) {
    this(path, reason, "");
  }

  /** The same as a problem whose subject is the file. */
  public Problem problem() {
    return new Problem(path, reason, remedy);
  }

  /** Why an exception says that a file could not be used. */
  public static FailedInput of(String path, EmoDnaException why) {
    // What concerns another subject, such as the device, keeps its name.
    String subject = why.subject();
    boolean other = !subject.isEmpty() && !subject.equals(path);
    return new FailedInput(path, (other ? subject + ": " : "") + why.reason(), why.remedy());
  }
}
