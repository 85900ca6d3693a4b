package org.emodna.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of content, in hexadecimal. */
public final class ContentHash {
  private static final int CHUNK = 1 << 16;

  private ContentHash() {}

  /**
   * Hashes bytes.
   *
   * @param bytes any
   * @return 64 hexadecimal digits
   */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /**
   * Hashes a file without holding it in memory.
   *
   * @param file a regular file
   * @return 64 hexadecimal digits
   * @throws EmoDnaException if it can't be read
   */
  public static String of(Path file) {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int count; (count = in.read(chunk)) > 0; ) {
        digest.update(chunk, 0, count);
      }
    } catch (IOException e) {
      throw new EmoDnaException(Problem.of(PathText.of(file), "can't be read (" + e + ")"), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A SHA-256 for what is neither one file nor one array. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
