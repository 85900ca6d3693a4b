package org.emodna.corpus;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a scan's report for people. */
final class ScanText {
  /** More speakers than this are counted, not listed. */
  private static final int MOST_SPEAKERS = 40;

  private final StringBuilder text = new StringBuilder();

  private ScanText() {}

  static String of(ScanReport report) {
    ScanText text = new ScanText();
    text.write(report);
    return text.text.toString();
  }

  private void write(ScanReport report) {
    line("%s  (reader %s)  %s", report.corpus(), report.reader(), report.root());
    line(
        "%d utterances, %s, %d classes, %d speakers",
        report.utterances(),
        minutes(report.seconds()),
        report.classes().size(),
        report.speakers().size());
    report.notes().forEach(note -> line("note: %s", note));
    groups("class", report.classes());
    groups("speaker", report.speakers());
    if (report.speakersFrom() != null) {
      line("speakers: %s", report.speakersFrom());
    }
    if (report.utterances() > 0) {
      line("");
      spread("duration", report.duration(), "s");
      spread("peak", report.peakDbfs(), "dBFS");
      spread("RMS", report.rmsDbfs(), "dBFS");
      line("rate      %s", counts(report.sampleRates(), " Hz"));
      line("channels  %s", counts(report.channels(), ""));
      line("format    %s", counts(report.formats(), ""));
    }
    line("");
    section("duplicates by content", report.duplicates().size());
    for (ScanReport.Duplicate same : report.duplicates()) {
      line(
          "  %s%s",
          String.join(" = ", same.ids()), same.labelsDiffer() ? "  (their labels differ)" : "");
    }
    section("warnings", report.warnings().size());
    report.warnings().forEach(one -> line("  %s: %s", one.id(), one.text()));
    section("not used", report.unusable().size());
    report.unusable().forEach(one -> line("  %s: %s", one.id(), one.reason()));
  }

  private void groups(String title, List<ScanReport.Group> groups) {
    line("");
    line("%-16s %10s %10s %8s", title, "utterances", "minutes", "mean s");
    for (ScanReport.Group group : groups.subList(0, Math.min(MOST_SPEAKERS, groups.size()))) {
      line(
          "%-16s %10d %10.1f %8.2f",
          group.name(),
          group.utterances(),
          group.seconds() / 60,
          group.seconds() / group.utterances());
    }
    if (groups.size() > MOST_SPEAKERS) {
      line("and %d more", groups.size() - MOST_SPEAKERS);
    }
  }

  private void spread(String title, Spread spread, String unit) {
    if (spread == null) {
      line("%-9s all files are silent", title);
    } else {
      line(
          "%-9s %.2f to %.2f %s, median %.2f",
          title, plain(spread.min()), plain(spread.max()), unit, plain(spread.median()));
    }
  }

  /** Keeps a peak just below full scale from showing as -0.00. */
  private static double plain(double value) {
    return Math.abs(value) < 0.005 ? 0 : value;
  }

  private void section(String title, int count) {
    line("%s: %s", title, count == 0 ? "none" : String.valueOf(count));
  }

  private static String counts(Map<?, Integer> counts, String unit) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + unit + ": " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String minutes(double seconds) {
    return String.format(Locale.ROOT, "%.1f minutes", seconds / 60);
  }

  /** One line; file names may hold what would write to the terminal, so controls are replaced. */
  private void line(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values);
    text.append(line.replaceAll("\\p{Cntrl}", "?")).append(System.lineSeparator());
  }
}
