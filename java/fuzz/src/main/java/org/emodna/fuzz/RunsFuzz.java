package org.emodna.fuzz;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
  private static final RunStore STORE = RunStore.at(folder());

  /** Its description is an input. */
  private static final RunAddress TRIED = new RunAddress("0123456789abcdef0123456789abcdef");

  /** Has a description that fits, and no hashes; its other files are inputs. */
  private static final RunAddress DESCRIBED = RunAddress.of(JsonNodeFactory.instance.objectNode());

  static {
    try {
      Files.createDirectories(STORE.folder(TRIED));
      Path described = Files.createDirectories(STORE.folder(DESCRIBED));
      String description =
          "{\"format\":\"emodna-run-1\",\"address\":\"%s\",\"determined_by\":{}}"
              .formatted(DESCRIBED);
      Expected.write(
          described.resolve(StoredRun.DESCRIPTION), description.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunsFuzz() {}

  private static Path folder() {
    try {
      Path memory = Path.of("/dev/shm");
      return Files.isWritable(memory)
          ? Files.createTempDirectory(memory, "emodna-fuzz")
          : Files.createTempDirectory("emodna-fuzz");
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
    StoredRun run = STORE.run(which < 2 ? TRIED : DESCRIBED);
    Path file = run.folder().resolve(FILES[which]);
    Expected.write(file, Arrays.copyOfRange(input, 1, input.length));
    try {
      switch (which) {
        case 0 -> RunStore.readPlan(file).id();
        case 1 -> run.description();
        case 2 -> run.epochs();
        default -> run.predictions();
      }
    } catch (EmoDnaException expected) {
      Expected.message(expected, file.toString(), input);
    }
  }
}
