package org.emodna.training;

import java.util.List;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.features.FeatureLoader;

/**
 * The recordings of a corpus, or of a part of one, without labels: a source and a target of the
 * same recordings are the same. The hash is kept, as many runs ask for it.
 */
final class Recordings {
  private final String name;
  private final List<FeatureLoader.Input> inputs;
  private final int hash;

  private Recordings(String name, List<FeatureLoader.Input> inputs) {
    this.name = name;
    this.inputs = inputs;
    hash = 31 * name.hashCode() + inputs.hashCode();
  }

  static Recordings of(LabelledCorpus corpus) {
    return new Recordings(
        corpus.name(),
        corpus.items().stream()
            .map(i -> new FeatureLoader.Input(corpus.collection(), i.id(), i.sound(), i.speaker()))
            .toList());
  }

  static Recordings of(UnlabelledCorpus corpus) {
    return new Recordings(
        corpus.name(),
        corpus.items().stream()
            .map(i -> new FeatureLoader.Input(corpus.collection(), i.id(), i.sound(), i.speaker()))
            .toList());
  }

  /** Of the corpus. */
  String name() {
    return name;
  }

  /** In the corpus's order. */
  List<FeatureLoader.Input> inputs() {
    return inputs;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Recordings that
            && hash == that.hash
            && name.equals(that.name)
            && inputs.equals(that.inputs);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
