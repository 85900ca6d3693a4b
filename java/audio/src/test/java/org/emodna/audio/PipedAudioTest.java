package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes through a pipe has the samples of the same bytes in a file. */
class PipedAudioTest {
  private static final int RATE = 16_000;

  private final AudioDecoder decoder = new AudioDecoder();

  /** A pipe whose reads give what they like, and that counts what was taken. */
  private static final class Pipe extends InputStream {
    private final byte[] bytes;
    private final Random random = new Random(3);
    private int at;

    Pipe(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return at == bytes.length ? -1 : bytes[at++] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int count = Math.min(1 + random.nextInt(Math.min(length, 3000)), bytes.length - at);
      System.arraycopy(bytes, at, to, from, count);
      at += count;
      return count;
    }
  }

  /** Samples, and how many bytes had been read when the first of them came. */
  private static final class Taken implements SampleSink {
    private final SampleStore store = SampleStore.all(Integer.MAX_VALUE - 16);
    private final Pipe pipe;
    private int began = -1;

    Taken(Pipe pipe) {
      this.pipe = pipe;
    }

    @Override
    public void add(float[] samples, int count, int sampleRate) {
      began = began < 0 ? pipe.at : began;
      store.add(samples, count, sampleRate);
    }
  }

  private Taken assertSame(byte[] file, String name) {
    AudioClip clip = decoder.decode(file, name);
    Pipe pipe = new Pipe(file);
    Taken taken = new Taken(pipe);
    Decoded decoded = decoder.decode(pipe, name, taken);
    float[] samples = taken.store.samples();
    assertEquals(samples.length, decoded.count(), name);
    if (clip.codec().equals("mp3")) {
      // What an encoder adds to fill the last frames: the header's number of frames counts only
      // where the file's size confirms it.
      int more = samples.length - clip.samples().length;
      assertTrue(more >= 0 && more < 3 * 1152, name + " has " + more + " more");
      samples = Arrays.copyOf(samples, clip.samples().length);
    }
    assertArrayEquals(clip.samples(), samples, name);
    assertEquals(clip.sampleRate(), decoded.sampleRate(), name);
    assertEquals(clip.channels(), decoded.channels(), name);
    assertEquals(clip.container(), decoded.container(), name);
    assertEquals(clip.codec(), decoded.codec(), name);
    assertEquals(clip.warnings(), decoded.warnings(), name);
    return taken;
  }

  /** Half a minute: far more than is looked at before decoding begins. */
  @ParameterizedTest
  @EnumSource
  void everyFormatIsDecodedAsItComes(AudioFormat format) {
    int channels = format.supportsChannels(1) ? 1 : 2;
    float[][] x = Signals.tones(channels, 30 * RATE, RATE);
    byte[] file = AudioEncoder.encode("made up", format, x, RATE);
    Taken taken = assertSame(file, format.toString());
    int most =
        switch (format) {
          case WAV, WAV_FLOAT -> 10_000;
          // MP4 has its index at the end.
          case M4A -> file.length;
          default -> file.length / 4;
        };
    assertTrue(taken.began <= most, "began after %d of %d".formatted(taken.began, file.length));
  }

  /** What is behind an ID3 tag decides, as MP4 needs its end first and MP3 does not. */
  @ParameterizedTest
  @EnumSource
  void tagsBeforeTheSoundChangeNothing(AudioFormat format) {
    int channels = format.supportsChannels(1) ? 1 : 2;
    byte[] sound = AudioEncoder.encode("x", format, Signals.tones(channels, RATE, RATE), RATE);
    for (int length : new int[] {300, 1_000_000, 9_000_000}) {
      assertSame(join(TagsTest.tag(length, false), sound), format + " behind " + length);
    }
  }

  private static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  /** Their end is not known when they begin; no sound is lost. */
  @ParameterizedTest
  @EnumSource(names = {"MP3", "FLAC"})
  void tagsBehindTheSoundTakeNoneOfIt(AudioFormat format) {
    byte[] sound = AudioEncoder.encode("x", format, Signals.tones(1, 3 * RATE, RATE), RATE);
    byte[] tag = Arrays.copyOf("TAGtitle".getBytes(), 128);
    float[] alone = decoder.decode(sound, "alone").samples();
    Pipe pipe = new Pipe(join(sound, tag));
    Taken taken = new Taken(pipe);
    Decoded decoded = decoder.decode(pipe, "tagged", taken);
    assertTrue(decoded.warnings().size() <= 1, decoded.warnings().toString());
    assertArrayEquals(alone, Arrays.copyOf(taken.store.samples(), alone.length));
  }

