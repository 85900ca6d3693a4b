package org.emodna.spark;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.emodna.audio.DecodeLimits;
import org.emodna.kernels.DeviceChoice;
import org.emodna.recognition.Recognizer;

/**
 * A model on its way to the executors, each of which fetches its bytes once, and how it is used
 * there.
 *
 * @param bytes of the model file
 * @param name what messages call it
 * @param sha256 of the bytes: by it an executor knows the model again
 * @param device that the network runs on
 * @param maxSeconds as those after it, of {@link DecodeLimits}: the driver's, whatever the
 *     executors' own defaults are
 */
record SharedModel(
    Broadcast<byte[]> bytes,
    String name,
    String sha256,
    String device,
    double maxSeconds,
    long maxBytes,
    long maxSamples,
    boolean anyContainer)
    implements Serializable {
  DecodeLimits limits() {
    return new DecodeLimits(maxSeconds, maxBytes, maxSamples, anyContainer);
  }

  /**
   * The executor's recogniser, loaded where there is none yet.
   *
   * <p>It has as many threads as a task has cores ({@code spark.task.cpus}, mostly 1): Spark runs
   * as many tasks at once as fill the executor, and each decodes and computes in threads of its
   * own.
   */
  ExecutorRecognizers.Lease lease() {
    TaskContext task = TaskContext.get();
    int threads = task == null ? 1 : Math.max(1, task.cpus());
    return ExecutorRecognizers.lease(
        new ExecutorRecognizers.Key(sha256, device, threads, limits()),
        () ->
            Recognizer.builder()
                .device(DeviceChoice.of(device))
                .threads(threads)
                .limits(limits())
                .load(bytes.value(), name));
  }
}
