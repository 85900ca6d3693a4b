package org.emodna.config;

import static org.emodna.config.ConfigFile.JSON;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.Check;
import org.emodna.base.ConfigException;
import org.emodna.base.JsonErrors;
import org.emodna.base.Problem;
import org.emodna.base.Section;
import org.emodna.features.FeatureSettings;

/** A configuration as a tree of named settings, and back. */
final class ConfigTree {
  static final String ENCODER = "encoder";
  static final String ENCODERS = "encoders";
  static final String KIND = "kind";

  private ConfigTree() {}

  /** Every setting in use, in the order in which people read them. */
  static ObjectNode inUse(TrainingConfig config) {
    return tree(config, config.sectionsInUse(), false);
  }

  /** Every setting that a file may name, those of other methods too. */
  static ObjectNode known(TrainingConfig config) {
    return tree(config, TrainingConfig.sectionsKnown(), true);
  }

  private static ObjectNode tree(TrainingConfig config, List<Section<?>> sections, boolean all) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("method", config.method());
    tree.put("seed", config.seed());
    tree.put("ensemble", config.ensemble());
    tree.set("labels", JSON.valueToTree(config.labels()));
    if (all || !config.terms().isEmpty()) {
      tree.set("terms", JSON.valueToTree(config.terms()));
    }
    // What a file leaves open follows from what it says: the tree that it is laid over must too.
    tree.set("features", JSON.valueToTree(all ? config.given().features() : config.features()));
    tree.set(ENCODER, of(all ? config.given().encoder() : config.encoder()));
    List<String> roles = config.roles();
    ObjectNode own = JSON.createObjectNode();
    (all ? config.given().encoders() : config.encoders())
        .forEach(
            (role, encoder) -> {
              if (all || roles.contains(role)) {
                own.set(role, of(encoder));
              }
            });
    if (all || !own.isEmpty()) {
      tree.set(ENCODERS, own);
    }
    for (Section<?> section : sections) {
      tree.set(section.name(), JSON.valueToTree(config.get(section)));
    }
    tree.set("optimizer", JSON.valueToTree(config.optimizer()));
    tree.set("schedule", JSON.valueToTree(config.schedule()));
    return tree;
  }

  /** An encoder's kind, then its settings. */
  static ObjectNode of(EncoderChoice encoder) {
    ObjectNode node = JSON.createObjectNode();
    node.put(KIND, encoder.kind());
    node.setAll((ObjectNode) JSON.valueToTree(encoder.settings()));
    return node;
  }

  /**
   * The configuration that a tree of {@link #known} settings says.
   *
   * @param name of where it comes from, for messages
   */
  static TrainingConfig read(ObjectNode tree, String name) {
    try {
      TrainingConfig.Builder builder =
          TrainingConfig.builder()
              .method(tree.get("method").textValue())
              .seed(value(tree, "seed", Long.class))
              .ensemble(value(tree, "ensemble", Integer.class))
              .labels(texts(tree, "labels"))
              .terms(texts(tree, "terms"))
              .features(value(tree, "features", FeatureSettings.class))
              .encoder(encoder(tree.get(ENCODER), ENCODER))
              .optimizer(value(tree, "optimizer", OptimizerSettings.class))
              .schedule(value(tree, "schedule", ScheduleSettings.class));
      for (var role : tree.get(ENCODERS).properties()) {
        builder.encoder(role.getKey(), encoder(role.getValue(), ENCODERS + "." + role.getKey()));
      }
      for (Section<?> section : TrainingConfig.sectionsKnown()) {
        builder.put(section, value(tree, section.name(), section.type()));
      }
      return builder.build();
    } catch (ConfigException e) {
      throw new ConfigException(e.problem().in(name), e);
    }
  }

  private static EncoderChoice encoder(JsonNode node, String where) {
    ObjectNode settings = node.deepCopy();
    String kind = settings.remove(KIND).textValue();
    Section<?> section = EncoderChoice.of(kind).named().section();
    return new EncoderChoice(kind, converted(settings, where, section.type()));
  }

  private static List<String> texts(ObjectNode tree, String setting) {
    List<String> texts = new ArrayList<>();
    for (JsonNode one : tree.get(setting)) {
      if (!one.isTextual()) {
        throw new ConfigException(Problem.of(Check.setting(setting), "is not a list of names"));
      }
      texts.add(one.textValue());
    }
    return texts;
  }

  private static <T> T value(ObjectNode tree, String setting, Class<T> type) {
    return converted(tree.get(setting), setting, type);
  }

  private static <T> T converted(JsonNode node, String setting, Class<T> type) {
    try {
      return JSON.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof ConfigException cause) {
        throw cause;
      }
      StringBuilder path = new StringBuilder(setting);
      if (e instanceof JsonMappingException mapping) {
        mapping.getPath().stream()
            .filter(step -> step.getFieldName() != null)
            .forEach(step -> path.append('.').append(step.getFieldName()));
      }
      throw new ConfigException(
          Problem.of(Check.setting(path.toString()), JsonErrors.reason(e)), e);
    }
  }
}
