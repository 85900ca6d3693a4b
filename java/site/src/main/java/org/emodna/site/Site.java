package org.emodna.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;

/**
 * Makes pages of all Markdown files of the project, with their links kept: those to other pages,
 * and those to sources, which are copied. Then checks every link of the site, the Javadoc's too,
 * which lies in its folder {@code api}.
 */
public final class Site {
  private final Sources sources;
  private final Path site;
  private final String frame;
  private final Deque<Path> wanted = new ArrayDeque<>();
  private final Set<Path> made = new HashSet<>();

  private Site(Path root, Path site) throws IOException {
    this.sources = new Sources(root);
    this.site = site;
    this.frame = resource("page.html");
  }

  /**
   * The project's folder, and that of the site.
   *
   * @throws IOException if a file can't be read or written
   */
  public static void main(String... arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("site: give the project's folder and the site's folder");
      System.exit(2);
    }
    Path folder = Path.of(arguments[1]);
    int pages = make(Path.of(arguments[0]), folder);
    LinkCheck.Result result = LinkCheck.of(folder);
    result.broken().forEach(problem -> System.err.println("site: " + problem));
    System.out.printf(
        "site: %d pages of documentation; %d links on %d pages checked, %d broken; %s%n",
        pages,
        result.links(),
        result.pages(),
        result.broken().size(),
        folder.resolve("index.html"));
    if (!result.broken().isEmpty()) {
      System.exit(1);
    }
  }

  /** Returns the number of pages that were made from Markdown. */
  static int make(Path root, Path folder) throws IOException {
    Site site = new Site(root, folder);
    List<Path> pages =
        site.sources.files(site.sources.root()).stream().filter(site.sources::isPage).toList();
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("style.css"), resource("style.css"));
    site.wanted.addAll(pages);
    while (!site.wanted.isEmpty()) {
      Path next = site.wanted.remove();
      if (site.made.add(next)) {
        site.make(next);
      }
    }
    return pages.size();
  }

  private void make(Path source) throws IOException {
    Path target = site.resolve(sources.onSite(source).toString());
    Files.createDirectories(target.getParent());
    if (Files.isDirectory(source)) {
      makeFolder(source, target);
    } else if (sources.isPage(source)) {
      Markdown page = new Markdown(Files.readString(source));
      String title = page.title(source.getFileName().toString());
      write(target, title, page.html(link -> rewrite(source.getParent(), target, link)));
    } else if (source.toString().endsWith(".html")) {
      Files.writeString(target, withoutDeadLinks(source));
    } else {
      Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * A page as it is, without the links to what the project doesn't have: a report's lead to the
   * runs of its store, from which it was taken.
   */
  private String withoutDeadLinks(Path source) throws IOException {
    String text = Files.readString(source);
    Set<String> dead = new HashSet<>();
    for (Element element : Jsoup.parse(text).select("a[href]")) {
      String link = element.attr("href");
      if (!LinkCheck.isElsewhere(link)
          && !link.startsWith("#")
          && !sources.contains(
              source.resolveSibling(link.replaceFirst("[#?].*", "")).normalize())) {
        dead.add(link);
      }
    }
    for (String link : dead) {
      text = text.replace(" href=\"" + link + "\"", "");
    }
    if (!dead.isEmpty()) {
      System.out.printf(
          "site: %s: without links to %d places that the project does not have%n",
          sources.root().relativize(source), dead.size());
    }
    return text;
  }

  /** A folder's own page where it has one, else a list of its files. */
  private void makeFolder(Path folder, Path target) throws IOException {
    List<Path> files = sources.files(folder);
    wanted.addAll(files);
    if (files.contains(folder.resolve("README.md"))
        || files.contains(folder.resolve("index.html"))) {
      return;
    }
    String list =
        files.stream()
            .map(
                file ->
                    item(
                        relative(target, sources.onSite(file)), folder.relativize(file).toString()))
            .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>\n"));
    String name = sources.root().relativize(folder).toString();
    write(target, name, "<h1>" + Entities.escape(name) + "</h1>\n" + list);
  }

  /**
   * A link of a page in {@code from}, as it must be on the site. What leads nowhere stays, for the
   * check to find.
   */
  private String rewrite(Path from, Path page, String link) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    if (path.isEmpty() || path.matches("[a-z]+:.*")) {
      return link;
    }
    Path source = from.resolve(path).normalize();
    if (!sources.contains(source)) {
      return link;
    }
    wanted.add(source);
    return relative(page, sources.onSite(source)) + (hash < 0 ? "" : link.substring(hash));
  }

  private String relative(Path page, Path target) {
    return page.getParent().relativize(site.resolve(target.toString())).toString();
  }

  private void write(Path target, String title, String body) throws IOException {
    String home = relative(target, Path.of("index.html"));
    String text =
        frame
            .replace("{title}", Entities.escape(title))
            .replace("{home}", home)
            .replace("{javadoc}", javadoc(target))
            .replace("{root}", home.substring(0, home.length() - "index.html".length()))
            .replace("{body}", body);
    Files.writeString(target, text);
  }

  /** Links to {@code api}, and to {@code api-NAME} for each part that is no Java module. */
  private String javadoc(Path page) throws IOException {
    StringBuilder links = new StringBuilder();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(site, "api*")) {
      for (Path folder :
          new TreeSet<>(StreamSupport.stream(folders.spliterator(), false).toList())) {
        String name = folder.getFileName().toString().replaceFirst("api-?", "Javadoc ").strip();
        String link = relative(page, site.relativize(folder).resolve("index.html"));
        links.append("<a href=\"%s\">%s</a>%n".formatted(link, name));
      }
    }
    return links.toString().strip();
  }

  private static String item(String link, String name) {
    return "<li><a href=\"%s\">%s</a></li>".formatted(Entities.escape(link), Entities.escape(name));
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = Site.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
