package org.emodna.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
  @TempDir Path folder;

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve("project").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Path site(String... readme) throws IOException {
    write("README.md", String.join("\n", readme));
    for (String page : List.of("java-api", "method", "corpora", "configuration", "architecture")) {
      write("docs/" + page + ".md", "# Page\n");
    }
    write("CHANGELOG.md", "# Changes\n");
    Path site = folder.resolve("site");
    Files.createDirectories(site.resolve("api"));
    Files.writeString(site.resolve("api/index.html"), "<html></html>");
    Files.createDirectories(site.resolve("api-spark"));
    Files.writeString(site.resolve("api-spark/index.html"), "<html></html>");
    Site.make(folder.resolve("project"), site);
    return site;
  }

  private List<String> broken(Path site) throws IOException {
    return LinkCheck.of(site).broken();
  }

  @Test
  void linksBetweenPagesAndToSourcesAndFoldersAreKept() throws Exception {
    write("docs/deep/README.md", "# Deep\n\nBack to [the top](../../README.md#what-it-is).\n");
    write("examples/One.java", "class One {}\n");
    write("examples/target/Built.java", "class Built {}\n");
    Path site =
        site(
            "# Title & more",
            "## What it is",
            "[deep](docs/deep/README.md), [its folder](docs/deep), [a source](examples/One.java),",
            "[sources](examples), [elsewhere](https://example.org/none)",
            "",
            "| a | b |",
            "|---|---|",
            "| 1 | `2` |");
    assertEquals(List.of(), broken(site));
    String page = Files.readString(site.resolve("index.html"));
    assertTrue(page.contains("<title>Title &amp; more – EMO-DNA</title>"), page);
    assertTrue(page.contains("<a href=\"docs/deep/index.html\">deep</a>"), page);
    assertTrue(page.contains("<td>1</td>"), page);
    assertTrue(page.contains("<a href=\"api/index.html\">Javadoc</a>"), page);
    assertTrue(page.contains("<a href=\"api-spark/index.html\">Javadoc spark</a>"), page);
    assertTrue(Files.exists(site.resolve("examples/One.java")));
    assertTrue(Files.readString(site.resolve("examples/index.html")).contains("One.java"));
    assertFalse(Files.exists(site.resolve("examples/target")));
  }

  @Test
  void whatLeadsNowhereIsFound() throws Exception {
    Path site =
        site(
            "# Title", "[page](docs/none.md), [heading](docs/method.md#none), [out](../secret.md)");
    List<String> broken = broken(site);
    assertEquals(3, broken.size(), broken.toString());
    assertTrue(broken.get(0).startsWith("index.html: the link docs/none.md leads to no file"));
    assertTrue(broken.get(1).contains("docs/method.html#none leads to no heading"));
    assertTrue(broken.get(2).contains("leaves the site"));
  }

  @Test
  void aPageThatIsCopiedLosesLinksToWhatTheProjectDoesNotHave() throws Exception {
    write(
        "docs/report/index.html",
        "<a id=\"a\" href=\"../runs/1/\">54.8</a> <a href=\"#a\">up</a> <a href=\"../method.md\">m</a>");
    write("docs/report/page.html", "<p id=\"p\">");
    Path site = site("# Title", "[report](docs/report)");
    assertEquals(
        "<a id=\"a\">54.8</a> <a href=\"#a\">up</a> <a href=\"../method.md\">m</a>",
        Files.readString(site.resolve("docs/report/index.html")));
  }

  @Test
  void headingsHaveTheAnchorsThatGitHubGivesThem() throws Exception {
    Path site =
        site(
            "# Title",
            "## Evaluation: `org.emodna.evaluation`",
            "[there](#evaluation-orgemodnaevaluation)");
    assertEquals(List.of(), broken(site));
  }
}
