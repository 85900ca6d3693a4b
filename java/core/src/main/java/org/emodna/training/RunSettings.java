package org.emodna.training;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.emodna.audio.DecodeLimits;
import org.emodna.base.Problem;
import org.emodna.features.FeatureCache;

/**
 * Where and how trainings run, whatever they learn: what those of one run and of a matrix have in
 * common. Nothing here changes what a model comes to, apart from the device.
 *
 * @param <B> the builder
 */
public abstract class RunSettings<B extends RunSettings<B>> {
  private String device = "auto";
  private int threads;
  private boolean resume;
  private boolean restart;
  private FeatureCache cache;
  private DecodeLimits limits = DecodeLimits.standard();
  private BooleanSupplier stop = () -> false;

  /** For the builders of this project. */
  protected RunSettings() {}

  /** The builder itself. */
  protected abstract B self();

  /** The device that was asked for. */
  protected final String wantedDevice() {
    return device;
  }

  /** Threads; 0 = all. */
  protected final int wantedThreads() {
    return threads;
  }

  /** What is decoded, and how much of it. */
  protected final DecodeLimits wantedLimits() {
    return limits;
  }

  /**
   * auto, cpu, cuda or cuda:N; for many runs also cuda:all or a list such as cuda:0,2 ({@link
   * org.emodna.kernels.DeviceChoice#each}).
   */
  public B device(String value) {
    device = value;
    return self();
  }

  /** CPU threads; 0 = all. The result does not depend on it. */
  public B threads(int value) {
    threads = value;
    return self();
  }

  /** Folder of the feature cache, with its usual limit; null = extract anew. */
  public B cache(Path folder) {
    return cache(folder == null ? null : new FeatureCache(folder));
  }

  /** The feature cache; null = extract anew. */
  public B cache(FeatureCache value) {
    cache = value;
    return self();
  }

  /** What is decoded, and how much of it; {@link DecodeLimits#standard()} unless it is given. */
  public B limits(DecodeLimits value) {
    limits = value;
    return self();
  }

  /**
   * Go on from the checkpoint of an interrupted run, where there is one. A run that finds one and
   * is told neither this nor {@link #restart} is refused with an {@link InterruptedRunException}.
   */
  public B resume(boolean value) {
    resume = value;
    return self();
  }

  /**
   * Begin anew even where an interrupted run has left a checkpoint; it is kept under its name with
   * ".old", replacing an earlier one.
   */
  public B restart(boolean value) {
    restart = value;
    return self();
  }

  /**
   * Asked before each step, and about every second while a solver or a teacher is at work; when it
   * says true a checkpoint is written, if there is a state, and the run ends, as it does where the
   * calling thread is interrupted. On several devices several threads ask, one at a time.
   */
  public B stopWhen(BooleanSupplier value) {
    stop = value;
    return self();
  }

  /**
   * The settings.
   *
   * @throws TrainingException if they exclude each other
   */
  final RunOptions options() {
    if (resume && restart) {
      throw new TrainingException(
          Problem.of("resume and restart", "a training can do only one of them"));
    }
    return new RunOptions(device, threads, cache, limits, resume, restart, stop);
  }
}
