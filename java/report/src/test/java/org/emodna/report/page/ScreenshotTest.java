package org.emodna.report.page;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Pictures of the pages, to be looked at: target/screenshots. */
class ScreenshotTest {
  @Test
  void picturesAreTakenAtBothWidthsInBothThemes() throws Exception {
    assumeTrue(Chromium.installed().isPresent(), "there is no Chromium");
    Path folder = Files.createDirectories(Path.of("target", "screenshots").toAbsolutePath());
    Path page = folder.resolve("report.html");
    Files.writeString(page, PageWriter.html(new SampleReport().build(), ""));
    try (Chromium browser = new Chromium(Chromium.installed().get())) {
      for (String theme : new String[] {"light", "dark"}) {
        for (int width : new int[] {1280, 390}) {
          browser.size(width, 900);
          browser.theme(theme);
          browser.open(page);
          Path picture = folder.resolve("report-%s-%d.png".formatted(theme, width));
          browser.screenshot(picture, true);
          assertTrue(Files.size(picture) > 50_000);
        }
      }
    }
  }
}
