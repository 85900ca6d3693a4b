package org.emodna.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.Score;
import org.emodna.model.Model;

/** The parts of a model's page. */
final class ModelCard {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ModelFacts facts;
  private final Model model;
  private final Map<String, String> provenance;

  ModelCard(ModelFacts facts) {
    this.facts = facts;
    model = facts.model();
    provenance = model.provenance();
  }

  private String known(String key) {
    return provenance.getOrDefault(key, "");
  }

  private JsonNode config() {
    try {
      return model.config().isEmpty() ? JSON.createObjectNode() : JSON.readTree(model.config());
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode(); // The settings are shown as they are.
    }
  }

  private long values(boolean recognising) {
    return model.tensors().names().stream()
        .filter(name -> !recognising || name.startsWith("emotion"))
        .mapToLong(name -> model.tensors().get(name).values().length)
        .sum();
  }

  Html head(String name) {
    Html html = new Html().open("header").open("h1").name(name).close("h1");
    html.open("p", "class", "lead");
    html.text(
            "A model that recognises %s in recordings of speech: "
                .formatted(Text.plural(model.labels().size(), "emotion")))
        .text(String.join(", ", model.labels().stream().map(Text::shortened).toList()) + ".")
        .close("p");
    facts.score().ifPresent(score -> finding(html, score));
    html.open("dl", "class", "facts");
    fact(html, "Method", config().path("method").asText(""));
    fact(html, "Encoder", model.encoder().kind());
    fact(html, "Parameters", Text.count(values(true)));
    fact(html, "Source", known("source"));
    fact(html, "Target", known("target"));
    fact(html, "Seed", known("seed"));
    fact(html, "Device", known("device"));
    fact(html, "EMO-DNA", known("version"));
    html.close("dl");
    if (!facts.notes().isEmpty()) {
      html.open("aside", "class", "notes", "aria-label", "Notes").open("ul");
      facts.notes().forEach(note -> html.element("li", note));
      html.close("ul").close("aside");
    }
    return html.close("header");
  }

  private static void fact(Html html, String name, String value) {
    if (!value.isBlank()) {
      html.open("div").element("dt", name).open("dd").name(value).close("dd").close("div");
    }
  }

  private void finding(Html html, Score score) {
    html.open("ul", "class", "findings").open("li");
    html.element("b", Text.percent(score.uar()) + " %", "class", "big").open("span");
    html.text("unweighted average recall over " + Text.plural(score.n(), "recording"));
    if (!known("target").isBlank()) {
      html.text(" of ").open("b").name(known("target")).close("b");
    }
    html.text(". Chance is " + Text.percent(1.0 / score.labels().size()) + " %.");
    html.close("span").close("li").close("ul");
  }

  Html scores() {
    Score score = facts.score().orElseThrow();
    PlainTable table =
        new PlainTable("Scores in percent", List.of("Figure", "Value", "What it is"));
    table.row("UAR", PlainTable.Shown.percent(score.uar()), Metric.UAR.meaning);
    table.row("WAR", PlainTable.Shown.percent(score.war()), Metric.WAR.meaning);
    table.row("Macro-F1", PlainTable.Shown.percent(score.macroF1()), Metric.MACRO_F1.meaning);
    double ece = facts.detail().calibration().ece();
    if (Double.isFinite(ece)) {
      table.row("ECE", PlainTable.Shown.percent(ece), "expected calibration error");
    }
    return table.end().append(classes(score));
  }

  private static Html classes(Score score) {
    PlainTable table =
        new PlainTable(
            "Classes, in percent",
            List.of("Class", "Recordings", "Recall", "Precision", "Most often taken for"));
    List<String> labels = score.labels().names();
    for (int c = 0; c < labels.size(); c++) {
      long[] row = score.confusion()[c];
      long n = LongStream.of(row).sum();
      long said = 0;
      int other = -1;
      for (int p = 0; p < labels.size(); p++) {
        said += score.confusion()[p][c];
        if (p != c && row[p] > 0 && (other < 0 || row[p] > row[other])) {
          other = p;
        }
      }
      table.row(
          labels.get(c),
          n,
          PlainTable.Shown.percent(n == 0 ? Double.NaN : (double) row[c] / n),
          PlainTable.Shown.percent(said == 0 ? Double.NaN : (double) row[c] / said),
          other < 0
              ? Text.NONE
              : "%s (%s %%)"
                  .formatted(
                      Text.shortened(labels.get(other)), Text.percent((double) row[other] / n)));
    }
    return table.end();
  }

  Html predictions() {
    Predictions predictions = facts.predictions().orElseThrow();
    int[] counts = new int[predictions.labels().size()];
    double[] confidence = new double[counts.length];
    int unusable = 0;
    for (int i = 0; i < predictions.size(); i++) {
      int said = predictions.classes()[i];
      if (said == Predictions.NONE) {
        unusable++;
      } else {
        counts[said]++;
        confidence[said] += predictions.probabilities(i).orElseThrow()[said];
      }
    }
    PlainTable table =
        new PlainTable(
            "What the model says of %s that have no label here"
                .formatted(Text.plural(predictions.size(), "recording")),
            List.of("Class", "Recordings", "Mean confidence, %"));
    for (int c = 0; c < counts.length; c++) {
      double mean = counts[c] == 0 ? Double.NaN : confidence[c] / counts[c];
      table.row(predictions.labels().get(c), counts[c], PlainTable.Shown.percent(mean));
    }
    Html html = table.end();
    if (unusable > 0) {
      html.element(
          "p", Text.plural(unusable, "recording") + " could not be used.", "class", "note");
    }
    return html.element(
        "p",
        "Without labels there is no score: these figures say nothing of how good it is.",
        "class",
        "note");
  }

