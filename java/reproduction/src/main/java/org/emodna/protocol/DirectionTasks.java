package org.emodna.protocol;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.emodna.base.Problem;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.Utterance;

/** Tasks between two corpora. */
final class DirectionTasks {
  /** Of the draw of speakers that are adapted to. */
  private static final long DRAW = 2;

  private final Protocol.Content protocol;
  private final FoundCorpora corpora;
  private final TaskList into;
  private final TaskParts parts;

  DirectionTasks(Protocol.Content protocol, FoundCorpora corpora, TaskList into) {
    this.protocol = protocol;
    this.corpora = corpora;
    this.into = into;
    parts = new TaskParts(protocol, into);
  }

  void make(TaskRule.Directions rule) {
    List<TaskRule.Pair> pairs = rule.pairs().isEmpty() ? all() : rule.pairs();
    pairs = pairs.stream().filter(pair -> into.wants(pair.name())).toList();
    requireLabels(pairs);
    pairs.forEach(this::make);
  }

  /** All between the corpora of the protocol, those that are missing too. */
  private List<TaskRule.Pair> all() {
    List<String> names =
        new ArrayList<>(protocol.corpora().stream().map(CorpusEntry::name).toList());
    if (names.isEmpty()) {
      corpora.found().forEach(one -> names.add(one.name()));
    }
    List<TaskRule.Pair> pairs = new ArrayList<>();
    for (String source : names) {
      for (String target : names) {
        if (!source.equals(target)) {
          pairs.add(new TaskRule.Pair(source, target, List.of()));
        }
      }
    }
    return pairs;
  }

  private void requireLabels(List<TaskRule.Pair> pairs) {
    Set<String> without = new LinkedHashSet<>();
    for (TaskRule.Pair pair : pairs) {
      corpora
          .named(pair.target())
          .filter(target -> target.counts().isEmpty())
          .ifPresent(target -> without.add(pair.target()));
    }
    if (!without.isEmpty()) {
      throw new ProtocolException(
          Problem.of(
                  "corpus " + String.join(", ", without),
                  "has no labels, so what is recognised in it can't be scored")
              .remedy("leave it out, or name the directions that do without it"));
    }
  }

  private void make(TaskRule.Pair pair) {
    String name = pair.name();
    Optional<Corpus> source = corpora.named(pair.source());
    Optional<Corpus> target = corpora.named(pair.target());
    if (source.isEmpty() || target.isEmpty()) {
      into.leaveOut(
          name,
          (source.isEmpty() ? pair.source() : pair.target()) + " is missing or can't be read");
      return;
    }
    LabelSet labels = parts.labels(name, source.get(), target.get(), pair.labels());
    if (labels == null) {
      return;
    }
    Task.Ends ends = new Task.Ends(pair.source(), pair.target());
    if (protocol.adaptation().transductive()) {
      parts.add(Task.Kind.DIRECTION, ends, name, labels, source.get(), target.get(), target.get());
      return;
    }
    Set<String> adapted = adapted(name, pair.target(), target.get());
    if (adapted == null) {
      return;
    }
    Corpus whole = target.get();
    parts.add(
        Task.Kind.DIRECTION,
        ends,
        name,
        labels,
        source.get(),
        whole.part(adapted, whole.name() + ", adapted to"),
        TaskParts.rest(whole, adapted, whole.name() + ", recognised"));
  }

  /** What is adapted to and not recognised; null where that can't be, which is said. */
  private Set<String> adapted(String task, String name, Corpus target) {
    Adaptation rule = protocol.adaptation();
    if (rule.speakers().isEmpty()) {
      if (TaskParts.withoutSpeaker(target) > 0) {
        into.leaveOut(
            task,
            "some of its target's speakers are to be adapted to, and %d recordings have none"
                .formatted(TaskParts.withoutSpeaker(target)));
        return null;
      }
      Set<String> ids = Fold.share(target.utterances(), rule.share(), DRAW);
      if (ids.isEmpty()) {
        into.leaveOut(task, "its target has one speaker alone");
        return null;
      }
      return ids;
    }
    List<String> speakers = rule.speakers().get(name);
    if (speakers == null) {
      into.leaveOut(task, "the protocol does not say which speakers of its target to adapt to");
      return null;
    }
    for (String speaker : speakers) {
      if (target.utterances().stream().noneMatch(one -> speaker.equals(one.speaker()))) {
        throw new ProtocolException(
            Problem.of(
                    "corpus " + name,
                    "has no speaker '%s', to whom the protocol adapts"
                        .formatted(Names.shown(speaker)))
                .remedy("see its speakers with scan"));
      }
    }
    Set<String> ids =
        target.utterances().stream()
            .filter(one -> speakers.contains(one.speaker()))
            .map(Utterance::id)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (ids.isEmpty() || ids.size() == target.utterances().size()) {
      into.leaveOut(task, "the speakers to adapt to are none of its target's, or all");
      return null;
    }
    return ids;
  }
}
