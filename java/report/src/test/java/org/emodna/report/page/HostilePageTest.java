package org.emodna.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.emodna.report.About;
import org.emodna.report.Detail;
import org.emodna.report.Figure;
import org.emodna.report.Figures;
import org.emodna.report.Report;
import org.emodna.report.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that want to be markup, paths or something else, and figures that are no numbers. */
class HostilePageTest {
  @TempDir Path folder;

  private static final List<String> HOSTILE =
      List.of(
          "<script>window.hacked = 1</script>",
          "\"><img src=x onerror=\"window.hacked = 2\">",
          "'><svg onload='window.hacked = 3'>",
          "</script><script>window.hacked = 4</script>",
          "<!--<script>",
          "</title></style><body onload=window.hacked=5>",
          "../../../etc/passwd",
          "javascript:window.hacked=6",
          "&lt;b&gt;&#0;",
          "\u202egnp.exe\u2066\u0000\u0007\u001b[31m\ud800",
          "${7*7}`${window.hacked=7}`",
          "__proto__",
          "عربى",
          "x".repeat(5000),
          "word ".repeat(800));

  private static Report hostile(String text) {
    SampleReport sample = new SampleReport();
    sample.tasks = 3;
    sample.seeds = 2;
    sample.epochs = 10;
    sample.rename = name -> name + " " + text;
    return sample.build();
  }

  @Test
  void hostileNamesDoNothing() throws Exception {
    assumeTrue(Chromium.installed().isPresent(), "there is no Chromium");
    try (Chromium browser = new Chromium(Chromium.installed().get())) {
      for (String text : HOSTILE) {
        Path page = folder.resolve("hostile.html");
        Files.writeString(page, PageWriter.html(hostile(text)));
        for (int width : new int[] {1280, 390}) {
          browser.newPage();
          browser.size(width, 800);
          browser.open(page);
          PageBrowserTest.assertQuiet(browser);
          PageBrowserTest.assertFiguresAreDrawn(browser, 30);
          assertEquals("undefined", browser.evaluate("typeof window.hacked").asText());
          assertEquals(2, browser.evaluate("document.scripts.length").asInt());
          assertEquals(0, browser.evaluate("document.images.length").asInt());
          assertEquals(
              "[]",
              browser
                  .evaluate(
                      "JSON.stringify([...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).map(e => e.tagName))")
                  .asText());
          assertEquals(
              width, browser.evaluate("document.documentElement.scrollWidth").asInt(), text);
          assertFalse(
              browser
                  .evaluate(
                      "/[\\u0000-\\u0008\\u001b\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.textContent)")
                  .asBoolean());
          assertTrue(
              browser
                  .evaluate(
                      "[...document.querySelectorAll('a[href]')].every(a => /^(#[a-z0-9-]+|(\\.\\.\\/)?runs\\/[0-9a-f]{2}\\/[0-9a-f]{32}\\/)$/.test(a.getAttribute('href')))")
                  .asBoolean());
        }
      }
    }
  }

  @Test
  void whatIsNoFolderOfAStoreIsNoLink() {
    for (String folder :
        List.of(
            "../x",
            "runs/../../x",
            "/etc",
            "javascript:x",
            "http://x",
            "//x",
            "a b",
            "a?b",
            "a#b",
            "runs//x",
            "",
            ".",
            "runs/.x",
            "a:b",
            "a\\b",
            "a%2fb")) {
      assertEquals(null, Text.link("../", folder), folder);
    }
    assertEquals("../runs/0a/0b/", Text.link("../", "runs/0a/0b"));
  }

  @Test
  void theWayToTheStoreIsRelative() {
    assertEquals("../", PageWriter.base(Path.of("/a/results"), Path.of("/a/results/report")));
    assertEquals("", PageWriter.base(Path.of("results"), Path.of("results")));
    assertEquals("../my%20results/", PageWriter.base(Path.of("/a/my results"), Path.of("/a/page")));
    assertFalse(PageWriter.html(hostile("x"), "javascript:/").contains("javascript:/"));
  }

  @Test
  void figuresThatAreNoNumbersAreDashes() throws Exception {
    Figure none = new Figure(Double.NaN, Double.NaN, 1, Map.of(1L, Double.NaN));
    Figure infinite = new Figure(Double.POSITIVE_INFINITY, Double.NaN, 0, Map.of());
    Figures figures = new Figures(none, infinite, Figure.NONE);
    Track.Cell cell = new Track.Cell("A>B", figures, Map.of(1L, "runs/../x"));
    Track.Row row =
        new Track.Row(
            "r", "method", "", null, List.of(cell), new Track.Mean(figures, List.of(), List.of()));
    Track.Task task = new Track.Task("A>B", "direction", "A", "B", List.of(), 0);
    Detail detail =
        new Detail(
            new Detail.Place("corpus", "r", "A>B"),
            List.of("a"),
            List.of(List.of(0L)),
            List.of(new Detail.Recall("a", Double.NaN, Double.NaN, 0)),
            List.of(new Detail.Speaker("s", Double.NaN, 0, 0)),
            new Detail.Calibration(List.of(), Double.NaN),
            new Detail.Curves(List.of(1), Map.of("loss", List.of(Double.NaN))));
    About about =
        new About(
            "",
            "",
            "",
            new About.Protocol("", "", ""),
            List.of(),
            List.of(),
            new About.Gaps(List.of(), List.of(), List.of(), List.of(), List.of()));
    Report empty =
        new Report(
            about, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    Report odd =
        new Report(
            about,
            List.of(
                new Track("corpus", List.of(task), List.of(row)),
                new Track("none", List.of(), List.of())),
            List.of(),
            List.of(),
            List.of(detail),
            List.of(),
            List.of(),
            List.of());
    String body = PageWriter.html(odd).replaceAll("(?s)<style>.*?</style>|<meta[^>]*>", "");
    body = body.substring(0, body.lastIndexOf("<script>"));
    assertFalse(body.contains("NaN"), body);
    assertFalse(body.contains("Infinity"), body);
    assumeTrue(Chromium.installed().isPresent(), "there is no Chromium");
    try (Chromium browser = new Chromium(Chromium.installed().get())) {
      for (Report report : List.of(odd, empty)) {
        browser.newPage();
        Path page = folder.resolve("odd.html");
        Files.writeString(page, PageWriter.html(report));
        browser.open(page);
        PageBrowserTest.assertQuiet(browser);
      }
    }
  }
}
