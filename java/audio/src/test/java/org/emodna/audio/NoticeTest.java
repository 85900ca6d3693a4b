package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** NOTICE says of FFmpeg what FFmpeg says of itself. */
class NoticeTest {
  private static String notice() throws Exception {
    // Other jars have files of that name, too.
    Path classes =
        Path.of(AudioLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return Files.readString(classes.resolve("META-INF/NOTICE"));
  }

  @Test
  void versionAndLicenceAreThoseOfTheLibraryInUse() throws Exception {
    String notice = notice();
    String version = "FFmpeg " + AudioLibrary.version();
    assertTrue(notice.contains("\n" + version + "\n"), version);
    assertTrue(notice.contains(AudioLibrary.licence()), AudioLibrary.licence());
    assertEquals("LGPL version 3 or later", AudioLibrary.licence());
    assertTrue(AudioLibrary.configuration().contains("--enable-version3"));
  }

  @Test
  void everythingThatIsLinkedIntoFfmpegIsNamed() throws Exception {
    Set<String> linked = new TreeSet<>();
    Matcher option =
        Pattern.compile("--enable-((?:lib|zlib|openssl|vulkan|cu|nv)[a-z0-9_-]*)(?=\\s|$)")
            .matcher(AudioLibrary.configuration());
    while (option.find()) {
      linked.add(option.group(1));
    }
    assertTrue(linked.size() > 15, linked.toString());
    String notice = notice();
    linked.removeIf(name -> Pattern.compile("\\b" + name + "\\b").matcher(notice).find());
    assertEquals(Set.of(), linked);
  }

  @Test
  void theTextsThatAreNamedAreThere() throws Exception {
    Matcher text = Pattern.compile("[A-Za-z0-9.-]+\\.txt").matcher(notice());
    int count = 0;
    while (text.find()) {
      count++;
      assertNotNull(
          NoticeTest.class.getResource("/META-INF/licenses/" + text.group()), text.group());
    }
    assertTrue(count > 6);
  }
}
