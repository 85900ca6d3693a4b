package org.emodna.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.emodna.audio.AudioException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file a text means, and what is read of it. */
class RecordingPlaceTest {
  private static final byte[] BYTES = new byte[100_000];

  @TempDir Path folder;

  @Test
  void aServerThatDoesNotSayHowLongAFileIsIsReadToTheEndOrTheLimit() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(BYTES);
          exchange.close();
        });
    server.start();
    try {
      RecordingPlace place =
          RecordingPlace.of(
              "http://127.0.0.1:" + server.getAddress().getPort() + "/a.wav", new Configuration());
      assertArrayEquals(BYTES, place.bytes(BYTES.length));
      AudioException longer =
          assertThrows(AudioException.class, () -> place.bytes(BYTES.length - 1));
      assertTrue(longer.getMessage().contains("99,999"), longer.getMessage());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aFileLongerThanTheLimitIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("a.wav"), BYTES);
    RecordingPlace place = RecordingPlace.of(file.toString(), new Configuration());
    assertArrayEquals(BYTES, place.bytes(BYTES.length));
    assertThrows(AudioException.class, () -> place.bytes(BYTES.length - 1));
  }

  @Test
  void aRelativePathIsOfTheDefaultFileSystem() throws IOException {
    Configuration hadoop = new Configuration();
    RecordingPlace local = RecordingPlace.of("calls/a.wav", hadoop);
    assertTrue(local.isLocal());
    assertEquals(Path.of("calls/a.wav").toAbsolutePath(), local.local());
    hadoop.set("fs.other.impl", OtherFileSystem.class.getName());
    hadoop.set(FileSystem.FS_DEFAULT_NAME_KEY, "other:///");
    FileSystem.get(hadoop).setWorkingDirectory(new org.apache.hadoop.fs.Path(folder.toString()));
    Files.createDirectory(folder.resolve("calls"));
    Files.write(folder.resolve("calls/a.wav"), BYTES);
    RecordingPlace other = RecordingPlace.of("calls/a.wav", hadoop);
    assertFalse(other.isLocal());
    assertArrayEquals(BYTES, other.bytes(BYTES.length));
  }
}
