package org.emodna.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.emodna.audio.Sound;
import org.emodna.base.Problem;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.corpus.Utterance;

/**
 * What stands on both sides of a task: an error in protocols of our own, a note in folds that
 * others have published. Duplicates between corpora whose tasks do not meet are notes.
 */
final class Leaks {
  private static final int MOST_EXAMPLES = 3;
  private static final int MOST_TASKS = 5;

  private final FoundCorpora corpora;
  private final Duplicates duplicates;

  /** Ids for messages. */
  private final Map<Sound, String> ids = new HashMap<>();

  Leaks(FoundCorpora corpora) {
    this.corpora = corpora;
    for (FoundCorpora.Found one : corpora.found()) {
      for (Utterance utterance : one.corpus().utterances()) {
        ids.putIfAbsent(utterance.sound(), utterance.id());
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
      List<String> found = new ArrayList<>();
      List<Recording> test = of(task.direction().recognised());
      // Speakers of different corpora who are called the same are different people.
      boolean speakersMayRecur = task.kind() == Task.Kind.DIRECTION || tasks.allowsSpeakersTwice();
      found.addAll(within(of(task.direction().source()), test, speakersMayRecur));
      if (task.kind() == Task.Kind.DIRECTION && !task.direction().recognisesTarget()) {
        found.addAll(within(of(task.direction().target()), test, false));
      }
      if (!found.isEmpty()) {
        leaks.add(task.name() + ": " + String.join("; ", found));
      }
      validation(task, tasks);
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
          Problem.of("tasks", String.join(" | ", shown) + more)
              .remedy("remove one of the copies from its corpus"));
    }
  }

  private void between(TaskList tasks) {
    List<FoundCorpora.Found> all = corpora.found();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        List<Sound[]> both = duplicates.between(sounds(all.get(i)), sounds(all.get(j)));
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

  private static List<Sound> sounds(FoundCorpora.Found corpus) {
    return corpus.corpus().utterances().stream().map(Utterance::sound).toList();
  }

  /** Of a task, whether it is learnt from or recognised. */
  private record Recording(String id, Sound sound, String speaker) {}

  private static List<Recording> of(LabelledCorpus corpus) {
    return corpus.items().stream()
        .map(one -> new Recording(one.id(), one.sound(), one.speaker()))
        .toList();
  }

  private static List<Recording> of(UnlabelledCorpus corpus) {
    return corpus.items().stream()
        .map(one -> new Recording(one.id(), one.sound(), one.speaker()))
        .toList();
  }

  private static List<Sound> sounds(List<Recording> recordings) {
    return recordings.stream().map(Recording::sound).toList();
  }

  private static Set<String> speakers(List<Recording> recordings) {
    return recordings.stream()
        .map(Recording::speaker)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<String> within(
      List<Recording> train, List<Recording> test, boolean speakersMayRecur) {
    List<String> found = new ArrayList<>();
    Set<Sound> learnt = Set.copyOf(sounds(train));
    List<String> same =
        test.stream().filter(one -> learnt.contains(one.sound())).map(Recording::id).toList();
    if (!same.isEmpty()) {
      found.add(
          "%s of %d that are recognised are learnt from too (%s)"
              .formatted(count(same.size(), "recording"), test.size(), listed(same)));
    }
    List<Sound[]> both =
        duplicates.between(sounds(train), sounds(test)).stream()
            .filter(pair -> !learnt.contains(pair[1]))
            .toList();
    if (!both.isEmpty()) {
      found.add(
          "%s of %d that are recognised have the same content as others that are learnt from (%s)"
              .formatted(count(both.size(), "recording"), test.size(), examples(both)));
    }
    Set<String> recurring = speakers(test);
    int all = recurring.size();
    recurring.retainAll(speakers(train));
    if (!recurring.isEmpty() && !speakersMayRecur) {
      found.add(
          "%s of %d that are recognised are learnt from too (%s)"
              .formatted(count(recurring.size(), "speaker"), all, listed(List.copyOf(recurring))));
    }
    return found;
  }

  /** No figure that is reported is wrong by it, but a validator's is too good. */
  private void validation(Task task, TaskList tasks) {
    if (task.validation() != null) {
      List<Sound[]> both =
          duplicates.between(
              sounds(of(task.direction().source())), sounds(of(task.direction().validation())));
      if (!both.isEmpty()) {
        tasks.note(
            "%s: %s held back from the source have the same content as others that are learnt from (%s)"
                .formatted(task.name(), count(both.size(), "recording"), examples(both)));
      }
    }
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

  private String examples(List<Sound[]> pairs) {
    return pairs.stream()
        .limit(MOST_EXAMPLES)
        .map(pair -> Names.shown(ids.get(pair[0])) + " and " + Names.shown(ids.get(pair[1])))
        .collect(Collectors.joining(", "));
  }
}
