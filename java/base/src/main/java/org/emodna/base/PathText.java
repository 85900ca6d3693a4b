package org.emodna.base;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths as text that tells any two of them apart.
 *
 * <p>A name on Linux is bytes, and archives from other systems leave names that are not UTF-8.
 * Java's {@link Path} keeps the bytes, but its text shows the same sign for each that it cannot
 * decode. Here such a byte is written {@code \xE4}. A backslash that would be read as such an
 * escape is written {@code \x5C}; all other names stay as they are.
 */
public final class PathText {
  private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9A-Fa-f]{2})");
  private static final char REPLACEMENT = '\uFFFD';

  private PathText() {}

  /**
   * The text of a path.
   *
   * @param path a path of the default file system, which need not exist
   * @return equal for equal paths only
   */
  public static String of(Path path) {
    String text = path.toString();
    if (File.separatorChar != '/' || isPlain(text)) {
      return text;
    }
    StringBuilder all = new StringBuilder(path.isAbsolute() ? "/" : "");
    for (int i = 0; i < path.getNameCount(); i++) {
      all.append(i == 0 ? "" : "/").append(name(path.getName(i)));
    }
    return all.toString();
  }

  /**
   * Whether text has escapes of bytes.
   *
   * @param text a path's text
   * @return false where {@link #bytes} would only encode it
   */
  public static boolean hasEscapes(String text) {
    return text.contains("\\x") && ESCAPE.matcher(text).find();
  }

  /**
   * The bytes of the name that a text stands for.
   *
   * @param text as {@link #of} makes it
   * @return the name's bytes
   */
  public static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher escape = ESCAPE.matcher(text);
    int done = 0;
    while (escape.find()) {
      bytes.writeBytes(text.substring(done, escape.start()).getBytes(StandardCharsets.UTF_8));
      bytes.write(HexFormat.fromHexDigits(escape.group(1)));
      done = escape.end();
    }
    bytes.writeBytes(text.substring(done).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  private static boolean isPlain(String text) {
    return text.indexOf(REPLACEMENT) < 0 && !hasEscapes(text);
  }

  private static String name(Path name) {
    String text = name.toString();
    if (isPlain(text)) {
      return text;
    }
    return text.indexOf(REPLACEMENT) < 0 ? escapeBackslashes(text) : decode(raw(name));
  }

  /** The URI of a path is the only place where Java shows a name's bytes. */
  private static byte[] raw(Path name) {
    URI uri = name.toUri();
    String all = uri.getRawPath();
    // That of a folder ends in a slash.
    int end = all.endsWith("/") ? all.length() - 1 : all.length();
    String last = all.substring(all.lastIndexOf('/', end - 1) + 1, end);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < last.length(); i++) {
      if (last.charAt(i) == '%') {
        bytes.write(HexFormat.fromHexDigits(last, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(last.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /**
   * The text of a path that was never text.
   *
   * @param bytes of a path
   * @return as {@link #of(Path)} has it
   */
  public static String decode(byte[] bytes) {
    CharsetDecoder utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    StringBuilder text = new StringBuilder();
    while (in.hasRemaining()) {
      CharBuffer out = CharBuffer.allocate(in.remaining());
      CoderResult result = utf8.reset().decode(in, out, true);
      text.append(escapeBackslashes(out.flip().toString()));
      for (int i = 0; result.isError() && i < result.length(); i++) {
        text.append(String.format("\\x%02X", in.get()));
      }
    }
    return text.toString();
  }

  private static String escapeBackslashes(String text) {
    return ESCAPE.matcher(text).replaceAll("\\\\x5Cx$1");
  }
}
