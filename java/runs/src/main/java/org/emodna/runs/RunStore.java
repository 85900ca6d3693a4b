package org.emodna.runs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.emodna.base.AtomicFile;
import org.emodna.base.Problem;
import org.emodna.base.Progress;

/**
 * A folder of runs, each complete or absent, and of the plans that asked for them. Two stores are
 * joined by copying one's folders {@code plans} and {@code runs} over the other's. Safe for several
 * processes at once: runs of one address are the same, so that it does not matter whose comes
 * first.
 *
 * <p>docs/runs.md describes every file.
 */
public final class RunStore {
  /** More plans than anyone makes by hand. */
  private static final int MOST_PLANS = 10_000;

  private final Path folder;

  private RunStore(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** A store at a place, which is made as soon as something is written to it. */
  public static RunStore at(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new RunStoreException(
          Problem.of(folder, "is not a folder").remedy("name a folder for the runs"));
    }
    return new RunStore(folder);
  }

  /**
   * A store that is there already.
   *
   * @throws RunStoreException if it holds no plan
   */
  public static RunStore open(Path folder) {
    RunStore store = at(folder);
    if (!Files.isDirectory(store.plansFolder())) {
      throw new RunStoreException(
          Problem.of(folder, "is no run store: it has no folder 'plans'")
              .remedy("name the folder that was given to reproduce as --out"));
    }
    return store;
  }

  /** Where it is; absolute. */
  public Path folder() {
    return folder;
  }

  /** What runs under way need: checkpoints and locks. */
  public Path workFolder() {
    return folder.resolve("work");
  }

  private Path plansFolder() {
    return folder.resolve("plans");
  }

  private Path runsFolder() {
    return folder.resolve("runs");
  }

  /** The folder of a run, whether it is there or not. */
  public Path folder(RunAddress address) {
    return runsFolder().resolve(address.hex().substring(0, 2)).resolve(address.hex());
  }

  /** Whether a run is there; it is complete then. */
  public boolean contains(RunAddress address) {
    return Files.isRegularFile(folder(address).resolve(StoredRun.DESCRIPTION));
  }

  /** A run that is there; its files are read when they are asked for. */
  public StoredRun run(RunAddress address) {
    return new StoredRun(address, folder(address));
  }

  /**
   * Begins to write a run. It is in the store once it is {@linkplain RunWriter#commit committed}.
   *
   * @throws RunStoreException if the store can't be written to
   */
  public RunWriter begin(RunAddress address) {
    return new RunWriter(address, runsFolder(), folder(address));
  }

  /**
   * Removes what writers have left that were killed.
   *
   * @param progress is warned of what can't be removed
   */
  public void removeUnfinished(Progress progress) {
    RunWriter.removeUnfinished(runsFolder(), progress);
  }

  /**
   * Adds a plan. One that asks for the same as another replaces it.
   *
   * @return its file
   */
  public Path write(Plan plan) {
    Path file = plansFolder().resolve(plan.id() + ".json");
    try {
      Files.createDirectories(plansFolder());
      byte[] bytes = RunJson.bytes(plan);
      AtomicFile.write(file, out -> out.write(bytes));
    } catch (IOException e) {
      throw new RunStoreException(
          Problem.of(folder, "can't be written to (" + e.getMessage() + ")")
              .remedy("name a folder that can be written to, or change its permissions"),
          e);
    }
    return file;
  }

  /** The plans' files, by name. */
  public List<Path> planFiles() {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(plansFolder(), "[!.]*.json")) {
      for (Path file : all) {
        files.add(file);
        if (files.size() > MOST_PLANS) {
          throw new RunStoreException(
              Problem.of(plansFolder(), "holds more than " + MOST_PLANS + " plans")
                  .remedy("delete those that are of no interest"));
        }
      }
    } catch (IOException e) {
      throw new RunStoreException(Problem.of(plansFolder(), "can't be read (" + e + ")"), e);
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  /**
   * A plan from its file.
   *
   * @throws RunStoreException if it can't be read or is no plan
   */
  public static Plan readPlan(Path file) {
    return RunJson.read(file, Plan.class, "a plan");
  }

  /**
   * All plans, the newest first.
   *
   * @throws RunStoreException if one can't be read, or there is none
   */
  public List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    planFiles().forEach(file -> plans.add(readPlan(file)));
    if (plans.isEmpty()) {
      throw new RunStoreException(
          Problem.of(folder, "holds no plan").remedy("run reproduce with --out " + folder));
    }
    plans.sort(Comparator.comparing(Plan::made).reversed().thenComparing(Plan::id));
    return plans;
  }
}
