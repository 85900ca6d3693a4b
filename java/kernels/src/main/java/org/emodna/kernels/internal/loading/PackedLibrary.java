package org.emodna.kernels.internal.loading;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * A native library on the class path.
 *
 * @param url where it is
 * @param name its file name
 * @param sha256 the hash that the build recorded
 */
record PackedLibrary(URL url, String name, String sha256) {
  private static final int BUFFER = 1 << 16;

  /** The library if it is a file already; otherwise null. */
  Path file() {
    try {
      return url.getProtocol().equals("file") ? Path.of(new URI(url.toString())) : null;
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Unpacks it into a folder, unless its file there is intact. Returns the file. */
  Path unpack(Path folder) throws IOException {
    Path file = folder.resolve(name);
    if (!isIntact(file)) {
      write(file);
    }
    return file;
  }

  /**
   * Compares size and CRC-32 with the jar's. SHA-256 would add a tenth of a second to every start;
   * it is for unpacking.
   */
  private boolean isIntact(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return Files.size(file) == jar.getJarEntry().getSize()
          && crc(Files.newInputStream(file)) == jar.getJarEntry().getCrc();
    }
    return crc(Files.newInputStream(file)) == crc(connection.getInputStream());
  }

  private static long crc(InputStream stream) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[BUFFER];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        crc.update(buffer, 0, n);
      }
    }
    return crc.getValue();
  }

  /** Written beside and renamed, so that a process that starts meanwhile sees all of it or none. */
  private void write(Path file) throws IOException {
    MessageDigest digest = sha256Digest();
    Files.createDirectories(file.getParent());
    Path part =
        file.resolveSibling(
            "." + name + "." + ProcessHandle.current().pid() + "." + System.nanoTime());
    try {
      try (InputStream in = url.openStream();
          OutputStream out =
              new DigestOutputStream(
                  Files.newOutputStream(
                      part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  digest)) {
        in.transferTo(out);
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
        throw new UnloadableException(
            "the jar "
                + jar()
                + " is damaged or was put together from several builds, since its "
                + name
                + " is not the one that was built with it; build or fetch that jar again");
      }
      // Another process may have been faster; nobody's file is replaced without need.
      if (isIntact(file)) {
        return;
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The jar or folder that holds the library. */
  String jar() {
    return url.toString().replaceFirst("!/.*", "").replaceFirst("^(jar:)?(file:)?", "");
  }
}
