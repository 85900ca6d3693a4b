package org.emodna.features.stored;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;

/**
 * What an npy file's header says: the literal of a Python dict with the keys {@code descr}, {@code
 * fortran_order} and {@code shape}, as numpy's documentation of the format has it. The text comes
 * from strangers and is read sign by sign; nothing else of Python is understood.
 */
final class NpyHeader {
  /** The most axes that are read; numpy itself has at most 64. */
  private static final int AXES = 8;

  private static final int LONGEST_TEXT = 64;

  private final String file;
  private final String text;
  private int at;

  private String descr;
  private Boolean fortran;
  private long[] shape;

  private NpyHeader(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * What was found.
   *
   * @param type of the elements
   * @param shape outermost axis first; empty for a single number
   */
  record Layout(NpyType type, long[] shape) {}

  /**
   * Reads a header.
   *
   * @param file for messages
   * @param bytes the header alone
   */
  static Layout read(String file, byte[] bytes) {
    // Names of fields can hold other letters, but no array of plain numbers has fields.
    return new NpyHeader(file, new String(bytes, StandardCharsets.ISO_8859_1)).layout();
  }

  private Layout layout() {
    expect('{');
    while (!accept('}')) {
      String key = quoted();
      expect(':');
      switch (key) {
        case "descr" -> {
          requireFirst(key, descr);
          descr = description();
        }
        case "fortran_order" -> {
          requireFirst(key, fortran);
          fortran = truth();
        }
        case "shape" -> {
          requireFirst(key, shape);
          shape = axes();
        }
        default -> throw broken("has the unknown key '" + key + "'");
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (!text.substring(at).isBlank()) {
      throw broken("goes on behind its end");
    }
    if (descr == null || fortran == null || shape == null) {
      throw broken("lacks one of descr, fortran_order and shape");
    }
    // Of an array with one axis longer than 1, both orders are the same.
    if (fortran && Arrays.stream(shape).filter(axis -> axis != 1).count() > 1) {
      throw new FeatureException(
          Problem.of(file, "is stored column by column (Fortran order)")
              .remedy("save numpy.ascontiguousarray of the array"));
    }
    return new Layout(NpyType.of(file, descr), shape);
  }

  private void requireFirst(String key, Object known) {
    if (known != null) {
      throw broken("has '" + key + "' twice");
    }
  }

  /** The type as text; of an array with fields, which is a list, that it is one. */
  private String description() {
    skip();
    return at < text.length() && text.charAt(at) == '[' ? fields() : quoted();
  }

  private String fields() {
    throw new FeatureException(
        Problem.of(file, "holds a table of named fields, not an array of numbers")
            .remedy("save a plain array of float32"));
  }

  private boolean truth() {
    if (word("True")) {
      return true;
    }
    if (word("False")) {
      return false;
    }
    throw broken("says neither True nor False to fortran_order");
  }

  private boolean word(String word) {
    skip();
    boolean there = text.startsWith(word, at);
    at += there ? word.length() : 0;
    return there;
  }

  private long[] axes() {
    expect('(');
    List<Long> all = new ArrayList<>();
    while (!accept(')')) {
      if (all.size() == AXES) {
        throw broken("has more than " + AXES + " axes");
      }
      all.add(natural());
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return all.stream().mapToLong(Long::longValue).toArray();
  }

  private long natural() {
    skip();
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == from || at - from > 18) {
      throw broken("has a shape that is not made of whole numbers from 0 on");
    }
    long value = Long.parseLong(text, from, at, 10);
    // Python 2 wrote long integers so.
    if (at < text.length() && text.charAt(at) == 'L') {
      at++;
    }
    return value;
  }

  private String quoted() {
    skip();
    char quote = at < text.length() ? text.charAt(at) : 0;
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0 || end - at > LONGEST_TEXT) {
      throw broken("is not a dict of descr, fortran_order and shape");
    }
    String value = text.substring(at + 1, end);
    if (!value.chars().allMatch(sign -> sign >= ' ' && sign <= '~' && sign != '\\')) {
      throw broken("holds signs that no numpy writes");
    }
    at = end + 1;
    return value;
  }

  private void expect(char sign) {
    if (!accept(sign)) {
      throw broken("lacks a '" + sign + "'");
    }
  }

  private boolean accept(char sign) {
    skip();
    boolean there = at < text.length() && text.charAt(at) == sign;
    at += there ? 1 : 0;
    return there;
  }

  private void skip() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
      at++;
    }
  }

  private FeatureException broken(String how) {
    return new FeatureException(
        Problem.of(file, "is not a sound npy file: its header " + how)
            .remedy("save it again with numpy.save"));
  }
}
