package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** NOTICE names the libraries that the program runs with, in their versions, and no others. */
class NoticeTest {
  /** Libraries of the tests alone; ArchUnit logs to SLF4J. */
  private static final String TESTS = "(junit|opentest4j|apiguardian|archunit|slf4j|surefire).*";

  @Test
  void theLibrariesNamedAreThoseOnTheClassPath() throws Exception {
    Set<String> used = new TreeSet<>();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String element : classPath.split(File.pathSeparator)) {
      String name = Path.of(element).getFileName().toString();
      if (name.endsWith(".jar") && !name.startsWith("emodna-") && !name.matches(TESTS)) {
        used.add(name.replaceFirst("(-linux-x86_64)?\\.jar$", ""));
      }
    }
    // Other jars have files of that name, too.
    Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String notice = Files.readString(classes.resolve("META-INF/NOTICE"));
    Set<String> named = new TreeSet<>();
    Matcher coordinates =
        Pattern.compile("\\b[a-z][a-z0-9.]+:([a-z][a-z0-9-]+):([0-9][0-9.-]*[0-9])")
            .matcher(notice);
    while (coordinates.find()) {
      named.add(coordinates.group(1) + "-" + coordinates.group(2));
    }
    assertEquals(used, named);
  }
}
