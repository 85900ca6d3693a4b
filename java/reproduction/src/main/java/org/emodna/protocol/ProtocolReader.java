package org.emodna.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.LabelSet;

/** Reads a protocol's YAML, and refuses what is not understood. */
final class ProtocolReader {
  /** Classes that both ends of a task have. */
  private static final String SHARED = "shared";

  private static final String ANY = "any";
  private static final String ALL = "all";
  private static final int MOST_FOLDS = 1000;

  private final Group file;
  private final String where;
  private final Path folder;

  private ProtocolReader(Group file, String where, Path folder) {
    this.file = file;
    this.where = where;
    this.folder = folder;
  }

  /**
   * Reads a protocol.
   *
   * @param where it comes from, for messages
   * @param folder that paths in it are relative to
   */
  static Protocol read(String text, String where, Path folder) {
    Group file = Group.of(YamlText.parse(text, where), where);
    return new ProtocolReader(file, where, folder).protocol(text);
  }

  private Protocol protocol(String text) {
    file.only(
        "name",
        "description",
        "labels",
        "corpora",
        "tasks",
        "adaptation",
        "validation",
        "selection",
        "seeds",
        "tracks",
        "columns",
        "settings",
        "published");
    List<CorpusEntry> corpora = corpora();
    TaskRule tasks = tasks(corpora);
    Adaptation adaptation = adaptation(tasks, corpora);
    selection();
    Protocol.Content content =
        new Protocol.Content(
            Names.require(file.text("name"), file.where("name")),
            file.optionalText("description").orElse("").strip(),
            labels(file),
            corpora,
            tasks,
            adaptation,
            file.has("validation") ? file.number("validation", 0, 0.9) : 0,
            seeds(),
            file.has("tracks")
                ? file.texts("tracks").stream().map(Track::named).distinct().toList()
                : List.of(Track.CORPUS),
            file.has("columns") ? file.texts("columns") : List.of("main"),
            new PublishedRows(file).read());
    if (content.tracks().isEmpty() || content.columns().isEmpty()) {
      String which = content.tracks().isEmpty() ? "tracks" : "columns";
      throw file.wrong(which, "is empty", "name at least one, or leave it out");
    }
    return new Protocol(content, text, settings(), where);
  }

  /** Names of classes; empty = those that both ends of a task have. */
  private static List<String> labels(Group in) {
    JsonNode value = in.get("labels");
    if (value == null || value.isTextual() && value.textValue().equals(SHARED)) {
      if (value == null) {
        throw in.wrong("labels", "is missing", "name the classes, or write " + SHARED);
      }
      return List.of();
    }
    return named(in);
  }

  private static List<String> named(Group in) {
    try {
      return LabelSet.named(in.texts("labels")).names();
    } catch (CorpusException e) {
      throw in.wrong("labels", e.reason(), "name two or more different classes");
    }
  }

  /** Empty = any. */
  private List<CorpusEntry> corpora() {
    JsonNode value = file.get("corpora");
    if (value != null && value.isTextual() && value.textValue().equals(ANY)) {
      return List.of();
    }
    if (value == null) {
      throw file.wrong("corpora", "is missing", "name the corpora, or write " + ANY);
    }
    List<CorpusEntry> all = List.copyOf(file.group("corpora").each(this::corpus).values());
    if (all.isEmpty()) {
      throw file.wrong("corpora", "names none", "name the corpora, or write " + ANY);
    }
    return all;
  }

  private CorpusEntry corpus(String name, Group own) {
    own.only("reader", "layout", "folders");
    Names.require(name, file.where("corpora"));
    List<String> folders = own.texts("folders");
    folders.forEach(one -> Names.require(one, own.where("folders")));
    if (own.has("reader") && own.has("layout")) {
      throw own.wrong("reader", "and a layout exclude each other", "leave one of them out");
    }
    return new CorpusEntry(
        name,
        own.optionalText("reader").orElse("auto"),
        own.optionalText("layout").orElse(null),
        folders);
  }

  private TaskRule tasks(List<CorpusEntry> corpora) {
    Group tasks = file.group("tasks");
    tasks.only("directions", "leave-one-speaker-out", "folds", "emobox");
    if (tasks.names().size() != 1) {
      throw file.wrong(
          "tasks",
          "must have one of directions, leave-one-speaker-out, folds and emobox",
          "give one");
    }
    if (tasks.has("directions")) {
      return directions(tasks, corpora);
    }
    if (tasks.has("leave-one-speaker-out")) {
      if (!tasks.truth("leave-one-speaker-out")) {
        throw tasks.wrong("leave-one-speaker-out", "is false", "write true");
      }
      return new TaskRule.SpeakersLeftOut();
    }
    if (tasks.has("folds")) {
      Group folds = tasks.group("folds").only("count", "by", "seed");
      String by = folds.text("by");
      if (!List.of("speaker", "utterance").contains(by)) {
        throw folds.wrong("by", "is '" + Names.shown(by) + "'", "write speaker or utterance");
      }
      return new TaskRule.Folds(
          (int) folds.whole("count", 2, MOST_FOLDS),
          by.equals("speaker"),
          folds.has("seed") ? folds.whole("seed", 0, Long.MAX_VALUE) : 1);
    }
    return emoBox(tasks);
  }

