package org.emodna.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.base.EmoDnaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPageTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void make() throws Exception {
    model = folder.resolve("model.safetensors");
    SampleModel.write(model);
  }

  @Test
  void aModelAloneHasACard() {
    String page = ModelPage.html(model);
    // 2 blocks of 4 channels: counted by hand from docs/models.md
    assertTrue(page.contains("anger, neutral, sadness"));
    assertTrue(page.contains("<h1><bdi>model.safetensors</bdi></h1>"));
    assertTrue(page.contains("Article 5"));
    assertTrue(page.contains("Every setting of the training"));
    assertTrue(page.contains("decoupling.temperature"));
    assertTrue(page.contains("CASIA"));
    assertFalse(page.contains("id=\"scores\""));
    assertFalse(page.contains("id=\"predictions\""));
    assertEquals(page, ModelPage.html(model), "the same bits again");
  }

  @Test
  void scoreAndLogBesideItAreShown() throws Exception {
    SampleModel.writeScore(model);
    SampleModel.writeLog(model);
    String page = ModelPage.html(model);
    // (30/40 + 20/40 + 25/50) / 3
    assertTrue(page.contains("58.3 %"), "UAR");
    assertTrue(page.contains("id=\"details\""));
    assertTrue(page.contains("neutral (25.0 %)"), "anger is most often taken for neutral");
  }

  @Test
  void predictionsWithoutLabelsAreCountedAndNotScored() throws Exception {
    SampleModel.writePredictions(model);
    String page = ModelPage.html(model);
    assertTrue(page.contains("id=\"predictions\""));
    assertFalse(page.contains("id=\"scores\""));
    assertTrue(page.contains("1 recording could not be used."));
  }

  @Test
  void aRunsOwnPredictionsAreScored() throws Exception {
    Path run = SampleModel.writeRun(folder);
    String page = ModelPage.html(run.resolve("model.safetensors"));
    assertTrue(page.contains("id=\"scores\""));
    assertTrue(page.contains("expected calibration error"));
    assertTrue(page.contains("66.7 %"), "UAR");
  }

  @Test
  void whatLiesBesideItMayBeBroken() throws Exception {
    Files.writeString(folder.resolve("model.safetensors.score.json"), "{");
    Files.writeString(folder.resolve("model.safetensors.log.jsonl"), "no log\n");
    Files.writeString(folder.resolve("model.safetensors.predictions.csv"), "no table\n");
    String page = ModelPage.html(model);
    assertEquals(3, page.split("Left out: ", -1).length - 1);
  }

  @Test
  void whatIsNoModelIsRefused() throws Exception {
    Path other = Files.writeString(folder.resolve("other.safetensors"), "no model");
    EmoDnaException e = assertThrows(EmoDnaException.class, () -> ModelPage.html(other));
    assertTrue(e.getMessage().contains("other.safetensors"));
  }

  @Test
  void theCardOpensInABrowser() throws Exception {
    assumeTrue(Chromium.installed().isPresent(), "there is no Chromium");
    Path run = SampleModel.writeRun(folder);
    Path page = folder.resolve("card.html");
    Files.writeString(page, ModelPage.html(run.resolve("model.safetensors")));
    Path pictures = Path.of("target", "screenshots").toAbsolutePath();
    try (Chromium browser = new Chromium(Chromium.installed().get())) {
      for (String theme : new String[] {"light", "dark"}) {
        for (int width : new int[] {1280, 390}) {
          browser.size(width, 900);
          browser.theme(theme);
          browser.open(page);
          PageBrowserTest.assertQuiet(browser);
          PageBrowserTest.assertContrast(browser);
          PageBrowserTest.assertFiguresAreDrawn(browser, 6);
          assertEquals(width, browser.evaluate("document.documentElement.scrollWidth").asInt());
          browser.screenshot(pictures.resolve("model-%s-%d.png".formatted(theme, width)), true);
        }
      }
    }
  }
}
