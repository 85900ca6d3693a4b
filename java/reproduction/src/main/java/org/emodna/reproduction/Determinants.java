package org.emodna.reproduction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.emodna.audio.DecodeLimits;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.features.StoredStream;
import org.emodna.features.stored.PrecomputedStream;
import org.emodna.kernels.Device;
import org.emodna.training.Direction;
import org.emodna.training.PartsInUse;

/**
 * All that a run's bits depend on, as {@code run.json} states it and as its address is made from:
 * settings, recordings, labels, device, and the version of the arithmetic. Names of corpora,
 * columns and tasks are not among them, nor is the machine.
 */
final class Determinants {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What all runs of a matrix have in common. */
  record Circumstances(Device device, DecodeLimits limits, int watchedEpochs) {}

  private final Device device;
  private final DecodeLimits limits;
  private final int watchedEpochs;
  private final CorpusHashes hashes;
  private final StoredHashes stored = new StoredHashes();

  Determinants(Circumstances circumstances, CorpusHashes hashes) {
    device = circumstances.device;
    limits = circumstances.limits;
    watchedEpochs = circumstances.watchedEpochs;
    this.hashes = hashes;
  }

  /** What a task's runs have in common; hashing thousands of recordings once is enough. */
  record OfTask(
      String source, String target, String recognised, String validation, Direction direction) {}

  /** What addresses say of a device, for people: runs of equal texts have equal addresses. */
  static String kind(Device device) {
    String kind = device.backend() + " " + device.instructions();
    return device.backend().equals("cpu") ? kind : kind + " " + device.name();
  }

  /** The hashes of a task's parts; null where there is no such part. */
  OfTask task(Direction direction, Truth truth) {
    return new OfTask(
        hashes.of(CorpusHashes.recordings(direction.source())),
        direction.target() == null ? null : hashes.of(CorpusHashes.recordings(direction.target())),
        hashes.of(truth.recognised()),
        truth.validation().isEmpty() ? null : hashes.of(truth.validation()),
        direction);
  }

  /**
   * Of one run; a new tree.
   *
   * @param config with its seed
   */
  ObjectNode of(TrainingConfig config, OfTask task) {
    ObjectNode all = JSON.createObjectNode();
    all.put("numerics", Numerics.VERSION);
    all.put("device", device.backend());
    all.put("instructions", device.instructions());
    if (!device.backend().equals("cpu")) {
      // GPUs of one capability may still differ in how they share out their work.
      all.put("device_name", device.name());
    }
    all.set("settings", settings(config));
    ObjectNode decoding = all.putObject("limits");
    decoding.put("max_seconds", limits.maxSeconds());
    decoding.put("max_bytes", limits.maxBytes());
    decoding.put("any_container", limits.anyContainer());
    ObjectNode jars = all.putObject("extensions");
    PartsInUse.extensionHashes(config).forEach(hash -> jars.put(hash, true));
    all.put("watched_epochs", watchedEpochs);
    part(all, "source", task.source);
    part(all, "target", task.target);
    part(all, "recognised", task.recognised);
    part(all, "validation", task.validation);
    lookedUp(all, config, task.direction);
    return all;
  }

  /** What values that are looked up are, in the place of where they lie; nothing without any. */
  private void lookedUp(ObjectNode all, TrainingConfig config, Direction direction) {
    List<StoredStream> streams = stored.streams(config);
    if (streams.isEmpty()) {
      return;
    }
    if (all.path("settings").path(PrecomputedStream.NAME) instanceof ObjectNode section) {
      section.remove(List.of("path", "keys"));
    }
    ObjectNode values = all.putObject("stored_values");
    LabelledCorpus source = direction.source();
    List<String> ids = source.items().stream().map(LabelledCorpus.Item::id).toList();
    part(values, "source", stored.of(streams, source.collection(), ids));
    lookedUp(values, "target", streams, direction.target());
    lookedUp(values, "recognised", streams, direction.recognised());
    lookedUp(values, "validation", streams, direction.validation());
  }

  private void lookedUp(
      ObjectNode values, String name, List<StoredStream> streams, UnlabelledCorpus corpus) {
    if (corpus == null) {
      values.putNull(name);
      return;
    }
    List<String> ids = corpus.items().stream().map(UnlabelledCorpus.Item::id).toList();
    part(values, name, stored.of(streams, corpus.collection(), ids));
  }

  private static void part(ObjectNode all, String name, String sha256) {
    if (sha256 == null) {
      all.putNull(name);
    } else {
      all.putObject(name).put("sha256", sha256);
    }
  }

  private static ObjectNode settings(TrainingConfig config) {
    try {
      return (ObjectNode) JSON.readTree(ConfigFile.toJson(config));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Recordings with the labels that only scoring sees: a score depends on them.
   *
   * @param recognised what a run recognises
   * @param validation what is held back of its source; empty where nothing is
   */
  record Truth(List<CorpusHashes.Recording> recognised, List<CorpusHashes.Recording> validation) {}
}
