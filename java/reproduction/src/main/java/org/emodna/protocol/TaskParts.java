package org.emodna.protocol;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.corpus.Utterance;
import org.emodna.evaluation.Target;
import org.emodna.training.Direction;

/** Makes tasks of parts of corpora, or says why there can't be one. */
final class TaskParts {
  /** Of the draw of speakers that are held back; folds have a seed of their own. */
  private static final long DRAW = 1;

  private final Protocol.Content protocol;
  private final TaskList into;

  TaskParts(Protocol.Content protocol, TaskList into) {
    this.protocol = protocol;
    this.into = into;
  }

  /** The classes that both have, or that the protocol names; null where there are not two. */
  LabelSet labels(String task, Corpus source, Corpus target, List<String> named) {
    if (!named.isEmpty()) {
      return LabelSet.named(named);
    }
    if (!protocol.labels().isEmpty()) {
      return LabelSet.named(protocol.labels());
    }
    List<Emotion> shared =
        source.counts().keySet().stream().filter(target.counts()::containsKey).toList();
    if (shared.size() < 2) {
      into.leaveOut(
          task,
          "its corpora share "
              + (shared.isEmpty() ? "no class" : "one class alone, " + shared.get(0)));
      return null;
    }
    return LabelSet.of(shared);
  }

  /**
   * Adds a task.
   *
   * @param train what may be learnt from
   * @param adapt what is adapted to; null = nothing
   * @param test what is recognised; may be {@code adapt} itself
   */
  void add(
      Task.Kind kind,
      Task.Ends ends,
      String name,
      LabelSet labels,
      Corpus train,
      Corpus adapt,
      Corpus test) {
    Corpus source = selected(name, train, labels, "to learn from");
    Corpus recognised = selected(name, test, labels, "to recognise");
    if (source == null || recognised == null) {
      return;
    }
    Corpus held = null;
    if (protocol.validation() > 0) {
      Set<String> ids = heldBack(name, source);
      if (ids == null) {
        return;
      }
      held = source.part(ids, source.name() + ", held back");
      source = rest(source, ids, source.name() + ", without what is held back");
    }
    LabelledCorpus labelled = source.labelled(labels);
    if (!labelled.missing().isEmpty()) {
      into.leaveOut(
          name,
          "its source %s has no recording of %s"
              .formatted(ends.source(), String.join(", ", labelled.missing())));
      return;
    }
    List<String> absent =
        labels.emotions().stream()
            .filter(emotion -> !recognised.counts().containsKey(emotion))
            .map(Emotion::name)
            .toList();
    if (absent.size() > labels.size() - 2) {
      into.leaveOut(name, "what it recognises has one class alone");
      return;
    }
    if (!absent.isEmpty()) {
      into.note(
          "%s: nothing that is recognised is %s; UAR is the mean over the other classes"
              .formatted(name, String.join(", ", absent)));
    }
    Target target = Target.of(recognised, labels);
    UnlabelledCorpus adapted = null;
    if (adapt != null) {
      // The same object says that it is the same recordings.
      adapted = adapt == test ? target.corpus() : adapted(name, adapt, labels);
      if (adapted == null) {
        return;
      }
    }
    Target validation = held == null ? null : Target.of(held, labels);
    Direction direction =
        new Direction(
            name,
            labelled,
            adapted,
            target.corpus(),
            validation == null ? null : validation.corpus());
    into.add(new Task(kind, ends, direction, target, validation));
  }

  private UnlabelledCorpus adapted(String task, Corpus adapt, LabelSet labels) {
    Corpus chosen = selected(task, adapt, labels, "to adapt to");
    return chosen == null ? null : chosen.unlabelled();
  }

  /** The recordings of the classes; null where there are none, which is said. */
  private Corpus selected(String task, Corpus part, LabelSet labels, String what) {
    Set<String> ids =
        part.utterances().stream()
            .filter(one -> labels.contains(one.emotion()))
            .map(Utterance::id)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (ids.isEmpty()) {
      into.leaveOut(task, "has no recording %s of %s".formatted(what, labels));
      return null;
    }
    return part.part(ids, part.name());
  }

  private Set<String> heldBack(String task, Corpus source) {
    if (withoutSpeaker(source) > 0) {
      into.leaveOut(
          task,
          "speakers are to be held back, and "
              + withoutSpeaker(source)
              + " of its source's"
              + " recordings have none");
      return null;
    }
    Set<String> ids = Fold.share(source.utterances(), protocol.validation(), DRAW);
    if (ids.isEmpty()) {
      into.leaveOut(task, "its source has one speaker alone, who can't be held back");
      return null;
    }
    return ids;
  }

  /** How many recordings have no speaker. */
  static long withoutSpeaker(Corpus corpus) {
    return corpus.utterances().stream().filter(one -> one.speaker() == null).count();
  }

  /** All of a corpus but some. */
  static Corpus rest(Corpus corpus, Set<String> without, String name) {
    Set<String> ids = Fold.ids(corpus.utterances());
    ids.removeAll(without);
    return corpus.part(ids, name);
  }
}
