package org.emodna.protocol;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.Utterance;

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
        folds(one, labels, folder.get());
      }
    }
  }

  private void folds(FoundCorpora.Found corpus, LabelSet labels, Path folder) {
    Map<Integer, EmoBoxFiles.Lists> folds = EmoBoxFiles.folds(folder);
    Map<Path, EmoBoxList> lists = new LinkedHashMap<>();
    for (EmoBoxFiles.Lists fold : folds.values()) {
      Stream.of(fold.train(), fold.test(), fold.valid())
          .filter(Objects::nonNull)
          .forEach(file -> lists.put(file, EmoBoxList.read(file)));
    }
    Map<String, Utterance> found = new EmoBoxRecordings(corpus.corpus(), lists.values()).found();
    Map<String, String> codes = EmoBoxFiles.codes(folder);
    folds.forEach(
        (number, fold) -> {
          String task = corpus.name() + " fold " + number;
          if (into.wants(task) || into.wants(corpus.name())) {
            Function<Path, Set<String>> ids =
                file -> file == null ? Set.of() : ids(task, lists.get(file), found, codes);
            fold(task, number, corpus, labels, fold, ids);
          }
        });
  }

  private void fold(
      String task,
      int number,
      FoundCorpora.Found found,
      LabelSet labels,
      EmoBoxFiles.Lists lists,
      Function<Path, Set<String>> ids) {
    Set<String> train = new LinkedHashSet<>(ids.apply(lists.train()));
    if (lists.valid() != null) {
      into.note(
          task
              + ": EmoBox's list for validation is learnt from as well, as nothing is chosen by it");
      train.addAll(ids.apply(lists.valid()));
    }
    Set<String> test = ids.apply(lists.test());
    if (train.isEmpty() || test.isEmpty()) {
      into.leaveOut(task, "none of the recordings of its lists is there");
      return;
    }
    Corpus corpus = found.corpus();
    String part = corpus.name() + " EmoBox fold " + number;
    parts.add(
        Task.Kind.FOLD,
        new Task.Ends(found.name(), found.name()),
        task,
        labels,
        corpus.part(train, part + ", learnt from"),
        null,
        corpus.part(test, part));
  }

  /** The ids of a list's recordings; what is to be said of them is noted. */
  private Set<String> ids(
      String task, EmoBoxList list, Map<String, Utterance> found, Map<String, String> codes) {
    Set<String> ids = new LinkedHashSet<>();
    int absent = 0;
    for (EmoBoxList.Row row : list.rows()) {
      Utterance one = found.get(row.file());
      if (one == null) {
        absent++;
      } else {
        ids.add(one.id());
      }
    }
    String shown = task + ": " + Names.shown(list.file().getFileName().toString());
    if (absent > 0) {
      into.note(
          "%s: %d of %d recordings are not there, or not to be told apart"
              .formatted(shown, absent, list.rows().size()));
    }
    List<String> others = list.otherLabels(found, codes);
    if (!others.isEmpty()) {
      into.note(
          "%s: labels that are others than the corpus itself has, which are used: %d (such as %s)"
              .formatted(shown, others.size(), Names.shown(others.get(0))));
    }
    return ids;
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
        into.note(one.name() + " has no balanced set in EmoBox: it is a source alone");
        continue;
      }
      EmoBoxList list = EmoBoxList.read(file.get());
      Map<String, Utterance> matched = new EmoBoxRecordings(one.corpus(), List.of(list)).found();
      Set<String> ids = ids(one.name(), list, matched, Map.of());
      if (ids.isEmpty()) {
        into.note(one.name() + ": no recording of its balanced set is there: it is a source alone");
        continue;
      }
      targets.put(one, one.corpus().part(ids, one.corpus().name() + ", EmoBox's balanced set"));
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
