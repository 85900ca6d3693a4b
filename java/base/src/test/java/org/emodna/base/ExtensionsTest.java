package org.emodna.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class ExtensionsTest {
  private static final String SERVICES = "META-INF/services/org.emodna.base.ExtensionsTest$Kind";

  /** What parts of these tests are. */
  public interface Kind {
    String name();
  }

  @TempDir Path folder;
  private PartJars make;

  @BeforeEach
  void prepare() {
    make = new PartJars(folder, SERVICES);
  }

  private static List<Kind> parts(ExtensionJars jars) {
    return Extensions.parts(
        Kind.class, ServiceLoader.load(Kind.class, jars.loader()), jars.loader());
  }

  private ExtensionJars open(Path... jars) {
    return ExtensionJars.open(List.of(jars), ExtensionsTest.class.getClassLoader());
  }

  private static String part(String name, String body) {
    return "public class "
        + name
        + " implements org.emodna.base.ExtensionsTest.Kind {"
        + body
        + " public String name() { return \""
        + name
        + "\"; } }";
  }

  @Test
  void partsOfNamedJarsAreFoundInTheOrderOfTheJars() throws IOException {
    Path b = make.jar("b.jar", "Second", part("Second", ""));
    Path a = make.jar("a.jar", "First", part("First", ""));
    ExtensionJars jars = open(b, a);
    assertEquals(List.of("Second", "First"), parts(jars).stream().map(Kind::name).toList());
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("b.jar", ContentHash.of(b));
    expected.put("a.jar", ContentHash.of(a));
    assertEquals(List.copyOf(expected.entrySet()), List.copyOf(jars.hashes().entrySet()));
  }

  @Test
  void aPartsJarIsRecordedAndOursAreNot() throws IOException {
    Path jar = make.jar("own.jar", "Own", part("Own", ""));
    Class<?> part = parts(open(jar)).get(0).getClass();
    Map<String, String> expected = Map.of("own.jar", ContentHash.of(jar));
    assertEquals(expected, Extensions.record(part, Extensions.class, part));
    assertEquals(new Origin("own.jar", ContentHash.of(jar)), Extensions.originOf(part));
    assertThrows(EmoDnaException.class, () -> Extensions.originOf(String.class));
  }

  @Test
  void twoJarsOfOneNameAreBothRecorded() throws IOException {
    Path one = make.jar("one/same.jar", "One", part("One", ""));
    Path two = make.jar("two/same.jar", "Two", part("Two", ""));
    Class<?> first = parts(open(one)).get(0).getClass();
    Class<?> second = parts(open(two)).get(0).getClass();
    assertEquals(
        Map.of("same.jar", ContentHash.of(one), "same.jar (2)", ContentHash.of(two)),
        Extensions.record(first, second));
    assertMessage(() -> open(one, two), "same.jar", "another extension has that file name");
  }

  @Test
  void aFoldersHashIsThatOfItsNamesAndContents() throws IOException {
    Origin origin = Extensions.originOf(ExtensionsTest.class);
    assertEquals("test-classes", origin.name());
    assertEquals(origin, Extensions.originOf(PartJars.class));
  }

  @Test
  void whatIsNotAJarIsOneError() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
    assertMessage(() -> open(folder.resolve("absent.jar")), "absent.jar", "no such extension");
    assertMessage(() -> open(folder), folder.toString(), "this is a folder");
    assertMessage(() -> open(text), "text.jar", "is not a jar");
  }

  @Test
  void anErrorOfAPartNamesItsJarAndClass() throws IOException {
    Path unnamed = make.jar("absent.jar", "Absent", part("Other", ""));
    assertMessage(() -> parts(open(unnamed)), "absent.jar", "Absent", "no such class");

    String thrown = "public Bad() { throw new IllegalStateException(\"no luck\"); }";
    Path bad = make.jar("bad.jar", "Bad", part("Bad", thrown));
    assertMessage(() -> parts(open(bad)), "bad.jar", "Bad", "no luck");

    Path closed = make.jar("closed.jar", "Closed", part("Closed", "private Closed() {}"));
    assertMessage(() -> parts(open(closed)), "closed.jar", "no public constructor");

    Path stranger = make.jar("stranger.jar", "Stranger", "public class Stranger {}");
    assertMessage(() -> parts(open(stranger)), "stranger.jar", "Stranger", "does not implement");
  }

  @Test
  void aPartThatNeedsAnAbsentClassSaysWhich() throws IOException {
    Path jar =
        make.jar(
            "needy.jar",
            "Needy",
            part("Needy", "public Needy() { Library.call(); }"),
            "class Library { static void call() {} }");
    make.remove(jar, "Library.class");
    assertMessage(() -> parts(open(jar)), "needy.jar", "Needy", "needs the class Library");
  }

  @Test
  void aPartForANewerJavaSaysSo() throws IOException {
    Path jar = make.jar("newer.jar", "Newer", part("Newer", ""));
    make.setClassVersion(jar, "Newer.class", 250);
    assertMessage(() -> parts(open(jar)), "newer.jar", "Newer", "compiled for a newer Java");
  }

  @Test
  void whatOnlyAModuleInfoProvidesIsNotPassedOver() throws IOException {
    Path jar = make.moduleAlone("module.jar");
    assertMessage(() -> open(jar), "module.jar", "META-INF/services/java.lang.Runnable");
  }

  private static void assertMessage(Runnable call, String... parts) {
    String message = assertThrows(EmoDnaException.class, call::run).getMessage();
    assertTrue(Stream.of(parts).allMatch(message::contains), message);
  }
}