  /** Small files of all kinds, as fuzzing begins with. */
  @Test
  void whateverTheDecoderKnowsComesThroughAPipe() throws IOException {
    Path folder = Path.of(System.getProperty("emodna.root", "../..")).resolve("java/fuzz/inputs");
    int files = 0;
    try (Stream<Path> some = Files.list(folder.resolve("Audio"))) {
      for (Path file : some.sorted().toList()) {
        String name = file.getFileName().toString();
        byte[] bytes = Files.readAllBytes(file);
        try {
          decoder.decode(bytes, name);
        } catch (AudioException e) {
          AudioException same =
              assertThrows(
                  AudioException.class,
                  () -> decoder.decode(new Pipe(bytes), name, (mono, count, rate) -> {}));
          assertEquals(e.getMessage(), same.getMessage());
          continue;
        }
        assertSame(bytes, name);
        files++;
      }
    }
    assertTrue(files >= 15, files + " files");
  }

  private static byte[] wav(int stated, byte[] samples, byte[] tail) {
    ByteBuffer file = ByteBuffer.allocate(44 + samples.length + tail.length);
    file.order(ByteOrder.LITTLE_ENDIAN).put("RIFF".getBytes()).putInt(-1);
    file.put("WAVEfmt ".getBytes()).putInt(16).putShort((short) 1).putShort((short) 1);
    file.putInt(RATE).putInt(2 * RATE).putShort((short) 2).putShort((short) 16);
    return file.put("data".getBytes()).putInt(stated).put(samples).put(tail).array();
  }

  private static byte[] noise(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatWritersToPipesStateIsNoLength() {
    byte[] samples = noise(200_000);
    for (int stated :
        new int[] {
          0, -1, 0x7FFFFFFF, 0x7FFFF000, 0x80000000, -37, 0x7FFFFFDA, 0x7FFF0000, 0xFFFF0000
        }) {
      Pipe pipe = new Pipe(wav(stated, samples, new byte[0]));
      Taken taken = new Taken(pipe);
      Decoded decoded = decoder.decode(pipe, "pipe", taken);
      assertEquals(100_000, decoded.count());
      assertTrue(decoded.warnings().get(0).text().startsWith("its header does not tell"));
    }
  }

  @Test
  void whatFollowsTheSamplesIsNotSound() {
    byte[] tail = "LIST\u0004\0\0\0INFO".getBytes();
    Pipe pipe = new Pipe(wav(200_000, noise(200_000), tail));
    assertEquals(100_000, decoder.decode(pipe, "pipe", new Taken(pipe)).count());
  }

  @Test
  void aPipeThatEndsEarlyOrBreaksGivesWhatItGave() {
    byte[] samples = noise(200_000);
    Pipe pipe = new Pipe(wav(400_000, samples, new byte[0]));
    Decoded decoded = decoder.decode(pipe, "pipe", new Taken(pipe));
    assertEquals(100_000, decoded.count());
    assertEquals(AudioWarning.Kind.CUT_OFF, decoded.warnings().get(0).kind());

    InputStream broken =
        new InputStream() {
          private final Pipe pipe = new Pipe(wav(-1, samples, new byte[0]));

          @Override
          public int read() {
            throw new AssertionError("one by one");
          }

          @Override
          public int read(byte[] to, int from, int length) throws IOException {
            int count = pipe.read(to, from, length);
            if (count < 0) {
              throw new IOException("reset by peer");
            }
            return count;
          }
        };
    List<Integer> counts = new ArrayList<>();
    decoded = decoder.decode(broken, "pipe", (mono, count, rate) -> counts.add(count));
    assertEquals(100_000, counts.stream().mapToInt(i -> i).sum());
    assertTrue(
        decoded.warnings().stream().anyMatch(one -> one.text().contains("reset by peer")),
        decoded.warnings().toString());
  }

  @Test
  void whatIsNoAudioIsOneErrorThatNamesIt() {
    for (byte[] nothing :
        List.of(new byte[0], noise(5000), "RIFF....WAVE".getBytes(), "fLaC".getBytes())) {
      AudioException e =
          assertThrows(
              AudioException.class,
              () -> decoder.decode(new Pipe(nothing), "pipe", (mono, count, rate) -> {}));
      assertTrue(e.getMessage().startsWith("pipe: "), e.getMessage());
    }
  }

  @Test
  void theLargestFileIsTheLargestPipe() {
    AudioDecoder small = new AudioDecoder(new DecodeLimits(600, 150_000));
    byte[] file = wav(-1, noise(200_000), new byte[0]);
    Pipe pipe = new Pipe(file);
    AudioException e =
        assertThrows(
            AudioException.class, () -> small.decode(pipe, "pipe", (mono, count, rate) -> {}));
    assertTrue(e.getMessage().contains("more than the limit"), e.getMessage());
    assertTrue(pipe.at < file.length);
    assertEquals(
        50_000,
        small
            .decode(
                new ByteArrayInputStream(Arrays.copyOf(file, 100_044)),
                "pipe",
                (mono, count, rate) -> {})
            .count());
  }
}
