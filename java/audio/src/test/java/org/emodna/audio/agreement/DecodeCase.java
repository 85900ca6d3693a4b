package org.emodna.audio.agreement;

import java.util.List;

/**
 * A file to decode.
 *
 * @param name its file name, which the table of differences goes by
 * @param source what is written into it
 * @param maker who writes it
 * @param options the maker's options for the output
 * @param bytes the file itself where the test writes it, else null
 * @param exact whether the file holds the source's very samples
 * @param sound whether nothing is wrong with it, so that there is nothing to warn of
 * @param tolerance by how much decoders may differ in a sample: 0 but for lossy codecs of floats
 */
record DecodeCase(
    String name,
    Source source,
    Maker maker,
    List<String> options,
    byte[] bytes,
    boolean exact,
    boolean sound,
    double tolerance) {
  enum Maker {
    TEST,
    SOX,
    FFMPEG
  }

  /** Lossless, so that the source is a reference too. */
  static DecodeCase exact(Maker maker, String name, Source source, String options) {
    return new DecodeCase(name, source, maker, words(options), null, true, true, 0);
  }

  /** Coded by a rule on integers: all decoders must give the same samples. */
  static DecodeCase coded(Maker maker, String name, Source source, String options) {
    return new DecodeCase(name, source, maker, words(options), null, false, true, 0);
  }

  /** Coded with losses and decoded in floating-point numbers. */
  static DecodeCase lossy(Maker maker, String name, Source source, String options) {
    return new DecodeCase(name, source, maker, words(options), null, false, true, 2e-4);
  }

  /** Written by the test. */
  static DecodeCase written(String name, Source source, boolean sound, QuirkyWav wav) {
    return new DecodeCase(name, source, Maker.TEST, List.of(), wav.bytes(), true, sound, 0);
  }

  private static List<String> words(String options) {
    return options.isBlank() ? List.of() : List.of(options.strip().split(" +"));
  }
}
