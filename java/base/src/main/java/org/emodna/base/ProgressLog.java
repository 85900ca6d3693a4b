package org.emodna.base;

import java.lang.System.Logger.Level;

/** What listeners are told, in the program's log: as it is reported, whoever listens. */
final class ProgressLog {
  private static final System.Logger LOG = System.getLogger(Progress.LOGGER);

  private ProgressLog() {}

  static void warned(ProgressEvent.Warned event) {
    LOG.log(Level.WARNING, event::message);
  }

  /** There may be thousands of them, and one line of numbers says the same of all. */
  static void warnedOfRecording(ProgressEvent.Warned event) {
    LOG.log(Level.DEBUG, event::message);
  }

  static void said(String text) {
    if (!text.isEmpty()) {
      LOG.log(Level.DEBUG, text);
    }
  }
}
