package org.emodna.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.emodna.base.Problem;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.corpus.Utterance;
import org.emodna.protocol.Matrix.Cell;
import org.emodna.protocol.Matrix.LeftOut;

/** Makes a matrix: corpora, then tasks, then cells. */
final class MatrixBuilding {
  private static final int MOST_NAMED = 12;

  private final Matrix.Builder asked;
  private final Protocol protocol;
  private final List<Column> columns;
  private final List<Track> tracks;
  private final List<LeftOut> leftOut = new ArrayList<>();

  MatrixBuilding(Matrix.Builder asked) {
    this.asked = asked;
    protocol = asked.protocol;
    if (protocol == null) {
      throw new ProtocolException(
          Problem.of("a matrix needs a protocol").remedy("name one of " + Protocols.names()));
    }
    columns = asked.columns == null ? Columns.of(protocol.columns()) : asked.columns;
    tracks = asked.tracks == null ? protocol.tracks() : asked.tracks;
    if (columns.isEmpty() || tracks.isEmpty()) {
      throw new ProtocolException(
          Problem.of(columns.isEmpty() ? "columns" : "tracks", "none are asked for"));
    }
  }

  Matrix matrix() {
    List<Long> seeds = asked.seeds == null ? protocol.seeds() : SeedList.require(asked.seeds);
    TrainingConfig base = asked.settings.apply(protocol.over(TrainingConfig.defaults()));
    FoundCorpora corpora =
        FoundCorpora.of(protocol, asked.corpora, asked.opened, asked.options, asked.readers);
    TaskList tasks = tasks(corpora, classes(base));
    tasks.leftOut().forEach((task, reason) -> leftOut.add(new LeftOut(null, null, task, reason)));
    List<Cell> cells = cells(tasks.tasks(), base);
    if (cells.isEmpty()) {
      throw protocol.problem(
          "nothing is left to train: " + reasons(corpora),
          "name other corpora, columns or directions");
    }
    twins(tasks, base);
    corpora.found().stream()
        .map(MatrixBuilding::several)
        .flatMap(Optional::stream)
        .forEach(tasks::note);
    return new Matrix(
        new Matrix.Content(
            protocol,
            corpora,
            columns,
            tracks,
            tasks.tasks(),
            seeds,
            List.copyOf(cells),
            List.copyOf(leftOut),
            List.copyOf(tasks.notes())));
  }

  /** What to know of a folder that was taken for one corpus and may hold several. */
  private static Optional<String> several(FoundCorpora.Found one) {
    Set<String> tops = new TreeSet<>();
    for (Utterance utterance : one.corpus().utterances()) {
      String[] parts = utterance.id().split("/");
      if (utterance.speaker() != null || parts.length < 3) {
        return Optional.empty();
      }
      tops.add(parts[0]);
    }
    return tops.size() < 2
        ? Optional.empty()
        : Optional.of(
            "%s is taken for one corpus; if its folders (%s) are corpora of their own, name each"
                .formatted(one.name(), tops.stream().limit(3).collect(Collectors.joining(", "))));
  }

  /** The protocol with the classes that its tasks are to have. */
  private Protocol.Content classes(TrainingConfig base) {
    Protocol.Content content = protocol.content();
    if (content.classesOfConfiguration()) {
      return content.withLabels(base.labels());
    }
    if (!base.labels().equals(TrainingConfig.defaults().labels())) {
      throw protocol.problem(
          "has classes of its own, and the configuration names others",
          "leave 'labels' out of the configuration, or write 'labels: configuration' in a protocol"
              + " of your own");
    }
    return content;
  }

  private TaskList tasks(FoundCorpora corpora, Protocol.Content content) {
    List<String> wanted = asked.directions;
    TaskList tasks = new TaskList(name -> wanted.isEmpty() || wanted.contains(name));
    TaskRule rule = content.tasks();
    if (rule instanceof TaskRule.Directions directions) {
      new DirectionTasks(content, corpora, tasks).make(directions);
    } else if (rule instanceof TaskRule.EmoBox box) {
      EmoBoxTasks made = new EmoBoxTasks(content, corpora, tasks, box.folder());
      if (box.crossCorpus()) {
        made.crossCorpus();
      } else {
        made.folds();
      }
    } else {
      new FoldTasks(content, corpora, tasks).make(rule);
    }
    requireOffered(wanted, tasks);
    new Leaks(corpora).check(tasks, rule instanceof TaskRule.EmoBox);
    return tasks;
  }

