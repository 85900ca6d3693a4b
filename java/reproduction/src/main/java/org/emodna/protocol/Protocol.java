package org.emodna.protocol;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;

/**
 * What a benchmark compares on: corpora, classes, tasks, seeds and tracks, and what others have
 * published. Immutable; docs/protocols.md has the format of its file.
 */
public final class Protocol {
  /** What a {@link ProtocolReader} has read. */
  record Content(
      String name,
      String description,
      List<String> labels,
      List<CorpusEntry> corpora,
      TaskRule tasks,
      Adaptation adaptation,
      double validation,
      List<Long> seeds,
      List<Track> tracks,
      List<String> columns,
      List<PublishedRow> published) {}

  private final Content content;
  private final String text;
  private final String settings;
  private final String where;

  /**
   * @param settings what it changes in all columns, in YAML
   */
  Protocol(Content content, String text, String settings, String where) {
    this.content = content;
    this.text = text;
    this.settings = settings;
    this.where = where;
    over(TrainingConfig.defaults());
  }

  /**
   * A built-in protocol, or that of a file.
   *
   * @param nameOrFile see {@link Protocols#names()}
   * @throws ProtocolException if there is none of this name, or the file can't be used
   */
  public static Protocol named(String nameOrFile) {
    if (Protocols.names().contains(nameOrFile)) {
      return ProtocolReader.read(
          Protocols.text(nameOrFile), "protocol " + nameOrFile, Path.of("").toAbsolutePath());
    }
    Path file;
    try {
      file = Path.of(nameOrFile);
    } catch (InvalidPathException e) {
      throw Protocols.unknown(nameOrFile);
    }
    if (nameOrFile.isEmpty() || !Files.exists(file) || Files.isDirectory(file)) {
      throw Protocols.unknown(nameOrFile);
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    return ProtocolReader.read(YamlText.read(file), PathText.of(file), folder);
  }

  /** What it is called. */
  public String name() {
    return content.name;
  }

  /** For people; may be empty. */
  public String description() {
    return content.description;
  }

  /** The YAML that it was read from. */
  public String text() {
    return text;
  }

  /** Seeds, unless others are asked for. */
  public List<Long> seeds() {
    return content.seeds;
  }

  /** Tracks, unless others are asked for. */
  public List<Track> tracks() {
    return content.tracks;
  }

  /** Names of columns or groups, unless others are asked for. */
  public List<String> columns() {
    return content.columns;
  }

  /** Rows of others. */
  public List<PublishedRow> published() {
    return content.published;
  }

  /** Names of the corpora that it asks for; empty where it takes any. */
  public List<String> corpora() {
    return content.corpora.stream().map(CorpusEntry::name).toList();
  }

  Content content() {
    return content;
  }

  /** Where it was read, for messages. */
  String where() {
    return where;
  }

  /** A problem of this protocol. */
  ProtocolException problem(String reason, String remedy) {
    return new ProtocolException(Problem.of(where, reason).remedy(remedy));
  }

  /** A configuration with what the protocol changes in all columns. */
  public TrainingConfig over(TrainingConfig base) {
    return ConfigFile.parse(settings, where + ": setting 'settings'", base);
  }
}
