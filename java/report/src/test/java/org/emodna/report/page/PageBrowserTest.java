package org.emodna.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.emodna.report.Report;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser. */
class PageBrowserTest {
  @TempDir static Path folder;
  private static Chromium browser;
  private static Report report;
  private static Path page;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Chromium.installed().isPresent(), "there is no Chromium");
    browser = new Chromium(Chromium.installed().get());
    report = new SampleReport().build();
    page = folder.resolve("index.html");
    Files.writeString(page, PageWriter.html(report, ""));
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    browser.newPage();
    browser.size(1280, 900);
    browser.theme("light");
    browser.open(page);
  }

  private static List<String> texts(String expression) throws Exception {
    List<String> texts = new ArrayList<>();
    browser.evaluate(expression).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** What must hold of any page: nothing went wrong, nothing was asked of a network. */
  static void assertQuiet(Chromium browser) {
    assertEquals(List.of(), browser.complaints());
    List<String> requests = new ArrayList<>();
    for (JsonNode event : browser.events("Network.requestWillBeSent")) {
      requests.add(event.at("/params/request/url").asText());
    }
    assertEquals(1, requests.size(), requests.toString());
    assertTrue(requests.get(0).startsWith("file:"));
  }

  /** Every drawing has a name, a size and marks that can be seen. */
  static void assertFiguresAreDrawn(Chromium browser, int least) throws Exception {
    JsonNode figures =
        browser.evaluate(
            """
            [...document.querySelectorAll('svg[role=img]')].map(svg => {
              const b = svg.getBoundingClientRect();
              const marks = [...svg.querySelectorAll('circle,path,polyline,line,rect,text')].filter(m => {
                const r = m.getBoundingClientRect();
                return r.width + r.height > 0 && r.right > b.left && r.left < b.right && r.bottom > b.top && r.top < b.bottom;
              });
              return {name: svg.getAttribute('aria-label'), width: b.width, height: b.height, marks: marks.length, hidden: svg.closest('[hidden]') !== null};
            })""");
    assertTrue(figures.size() >= least, figures.size() + " figures");
    for (JsonNode figure : figures) {
      assertFalse(figure.get("name").asText().isBlank());
      assertTrue(figure.get("width").asDouble() > 20, figure.toString());
      assertTrue(figure.get("height").asDouble() > 15, figure.toString());
      assertTrue(figure.get("marks").asInt() >= 1, figure.toString());
    }
  }

  @Test
  void nothingGoesWrongAndEveryFigureIsDrawn() throws Exception {
    // 2 overviews of two parts, 22 intervals with 4 axes, some 15 charts, 4 projections
    assertFiguresAreDrawn(browser, 45);
    List<String> titles = texts("[...document.querySelectorAll('h4')].map(e => e.textContent)");
    for (String title :
        List.of(
            "Confusion",
            "Recall of each class",
            "Recall of each speaker",
            "Calibration",
            "Threshold of each class",
            "Pseudo-labels: share selected, share right",
            "UAR over epochs",
            "decoupling",
            "bnm",
            "Emotion features zᵉ, by emotion",
            "Corpus features zᶜ, by corpus")) {
      assertTrue(titles.contains(title), title + " is not among " + titles);
    }
    assertQuiet(browser);
  }

  @Test
  void valuesStandInTheCellsWithAllTheirDigits() throws Exception {
    JsonNode cell =
        browser.evaluate(
            """
            (() => {
              const td = document.querySelector('td[data-track=corpus][data-row=emo-dna][data-task="CASIA>EMODB"][data-metric=war]');
              return {value: td.dataset.value, text: td.textContent, href: td.querySelector('a').getAttribute('href')};
            })()""");
    var expected = report.tracks().get(0).rows().get(0).cells().get(0);
    assertEquals(Double.toString(expected.figures().war().mean()), cell.get("value").asText());
    assertTrue(cell.get("text").asText().contains(Text.percent(expected.figures().war().mean())));
    assertEquals(expected.runs().get(1L) + "/", cell.get("href").asText());
  }

  private static final String MEANS =
      "[...document.querySelectorAll('#results-0 .scroll.uar tbody tr')].map(r => r.cells[1].dataset.value)";

  private static void assertSorted(List<String> values, boolean descending) {
    List<Double> numbers = new ArrayList<>(values.stream().map(Double::valueOf).toList());
    List<Double> sorted = new ArrayList<>(numbers);
    Collections.sort(sorted);
    if (descending) {
      Collections.reverse(sorted);
    }
    assertEquals(sorted, numbers);
  }

  @Test
  void tablesSortByClick() throws Exception {
    List<String> before = texts(MEANS);
    browser.click("#results-0 .scroll.uar thead th:nth-child(2) button");
    assertSorted(texts(MEANS), true);
    assertFalse(before.equals(texts(MEANS)));
    String state =
        "document.querySelector('#results-0 .scroll.uar thead th:nth-child(2)').getAttribute('aria-sort')";
    assertEquals("descending", browser.evaluate(state).asText());
    browser.click("#results-0 .scroll.uar thead th:nth-child(2) button");
    assertSorted(texts(MEANS), false);
    assertEquals("ascending", browser.evaluate(state).asText());
    browser.click("#results-0 .scroll.uar thead th:nth-child(4) button");
    // dann has no figure there: it comes last, whichever way
    String last =
        "[...document.querySelectorAll('#results-0 .scroll.uar tbody tr')].at(-1).cells[0].textContent";
    assertTrue(browser.evaluate(last).asText().startsWith("dann"));
    browser.click("#results-0 .scroll.uar thead th:nth-child(4) button");
    assertTrue(browser.evaluate(last).asText().startsWith("dann"));
    assertEquals(
        1,
        browser
            .evaluate("document.querySelectorAll('#results-0 .scroll.uar [aria-sort]').length")
            .asInt());
    assertQuiet(browser);
  }

  @ParameterizedTest
  @CsvSource({"Enter,13", "' ',32"})
  void tablesSortByKeyboard(String key, int code) throws Exception {
    browser.evaluate("document.querySelector('#results-0 .scroll.uar thead button').focus()");
    browser.press("Tab", 9);
    assertEquals(
        "Mean", browser.evaluate("document.activeElement.textContent").asText(), "the next button");
    String outline = "getComputedStyle(document.activeElement).outlineStyle";
    assertEquals("solid", browser.evaluate(outline).asText(), "focus can be seen");
    browser.press(key, code);
    assertSorted(texts(MEANS), true);
  }

  @Test
  void rowsAreFilteredByKind() throws Exception {
    String shown =
        "[...document.querySelectorAll('#results-0 .scroll.uar tbody tr')].filter(r => r.getBoundingClientRect().height > 0).map(r => r.dataset.kind)";
    assertTrue(texts(shown).contains("baseline"));
    browser.click("#results-0 input[data-kind=baseline]");
    assertFalse(texts(shown).contains("baseline"));
    assertTrue(texts(shown).contains("ablation"));
    browser.click("#results-0 input[data-kind=baseline]");
    assertTrue(texts(shown).contains("baseline"));
  }

  @Test
  void theFigureIsChosenAndLeadsToAllItsRuns() throws Exception {
    String shown =
        "[...document.querySelectorAll('#results-0 .scroll table caption')].filter(c => c.getBoundingClientRect().height > 0).map(c => c.textContent.slice(0, 3))";
    assertEquals(List.of("UAR"), texts(shown));
    browser.click("#results-0 input.war");
    assertEquals(List.of("WAR"), texts(shown));
    browser.click("#results-0 .scroll.war td[data-row=linear][data-task='CASIA>EMODB'] a");
    List<String> links =
        texts("[...document.querySelectorAll('#card a')].map(a => a.getAttribute('href'))");
    List<String> runs =
        report.tracks().get(0).rows().get(2).cells().get(0).runs().values().stream()
            .map(r -> r + "/")
            .toList();
    assertEquals(runs, links);
    List<String> values =
        report
            .tracks()
            .get(0)
            .rows()
            .get(2)
            .cells()
            .get(0)
            .figures()
            .war()
            .values()
            .entrySet()
            .stream()
            .map(e -> "seed " + e.getKey() + ": " + Text.percent(e.getValue()))
            .toList();
    assertEquals(
        values, texts("[...document.querySelectorAll('#card li')].map(li => li.textContent)"));
    browser.press("Escape", 27);
    assertTrue(browser.evaluate("document.getElementById('card').hidden").asBoolean());
    assertTrue(
        browser.evaluate("document.activeElement.matches('td[data-row=linear] a')").asBoolean());
    browser.call("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", 5, "y", 5));
    assertQuiet(browser);
  }

  /** All k/n with n up to 1000, by a hash of the texts of each n. */
  @Test
  void theScriptRoundsAsTheTablesDo() throws Exception {
    String script = resource("/org/emodna/report/page/base.js");
    // The page's own functions are out of reach from here.
    int from = script.indexOf("const NONE");
    String percent = script.substring(from, script.indexOf("};", script.indexOf("percent =")) + 2);
    JsonNode hashes =
        browser.evaluate(
            """
            (() => {
              %s
              return Array.from({length: 1000}, (_, i) => {
                let hash = 0;
                for (let k = -1; k <= i + 1; k++) {
                  for (const c of percent(Math.round(1e7 * (k / (i + 1)))) + ';') hash = (31 * hash + c.charCodeAt(0)) | 0;
                }
                return hash;
              });
            })()"""
                .formatted(percent));
    for (int n = 1; n <= 1000; n++) {
      StringBuilder texts = new StringBuilder();
      for (int k = -1; k <= n; k++) {
        texts.append(Text.percent((double) k / n)).append(';');
      }
      assertEquals(texts.toString().hashCode(), hashes.get(n - 1).asInt(), "n = " + n);
    }
  }

  private static String resource(String name) throws Exception {
    try (InputStream in = PageBrowserTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void hoveringTellsTheSeeds() throws Exception {
    browser.evaluate(
        "document.querySelector('#results-0 .scroll.uar td[data-row=linear][data-task]').dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))");
    String tip = browser.evaluate("document.getElementById('tip').textContent").asText();
    assertTrue(tip.startsWith("n = 5 seeds: 1: "), tip);
  }

  @Test
  void detailsAreChosen() throws Exception {
    String numbers =
        "[...document.querySelectorAll('[data-drawn=details] .confusion td')].map(c => c.textContent).join()";
    String before = browser.evaluate(numbers).asText();
    browser.evaluate(
        "(() => { const s = document.querySelectorAll('[data-drawn=details] select')[1]; s.selectedIndex = 3; s.dispatchEvent(new Event('change')); })()");
    assertFalse(before.equals(browser.evaluate(numbers).asText()));
    assertQuiet(browser);
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 390})
  void thePageDoesNotScrollSideways(int width) throws Exception {
    browser.size(width, 800);
    browser.open(page);
    assertEquals(width, browser.evaluate("innerWidth").asInt());
    assertEquals(width, browser.evaluate("document.documentElement.scrollWidth").asInt());
    assertTrue(
        browser
            .evaluate(
                "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize) >= 12")
            .asBoolean());
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void allTextHasContrast(String theme) throws Exception {
    browser.theme(theme);
    browser.open(page);
    assertContrast(browser);
    browser.evaluate("document.querySelector('h1').style.color = '#888'");
    AssertionError poor = assertThrows(AssertionError.class, () -> assertContrast(browser));
    assertTrue(poor.getMessage().contains("BDI"), "the check sees what is poor");
  }

  /** At least 4.5 between each text and what lies behind it, by computed styles. */
  static void assertContrast(Chromium browser) throws Exception {
    String script = resource("contrast.js");
    JsonNode result = browser.evaluate(script);
    assertTrue(result.get("checked").asInt() > 100, result.toString());
    assertEquals(0, result.get("poor").size(), result.get("poor").toString());
  }

  @Test
  void theThemeIsSwitched() throws Exception {
    String background = "getComputedStyle(document.body).backgroundColor";
    assertEquals("rgb(255, 255, 255)", browser.evaluate(background).asText());
    browser.click("#theme");
    assertEquals("rgb(20, 23, 27)", browser.evaluate(background).asText());
    assertContrast(browser);
    browser.click("#theme");
    assertEquals("rgb(255, 255, 255)", browser.evaluate(background).asText());
  }

  @Test
  void printIsLightAndWithoutControls() throws Exception {
    browser.call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            "print",
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    assertEquals(
        "rgb(255, 255, 255)",
        browser.evaluate("getComputedStyle(document.body).backgroundColor").asText());
    assertEquals(
        List.of(),
        texts(
            "[...document.querySelectorAll('nav, .choice, .selects, #card')].filter(e => e.getBoundingClientRect().height > 0).map(e => e.className)"));
    browser.screenshot(Path.of("target/screenshots/report-print.png").toAbsolutePath(), true);
    browser.call("Emulation.setEmulatedMedia", Map.of("media", ""));
  }

  @Test
  void theFirstTabSkipsToTheContent() throws Exception {
    browser.press("Tab", 9);
    assertTrue(browser.evaluate("document.activeElement.matches('.skip')").asBoolean());
    assertTrue(
        browser.evaluate("document.activeElement.getBoundingClientRect().left >= 0").asBoolean());
    browser.press("Enter", 13);
    assertEquals("content", browser.evaluate("document.activeElement.id").asText());
  }

  @Test
  void tablesAreThereWithoutScripts() throws Exception {
    browser.scripts(false);
    browser.open(page);
    // DevTools still evaluates where the page itself may not.
    String text = browser.evaluate("document.querySelector('main').innerText").asText();
    browser.scripts(true);
    assertTrue(text.contains("emo-dna without decoupling"));
    assertTrue(
        text.contains(
            Text.percent(
                report.tracks().get(1).rows().get(3).cells().get(2).figures().uar().mean())));
    assertTrue(text.contains("drawn here where scripts may run"));
    assertTrue(text.contains("AMD EPYC 9B14"));
  }

  @Test
  void everyControlAndRegionHasAName() throws Exception {
    assertEquals(
        List.of(),
        texts(
            "[...document.querySelectorAll('button, select, input, a[href], [role=region], [role=dialog], section, nav, aside')]"
                + ".filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.closest('label')))"
                + ".map(e => e.outerHTML.slice(0, 200))"));
    assertEquals(
        List.of(),
        texts(
            "(() => { const seen = new Set(), twice = []; for (const e of document.querySelectorAll('[id]')) { if (seen.has(e.id)) twice.push(e.id); seen.add(e.id); } return twice; })()"));
  }
}
