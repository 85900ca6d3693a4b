package org.emodna.site;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Follows the links within a folder of pages, down to the anchor. Addresses elsewhere are left
 * alone.
 */
final class LinkCheck {
  /** What was looked at, and what is wrong in words. */
  record Result(int pages, int links, List<String> broken) {}

  private record Found(Path page, String link) {}

  private final Path root;
  private final Map<Path, Set<String>> anchors = new HashMap<>();
  private final List<Found> links = new ArrayList<>();

  private LinkCheck(Path root) {
    this.root = root;
  }

  static Result of(Path folder) throws IOException {
    LinkCheck check = new LinkCheck(folder.toAbsolutePath().normalize());
    List<Path> pages;
    try (Stream<Path> files = Files.walk(check.root)) {
      pages = files.filter(file -> file.toString().endsWith(".html")).sorted().toList();
    }
    for (Path page : pages) {
      check.read(page);
    }
    List<String> broken = new ArrayList<>();
    for (Found found : check.links) {
      String problem = check.problem(found);
      if (problem != null) {
        broken.add(check.root.relativize(found.page) + ": " + problem);
      }
    }
    return new Result(pages.size(), check.links.size(), broken);
  }

  private void read(Path page) throws IOException {
    Document document = Jsoup.parse(page.toFile(), "UTF-8");
    Set<String> names = new HashSet<>();
    for (Element element : document.select("[id], a[name]")) {
      names.add(element.id());
      names.add(element.attr("name"));
    }
    anchors.put(page, names);
    for (Element element : document.select("[href], img[src], script[src]")) {
      String link = element.hasAttr("href") ? element.attr("href") : element.attr("src");
      if (!isElsewhere(link) && !isKnown(page, link)) {
        links.add(new Found(page, link));
      }
    }
  }

  /** Whether a link names a scheme or a host: it leads out of any folder. */
  static boolean isElsewhere(String link) {
    return link.matches("(?i)[a-z][a-z0-9+.-]*:.*|//.*");
  }

  /** Javadoc of Java 17 lists packages there that share a beginning, and gives it no anchor. */
  private static boolean isKnown(Path page, String link) {
    return page.endsWith("constant-values.html") && link.startsWith("#");
  }

  private String problem(Found found) {
    int hash = found.link.indexOf('#');
    String path =
        decode(hash < 0 ? found.link : found.link.substring(0, hash)).replaceFirst("\\?.*", "");
    String anchor = hash < 0 ? "" : decode(found.link.substring(hash + 1));
    Path target = path.isEmpty() ? found.page : found.page.resolveSibling(path).normalize();
    if (Files.isDirectory(target)) {
      target = target.resolve("index.html");
    }
    if (!target.startsWith(root)) {
      return "the link " + found.link + " leaves the site";
    }
    if (!Files.isRegularFile(target)) {
      return "the link " + found.link + " leads to no file";
    }
    Set<String> names = anchors.get(target);
    if (!anchor.isEmpty() && names != null && !names.contains(anchor)) {
      return "the link " + found.link + " leads to no heading or element of that page";
    }
    return null;
  }

  private static String decode(String text) {
    // A plus is a plus in a path, unlike in a form.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
