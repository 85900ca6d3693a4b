package org.emodna.protocol;

import java.util.List;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.Utterance;

/** Tasks within one corpus, by this project's own folds. */
final class FoldTasks {
  private final Protocol.Content protocol;
  private final FoundCorpora corpora;
  private final TaskList into;
  private final TaskParts parts;

  FoldTasks(Protocol.Content protocol, FoundCorpora corpora, TaskList into) {
    this.protocol = protocol;
    this.corpora = corpora;
    this.into = into;
    parts = new TaskParts(protocol, into);
  }

  void make(TaskRule rule) {
    for (FoundCorpora.Missing missing : corpora.missing()) {
      into.leaveOut(missing.name(), "is missing or can't be read");
    }
    for (FoundCorpora.Found one : corpora.found()) {
      make(one.name(), one.corpus(), rule);
    }
  }

  private void make(String name, Corpus whole, TaskRule rule) {
    if (whole.counts().isEmpty()) {
      into.leaveOut(name, "has no labels");
      return;
    }
    LabelSet labels = parts.labels(name, whole, whole, List.of());
    if (labels == null) {
      return;
    }
    if (whole.counts().keySet().stream().noneMatch(labels::contains)) {
      into.leaveOut(name, "has no recording of " + labels);
      return;
    }
    Corpus corpus = whole.select(labels);
    boolean bySpeaker = !(rule instanceof TaskRule.Folds folds && !folds.bySpeaker());
    int speakers = Fold.bySpeaker(known(corpus)).size();
    if (bySpeaker && TaskParts.withoutSpeaker(corpus) > 0) {
      into.leaveOut(
          name,
          "%d of its recordings have no speaker, by whom it would be parted"
              .formatted(TaskParts.withoutSpeaker(corpus)));
      return;
    }
    int least = rule instanceof TaskRule.Folds folds ? folds.count() : 2;
    int there = bySpeaker ? speakers : corpus.utterances().size();
    if (there < least) {
      into.leaveOut(
          name,
          "has %d %s, and %d are needed"
              .formatted(there, bySpeaker ? "speakers" : "recordings", least));
      return;
    }
    for (Fold fold : folds(corpus, rule)) {
      String task = name + " fold " + fold.name();
      if (into.wants(task) || into.wants(name)) {
        parts.add(
            Task.Kind.FOLD,
            new Task.Ends(name, name),
            task,
            labels,
            TaskParts.rest(corpus, fold.test(), task + ", learnt from"),
            null,
            corpus.part(fold.test(), task));
      }
    }
  }

  private static List<Utterance> known(Corpus corpus) {
    return corpus.utterances().stream().filter(one -> one.speaker() != null).toList();
  }

  private List<Fold> folds(Corpus corpus, TaskRule rule) {
    if (!(rule instanceof TaskRule.Folds folds)) {
      return Fold.ofSpeakers(corpus);
    }
    if (folds.bySpeaker()) {
      return Fold.ofSpeakerGroups(corpus, folds.count(), folds.seed());
    }
    into.speakersMayRecur();
    into.note(
        "the folds part single recordings: a speaker's are on both sides, so figures say nothing of"
            + " speakers who were not learnt from");
    return Fold.ofUtterances(corpus, folds.count(), folds.seed());
  }
}
