package org.emodna.audio.agreement;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** WAV with headers of every kind. What a correct reader gives is the source in all of them. */
final class WavCases {
  private static final long[] PLACEHOLDERS = {
    0,
    0xFFFF_FFFFL,
    0xFFFF_FFFEL,
    0xFFFF_FFDBL,
    0x7FFF_FFFFL,
    0x7FFF_F000L,
    0x8000_0000L,
    0xFFFF_F000L,
    0x7FFF_FFDBL,
    0xFFFF_0000L
  };

  private final List<DecodeCase> cases = new ArrayList<>();

  static List<DecodeCase> all() {
    WavCases cases = new WavCases();
    cases.depths();
    cases.sizes();
    cases.chunks();
    cases.fields();
    return cases.cases;
  }

  private void add(String name, Source source, boolean sound, UnaryOperator<QuirkyWav> quirk) {
    QuirkyWav wav = quirk.apply(new QuirkyWav(source));
    cases.add(DecodeCase.written("wav-" + name + ".wav", source, sound, wav));
  }

  private static Source source(int channels, int bits) {
    return new Source(16_000, channels, bits);
  }

  private void depths() {
    for (int channels : new int[] {1, 2, 6}) {
      for (int depth : new int[] {8, 16, 24, 32}) {
        Source source = source(channels, Math.min(depth, 24));
        String name = depth + "-" + channels;
        add("pcm-" + name, source, true, wav -> wav.depth(depth));
        if (channels < 6) {
          add("rifx-" + name, source, true, wav -> wav.depth(depth).bigEndian());
        }
        if (channels > 1) {
          add("ext-" + name, source, true, wav -> wav.depth(depth).extensible(depth));
        }
      }
    }
    for (int depth : new int[] {32, 64}) {
      Source source = source(3, 24);
      add("pcm-f" + depth, source, true, wav -> wav.floating(depth));
      add("rifx-f" + depth, source, true, wav -> wav.floating(depth).bigEndian());
      add("ext-f" + depth, source, true, wav -> wav.floating(depth).extensible(depth));
    }
    for (int[] pair : new int[][] {{24, 32}, {20, 24}, {20, 32}, {12, 16}, {16, 32}, {16, 24}}) {
      add(
          "valid-%d-in-%d".formatted(pair[0], pair[1]),
          source(2, pair[0]),
          true,
          wav -> wav.depth(pair[1]).extensible(pair[0]));
    }
    for (int depth : new int[] {12, 20}) {
      add("plain-" + depth + "-bits", source(1, depth), true, wav -> wav.depth(depth));
    }
    add("valid-0-of-16", source(2, 16), true, wav -> wav.extensible(0));
    for (int rate : new int[] {8000, 11_025, 22_050, 44_099, 44_100, 48_000, 96_000, 192_000}) {
      add("rate-" + rate, new Source(rate, 2, 16), true, wav -> wav);
    }
  }

  private void sizes() {
    Source source = source(2, 16);
    for (long size : PLACEHOLDERS) {
      String name = "%08x".formatted(size);
      add("data-" + name, source, false, wav -> wav.dataSize(size));
    }
    for (long size : new long[] {0, 0xFFFF_FFFFL, 0x7FFF_FFFFL}) {
      String name = "%08x".formatted(size);
      add("both-" + name, source, false, wav -> wav.dataSize(size).riffSize(size));
    }
    for (long size : new long[] {0, 4, 36, 0xFFFF_FFFFL, 0x7FFF_FFFFL}) {
      add("riff-%08x".formatted(size), source, false, wav -> wav.riffSize(size));
    }
    add("rf64", source, true, wav -> wav.large("RF64"));
    add("bw64", source, true, wav -> wav.large("BW64"));
    add("rifx-data-ffffffff", source, false, wav -> wav.bigEndian().dataSize(0xFFFF_FFFFL));
  }

  private void chunks() {
    Source source = source(1, 16);
    for (String name : new String[] {"LIST", "JUNK", "PEAK", "id3 ", "fact", "cue "}) {
      String plain = name.strip();
      add("before-" + plain, source, true, wav -> wav.before(name, 28));
      add("after-" + plain, source, true, wav -> wav.after(name, 28));
    }
    add("before-bext-604", source, true, wav -> wav.before("bext", 604));
    add("before-odd", source, true, wav -> wav.before("JUNK", 27));
    add("before-bext-short", source, false, wav -> wav.before("bext", 28));
    add("after-bext-short", source, false, wav -> wav.after("bext", 28));
    add("before-odd-unpadded", source, false, wav -> wav.beforeUnpadded("JUNK", 27));
    add("before-70000", source, true, wav -> wav.before("JUNK", 70_000));
    add("before-3000000", source, true, wav -> wav.before("id3 ", 3_000_000));
    add("after-odd", source, true, wav -> wav.after("LIST", 33));
    add("after-70000", source, true, wav -> wav.after("JUNK", 70_000));
    add("after-zeros", source, false, wav -> wav.afterBytes(new byte[333]));
    add("after-id3v1", source, false, wav -> wav.afterBytes(id3v1()));
    add("behind-id3v2", source, false, wav -> wav.prefix(id3v2(500)));
    add("behind-id3v2-3000000", source, false, wav -> wav.prefix(id3v2(3_000_000)));
    add("pcm-8-odd", new Source(11_027, 1, 8), true, wav -> wav.depth(8).after("LIST", 12));
  }

  private static byte[] id3v1() {
    byte[] tag = new byte[128];
    System.arraycopy("TAGtitle".getBytes(StandardCharsets.US_ASCII), 0, tag, 0, 8);
    return tag;
  }

  /** A tag of nothing but padding; its size has 7 bits in a byte. */
  static byte[] id3v2(int bytes) {
    byte[] tag = Arrays.copyOf(new byte[] {'I', 'D', '3', 3, 0, 0}, 10 + bytes);
    for (int i = 0; i < 4; i++) {
      tag[6 + i] = (byte) (bytes >> 7 * (3 - i) & 0x7F);
    }
    return tag;
  }

  private void fields() {
    Source source = source(2, 16);
    add("fmt-18", source, true, wav -> wav.fmtBytes(18));
    add("fmt-20", source, true, wav -> wav.fmtBytes(20));
    add("fmt-40-plain", source, true, wav -> wav.fmtBytes(40));
    for (int rate : new int[] {0, 1, 16_000, 128_000, -1}) {
      add("byte-rate-" + rate, source, false, wav -> wav.byteRate(rate));
    }
    for (int align : new int[] {0, 1, 2, 8}) {
      add("align-" + align, source, false, wav -> wav.blockAlign(align));
    }
    add("align-0-rate-0", source, false, wav -> wav.blockAlign(0).byteRate(0));
    add("ext-align-0", source, false, wav -> wav.extensible(16).blockAlign(0));
    add("f32-fmt-18", source(1, 24), true, wav -> wav.floating(32).fmtBytes(18));
  }
}
