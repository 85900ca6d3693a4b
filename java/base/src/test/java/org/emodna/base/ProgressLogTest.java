package org.emodna.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.emodna.base.ProgressEvent.Warned;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What listeners are told is in the log, too: once, and without noise by default. */
class ProgressLogTest {
  private final Logger logger = Logger.getLogger(Progress.LOGGER);
  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    handler.setLevel(Level.ALL);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void leave() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
    logger.setLevel(null);
  }

  private static void report(Progress progress) {
    progress.stage(Stage.SCAN, "scan a", 2);
    progress.warnOfRecording("a.wav", "is cut off");
    progress.advance(1, "a.wav");
    progress.warn("a", "can't be locked");
    progress.piece("run 1/2 done");
  }

  @Test
  void warningsOfTheWholeAreThereByDefaultWhoeverListens() {
    report(Progress.NONE);
    assertEquals(List.of("WARNING a: can't be locked"), lines);
  }

  @Test
  void theRestIsThereForDebugging() {
    logger.setLevel(Level.ALL);
    report(Progress.NONE);
    assertEquals(
        List.of(
            "FINE scan a",
            "FINE a.wav: is cut off",
            "WARNING a: can't be locked",
            "FINE run 1/2 done"),
        lines);
  }

  @Test
  void whatIsPassedOnIsLoggedOnce() {
    List<ProgressEvent> heard = new ArrayList<>();
    Progress outer = Progress.serial(heard::add);
    Progress inner = event -> outer.on(event);
    inner.warn("twice passed on");
    assertEquals(List.of(new Warned("", "twice passed on")), heard);
    assertEquals(List.of("WARNING twice passed on"), lines);
  }
}
