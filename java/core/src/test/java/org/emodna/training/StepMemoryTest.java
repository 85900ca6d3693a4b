package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.kernels.KernelContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A thousand steps leave native memory where it was. */
class StepMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  private static long residentKiB() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmRSS in " + STATUS);
  }

  @Test
  void doesNotGrowOverAThousandSteps() throws IOException {
    Assumptions.assumeTrue(Files.exists(STATUS), "needs /proc to see the process's memory");
    try (KernelContext context = KernelContext.cpu(2);
        StepWorkload work =
            new StepWorkload(
                context, ToneCorpus.config(), List.of(1L), new StepWorkload.Size(40, 13, 32))) {
      for (int i = 0; i < 200; i++) {
        work.run();
      }
      long buffers = context.memoryInUse();
      long before = residentKiB();
      for (int i = 0; i < 1000; i++) {
        work.run();
      }
      assertEquals(buffers, context.memoryInUse());
      // Java's own heap may move a little; a leak of one small tensor a step would show.
      assertTrue(
          residentKiB() - before < 16 * 1024,
          "resident memory grew from " + before + " to " + residentKiB() + " KiB");
    }
  }
}
