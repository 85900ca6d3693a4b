package org.emodna.audio.agreement;

/**
 * Something in which our decoding differs.
 *
 * @param name the case
 * @param reference what from: source, ffmpeg, sndfile, or itself (refused files, warnings)
 * @param kind refused, warning, rate, channels, length or samples
 * @param detail for people
 */
record Difference(String name, String reference, String kind, String detail) {
  @Override
  public String toString() {
    return String.join("\t", name, reference, kind, detail);
  }
}
