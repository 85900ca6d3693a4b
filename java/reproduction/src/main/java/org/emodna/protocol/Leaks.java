package org.emodna.protocol;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.emodna.base.Problem;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.corpus.Utterance;

/**
 * What stands on both sides of a task: an error in folds of our own, a note in those that others
 * have published. Doubles between corpora are notes.
 */
final class Leaks {
  private static final int MOST_EXAMPLES = 3;
  private static final int MOST_TASKS = 5;

  private final FoundCorpora corpora;
  private final Duplicates duplicates;

  /** Ids for messages. */
  private final Map<Path, String> ids = new HashMap<>();

  Leaks(FoundCorpora corpora) {
    this.corpora = corpora;
    for (FoundCorpora.Found one : corpora.found()) {
      for (Utterance utterance : one.corpus().utterances()) {
        ids.putIfAbsent(utterance.path(), utterance.id());
      }
    }
    duplicates = new Duplicates(ids.keySet());
  }

  /**
   * Looks at the tasks.
   *
   * @param published whether their folds are those of others
   * @throws ProtocolException if one of our own has a leak
   */
  void check(TaskList tasks, boolean published) {
    between(tasks);
    List<String> leaks = new ArrayList<>();
    for (Task task : tasks.tasks()) {
      if (task.kind() == Task.Kind.FOLD) {
        List<String> found = within(task, tasks.allowsSpeakersTwice());
        if (!found.isEmpty()) {
          leaks.add(task.name() + ": " + String.join("; ", found));
        }
      }
    }
    if (published) {
      leaks.forEach(tasks::note);
    } else if (!leaks.isEmpty()) {
      List<String> shown = leaks.subList(0, Math.min(MOST_TASKS, leaks.size()));
      String more =
          leaks.size() > shown.size()
              ? ", and so do " + (leaks.size() - shown.size()) + " tasks more"
              : "";
      throw new ProtocolException(
          Problem.of("folds", String.join(" | ", shown) + more)
              .remedy("take one of the doubles out of the corpus"));
    }
  }

  private void between(TaskList tasks) {
    List<FoundCorpora.Found> all = corpora.found();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        List<Path[]> both = duplicates.between(paths(all.get(i)), paths(all.get(j)));
        if (!both.isEmpty()) {
          tasks.note(
              "%s and %s have %s of the same content, such as %s"
                  .formatted(
                      all.get(i).name(),
                      all.get(j).name(),
                      count(both.size(), "recording"),
                      examples(both)));
        }
      }
    }
  }

  private static List<Path> paths(FoundCorpora.Found corpus) {
    return corpus.corpus().utterances().stream().map(Utterance::path).toList();
  }

  private List<String> within(Task task, boolean speakersMayRecur) {
    List<LabelledCorpus.Item> train = task.direction().source().items();
    List<UnlabelledCorpus.Item> test = task.direction().recognised().items();
    List<String> found = new ArrayList<>();
    Set<Path> learnt = train.stream().map(LabelledCorpus.Item::path).collect(Collectors.toSet());
    List<String> same =
        test.stream()
            .filter(one -> learnt.contains(one.path()))
            .map(UnlabelledCorpus.Item::id)
            .toList();
    if (!same.isEmpty()) {
      found.add(
          "%s of %d that are recognised are learnt from too (%s)"
              .formatted(count(same.size(), "recording"), test.size(), listed(same)));
    }
    List<Path[]> both =
        duplicates
            .between(
                train.stream().map(LabelledCorpus.Item::path).toList(),
                test.stream().map(UnlabelledCorpus.Item::path).toList())
            .stream()
            .filter(pair -> !learnt.contains(pair[1]))
            .toList();
    if (!both.isEmpty()) {
      found.add(
          "%s of %d that are recognised have the content of others that are learnt from (%s)"
              .formatted(count(both.size(), "recording"), test.size(), examples(both)));
    }
    Set<String> speakers = new TreeSet<>();
    test.stream()
        .map(UnlabelledCorpus.Item::speaker)
        .filter(Objects::nonNull)
        .forEach(speakers::add);
    int all = speakers.size();
    speakers.retainAll(
        train.stream()
            .map(LabelledCorpus.Item::speaker)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet()));
    if (!speakers.isEmpty() && !speakersMayRecur) {
      found.add(
          "%s of %d that are recognised are learnt from too (%s)"
              .formatted(count(speakers.size(), "speaker"), all, listed(List.copyOf(speakers))));
    }
    return found;
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static String listed(List<String> names) {
    String shown =
        names.stream()
            .sorted()
            .limit(MOST_EXAMPLES)
            .map(Names::shown)
            .collect(Collectors.joining(", "));
    return names.size() > MOST_EXAMPLES ? shown + ", …" : shown;
  }

  private String examples(List<Path[]> pairs) {
    return pairs.stream()
        .limit(MOST_EXAMPLES)
        .map(pair -> Names.shown(ids.get(pair[0])) + " and " + Names.shown(ids.get(pair[1])))
        .collect(Collectors.joining(", "));
  }
}
