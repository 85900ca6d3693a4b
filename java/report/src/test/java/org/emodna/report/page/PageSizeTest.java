package org.emodna.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of 10,000 runs: two tracks of 25 rows, 20 tasks, 10 seeds. */
class PageSizeTest {
  @TempDir Path folder;

  @Test
  void aPageOfTenThousandRunsStaysSmallAndOpens() throws Exception {
    SampleReport sample = new SampleReport();
    sample.tasks = 20;
    sample.rows = 25;
    sample.seeds = 10;
    sample.epochs = 300;
    long began = System.nanoTime();
    byte[] page = PageWriter.html(sample.build()).getBytes(StandardCharsets.UTF_8);
    System.out.printf(
        "%.1f MB, made in %.1f s (report included)%n",
        page.length / 1e6, (System.nanoTime() - began) / 1e9);
    assertTrue(page.length < 10_000_000, page.length + " bytes");
    assumeTrue(Chromium.installed().isPresent(), "there is no Chromium");
    Path file = folder.resolve("large.html");
    Files.write(file, page);
    try (Chromium browser = new Chromium(Chromium.installed().get())) {
      browser.size(1280, 900);
      browser.open(file);
      System.out.println(
          "opens in "
              + browser.evaluate(
                  "Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd) + ' ms, sorts in ' + (() => { const t = performance.now(); document.querySelector('#results-0 thead th:nth-child(2) button').click(); document.body.getBoundingClientRect(); return Math.round(performance.now() - t); })() + ' ms'"));
      PageBrowserTest.assertQuiet(browser);
      assertEquals(1280, browser.evaluate("document.documentElement.scrollWidth").asInt());
      browser.screenshot(Path.of("target/screenshots/large.png").toAbsolutePath(), false);
    }
  }
}
