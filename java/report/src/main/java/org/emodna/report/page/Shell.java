package org.emodna.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * What all pages have around their content: style, script, a policy that lets nothing else run or
 * load, links to the sections, and the switch between light and dark.
 */
final class Shell {
  private static final String STYLE = resource("page.css");
  private static final String SCRIPT =
      "(() => {\n'use strict';\n"
          + resource("base.js")
          + resource("charts.js")
          + resource("details.js")
          + resource("projections.js")
          + "})();\n";

  private Shell() {}

  /**
   * A part of the page with a heading of its own.
   *
   * @param id by which it is linked
   * @param title of the heading
   * @param content below it
   */
  record Section(String id, String title, Html content) {}

  /**
   * The whole page.
   *
   * @param title of window and page
   * @param head what stands above the sections
   * @param json what the script draws from
   */
  static String page(String title, Html head, List<Section> sections, String json) {
    Html page = new Html();
    page.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head").line();
    page.single("meta", "charset", "utf-8");
    page.single("meta", "http-equiv", "Content-Security-Policy", "content", policy());
    page.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.single("meta", "name", "color-scheme", "content", "light dark");
    page.single("meta", "name", "referrer", "content", "no-referrer");
    page.element("title", Text.shortened(title)).line();
    page.open("style").trusted(STYLE).close("style").close("head").line();
    page.open("body");
    page.element("a", "Skip to the content", "class", "skip", "href", "#content").line();
    page.open("nav", "aria-label", "Sections");
    page.element("a", Text.shortened(title), "class", "home", "href", "#content").open("ul");
    for (Section section : sections) {
      page.open("li").element("a", section.title, "href", "#" + section.id).close("li");
    }
    page.close("ul");
    page.element("button", "Dark", "type", "button", "id", "theme", "hidden", "").close("nav");
    page.line().open("main", "id", "content", "tabindex", "-1").append(head);
    for (Section section : sections) {
      page.line().open("section", "id", section.id, "aria-labelledby", "h-" + section.id);
      page.element("h2", section.title, "id", "h-" + section.id);
      page.append(section.content).close("section");
    }
    page.line().close("main");
    page.open("script", "type", "application/json", "id", "page-data").trusted(embedded(json));
    page.close("script").line();
    page.open("script").trusted(SCRIPT).close("script").line();
    return page.close("body").close("html").line().toString();
  }

  /** JSON that can't end the element it stands in. */
  private static String embedded(String json) {
    return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }

  /**
   * The page may use its own style and script, known by their hashes, and nothing else: whatever
   * came from data is not run even where it passed as markup.
   */
  private static String policy() {
    return "default-src 'none'; script-src "
        + hash(SCRIPT)
        + "; style-src "
        + hash(STYLE)
        + "; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JVM has it.
    }
  }

  private static String resource(String name) {
    try (InputStream in = Shell.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
