package org.emodna.audio.ffmpeg;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.global.avformat;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.content.ByteSource;
import org.emodna.audio.content.Containers;
import org.emodna.audio.content.Content;
import org.emodna.audio.content.Tags;
import org.emodna.audio.wav.WavFile;
import org.emodna.audio.wav.WavFormat;
import org.emodna.audio.wav.WavSamples;
import org.emodna.base.Problem;

/** What FFmpeg sees of a source, and how it is told to read it. */
public final class AudioInput {
  private final String name;
  private final ByteSource source;
  private final DecodeLimits limits;
  private final WavFile wav;
  private final String raw;
  private final Map<String, String> options;

  private AudioInput(
      String name,
      ByteSource source,
      DecodeLimits limits,
      WavFile wav,
      String raw,
      Map<String, String> options) {
    this.name = name;
    this.source = source;
    this.limits = limits;
    this.wav = wav;
    this.raw = raw;
    this.options = options;
  }

  /**
   * Looks at a source.
   *
   * @throws AudioException if it is a playlist or a WAV file that can't be read
   */
  public static AudioInput of(String name, ByteSource whole, DecodeLimits limits)
      throws IOException {
    ByteSource source = Tags.skip(name, whole);
    Content.refuseForeign(name, source.head());
    WavFile wav = WavFile.of(name, source);
    if (wav == null) {
      return new AudioInput(name, source, limits, null, null, Map.of());
    }
    String raw = WavSamples.demuxer(wav);
    if (raw == null) {
      requireCodec(name, wav.format());
      return new AudioInput(name, wav.plain(), limits, wav, null, Map.of());
    }
    WavFormat format = wav.format();
    int frame = format.channels() * WavSamples.width(wav);
    ByteSource samples = wav.samples(frame);
    if (samples.size() == 0) {
      throw new AudioException(
          Problem.of(name, "has a 'data' chunk without a single whole sample")
              .remedy("copy or convert it again"));
    }
    return new AudioInput(
        name,
        samples,
        limits,
        wav,
        raw,
        Map.of(
            "sample_rate",
            Integer.toString(format.sampleRate()),
            "ch_layout",
            format.channels() + " channels"));
  }

  /** Refuses what FFmpeg would misread or does not know. */
  private static void requireCodec(String name, WavFormat format) {
    boolean samples = format.tag() == WavFormat.PCM || format.tag() == WavFormat.FLOAT;
    if (samples && !(format.tag() == WavFormat.PCM && List.of(16, 64).contains(format.bits()))) {
      throw new AudioException(
          Problem.of(
                  name,
                  "has samples of %d bits (%s) in a WAV file, which no decoder knows"
                      .formatted(
                          format.bits(),
                          format.tag() == WavFormat.PCM ? "integers" : "floating point"))
              .remedy("convert it"));
    }
    if (format.order() == ByteOrder.BIG_ENDIAN) {
      throw new AudioException(
          Problem.of(
                  name, "is a big-endian WAV file (RIFX) with codec 0x%X".formatted(format.tag()))
              .remedy("convert it, for example with: sox IN -L OUT.wav"));
    }
  }

  /** What messages call the source. */
  String name() {
    return name;
  }

  /** How much it may hold. */
  DecodeLimits limits() {
    return limits;
  }

  /** What FFmpeg reads. */
  public ByteSource source() {
    return source;
  }

  /** Options of the demuxer, by FFmpeg's names. */
  Map<String, String> options() {
    return options;
  }

  /**
   * The demuxer to read it with.
   *
   * @param input at the source's beginning
   * @throws AudioException if there is none, or none that can be trusted
   */
  AVInputFormat demuxer(AVIOContext input) throws IOException {
    if (raw != null) {
      return avformat.av_find_input_format(raw);
    }
    AVInputFormat format = new AVInputFormat(null);
    int score = avformat.av_probe_input_buffer2(input, format, (String) null, null, 0, 0);
    if (score < 0 || format.isNull()) {
      throw new AudioException(Content.unknown(name, source.head()));
    }
    Content.refuseDemuxer(name, format.name().getString());
    if (!limits.anyContainer()) {
      Containers.require(name, format.name().getString(), score, source);
    }
    return format;
  }

  /** Whether FFmpeg sees samples without a header, whose format it was told. */
  boolean isBare() {
    return raw != null;
  }

  /** The container's name for people and reports. */
  String container(AVInputFormat format) {
    return wav == null ? format.name().getString() : wav.container();
  }

  /** The WAV file, or null; its lengths are right where FFmpeg's are not. */
  WavFile wav() {
    return wav;
  }

  /** What was odd before decoding. */
  List<AudioWarning> warnings() {
    return wav == null ? List.of() : wav.warnings();
  }
}