  Html data() {
    PlainTable table =
        new PlainTable(
            "Corpora", List.of("Corpus", "Role", "Utterances", "SHA-256 of ids and recordings"));
    for (String role : List.of("source", "target", "recognised")) {
      if (!known(role).isBlank()) {
        String hash = known(role + "_sha256");
        Html code =
            new Html()
                .element("code", hash.substring(0, Math.min(16, hash.length())), "title", hash);
        String what = role.equals("source") ? "source: with labels" : role + ": recordings alone";
        table.row(known(role), what, known(role + "_utterances"), code);
      }
    }
    Html html = table.end();
    return html.element(
        "p",
        "Labels were learnt from the source alone. Of the target, training saw recordings and no label; labels of the target were used for scores, where there are any.",
        "class",
        "note");
  }

  Html use() {
    Set<String> corpora = new LinkedHashSet<>();
    for (String role : List.of("source", "target")) {
      if (!known(role).isBlank()) {
        corpora.add(Text.shortened(known(role)));
      }
    }
    String named = corpora.isEmpty() ? "its corpora" : String.join(" and ", corpora);
    Html html = new Html().open("ul");
    html.element(
        "li",
        "For research on speech emotion recognition: comparing methods, studying how recognition carries over from one corpus to another.");
    html.element(
        "li",
        "It sorts each recording into one of %s (%s), whatever is in it. Emotions beyond these, mixed ones and none at all are given one of the names all the same."
            .formatted(
                Text.plural(model.labels().size(), "class").replaceFirst("classs$", "classes"),
                String.join(", ", model.labels().stream().map(Text::shortened).toList())));
    html.element(
        "li",
        "It has learnt from %s. Corpora of this kind are mostly acted, by few speakers, in one language, recorded in quiet rooms. Spontaneous speech, other languages, ages, accents, microphones and noise differ, and figures from one corpus do not carry over."
            .formatted(named));
    html.element(
        "li",
        "What is recognised is how speech sounds to listeners who labelled it, not what a person feels.");
    html.element(
        "li",
        "Probabilities may be too sure; where there were labels, the calibration above shows by how much.");
    html.element(
        "li",
        "Not for decisions about people: not for hiring, performance, schooling, insurance, policing, border control or health.");
    html.element(
        "li",
        "In the European Union the AI Act (Regulation 2024/1689) prohibits inferring the emotions of people at work and in education, medical and safety reasons apart (Article 5), counts other emotion recognition as high-risk (Annex III), and asks that people be told of it (Article 50). This is no legal advice.");
    return html.close("ul");
  }

  Html architecture() {
    PlainTable input = new PlainTable("Input", List.of("Part", "Value"));
    flat("", model.input().spec().toJson()).forEach(input::row);
    PlainTable encoder =
        new PlainTable(
            "Encoder " + Text.shortened(model.encoder().kind()), List.of("Part", "Value"));
    model
        .encoder()
        .architecture()
        .forEach((name, value) -> encoder.row(name, String.valueOf(value)));
    encoder.row("width of z", String.valueOf(model.encoder().width()));
    Map<String, long[]> groups = new LinkedHashMap<>();
    for (String name : model.tensors().names()) {
      long[] of = groups.computeIfAbsent(name.replaceFirst("\\..*", ""), g -> new long[2]);
      of[0]++;
      of[1] += model.tensors().get(name).values().length;
    }
    PlainTable tensors =
        new PlainTable(
            "Tensors by group; recognition uses emotion and emotion_classifier",
            List.of("Group", "Tensors", "Values"));
    groups.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getKey, Comparator.naturalOrder()))
        .forEach(e -> tensors.row(e.getKey(), e.getValue()[0], e.getValue()[1]));
    return new Html().append(input.end()).append(encoder.end()).append(tensors.end());
  }

  Html settings() {
    PlainTable table = new PlainTable("Every setting of the training", List.of("Setting", "Value"));
    Map<String, String> settings = flat("", config());
    if (settings.isEmpty()) {
      table.row("config", model.config());
    }
    settings.forEach(table::row);
    return table.end();
  }

  /** A tree of settings as lines; lists on one line. */
  private static Map<String, String> flat(String prefix, JsonNode node) {
    Map<String, String> lines = new LinkedHashMap<>();
    node.fields()
        .forEachRemaining(
            field -> {
              String name = prefix + field.getKey();
              JsonNode value = field.getValue();
              if (value.isObject()) {
                lines.putAll(flat(name + ".", value));
              } else if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
                for (int i = 0; i < value.size(); i++) {
                  lines.putAll(flat(name + "." + (i + 1) + ".", value.get(i)));
                }
              } else if (value.isArray()) {
                List<String> items = new ArrayList<>();
                value.forEach(
                    item -> items.add(item.isValueNode() ? item.asText() : item.toString()));
                lines.put(name, String.join(", ", items));
              } else {
                lines.put(name, value.asText());
              }
            });
    return lines;
  }

  Html licence() {
    Html html = new Html();
    html.element(
        "p",
        "The file names no licence of its own: whoever publishes it chooses one, within what the corpora allow. Many corpora of emotional speech are for research alone, and some forbid passing on what was made from them.");
    return html.element(
        "p",
        "EMO-DNA itself is licensed under the Apache License 2.0, which does not extend to models.");
  }
}
