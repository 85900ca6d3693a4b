package org.emodna.report.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.report.ReportWriter;

/**
 * One model as an HTML page that needs nothing else, and that can be published beside it: what it
 * is, what it learnt from, how good it is, what it is for and what not.
 */
public final class ModelPage {
  /** Points of a curve: a chart shows no more. */
  private static final int CURVE_POINTS = 200;

  private ModelPage() {}

  /**
   * The page of a model. Predictions, score and log are shown where they lie beside it; of those
   * that can't be used the page says so.
   *
   * @param model a model file
   * @return HTML, to be stored as UTF-8
   * @throws org.emodna.base.EmoDnaException if the model can't be read
   */
  public static String html(Path model) {
    String name = String.valueOf(model.getFileName());
    ModelFacts facts = ModelFacts.read(model);
    ModelCard card = new ModelCard(facts);
    List<Shell.Section> sections = new ArrayList<>();
    if (facts.score().isPresent()) {
      sections.add(new Shell.Section("scores", "Scores", card.scores()));
    } else if (facts.predictions().isPresent()) {
      sections.add(new Shell.Section("predictions", "Predictions", card.predictions()));
    }
    boolean curves = !facts.curves().epochs().isEmpty();
    if (facts.score().isPresent() || curves) {
      String title = facts.score().isPresent() ? "Behind the scores" : "Training";
      sections.add(new Shell.Section("details", title, Drawn.model()));
    }
    sections.add(new Shell.Section("use", "Intended use and limits", card.use()));
    sections.add(new Shell.Section("data", "Data", card.data()));
    sections.add(new Shell.Section("architecture", "Architecture and input", card.architecture()));
    if (!facts.model().config().isEmpty()) {
      sections.add(new Shell.Section("settings", "Settings", card.settings()));
    }
    sections.add(new Shell.Section("licence", "Licence", card.licence()));
    return Shell.page(name, card.head(name), sections, json(facts));
  }

  /** The page as {@code index.html} among the files of a report. */
  public static ReportWriter.Output output(Path model) {
    String html = html(model);
    return new ReportWriter.Output(
        "index.html", out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
  }

  private static String json(ModelFacts facts) {
    StringWriter text = new StringWriter();
    List<String> names = new ArrayList<>();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("model");
      PageData.detail(
          json,
          facts.detail(),
          CURVE_POINTS,
          name -> {
            names.add(name);
            return names.size() - 1;
          });
      json.writeEndObject();
      json.writeArrayFieldStart("names");
      for (String name : names) {
        json.writeString(Text.shortened(name));
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
