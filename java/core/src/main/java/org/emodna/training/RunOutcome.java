package org.emodna.training;

import java.time.Instant;
import java.util.List;
import org.emodna.evaluation.Predictions;
import org.emodna.model.Model;

/** What a run of a {@link TrainingMatrix} that was trained to its end came to. */
public final class RunOutcome {
  private final RunRequest request;
  private final TrainingResult.Summary summary;
  private final Model model;
  private final Predictions predictions;
  private final List<WatchedEpoch> watched;
  private final List<Embedding> embeddings;
  private final List<String> warnings;
  private final RunCost cost;

  private RunOutcome(Builder b) {
    request = b.request;
    summary = b.summary;
    model = b.model;
    predictions = b.predictions;
    watched = List.copyOf(b.watched);
    embeddings = List.copyOf(b.embeddings);
    warnings = List.copyOf(b.warnings);
    cost = b.cost;
  }

  /** The run that was wanted. */
  public RunRequest request() {
    return request;
  }

  /** Epochs, recordings that could not be used, device. */
  public TrainingResult.Summary summary() {
    return summary;
  }

  /** What was learnt; {@link org.emodna.model.ModelFile#save} makes a file of it. */
  public Model model() {
    return model;
  }

  /** For the direction's recognised recordings, in their order. */
  public Predictions predictions() {
    return predictions;
  }

  /** Predictions at the ends of the watched epochs, ascending; the last one is the last epoch's. */
  public List<WatchedEpoch> watched() {
    return watched;
  }

  /** Embeddings of source and recognised recordings; empty where they were not asked for. */
  public List<Embedding> embeddings() {
    return embeddings;
  }

  /** What the user should know, such as that of a collapse. */
  public List<String> warnings() {
    return warnings;
  }

  /** What it took. */
  public RunCost cost() {
    return cost;
  }

  /** When the set that it was trained in was begun, by the first process that was at it. */
  public Instant started() {
    return cost.started();
  }

  /** Its share of the seconds that its set took, in all processes. */
  public double seconds() {
    return cost.seconds();
  }

  /** Runs that were trained in the same operations, this one included. */
  public int replicas() {
    return cost.replicas();
  }

  /** Fills in an outcome. All but watched epochs, embeddings and warnings are needed. */
  static final class Builder {
    private final RunRequest request;
    private final TrainingResult.Summary summary;
    private Model model;
    private Predictions predictions;
    private List<WatchedEpoch> watched = List.of();
    private List<Embedding> embeddings = List.of();
    private List<String> warnings = List.of();
    private RunCost cost;

    Builder(RunRequest request, TrainingResult.Summary summary) {
      this.request = request;
      this.summary = summary;
    }

    Builder model(Model value) {
      model = value;
      return this;
    }

    Builder predictions(Predictions value) {
      predictions = value;
      return this;
    }

    Builder watched(List<WatchedEpoch> value) {
      watched = value;
      return this;
    }

    Builder embeddings(List<Embedding> value) {
      embeddings = value;
      return this;
    }

    Builder warnings(List<String> value) {
      warnings = value;
      return this;
    }

    Builder cost(RunCost value) {
      cost = value;
      return this;
    }

    RunOutcome build() {
      return new RunOutcome(this);
    }
  }
}
