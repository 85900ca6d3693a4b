package org.emodna.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void theMessageIsMadeOfThePartsThatAreThere() {
    assertEquals("a.wav: is empty; copy it again", whole().message());
    assertEquals("is empty; copy it again", whole().explanation());
    assertEquals("a.wav: is empty", Problem.of(Path.of("a.wav"), "is empty").message());
    assertEquals("no memory", Problem.of("no memory").message());
    assertEquals("no memory; buy some", Problem.of("no memory").remedy("buy some").message());
  }

  @Test
  void aPartOfSomethingLargerKeepsItsOwnName() {
    Problem setting = Problem.of("setting 'seed'", "is -1").remedy("it must be positive");
    assertEquals(
        "run.yaml: setting 'seed': is -1; it must be positive", setting.in("run.yaml").message());
    assertEquals("run.yaml", Problem.of("is empty").in("run.yaml").subject());
    assertEquals(whole(), whole().in("a.wav"), "nothing is named twice");
  }

  @Test
  void exceptionsHaveTheParts() {
    Throwable cause = new NoSuchFileException("a.wav");
    EmoDnaException e = new EmoDnaException(whole(), cause);
    assertEquals("a.wav", e.subject());
    assertEquals("is empty", e.reason());
    assertEquals("copy it again", e.remedy());
    assertEquals(whole().message(), e.getMessage());
    assertSame(cause, e.getCause());
    EmoDnaException plain = new EmoDnaException("what; has no parts: at all");
    assertEquals("", plain.subject());
    assertEquals("what; has no parts: at all", plain.reason());
    assertEquals("", plain.remedy());
    assertNull(plain.getCause());
  }

  @Test
  void aRangeIsTheRemedyOfASettingOutsideIt() {
    ConfigException e =
        assertThrows(ConfigException.class, () -> Check.range(7, 1, 3, "encoder.blocks"));
    assertEquals("setting 'encoder.blocks'", e.subject());
    assertEquals("is 7", e.reason());
    assertEquals("it must be from 1 to 3", e.remedy());
    assertThrows(ConfigException.class, () -> Check.real(Double.NaN, 0, 1, "x"));
    ConfigException name =
        assertThrows(ConfigException.class, () -> Check.oneOf("c", "method", "a", "b"));
    assertEquals("setting 'method': is 'c'; it must be one of a, b", name.getMessage());
  }

  @Test
  void whatIsClosedIsTheSubject() {
    ClosedResourceException e = new ClosedResourceException("the stream");
    assertEquals("the stream", e.subject());
    assertEquals("is closed", e.reason());
  }

  @Test
  void aFileThatCannotBeHashedIsTheSubject() {
    Path none = Path.of("no", "such", "file");
    EmoDnaException e = assertThrows(EmoDnaException.class, () -> ContentHash.of(none));
    assertEquals(none.toString(), e.subject());
  }

  @Test
  void theCauseMayStillBeGivenLater() {
    EmoDnaException e = new EmoDnaException(whole());
    Throwable cause = new IOException("disk");
    e.initCause(cause);
    assertSame(cause, e.getCause());
  }

  @Test
  void exceptionsSurviveSerialization() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ConfigException(whole()));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(whole(), ((ConfigException) in.readObject()).problem());
    }
  }

  private static Problem whole() {
    return Problem.of("a.wav", "is empty").remedy("copy it again");
  }
}
