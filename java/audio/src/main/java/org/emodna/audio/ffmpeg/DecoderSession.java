package org.emodna.audio.ffmpeg;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerPointer;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.AudioWarning.Kind;
import org.emodna.audio.ChannelSink;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.Decoded;
import org.emodna.audio.PartlyDecodedException;
import org.emodna.audio.SampleSink;
import org.emodna.audio.content.SampleChecks;
import org.emodna.base.Problem;

/** FFmpeg's objects for one attempt at decoding a source; all are freed when it is closed. */
public final class DecoderSession implements AutoCloseable {
  /** No protocol has this name, so whatever a demuxer would open beside the source stays closed. */
  private static final String NO_PROTOCOL = "none";

  private final String name;
  private final AudioInput source;
  private final SourceIo io;
  private final DecodeLimits limits;
  private final boolean quick;
  private AVIOContext input;
  private AVFormatContext demuxer;
  private AVCodecContext decoder;
  private AVPacket packet;
  private AVFrame frame;
  private int stream = -1;
  private DeclaredLength declared;
  private int damaged;
  private String complaint;
  private String readError;

  /**
   * Prepares an attempt.
   *
   * @param source what is decoded
   * @param io how FFmpeg reads it
   * @param quick whether to look at a single packet for the streams that there are
   */
  public DecoderSession(AudioInput source, SourceIo io, boolean quick) {
    this.name = source.name();
    this.source = source;
    this.io = io;
    this.limits = source.limits();
    this.quick = quick;
  }

  /** Finds the audio stream. False if none can be seen. */
  public boolean open() throws IOException {
    input = io.open();
    AVInputFormat format;
    try {
      format = source.demuxer(input);
    } catch (AudioException e) {
      throw io.failure() == null ? e : fail(Problem.of(name, "can't be read"), 0);
    }
    demuxer = avformat.avformat_alloc_context();
    demuxer.pb(input);
    if (quick) {
      demuxer.max_probe_packets(1);
    }
    AVDictionary options = new AVDictionary(null);
    avutil.av_dict_set(options, "protocol_whitelist", NO_PROTOCOL, 0);
    source.options().forEach((key, value) -> avutil.av_dict_set(options, key, value, 0));
    int status = avformat.avformat_open_input(demuxer, (String) null, format, options);
    avutil.av_dict_free(options);
    if (status < 0) {
      throw fail(damaged("is damaged at its beginning"), status);
    }
    declared = new DeclaredLength(demuxer, source.wav(), io.source());
    // Of bare samples all is known, and seconds of them would be read to find nothing new.
    if (!(source.isBare() && io.source().forwardOnly())) {
      status = avformat.avformat_find_stream_info(demuxer, (PointerPointer<?>) null);
      if (status < 0 && !quick) {
        throw fail(damaged("is damaged"), status);
      }
    }
    stream =
        avformat.av_find_best_stream(
            demuxer, avutil.AVMEDIA_TYPE_AUDIO, -1, -1, (PointerPointer<?>) null, 0);
    if (stream < 0) {
      return false;
    }
    AVCodecParameters parameters = demuxer.streams(stream).codecpar();
    return !quick || parameters.sample_rate() > 0 && parameters.ch_layout().nb_channels() > 0;
  }

  /** Hands the mix of all channels to a sink, or as much of it as that wants. */
  public Decoded decode(SampleSink samples) throws IOException {
    return decode(new MonoSink(name, limits, samples));
  }

  /** Likewise each channel by itself. */
  public Decoded decode(ChannelSink channels) throws IOException {
    return decode(new ApartSink(name, limits, channels));
  }

  private Decoded decode(FrameSink sink) throws IOException {
    AVStream chosen = demuxer.streams(stream);
    if (!declared.choose(stream)) {
      for (int i = 0; i < demuxer.nb_streams(); i++) {
        if (i != stream) {
          demuxer.streams(i).discard(avcodec.AVDISCARD_ALL);
        }
      }
    }
    double sure = io.source().sizeKnown() ? declared.atLeast(io.source().size()) : 0;
    if (sure > 0) {
      // Before the length, which an absurd rate makes absurd, too.
      SampleChecks.requireRate(name, chosen.codecpar().sample_rate());
    }
    if (sure > limits.maxSeconds()) {
      throw new AudioException(
          Problem.of(
                  name,
                  "has %s of audio, more than the limit of %s"
                      .formatted(
                          AudioDecoder.seconds(sure), AudioDecoder.seconds(limits.maxSeconds())))
              .remedy("raise the limit (DecodeLimits.maxSeconds) or cut the file"));
    }
    limits.requireSamples(name, (long) (sure * chosen.codecpar().sample_rate()));
    AVCodecParameters parameters = chosen.codecpar();
    String codecName = avcodec.avcodec_get_name(parameters.codec_id()).getString();
    openDecoder(chosen, codecName);
    try {
      pump(sink);
    } catch (AudioException e) {
      // What was passed on is of use.
      throw sink.count() == 0
          ? e
          : new PartlyDecodedException(e.problem(), e, decoded(sink, codecName, false));
    }
    if (sink.count() == 0) {
      throw fail(
          damaged(
              "has a %s stream without a single sample that can be decoded".formatted(codecName)),
          0);
    }
    return decoded(sink, codecName, true);
  }

  /**
   * @param whole whether the end was reached
   */
  private Decoded decoded(FrameSink sink, String codecName, boolean whole) {
    return new Decoded(
        name,
        sink.count(),
        sink.sampleRate(),
        sink.channels(),
        warnings(sink, whole),
        source.container(demuxer.iformat()),
        codecName);
  }

