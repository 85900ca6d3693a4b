package org.emodna.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.base.EmoDnaException;
import org.emodna.corpus.AudioFiles;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Pitch;
import org.emodna.kernels.PitchRecipe;
import org.emodna.kernels.Resampler;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Voice;
import org.emodna.kernels.VoiceRecipe;

/**
 * Writes what the speech operations say of a folder of recordings, and the very samples they saw,
 * for the comparison with Praat ({@code benchmarks/praat/compare}, which says what the files are).
 */
public final class SpeechExport {
  private static final int RATE = 22_050;
  private static final int HOP = 512;

  /** Hops of silence before the samples, and at least after them: Praat wants whole windows. */
  private static final int SILENT_HOPS = 2;

  /** Repeated computations of a clip; the fastest counts. */
  private static final int REPEATS = 3;

  private final Path out;
  private final Stream stream;
  private final Pitch pitch;
  private final Voice voice;
  private final List<String> names = new ArrayList<>();
  private final List<String> summary =
      new ArrayList<>(List.of("name,file,jitter,shimmer,hnr,pulses,seconds"));

  private SpeechExport(Path out, Stream stream, Pitch pitch, Voice voice) {
    this.out = out;
    this.stream = stream;
    this.pitch = pitch;
    this.voice = voice;
  }

  /**
   * Entry point.
   *
   * @param args a folder of recordings, a folder to write to, and optionally n: every n-th file
   *     alone
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      throw new EmoDnaException("usage: SpeechExport FOLDER OUT [EVERY]");
    }
    int every = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    Path out = Path.of(args[1]);
    Files.createDirectories(out);
    try (KernelContext context = KernelContext.cpu(1);
        Stream stream = context.stream();
        Pitch pitch = new Pitch(stream, PitchRecipe.path().build());
        Voice voice = new Voice(stream, VoiceRecipe.builder().build())) {
      SpeechExport export = new SpeechExport(out, stream, pitch, voice);
      List<Path> files = AudioFiles.below(List.of(Path.of(args[0])));
      for (int i = 0; i < files.size(); i += every) {
        export.add(files.get(i));
      }
      Files.write(out.resolve("files.txt"), export.names);
      Files.write(out.resolve("ours.csv"), export.summary);
    }
  }

  private void add(Path file) throws IOException {
    AudioClip clip = new AudioDecoder().decode(file);
    float[] samples = Resampler.resample(stream, clip.samples(), clip.sampleRate(), RATE);
    Pitch.Result contour = pitch.compute(samples);
    double seconds = Double.MAX_VALUE;
    for (int i = 0; i < REPEATS; i++) {
      long began = System.nanoTime();
      contour = pitch.compute(samples);
      seconds = Math.min(seconds, (System.nanoTime() - began) * 1e-9);
    }
    Voice.Result quality = voice.compute(samples, contour);
    String name = "%05d".formatted(names.size());
    names.add(name);
    Voice.Summary s = quality.summary();
    summary.add(
        String.format(
            Locale.ROOT,
            "%s,%s,%.8g,%.8g,%.8g,%d,%.6g",
            name,
            file.toString().replace(',', ';'),
            s.jitter(),
            s.shimmer(),
            s.hnr(),
            s.pulses(),
            seconds));
    writeFrames(out.resolve(name + ".ours.csv"), contour, quality);
    writeSound(out.resolve(name + ".wav"), samples);
  }

  private static void writeFrames(Path to, Pitch.Result contour, Voice.Result quality)
      throws IOException {
    StringBuilder text = new StringBuilder("f0,strength," + String.join(",", Voice.NAMES) + "\n");
    for (int i = 0; i < contour.frames(); i++) {
      text.append(contour.f0()[i]).append(',').append(contour.strength()[i]);
      for (int v = 0; v < Voice.WIDTH; v++) {
        text.append(',').append(quality.values()[i * Voice.WIDTH + v]);
      }
      text.append('\n');
    }
    Files.writeString(to, text);
  }

  /** As a WAV file of float32, with silence on both sides and a whole number of hops. */
  private static void writeSound(Path to, float[] samples) {
    int hops = (samples.length + HOP - 1) / HOP + 2 * SILENT_HOPS;
    int bytes = hops * HOP * Float.BYTES;
    ByteBuffer file = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put(text("RIFF")).putInt(36 + bytes).put(text("WAVEfmt ")).putInt(16);
    // Format 3 is float; one channel.
    file.putShort((short) 3).putShort((short) 1).putInt(RATE).putInt(RATE * Float.BYTES);
    file.putShort((short) Float.BYTES).putShort((short) Float.SIZE);
    file.put(text("data")).putInt(bytes);
    file.position(file.position() + SILENT_HOPS * HOP * Float.BYTES);
    file.asFloatBuffer().put(samples);
    try {
      Files.write(to, file.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] text(String value) {
    return value.getBytes(StandardCharsets.US_ASCII);
  }
}
