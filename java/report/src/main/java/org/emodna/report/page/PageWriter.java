package org.emodna.report.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.emodna.report.Report;
import org.emodna.report.ReportWriter;
import org.emodna.report.Track;

/**
 * A report as one HTML page that needs nothing else: it opens from disk, without a network, and
 * shows its tables where scripts are off. Equal reports give equal pages.
 */
public final class PageWriter {
  private PageWriter() {}

  /**
   * The page of a report, to lie in a folder of the store's, such as {@code report}.
   *
   * @return HTML, to be stored as UTF-8
   */
  public static String html(Report report) {
    return html(report, "../");
  }

  /**
   * The page of a report.
   *
   * @param base the store's folder seen from the page, as a relative URL that ends in a slash, such
   *     as {@code ../results/}; empty if the page lies in it
   * @return HTML, to be stored as UTF-8
   */
  public static String html(Report report, String base) {
    String place = base.matches("([A-Za-z0-9_.~*%-]+/)*") ? base : "";
    List<Shell.Section> sections = new ArrayList<>();
    results(report, place, sections);
    ComparisonTables comparisons = new ComparisonTables(report);
    add(sections, "ablations", "Ablations", comparisons.ablations());
    add(sections, "comparisons", "Comparisons", comparisons.others());
    Appendix appendix = new Appendix(report, place);
    if (!report.changes().isEmpty()) {
      add(sections, "changes", "Changes", appendix.changes());
    }
    if (!report.details().isEmpty()) {
      add(sections, "details", "Behind a figure", Drawn.details());
    }
    add(sections, "recalls", "Recall of each class", appendix.recalls());
    if (!report.projections().isEmpty()) {
      add(sections, "projections", "Embeddings", Drawn.projections());
    }
    if (!report.validators().isEmpty()) {
      add(sections, "validators", "Selection without labels", appendix.validators());
    }
    add(sections, "corpora", "Corpora", appendix.corpora());
    add(sections, "hardware", "Time and hardware", appendix.hardware());
    add(sections, "gaps", "Failed and missing", appendix.gaps());
    add(sections, "protocol", "Protocol", appendix.protocol());
    String json = new PageData(report, place).json();
    return Shell.page(report.about().title(), new Head(report).html(), sections, json);
  }

  private static void add(List<Shell.Section> sections, String id, String title, Html content) {
    if (!content.toString().isEmpty()) {
      sections.add(new Shell.Section(id, title, content));
    }
  }

  private static void results(Report report, String base, List<Shell.Section> sections) {
    for (int t = 0; t < report.tracks().size(); t++) {
      Track track = report.tracks().get(t);
      Html html = new Html();
      String meaning = meaning(track.name());
      if (!meaning.isEmpty()) {
        html.element("p", meaning, "class", "note");
      }
      html.append(new Overview(track).html());
      html.append(new ResultsTable(track, t, report.about(), base).html());
      sections.add(
          new Shell.Section("results-" + t, "Results: " + Text.shortened(track.name()), html));
    }
  }

  private static String meaning(String track) {
    return switch (track) {
      case "corpus" ->
          "Normalisation may use the corpus of unlabelled recordings, but not their speakers.";
      case "speaker" -> "Normalisation may use the speakers of unlabelled recordings.";
      default -> "";
    };
  }

  /**
   * The page as {@code index.html} among the files of a report.
   *
   * @param store the folder that the report's runs lie in, to which the page links
   * @param folder where the page will lie
   * @throws org.emodna.report.ReportException if that is one of the store's own folders
   */
  public static ReportWriter.Output output(Report report, Path store, Path folder) {
    ReportWriter.requireOutside(store, folder);
    String base = base(store, folder);
    return new ReportWriter.Output(
        "index.html", out -> out.write(html(report, base).getBytes(StandardCharsets.UTF_8)));
  }

  /** The way from a folder to the store as a relative URL. */
  static String base(Path store, Path folder) {
    Path from = folder.toAbsolutePath().normalize();
    Path to = store.toAbsolutePath().normalize();
    if (!Objects.equals(from.getRoot(), to.getRoot())) {
      return ""; // Another drive: there is no relative way.
    }
    StringBuilder url = new StringBuilder();
    for (Path part : from.relativize(to)) {
      if (!part.toString().isEmpty()) {
        String name = URLEncoder.encode(part.toString(), StandardCharsets.UTF_8);
        url.append(name.replace("+", "%20")).append('/');
      }
    }
    return url.toString();
  }
}