  private void openDecoder(AVStream chosen, String codecName) {
    AVCodec codec = avcodec.avcodec_find_decoder(chosen.codecpar().codec_id());
    if (codec == null || codec.isNull()) {
      throw new AudioException(
          Problem.of(
                  name,
                  codecName.equals("none")
                      ? "does not say, or not in a known way, how its sound is coded"
                      : "is coded as %s, for which there is no decoder".formatted(codecName))
              .remedy("convert it"));
    }
    decoder = avcodec.avcodec_alloc_context3(codec);
    int status = avcodec.avcodec_parameters_to_context(decoder, chosen.codecpar());
    // The samples to skip at both ends are given in the stream's time.
    decoder.pkt_timebase(chosen.time_base());
    decoder.thread_count(1);
    // These two have checksums worth checking; in MP3 many encoders write wrong ones.
    int codecId = chosen.codecpar().codec_id();
    if (codecId == avcodec.AV_CODEC_ID_FLAC || codecId == avcodec.AV_CODEC_ID_TTA) {
      decoder.err_recognition(avcodec.AV_EF_CRCCHECK);
    }
    if (status >= 0) {
      status = avcodec.avcodec_open2(decoder, codec, (AVDictionary) null);
    }
    if (status < 0) {
      throw fail(
          Problem.of(name, "has a %s stream that can't be decoded".formatted(codecName))
              .remedy("convert it"),
          status);
    }
    packet = avcodec.av_packet_alloc();
    frame = avutil.av_frame_alloc();
  }

  /** Packets into the decoder, frames out of it, to the end. */
  private void pump(FrameSink sink) {
    // Every packet takes at least a byte of the source, unless a damaged one makes a demuxer spin.
    for (long packets = 0; packets < 100_000 + 4 * io.known() && !sink.full(); packets++) {
      int status = avformat.av_read_frame(demuxer, packet);
      if (status < 0) {
        if (status != avutil.AVERROR_EOF()) {
          readError = Ffmpeg.error(status);
        }
        break;
      }
      declared.see(packet);
      // Encoders end with a packet of side data alone; to a decoder it would mean the end.
      if (packet.stream_index() == stream && packet.size() > 0) {
        send(packet, sink);
      }
      avcodec.av_packet_unref(packet);
    }
    send(null, sink);
  }

  private void send(AVPacket next, FrameSink sink) {
    // What was logged up to here is not the decoder's: parsers and probes complain about intact
    // files.
    Ffmpeg.takeLog();
    int status = avcodec.avcodec_send_packet(decoder, next);
    boolean sound = status >= 0 || next == null && status == avutil.AVERROR_EOF();
    while ((status = avcodec.avcodec_receive_frame(decoder, frame)) >= 0) {
      sound &= frame.decode_error_flags() == 0;
      sink.add(frame);
      avutil.av_frame_unref(frame);
    }
    sound &= status == avutil.AVERROR_EAGAIN() || status == avutil.AVERROR_EOF();
    List<String> log = Ffmpeg.takeLog();
    if (!sound || !log.isEmpty()) {
      damaged++;
      complaint = complaint == null && !log.isEmpty() ? log.get(0) : complaint;
    }
  }

  private List<AudioWarning> warnings(FrameSink sink, boolean whole) {
    List<AudioWarning> warnings = new ArrayList<>();
    if (sink.silent()) {
      warnings.add(new AudioWarning(Kind.SILENT, "silent: every sample is 0"));
    }
    warnings.addAll(source.warnings());
    AudioWarning early = declared.shortfall((double) sink.count() / sink.sampleRate());
    if (whole && early != null) {
      warnings.add(early);
    }
    if (damaged > 0) {
      warnings.add(
          new AudioWarning(
              Kind.DECODER,
              damaged
                  + (damaged == 1 ? " packet was" : " packets were")
                  + " damaged"
                  + (complaint == null ? "" : " (FFmpeg: " + complaint + ")")));
    }
    if (io.failure() != null) {
      warnings.add(
          new AudioWarning(
              Kind.CUT_OFF, "could not be read to its end (" + io.failure().getMessage() + ")"));
    } else if (readError != null) {
      warnings.add(
          new AudioWarning(Kind.CUT_OFF, "could not be read to its end (" + readError + ")"));
    }
    return warnings;
  }

  private Problem damaged(String reason) {
    return Problem.of(name, reason).remedy("copy or convert it again");
  }

  /** With what FFmpeg or the system says of it. */
  private AudioException fail(Problem problem, int status) {
    List<String> log = Ffmpeg.endLog();
    String detail = "";
    if (io.failure() != null) {
      detail = " (" + io.failure() + ")";
    } else if (!log.isEmpty()) {
      detail = " (" + log.get(0) + ")";
    } else if (status < 0) {
      detail = " (" + Ffmpeg.error(status) + ")";
    }
    return new AudioException(Problem.of(name, problem.reason() + detail).remedy(problem.remedy()));
  }

  @Override
  public void close() {
    if (packet != null) {
      avcodec.av_packet_free(packet);
    }
    if (frame != null) {
      avutil.av_frame_free(frame);
    }
    if (decoder != null) {
      avcodec.avcodec_free_context(decoder);
    }
    // Where opening failed FFmpeg has freed it and left a null here.
    if (demuxer != null && !demuxer.isNull()) {
      avformat.avformat_close_input(demuxer);
    }
    if (input != null) {
      SourceIo.free(input);
    }
  }
}
