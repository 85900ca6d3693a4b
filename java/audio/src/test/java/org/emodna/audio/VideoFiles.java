package org.emodna.audio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.emodna.audio.ffmpeg.Ffmpeg;

/** Small video files, with or without a tone of 16 kHz mono. */
final class VideoFiles {
  static final int RATE = 16_000;
  private static final int FRAMES_A_SECOND = 10;
  private static final int SIDE = 32;

  private VideoFiles() {}

  /** A file in memory; audioCodec null = a silent film. */
  static byte[] encode(String muxer, String videoCodec, String audioCodec, double seconds) {
    return encode(muxer, videoCodec, audioCodec, seconds, 0, seconds);
  }

  /** A file whose sound begins after and ends before the picture, at these seconds. */
  static byte[] encode(
      String muxer, String videoCodec, String audioCodec, double seconds, double from, double to) {
    Ffmpeg.require("test");
    AVFormatContext file = new AVFormatContext(null);
    check(avformat.avformat_alloc_output_context2(file, null, muxer, (String) null));
    file.flags(file.flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
    AVCodecContext video = video(file, videoCodec);
    AVCodecContext audio = audioCodec == null ? null : audio(file, audioCodec);
    // FFmpeg's memory buffer loses a part of what the AVI muxer writes after a seek.
    Path path = temporary();
    AVIOContext output = new AVIOContext(null);
    check(avformat.avio_open(output, "file:" + path, avformat.AVIO_FLAG_WRITE));
    file.pb(output);
    check(avformat.avformat_write_header(file, (AVDictionary) null));
    int samples = (int) (seconds * RATE);
    int step = audio != null && audio.frame_size() > 0 ? audio.frame_size() : RATE / 10;
    int pictures = 0;
    for (int at = 0; at < samples; at += step) {
      for (; pictures * RATE <= at * FRAMES_A_SECOND; pictures++) {
        picture(file, video, pictures);
      }
      if (audio != null && at >= from * RATE && at < to * RATE) {
        tone(file, audio, at, Math.min(step, samples - at));
      }
    }
    send(file, video, 0, null);
    if (audio != null) {
      send(file, audio, 1, null);
      avcodec.avcodec_free_context(audio);
    }
    check(avformat.av_write_trailer(file));
    check(avformat.avio_close(output));
    file.pb(null);
    avcodec.avcodec_free_context(video);
    avformat.avformat_free_context(file);
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      path.toFile().delete();
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("emodna", ".video");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AVCodecContext video(AVFormatContext file, String name) {
    AVCodec codec = avcodec.avcodec_find_encoder_by_name(name);
    AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
    context.width(SIDE).height(SIDE).pix_fmt(avutil.AV_PIX_FMT_YUV420P).thread_count(1);
    context.time_base().num(1).den(FRAMES_A_SECOND);
    context.framerate().num(FRAMES_A_SECOND).den(1);
    return open(file, codec, context);
  }

  private static AVCodecContext audio(AVFormatContext file, String name) {
    AVCodec codec = avcodec.avcodec_find_encoder_by_name(name);
    AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
    boolean aac = name.equals("aac");
    context.sample_fmt(aac ? avutil.AV_SAMPLE_FMT_FLTP : avutil.AV_SAMPLE_FMT_S16);
    context.sample_rate(RATE).bit_rate(64_000).thread_count(1);
    avutil.av_channel_layout_default(context.ch_layout(), 1);
    context.time_base().num(1).den(RATE);
    return open(file, codec, context);
  }

  private static AVCodecContext open(AVFormatContext file, AVCodec codec, AVCodecContext context) {
    int flags = context.flags() | avcodec.AV_CODEC_FLAG_BITEXACT;
    if ((file.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0) {
      flags |= avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
    }
    context.flags(flags);
    check(avcodec.avcodec_open2(context, codec, (AVDictionary) null));
    AVStream stream = avformat.avformat_new_stream(file, null);
    check(avcodec.avcodec_parameters_from_context(stream.codecpar(), context));
    stream.time_base(context.time_base());
    return context;
  }

  private static void picture(AVFormatContext file, AVCodecContext video, int number) {
    AVFrame frame = avutil.av_frame_alloc();
    frame.width(SIDE).height(SIDE).format(avutil.AV_PIX_FMT_YUV420P).pts(number);
    check(avutil.av_frame_get_buffer(frame, 0));
    for (int plane = 0; plane < 3; plane++) {
      int rows = plane == 0 ? SIDE : SIDE / 2;
      Pointer.memset(frame.data(plane), 40 + 20 * number, (long) rows * frame.linesize(plane));
    }
    send(file, video, 0, frame);
    avutil.av_frame_free(frame);
  }

  private static void tone(AVFormatContext file, AVCodecContext audio, int at, int count) {
    AVFrame frame = avutil.av_frame_alloc();
    frame.nb_samples(count).format(audio.sample_fmt()).sample_rate(RATE).pts(at);
    check(avutil.av_channel_layout_copy(frame.ch_layout(), audio.ch_layout()));
    check(avutil.av_frame_get_buffer(frame, 0));
    for (int i = 0; i < count; i++) {
      float value = (float) (0.5 * Math.sin(2 * Math.PI * 440 * (at + i) / RATE));
      if (audio.sample_fmt() == avutil.AV_SAMPLE_FMT_FLTP) {
        new FloatPointer(frame.data(0)).put(i, value);
      } else {
        new ShortPointer(frame.data(0)).put(i, (short) (value * 32767));
      }
    }
    send(file, audio, 1, frame);
    avutil.av_frame_free(frame);
  }

  private static void send(AVFormatContext file, AVCodecContext codec, int stream, AVFrame frame) {
    check(avcodec.avcodec_send_frame(codec, frame));
    AVPacket packet = avcodec.av_packet_alloc();
    while (avcodec.avcodec_receive_packet(codec, packet) >= 0) {
      packet.stream_index(stream);
      avcodec.av_packet_rescale_ts(packet, codec.time_base(), file.streams(stream).time_base());
      check(avformat.av_interleaved_write_frame(file, packet));
    }
    avcodec.av_packet_free(packet);
  }

  private static void check(int status) {
    if (status < 0) {
      throw new IllegalStateException(Ffmpeg.error(status));
    }
  }
}
