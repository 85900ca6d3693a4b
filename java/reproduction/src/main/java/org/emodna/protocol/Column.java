package org.emodna.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.emodna.base.Problem;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSettings;

/** A column of a table: a name, and the settings that it changes. Immutable. */
public final class Column {
  /** What a column is in a table. */
  public enum Kind {
    /** What is to be shown. */
    METHOD,
    /** A method of others on the same engine. */
    BASELINE,
    /** The method with a part of it left out or exchanged. */
    ABLATION,
    /** A user's. */
    OWN;

    /** As files have it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String FEATURES = "features";
  private static final String NORMALISATION = "normalisation";

  private final String name;
  private final Kind kind;
  private final String description;
  private final String settings;
  private final String normalisation;
  private final String where;

  /**
   * @param settings what it changes, as a configuration file has it
   * @param where it comes from, for messages
   */
  Column(String name, Kind kind, String description, ObjectNode settings, String where) {
    this.name = Names.require(name, where);
    this.kind = kind;
    this.description = description;
    this.where = where + ": column '" + name + "'";
    if (name.indexOf(',') >= 0) {
      throw problem("the name has a comma, which parts names in a list", "leave it out");
    }
    for (String protocols : new String[] {"seed", "labels"}) {
      if (settings.has(protocols)) {
        throw problem("sets '" + protocols + "', which is the protocol's", "leave it out");
      }
    }
    normalisation = settings.path(FEATURES).path(NORMALISATION).textValue();
    if (Track.SPEAKER.label().equals(normalisation)) {
      throw problem(
          "sets features.normalisation to speaker, which uses speaker ids and is a track",
          "leave it out; the speaker track has it");
    }
    if (FeatureSettings.AUTO.equals(normalisation)) {
      throw problem(
          "sets features.normalisation to auto, which would leave the track open",
          "leave it out; each track has its own");
    }
    try {
      this.settings = YamlText.MAPPER.writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
    over(TrainingConfig.defaults());
  }

  private ProtocolException problem(String reason, String remedy) {
    return new ProtocolException(Problem.of(where, reason).remedy(remedy));
  }

  /** What it is called in tables. */
  public String name() {
    return name;
  }

  /** What it is in a table: the method, a baseline, an ablation or a user's own. */
  public Kind kind() {
    return kind;
  }

  /** A sentence for people; may be empty. */
  public String description() {
    return description;
  }

  /** What it changes, in YAML. */
  public String settings() {
    return settings;
  }

  /** The normalisation that it sets itself. */
  public Optional<String> normalisation() {
    return Optional.ofNullable(normalisation);
  }

  /**
   * A configuration changed by this column.
   *
   * @throws org.emodna.base.ConfigException if a setting is not known or out of range
   */
  public TrainingConfig over(TrainingConfig base) {
    return ConfigFile.parse(settings, where, base);
  }

  @Override
  public String toString() {
    return name;
  }
}
