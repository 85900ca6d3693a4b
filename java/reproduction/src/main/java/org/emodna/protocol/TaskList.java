package org.emodna.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.emodna.base.Problem;

/** Tasks as they are made, with what can't be made and what is to be said of them. */
final class TaskList {
  /** The tasks that are asked for, by their names; all where nobody asked. */
  private final Predicate<String> wanted;

  /** By name. */
  private final Map<String, Task> tasks = new LinkedHashMap<>();

  private final Set<String> offered = new LinkedHashSet<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** Tasks whose speakers stand on both sides by the protocol's own rule. */
  private boolean speakersMayRecur;

  TaskList(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /** Whether a task, or all of a corpus, is asked for. */
  boolean wants(String name) {
    offered.add(name);
    return wanted.test(name);
  }

  /** All that anybody could have asked for. */
  Set<String> offered() {
    return offered;
  }

  void add(Task task) {
    if (tasks.putIfAbsent(task.name(), task) != null) {
      throw new ProtocolException(
          Problem.of("task '" + task.name() + "'", "there are two of this name")
              .remedy("rename a corpus"));
    }
  }

  /** A task, or a corpus with all of its folds, that can't be made. */
  void leaveOut(String name, String reason) {
    leftOut.putIfAbsent(name, reason);
  }

  void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  void speakersMayRecur() {
    speakersMayRecur = true;
  }

  boolean allowsSpeakersTwice() {
    return speakersMayRecur;
  }

  List<Task> tasks() {
    return List.copyOf(tasks.values());
  }

  Map<String, String> leftOut() {
    return leftOut;
  }

  List<String> notes() {
    return notes;
  }
}
