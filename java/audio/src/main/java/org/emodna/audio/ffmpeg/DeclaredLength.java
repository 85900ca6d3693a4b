package org.emodna.audio.ffmpeg;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.AudioWarning.Kind;
import org.emodna.audio.content.ByteSource;
import org.emodna.audio.wav.WavFile;

/**
 * Compares how long a source says its sound is with what was there. A container's length is that of
 * its longest stream, so sound may begin late or end before the picture although nothing is
 * missing.
 */
final class DeclaredLength {
  /** What is missing is reported from here on. */
  private static final double SLACK_SECONDS = 0.25;

  private static final double SLACK = 0.02;

  /** No writer that knows the length states one like this for a file that is smaller. */
  private static final long PLACEHOLDER = 1L << 30;

  private final AVFormatContext demuxer;
  private final WavFile wav;
  private final double[] streams;
  private final boolean pauses;
  private final long statedBytes;
  private final ByteSource source;
  private final Map<Integer, Reach> reached = new HashMap<>();
  private int stream;
  private double own;
  private double container;

  /** How far the packets of one stream came. */
  private static final class Reach {
    private double last = Double.NaN;
    private double gap;
    private double end;
    private boolean known = true;

    /** A packet without a length lasts as long as the longest step from one to the next. */
    void see(double from, double length) {
      gap = Double.isNaN(last) ? 0 : Math.max(gap, from - last);
      last = Double.isNaN(last) ? from : Math.max(last, from);
      double to = from + (length > 0 ? length : gap);
      if (to >= end) {
        end = to;
        known = length > 0 || gap > 0;
      }
    }
  }

  /**
   * Must be made before FFmpeg looks for streams, since FFmpeg then fills in what the header does
   * not say.
   */
  DeclaredLength(AVFormatContext demuxer, WavFile wav, ByteSource source) throws IOException {
    this.demuxer = demuxer;
    this.wav = wav;
    this.streams = new double[demuxer.nb_streams()];
    this.source = source;
    String format = demuxer.iformat().name().getString();
    this.statedBytes = wav == null ? StatedSize.of(format, source) : 0;
    // ASF states one length, that of the whole, and FFmpeg gives it to every stream.
    boolean shared = format.startsWith("asf");
    for (int i = 0; i < streams.length; i++) {
      AVStream one = demuxer.streams(i);
      boolean known = one.duration() != avutil.AV_NOPTS_VALUE && one.duration() > 0;
      streams[i] =
          known && !(shared && streams.length > 1) ? one.duration() * seconds(one.time_base()) : 0;
    }
    // AVI counts the empty chunks that stand for a pause, which no one decodes.
    pauses = format.equals("avi");
    if (shared && streams.length > 0) {
      AVStream one = demuxer.streams(0);
      container = Math.max(0, one.duration() * seconds(one.time_base()));
    } else {
      container = Math.max(0, demuxer.duration() / 1e6);
    }
  }

  private static double seconds(AVRational base) {
    return base.den() == 0 ? 0 : (double) base.num() / base.den();
  }

  /**
   * Says which stream is decoded.
   *
   * @return whether the packets of the others are needed, too, to tell whether the file is whole
   */
  boolean choose(int index) {
    stream = index;
    int method = demuxer.duration_estimation_method();
    boolean guessed = method == avformat.AVFMT_DURATION_FROM_BITRATE;
    own = index < streams.length && !guessed ? streams[index] : 0;
    if (container == 0 && own == 0 && method == avformat.AVFMT_DURATION_FROM_STREAM) {
      // FLV states it in its first packet.
      container = Math.max(0, demuxer.duration() / 1e6);
    }
    return wav == null && !pauses && own == 0 && container > 0;
  }

  /** Takes note of a packet's time. */
  void see(AVPacket packet) {
    AVStream of = demuxer.streams(packet.stream_index());
    Reach reach = reached.computeIfAbsent(packet.stream_index(), key -> new Reach());
    if (packet.pts() == avutil.AV_NOPTS_VALUE) {
      return;
    }
    double base = seconds(of.time_base());
    reach.see(packet.pts() * base, packet.duration() * base);
  }

  /**
   * Seconds that are certainly there: of uncompressed sound, what is declared, but no more than the
   * bytes can hold. 0 if that is unknown.
   */
  double atLeast(long bytes) {
    AVCodecParameters parameters = demuxer.streams(stream).codecpar();
    long bits = bits(parameters);
    if (bits <= 0 || parameters.sample_rate() <= 0) {
      return 0;
    }
    double fitting = 8.0 * bytes / bits / parameters.sample_rate();
    return wav != null ? fitting : Math.min(own, fitting);
  }

  /** Of one uncompressed sample of all channels; otherwise 0. */
  private static long bits(AVCodecParameters parameters) {
    return (long) avcodec.av_get_exact_bits_per_sample(parameters.codec_id())
        * parameters.ch_layout().nb_channels();
  }

  /** What to say of sound that is declared and missing, or null. */
  AudioWarning shortfall(double decoded) {
    if (wav != null) {
      return wavShortfall(decoded);
    }
    long bytes = source.size();
    if (bytes < statedBytes * (1 - SLACK)) {
      return new AudioWarning(
          Kind.CUT_OFF,
          "ends early: %,d of the %,d bytes that it declares".formatted(bytes, statedBytes));
    }
    if (pauses) {
      return null;
    }
    if (own > 0) {
      return ownShortfall(decoded);
    }
    double end = decoded;
    for (Reach reach : reached.values()) {
      if (!reach.known) {
        return null;
      }
      end = Math.max(end, reach.end);
    }
    return lacks(end, container) ? early(end, container) : null;
  }

  private AudioWarning ownShortfall(double decoded) {
    AVStream chosen = demuxer.streams(stream);
    double start = Math.max(0, chosen.start_time() * seconds(chosen.time_base()));
    double end = Math.max(decoded, reached.getOrDefault(stream, new Reach()).end - start);
    if (lacks(end, own)) {
      AVCodecParameters parameters = chosen.codecpar();
      double placeholder = PLACEHOLDER * 8.0 / Math.max(1, bits(parameters));
      return bits(parameters) > 0
              && own * parameters.sample_rate() >= placeholder
              && source.size() < PLACEHOLDER
          ? unknown(own, decoded)
          : early(end, own);
    }
    return lacks(decoded, own)
        ? new AudioWarning(
            Kind.DECODER,
            "lacks %s of the %s that it declares"
                .formatted(AudioDecoder.seconds(own - decoded), AudioDecoder.seconds(own)))
        : null;
  }

  private AudioWarning wavShortfall(double decoded) {
    double stated = decoded * wav.stated() / wav.present();
    if (wav.stated() == 0 || wav.stated() > wav.present() && wav.stated() >= PLACEHOLDER) {
      return unknown(stated, decoded);
    }
    return lacks(decoded, stated) ? early(decoded, stated) : null;
  }

  private static AudioWarning unknown(double stated, double decoded) {
    return new AudioWarning(
        Kind.DECODER,
        "its header does not tell its length%s; all that is there was read, %s"
            .formatted(
                stated == 0 ? "" : " (it states " + AudioDecoder.seconds(stated) + ")",
                AudioDecoder.seconds(decoded)));
  }

  private static boolean lacks(double seconds, double declared) {
    return seconds < declared - Math.max(SLACK_SECONDS, SLACK * declared);
  }

  private static AudioWarning early(double seconds, double declared) {
    return new AudioWarning(
        Kind.CUT_OFF,
        "ends early: %s of the %s that it declares"
            .formatted(AudioDecoder.seconds(seconds), AudioDecoder.seconds(declared)));
  }
}
