package org.emodna.training;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emodna.config.ConfigFile;
import org.emodna.kernels.Device;
import org.emodna.kernels.NativeLibrary;
import org.emodna.model.Model;
import org.emodna.model.ModelInput;
import org.emodna.model.Network;
import org.emodna.objective.Roles;

/** The model of what a run has learnt, with where it comes from. */
final class RunModel {
  /** What provenance calls the SHA-256 of a jar from outside, followed by the jar's name. */
  private static final String EXTENSION = "extension.";

  private RunModel() {}

  /**
   * The model of a run.
   *
   * @param members what each network of its ensemble has learnt; one where it is none
   */
  static Model of(Job job, Network network, TrainingState.Weights[] members, Device device) {
    Model.Builder builder = Model.builder();
    for (TrainingState.Weights one : members) {
      builder.weights(network, one.parameters(), one.statistics());
    }
    return builder
        .encoder(network.group(Roles.EMOTION).encoder())
        .input(
            new ModelInput(
                job.config().input(),
                Optional.ofNullable(job.corpora().source().statistics()),
                job.corpora().forNewFiles()))
        .labels(job.config().labels())
        .config(ConfigFile.toJson(job.config()))
        .provenance(provenance(job, device))
        .build();
  }

  private static Map<String, String> provenance(Job job, Device device) {
    Map<String, String> provenance = new TreeMap<>();
    RunCorpora corpora = job.corpora();
    put(provenance, "source", corpora.source());
    corpora.target().ifPresent(target -> put(provenance, "target", target));
    if (!corpora.recognisesTarget()) {
      put(provenance, "recognised", corpora.recognised());
    }
    corpora.validation().ifPresent(heldBack -> put(provenance, "validation", heldBack));
    provenance.put("run", job.identity().data());
    provenance.put("normalisation", job.config().features().normalisation());
    provenance.put("seed", Long.toString(job.config().seed()));
    provenance.put("version", NativeLibrary.version());
    job.identity().extensions().forEach((jar, hash) -> provenance.put(EXTENSION + jar, hash));
    provenance.put("device", device.backend() + " " + device.name() + " " + device.instructions());
    return provenance;
  }

  private static void put(Map<String, String> provenance, String what, CorpusFeatures corpus) {
    provenance.put(what, corpus.set().name());
    provenance.put(what + "_utterances", Integer.toString(corpus.set().size()));
    provenance.put(what + "_sha256", corpus.contentHash());
  }
}
