package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.base.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Ctrl-C does hangs on the kind of stage under way, whatever its title says. */
class StoppableTrainingTest {
  /** Kept, as loggers are forgotten with what was set. */
  private static final Logger HEARD = Logger.getLogger(Progress.LOGGER);

  /** What the view says is logged, too; as in the program, the log must not say it again. */
  @BeforeAll
  static void silence() {
    HEARD.setLevel(Level.OFF);
  }

  private static String said(Runnable work) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void beforeTheTrainingThereIsNothingToWaitFor() {
    try (StoppableTraining training = new StoppableTraining(true)) {
      training.progress.stage(Stage.FEATURES, "training set: features", 3);
      assertFalse(training.stopped());
      String said = said(() -> training.leave(true));
      assertTrue(said.contains("stopped before training began"), said);
      assertTrue(training.stopped());
    }
  }

  @Test
  @Timeout(60)
  void whileItTrainsTheStateIsWaitedFor() throws InterruptedException {
    Thread leaving;
    try (StoppableTraining training = new StoppableTraining(true)) {
      training.progress.stage(Stage.TRAINING, "epochs of dann", 3);
      leaving = new Thread(() -> training.leave(true));
      leaving.start();
      while (!training.stopped()) {
        Thread.sleep(5);
      }
      leaving.join(200);
      assertTrue(leaving.isAlive(), "it waits for the checkpoint");
    }
    leaving.join(TimeUnit.SECONDS.toMillis(30));
    assertFalse(leaving.isAlive());
  }

  @Test
  void anEpochIsALineWithoutATerminalWhateverItsTextAndAFileIsNot() {
    String said =
        said(
            () -> {
              try (ProgressBarView view = new ProgressBarView()) {
                view.stage(Stage.TRAINING, "training", 2);
                view.advance(1, "epoch.wav");
                view.on(new EpochEnded(1, 1, 2, "loss 0.5", List.of()));
                view.warn("a\nb.wav", "is silent");
              }
            });
    assertEquals(
        "training (2)\n  loss 0.5\nwarning: a?b.wav: is silent\n",
        said.replace(System.lineSeparator(), "\n"));
  }
}
