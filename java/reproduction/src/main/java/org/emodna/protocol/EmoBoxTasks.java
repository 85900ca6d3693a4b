package org.emodna.protocol;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;

/** Tasks by EmoBox's lists, as they are published. */
final class EmoBoxTasks {
  private final FoundCorpora corpora;
  private final TaskList into;
  private final TaskParts parts;
  private final EmoBoxFiles files;

  EmoBoxTasks(Protocol.Content protocol, FoundCorpora corpora, TaskList into, Path folder) {
    this.corpora = corpora;
    this.into = into;
    parts = new TaskParts(protocol, into);
    files = new EmoBoxFiles(folder);
  }

  /** The folds of every corpus. */
  void folds() {
    for (FoundCorpora.Missing missing : corpora.missing()) {
      into.leaveOut(missing.name(), "is missing or can't be read");
    }
    for (FoundCorpora.Found one : corpora.found()) {
      String name = one.name();
      Optional<Path> folder = files.corpus(name).or(() -> files.corpus(one.corpus().name()));
      if (folder.isEmpty()) {
        into.leaveOut(name, "has no lists in EmoBox");
        continue;
      }
      LabelSet labels = parts.labels(name, one.corpus(), one.corpus(), List.of());
      if (labels != null) {
        Map<String, String> codes = EmoBoxFiles.codes(folder.get());
        EmoBoxFiles.folds(folder.get())
            .forEach((number, lists) -> fold(name, number, one.corpus(), labels, lists, codes));
      }
    }
  }

  private void fold(
      String name,
      int number,
      Corpus corpus,
      LabelSet labels,
      EmoBoxFiles.Lists lists,
      Map<String, String> codes) {
    String task = name + " fold " + number;
    if (!into.wants(task) && !into.wants(name)) {
      return;
    }
    Set<String> train = new LinkedHashSet<>(ids(task, corpus, lists.train(), codes));
    if (lists.valid() != null) {
      into.note(
          task
              + ": EmoBox's list for validation is learnt from as well, as nothing is chosen by it");
      train.addAll(ids(task, corpus, lists.valid(), codes));
    }
    Collection<String> test = ids(task, corpus, lists.test(), codes);
    if (train.isEmpty() || test.isEmpty()) {
      into.leaveOut(task, "none of the recordings of its lists is there");
      return;
    }
    parts.add(
        Task.Kind.FOLD,
        new Task.Ends(name, name),
        task,
        labels,
        corpus.part(train, task + ", learnt from"),
        null,
        corpus.part(Set.copyOf(test), task));
  }

  private Collection<String> ids(String task, Corpus corpus, Path file, Map<String, String> codes) {
    EmoBoxList list = EmoBoxList.read(file);
    EmoBoxList.Matched matched = list.in(corpus);
    String shown = task + ": " + Names.shown(file.getFileName().toString());
    if (matched.absent() > 0) {
      into.note(
          "%s: %d of %d recordings are not there, or not to be told apart"
              .formatted(shown, matched.absent(), list.rows().size()));
    }
    List<String> others = list.otherLabels(matched.found(), codes);
    if (!others.isEmpty()) {
      into.note(
          "%s: %d labels are others than the corpus itself has, which are used (%s)"
              .formatted(shown, others.size(), Names.shown(others.get(0))));
    }
    return Fold.ids(matched.found().values());
  }

  /** Every corpus to the balanced sets of the others. */
  void crossCorpus() {
    for (FoundCorpora.Missing missing : corpora.missing()) {
      into.leaveOut(missing.name(), "is missing or can't be read");
    }
    Map<FoundCorpora.Found, Corpus> targets = new LinkedHashMap<>();
    for (FoundCorpora.Found one : corpora.found()) {
      Optional<Path> file =
          files.balanced(one.name()).or(() -> files.balanced(one.corpus().name()));
      if (file.isEmpty()) {
        into.leaveOut(">" + one.name(), "has no balanced set in EmoBox; it is a source alone");
        continue;
      }
      Map<String, String> codes = Map.of();
      Collection<String> ids = ids(one.name(), one.corpus(), file.get(), codes);
      if (ids.isEmpty()) {
        into.leaveOut(">" + one.name(), "none of the recordings of its balanced set is there");
        continue;
      }
      targets.put(one, one.corpus().part(Set.copyOf(ids), one.name() + ", EmoBox's balanced set"));
    }
    for (FoundCorpora.Found source : corpora.found()) {
      targets.forEach((target, set) -> direction(source, target.name(), set));
    }
  }

  private void direction(FoundCorpora.Found source, String target, Corpus set) {
    String name = source.name() + ">" + target;
    if (source.name().equals(target) || !into.wants(name)) {
      return;
    }
    LabelSet labels = parts.labels(name, source.corpus(), set, List.of());
    if (labels != null) {
      parts.add(
          Task.Kind.DIRECTION,
          new Task.Ends(source.name(), target),
          name,
          labels,
          source.corpus(),
          set,
          set);
    }
  }
}