  private void requireOffered(List<String> wanted, TaskList tasks) {
    for (String name : wanted) {
      if (!tasks.offered().contains(name) && !tasks.leftOut().containsKey(name)) {
        List<String> all = List.copyOf(tasks.offered());
        String more = all.size() > MOST_NAMED ? " …" : "";
        throw new ProtocolException(
            Problem.of("direction '" + Names.shown(name) + "'", "there is none of this name")
                .remedy(
                    "there are "
                        + String.join(", ", all.subList(0, Math.min(MOST_NAMED, all.size())))
                        + more));
      }
    }
  }

  private List<Cell> cells(List<Task> tasks, TrainingConfig base) {
    List<Cell> cells = new ArrayList<>();
    for (Track track : tracks) {
      List<Task> fitting = tasks;
      if (track == Track.SPEAKER) {
        fitting = new ArrayList<>();
        for (Task task : tasks) {
          if (speakersKnown(task)) {
            fitting.add(task);
          } else {
            leftOut.add(
                new LeftOut(track, null, task.name(), "not all of its recordings have a speaker"));
          }
        }
      }
      for (Column column : columns) {
        if (track == Track.SPEAKER && column.normalisation().isPresent()) {
          leftOut.add(
              new LeftOut(
                  track,
                  column,
                  null,
                  "it sets a normalisation of its own (%s), and stands on the corpus track"
                      .formatted(column.normalisation().get())));
        } else {
          cells(track, column, fitting, base, cells);
        }
      }
    }
    return cells;
  }

  private void cells(
      Track track, Column column, List<Task> tasks, TrainingConfig base, List<Cell> into) {
    TrainingConfig config = config(track, column, base);
    boolean usesTarget = config.usesTarget();
    List<Task> fitting =
        usesTarget
            ? tasks.stream().filter(task -> task.direction().target() != null).toList()
            : tasks;
    if (fitting.size() < tasks.size()) {
      // Folds are alike in this: one line says it of all.
      leftOut.add(new LeftOut(track, column, null, "it adapts to a target, and folds have none"));
    }
    Map<List<String>, TrainingConfig> byLabels = new LinkedHashMap<>();
    for (Task task : fitting) {
      TrainingConfig own = byLabels.computeIfAbsent(task.labels(), config::withLabels);
      into.add(new Cell(track, column, task, own));
    }
  }

  private static TrainingConfig config(Track track, Column column, TrainingConfig base) {
    return column.over(base.withNormalisation(track.label()));
  }

  private static boolean speakersKnown(Task task) {
    return task.direction().source().items().stream()
            .map(LabelledCorpus.Item::speaker)
            .allMatch(Objects::nonNull)
        && known(task.direction().target())
        && known(task.direction().recognised());
  }

  private static boolean known(UnlabelledCorpus corpus) {
    return corpus == null
        || corpus.items().stream().map(UnlabelledCorpus.Item::speaker).allMatch(Objects::nonNull);
  }

  /** Columns that come to the same are trained once; whoever reads the table should know. */
  private void twins(TaskList tasks, TrainingConfig base) {
    Map<TrainingConfig, Column> seen = new LinkedHashMap<>();
    for (Column column : columns) {
      Column other = seen.putIfAbsent(config(Track.CORPUS, column, base), column);
      if (other != null) {
        tasks.note(
            "the columns '%s' and '%s' have the same settings"
                .formatted(other.name(), column.name()));
      }
    }
  }

  private String reasons(FoundCorpora corpora) {
    List<String> reasons = new ArrayList<>();
    if (leftOut.isEmpty()) {
      List<String> names = corpora.found().stream().map(FoundCorpora.Found::name).toList();
      reasons.add(
          names.size() == 1
              ? "one corpus alone is there, %s; a folder that holds several corpora, none of them known by its names, is taken for one: name each of them"
                  .formatted(names.get(0))
              : "the corpora are " + names);
    }
    for (LeftOut one : leftOut) {
      String what =
          one.task() != null ? one.task() : one.column() != null ? one.column().name() : "all";
      String text = what + ": " + one.reason();
      if (!reasons.contains(text)) {
        reasons.add(text);
      }
    }
    int most = Math.min(MOST_NAMED / 2, reasons.size());
    return String.join("; ", reasons.subList(0, most)) + (reasons.size() > most ? "; …" : "");
  }
}
