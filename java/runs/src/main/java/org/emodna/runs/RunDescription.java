package org.emodna.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.emodna.base.Problem;

/**
 * What a run is, as {@code run.json} has it: what determined its result, where that came from, and
 * what there is to know about it.
 *
 * @param format {@link #FORMAT}
 * @param address of the run; follows from what determined it
 * @param determinedBy all that its bits depend on
 * @param provenance what they do not depend on: when, where and how long
 * @param data sizes of what it learnt from and recognised
 * @param selection which epoch its predictions are of
 * @param unusable recordings that were left out
 * @param warnings what the user should know, such as that of a collapse
 * @param files SHA-256 of each file beside the description, by name; {@link RunWriter} fills it in
 * @param failure why it has no predictions; null where it has
 */
public record RunDescription(
    String format,
    RunAddress address,
    JsonNode determinedBy,
    Provenance provenance,
    Map<String, Part> data,
    Selection selection,
    List<Unusable> unusable,
    List<String> warnings,
    Map<String, String> files,
    Problem failure) {
  /** The only format so far. */
  public static final String FORMAT = "emodna-run-1";

  /** Name of the part that a run learns from, in {@link #data}. */
  public static final String SOURCE = "source";

  /** Name of the part that a run adapts to; absent where it adapts to none. */
  public static final String TARGET = "target";

  /** Name of the part that a run recognises. */
  public static final String RECOGNISED = "recognised";

  /** Name of what is held back of the source; absent where nothing is. */
  public static final String VALIDATION = "validation";

  /**
   * Where a result comes from.
   *
   * @param commit of the sources that the program was built from; empty where that is not known
   * @param version of the program
   * @param started time in ISO 8601
   * @param seconds of training and prediction, shared among the replicas of a set
   * @param replicas that were trained in the same steps
   * @param machine cpu, device, threads, java and os by name
   */
  public record Provenance(
      String commit,
      String version,
      String started,
      double seconds,
      int replicas,
      Map<String, String> machine) {
    /** Puts empty values for absent ones, and keeps copies. */
    public Provenance {
      commit = Objects.requireNonNullElse(commit, "");
      version = Objects.requireNonNullElse(version, "");
      started = Objects.requireNonNullElse(started, "");
      machine = new TreeMap<>(Objects.requireNonNullElse(machine, Map.of()));
    }
  }

  /**
   * A part of a corpus.
   *
   * @param name of the corpus, or of the part
   * @param utterances that were used
   * @param speakers that are known
   * @param classes utterances of each class, where the labels are known to who wrote this
   */
  public record Part(String name, int utterances, int speakers, Map<String, Integer> classes) {
    /** Puts empty values for absent ones, and keeps copies. */
    public Part {
      name = Objects.requireNonNullElse(name, "");
      classes = Objects.requireNonNullElse(classes, Map.of());
    }
  }

  /**
   * Which epoch counts.
   *
   * @param rule "last-epoch"
   * @param epoch its number, from 1
   */
  public record Selection(String rule, int epoch) {
    /** The last epoch counts, whatever the others would have come to. */
    public static final String LAST_EPOCH = "last-epoch";
  }

  /** A recording that could not be used. */
  public record Unusable(String path, String reason) {}

  /**
   * Puts empty values for absent ones, and copies lists and maps.
   *
   * @throws RunStoreException if the format is not one that this version reads, or there is no
   *     address
   */
  public RunDescription {
    if (!FORMAT.equals(format)) {
      throw new RunStoreException(
          Problem.of("format '" + format + "'", "is not one that this version reads")
              .remedy("it reads " + FORMAT));
    }
    if (address == null || determinedBy == null || !determinedBy.isObject()) {
      throw new RunStoreException(
          Problem.of("run", "it lacks 'address' or the object 'determined_by'"));
    }
    provenance =
        Objects.requireNonNullElseGet(provenance, () -> new Provenance("", "", "", 0, 1, Map.of()));
    data = new TreeMap<>(Objects.requireNonNullElse(data, Map.of()));
    selection = Objects.requireNonNullElse(selection, new Selection(Selection.LAST_EPOCH, 0));
    unusable = List.copyOf(Objects.requireNonNullElse(unusable, List.of()));
    warnings = List.copyOf(Objects.requireNonNullElse(warnings, List.of()));
    files = new TreeMap<>(Objects.requireNonNullElse(files, Map.of()));
  }

  /** The same with hashes of the files beside it. */
  RunDescription withFiles(Map<String, String> hashes) {
    return new RunDescription(
        format,
        address,
        determinedBy,
        provenance,
        data,
        selection,
        unusable,
        warnings,
        hashes,
        failure);
  }

  /** The configuration with its seed, as it was understood. */
  public JsonNode settings() {
    return determinedBy.path("settings");
  }

  /** The random seed; 0 where the settings name none. */
  public long seed() {
    return settings().path("seed").asLong();
  }

  /** Device and instruction set, as "cpu avx512". */
  public String device() {
    return (determinedBy.path("device").asText() + " " + determinedBy.path("instructions").asText())
        .strip();
  }

  /** Why it has no predictions; empty where it has. */
  public Optional<Problem> problem() {
    return Optional.ofNullable(failure);
  }
}