  private TaskRule directions(Group tasks, List<CorpusEntry> corpora) {
    JsonNode value = tasks.get("directions");
    if (value.isTextual() && value.textValue().equals(ALL)) {
      return new TaskRule.Directions(List.of());
    }
    List<TaskRule.Pair> pairs = new ArrayList<>();
    int i = 0;
    for (JsonNode one : tasks.list("directions")) {
      String at = "directions[" + i++ + "]";
      if (one instanceof ObjectNode) {
        Group own = tasks.member(one, at).only("direction", "labels");
        List<String> labels = own.has("labels") ? labels(own) : List.of();
        pairs.add(pair(own.text("direction"), labels, corpora, own, "direction"));
      } else if (one.isTextual()) {
        pairs.add(pair(one.textValue(), List.of(), corpora, tasks, at));
      } else {
        throw tasks.wrong(at, "is neither 'A>B' nor a group", "put it in quotes");
      }
    }
    if (pairs.isEmpty()) {
      throw tasks.wrong("directions", "names none", "name some as in 'A>B', or write " + ALL);
    }
    if (new LinkedHashSet<>(pairs.stream().map(TaskRule.Pair::name).toList()).size()
        < pairs.size()) {
      throw tasks.wrong("directions", "names a direction twice", "name each once");
    }
    return new TaskRule.Directions(pairs);
  }

  private TaskRule.Pair pair(
      String text, List<String> labels, List<CorpusEntry> corpora, Group in, String setting) {
    for (CorpusEntry source : corpora) {
      for (CorpusEntry target : corpora) {
        if (source != target && text.equals(source.name() + ">" + target.name())) {
          return new TaskRule.Pair(source.name(), target.name(), labels);
        }
      }
    }
    throw in.wrong(
        setting,
        "'" + Names.shown(text) + "' is not between two of the corpora that the protocol names",
        corpora.isEmpty()
            ? "name them under corpora"
            : "they are "
                + String.join(", ", corpora.stream().map(CorpusEntry::name).toList())
                + ", to be named as in 'A>B'");
  }

  private TaskRule emoBox(Group tasks) {
    Group box = tasks.group("emobox").only("folder", "track");
    String track = box.optionalText("track").orElse("folds");
    if (!List.of("folds", "cross-corpus").contains(track)) {
      throw box.wrong("track", "is '" + Names.shown(track) + "'", "write folds or cross-corpus");
    }
    try {
      Path place = folder.resolve(box.text("folder")).normalize();
      return new TaskRule.EmoBox(place, track.equals("cross-corpus"));
    } catch (InvalidPathException e) {
      throw box.wrong("folder", "is no possible path", "name EmoBox's folder");
    }
  }

  private Adaptation adaptation(TaskRule tasks, List<CorpusEntry> corpora) {
    JsonNode value = file.get("adaptation");
    if (value == null || value.isTextual() && value.textValue().equals("transductive")) {
      return Adaptation.TRANSDUCTIVE;
    }
    if (!(tasks instanceof TaskRule.Directions)) {
      throw file.wrong("adaptation", "is for directions; other tasks have no target", "");
    }
    if (value.isTextual()) {
      throw file.wrong(
          "adaptation",
          "is '" + Names.shown(value.textValue()) + "'",
          "write transductive, or a group 'inductive' with share or speakers");
    }
    Group inductive = file.group("adaptation").only("inductive").group("inductive");
    inductive.only("share", "speakers");
    if (inductive.has("share") == inductive.has("speakers")) {
      throw inductive.wrong("share", "or speakers must be given, and not both", "give one");
    }
    if (inductive.has("share")) {
      return new Adaptation(inductive.number("share", 0.01, 0.99), Map.of());
    }
    Group named = inductive.group("speakers");
    Map<String, List<String>> speakers = new LinkedHashMap<>();
    for (String corpus : named.names()) {
      if (corpora.stream().noneMatch(one -> one.name().equals(corpus))) {
        throw named.wrong(Names.shown(corpus), "is not one of the protocol's corpora", "");
      }
      speakers.put(corpus, named.texts(corpus));
    }
    if (speakers.isEmpty()) {
      throw inductive.wrong("speakers", "names none", "name speakers of each target");
    }
    return new Adaptation(0, speakers);
  }

  private void selection() {
    String rule = file.optionalText("selection").orElse("last-epoch");
    if (!rule.equals("last-epoch")) {
      throw file.wrong(
          "selection",
          "'" + Names.shown(rule) + "' is not offered: the epoch that is scored is the last",
          "write last-epoch; validators are recorded, and the report compares them");
    }
  }

  private List<Long> seeds() {
    JsonNode value = file.get("seeds");
    if (value == null) {
      return SeedList.count(5);
    }
    if (!value.isArray()) {
      return SeedList.count(file.whole("seeds", 1, SeedList.MOST));
    }
    List<Long> seeds = new ArrayList<>();
    for (JsonNode one : value) {
      if (!one.isIntegralNumber() || !one.canConvertToLong()) {
        throw file.wrong("seeds", "has " + Names.shown(one.asText()), "name whole numbers");
      }
      seeds.add(one.longValue());
    }
    try {
      return SeedList.require(seeds);
    } catch (ProtocolException e) {
      throw file.wrong("seeds", e.reason(), e.remedy());
    }
  }

  private String settings() {
    if (!file.has("settings")) {
      return "{}";
    }
    ObjectNode settings = file.group("settings").node();
    for (String own : List.of("seed", "labels")) {
      if (settings.has(own)) {
        throw file.wrong("settings." + own, "is not for all columns", "the protocol has " + own);
      }
    }
    if (settings.path("features").has("normalisation")) {
      throw file.wrong("settings.features.normalisation", "is what tracks set", "write tracks");
    }
    try {
      return YamlText.MAPPER.writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
