package org.emodna.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.emodna.base.EmoDnaException;
import org.emodna.runs.RunAddress;
import org.emodna.runs.RunStore;
import org.emodna.runs.StoredRun;

/** Any bytes are a file of a run store, or end in one error that names it. */
public final class RunsFuzz {
  private static final String[] FILES = {
    "plan.json", StoredRun.DESCRIPTION, StoredRun.EPOCHS, StoredRun.PREDICTIONS
  };
  private static final Path FOLDER = folder();
  private static final StoredRun RUN =
      RunStore.at(FOLDER).run(new RunAddress("0123456789abcdef0123456789abcdef"));

  private RunsFuzz() {}

  private static Path folder() {
    try {
      Path memory = Path.of("/dev/shm");
      Path folder =
          Files.isWritable(memory)
              ? Files.createTempDirectory(memory, "emodna-fuzz")
              : Files.createTempDirectory("emodna-fuzz");
      RunAddress address = new RunAddress("0123456789abcdef0123456789abcdef");
      Files.createDirectories(RunStore.at(folder).folder(address));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    Expected.warmUp(RunsFuzz::fuzzerTestOneInput);
  }

  /**
   * Reads an input.
   *
   * @param input which file, then its content
   */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int which = (input[0] & 0xFF) % FILES.length;
    Path file = RUN.folder().resolve(FILES[which]);
    Expected.write(file, Arrays.copyOfRange(input, 1, input.length));
    try {
      switch (which) {
        case 0 -> RunStore.readPlan(file).id();
        case 1 -> RUN.description();
        case 2 -> RUN.epochs();
        default -> RUN.predictions();
      }
    } catch (EmoDnaException expected) {
      Expected.message(expected, file.toString());
    }
  }
}
