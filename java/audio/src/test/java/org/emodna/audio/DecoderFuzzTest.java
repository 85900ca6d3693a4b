package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Random, mutated and truncated bytes of every format through the decoder: each case gives a clip
 * or an {@link AudioException}, in bounded time and memory.
 */
class DecoderFuzzTest {
  private static final int CASES = 12_000;
  private static final long SEED = Long.getLong("emodna.fuzz.seed", 20260101);

  /** Nothing of this length decodes for longer, even on a machine that does other work too. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final long MAX_GROWTH = 96L << 20;

  private final AudioDecoder decoder = new AudioDecoder(new DecodeLimits(60, 8 << 20));

  @Test
  void everyCaseEndsInAClipOrAnAudioException() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    List<byte[]> seeds = seeds();
    int clips = 0;
    long before = 0;
    for (int i = 0; i < CASES; i++) {
      if (i == CASES / 4) {
        // By now FFmpeg's tables and the allocator's arenas are there.
        before = residentBytes();
      }
      byte[] input = mutate(seeds.get(i % seeds.size()), random);
      long start = System.nanoTime();
      boolean decoded = decode(input, "case " + i + " of seed " + SEED);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(LONGEST) < 0, "case " + i + " of seed " + SEED + " took " + took);
      clips += decoded ? 1 : 0;
    }
    assertTrue(clips > CASES / 20 && clips < CASES, clips + " of " + CASES + " gave audio");
    long growth = residentBytes() - before;
    assertTrue(growth < MAX_GROWTH, "memory grew by " + growth + " bytes over broken input");
  }

  private boolean decode(byte[] input, String name) {
    try {
      AudioClip clip = decoder.decode(input, name);
      assertTrue(clip.samples().length > 0 && clip.sampleRate() > 0 && clip.channels() > 0, name);
      for (float value : clip.samples()) {
        if (!Float.isFinite(value)) {
          Assertions.fail(name + " gave " + value);
        }
      }
      return true;
    } catch (AudioException e) {
      assertTrue(e.getMessage().startsWith(name), e.getMessage());
      return false;
    }
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (AudioFormat format : AudioFormat.values()) {
      int rate = 16_000;
      seeds.add(AudioEncoder.encode("x", format, Signals.tones(2, rate / 20, rate), rate));
    }
    seeds.add(VideoFiles.encode("avi", "mpeg4", "pcm_s16le", 0.2));
    seeds.add(VideoFiles.encode("mp4", "mpeg4", "aac", 0.2));
    return seeds;
  }

  private static byte[] mutate(byte[] seed, SplittableRandom random) {
    byte[] bytes = seed.clone();
    switch (random.nextInt(6)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> {
        // Mostly the header, where sizes, counts and rates are.
        for (int k = 1 + random.nextInt(4); k > 0; k--) {
          bytes[random.nextInt(Math.min(96, bytes.length))] = (byte) random.nextInt();
        }
      }
      case 2 -> {
        for (int k = 1 + random.nextInt(64); k > 0; k--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      case 3 -> {
        // Extremes in place of a 32-bit number.
        int at = random.nextInt(Math.max(1, Math.min(256, bytes.length - 4)));
        int[] extremes = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1, 0xFFFF};
        int value = extremes[random.nextInt(extremes.length)];
        for (int k = 0; k < 4 && at + k < bytes.length; k++) {
          bytes[at + k] = (byte) (value >>> 8 * k);
        }
      }
      case 4 -> {
        // A piece cut out or doubled.
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from);
        byte[] head = Arrays.copyOf(bytes, random.nextBoolean() ? from : to);
        byte[] tail = Arrays.copyOfRange(bytes, random.nextBoolean() ? from : to, bytes.length);
        bytes = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, bytes, head.length, tail.length);
      }
      default -> {
        // Only the beginning is of the format.
        int kept = Math.min(bytes.length, random.nextInt(64));
        byte[] noise = new byte[random.nextInt(3000)];
        random.nextBytes(noise);
        System.arraycopy(bytes, 0, noise, 0, Math.min(kept, noise.length));
        bytes = noise;
      }
    }
    return bytes;
  }

  /** Resident memory of this process; 0 where the system does not tell. */
  private static long residentBytes() throws Exception {
    Path statm = Path.of("/proc/self/statm");
    if (!Files.exists(statm)) {
      return 0;
    }
    System.gc();
    return Long.parseLong(Files.readString(statm).split(" ")[1]) * 4096;
  }
}
