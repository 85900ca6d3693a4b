package org.emodna.audio.ffmpeg;

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
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioFormat;

/** FFmpeg's objects for one encoding. The file is built in memory, so FFmpeg never sees a path. */
public final class EncoderSession implements AutoCloseable {
  /** Samples a frame has where the codec takes any number. */
  private static final int PCM_FRAME = 4096;

  private final String name;
  private final AudioFormat format;
  private final Encoding encoding;
  private AVFormatContext muxer;
  private AVCodecContext encoder;
  private AVIOContext output;
  private AVFrame frame;
  private AVPacket packet;
  private AVStream stream;

  /**
   * Prepares an encoding.
   *
   * @param name what messages call the result
   * @param format what messages call the format
   * @param encoding the same format for FFmpeg
   */
  public EncoderSession(String name, AudioFormat format, Encoding encoding) {
    this.name = name;
    this.format = format;
    this.encoding = encoding;
  }

  private void open(int channels, int sampleRate) {
    AVCodec codec = avcodec.avcodec_find_encoder_by_name(encoding.codec());
    if (codec == null || codec.isNull()) {
      throw new AudioException(name, "this FFmpeg was built without " + encoding.codec());
    }
    encoder = avcodec.avcodec_alloc_context3(codec);
    encoder.sample_rate(sampleRate).sample_fmt(encoding.sampleFormat()).thread_count(1);
    encoder.bit_rate((long) encoding.bitsPerChannel() * channels);
    // FFmpeg calls its own Vorbis encoder experimental, and refuses it without this.
    encoder.strict_std_compliance(avcodec.FF_COMPLIANCE_EXPERIMENTAL);
    avutil.av_channel_layout_default(encoder.ch_layout(), channels);
    encoder.time_base().num(1).den(sampleRate);

    muxer = new AVFormatContext(null);
    check(
        "container",
        avformat.avformat_alloc_output_context2(muxer, null, encoding.muxer(), (String) null));
    // No encoder name, no time, no random stream number.
    muxer.flags(muxer.flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
    int flags = encoder.flags() | avcodec.AV_CODEC_FLAG_BITEXACT;
    if ((muxer.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0) {
      flags |= avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
    }
    encoder.flags(flags);
    check("codec", avcodec.avcodec_open2(encoder, codec, (AVDictionary) null));

    stream = avformat.avformat_new_stream(muxer, null);
    check("stream", avcodec.avcodec_parameters_from_context(stream.codecpar(), encoder));
    stream.time_base(encoder.time_base());
    output = new AVIOContext(null);
    check("buffer", avformat.avio_open_dyn_buf(output));
    muxer.pb(output);
    check("header", avformat.avformat_write_header(muxer, (AVDictionary) null));
    frame = avutil.av_frame_alloc();
    packet = avcodec.av_packet_alloc();
  }

  /**
   * Encodes a recording; once for each session.
   *
   * @param samples [channels][samples] in [-1, 1], all of equal length
   * @param sampleRate in Hz, one that the format supports
   * @return the bytes of the file
   * @throws AudioException if FFmpeg refuses it
   */
  public byte[] encode(float[][] samples, int sampleRate) {
    open(samples.length, sampleRate);
    int size = encoder.frame_size() > 0 ? encoder.frame_size() : PCM_FRAME;
    int total = samples[0].length;
    for (int from = 0; from < total; from += size) {
      int count = Math.min(size, total - from);
      avutil.av_frame_unref(frame);
      frame.nb_samples(count).format(encoding.sampleFormat()).sample_rate(encoder.sample_rate());
      check("layout", avutil.av_channel_layout_copy(frame.ch_layout(), encoder.ch_layout()));
      check("frame", avutil.av_frame_get_buffer(frame, 0));
      fill(samples, from, count);
      frame.pts(from);
      check("samples", avcodec.avcodec_send_frame(encoder, frame));
      drain();
    }
    check("end", avcodec.avcodec_send_frame(encoder, null));
    drain();
    check("trailer", avformat.av_write_trailer(muxer));
    return finish();
  }

  private void fill(float[][] samples, int from, int count) {
    int channels = samples.length;
    if (avutil.av_sample_fmt_is_planar(encoding.sampleFormat()) != 0) {
      for (int c = 0; c < channels; c++) {
        new FloatPointer(frame.extended_data(c)).put(samples[c], from, count);
      }
      return;
    }
    float[] interleaved = new float[count * channels];
    for (int i = 0; i < interleaved.length; i++) {
      interleaved[i] = samples[i % channels][from + i / channels];
    }
    if (encoding.sampleFormat() == avutil.AV_SAMPLE_FMT_FLT) {
      new FloatPointer(frame.data(0)).put(interleaved, 0, interleaved.length);
      return;
    }
    short[] rounded = new short[interleaved.length];
    for (int i = 0; i < rounded.length; i++) {
      double scaled = Math.rint(interleaved[i] * 32768.0);
      rounded[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, scaled));
    }
    new ShortPointer(frame.data(0)).put(rounded, 0, rounded.length);
  }

  private void drain() {
    while (true) {
      int status = avcodec.avcodec_receive_packet(encoder, packet);
      if (status == avutil.AVERROR_EAGAIN() || status == avutil.AVERROR_EOF()) {
        return;
      }
      check("packet", status);
      avcodec.av_packet_rescale_ts(packet, encoder.time_base(), stream.time_base());
      packet.stream_index(stream.index());
      check("packet", avformat.av_interleaved_write_frame(muxer, packet));
    }
  }

  private byte[] finish() {
    BytePointer data = new BytePointer((Pointer) null);
    int size = avformat.avio_close_dyn_buf(output, data);
    output = null;
    muxer.pb(null);
    try {
      byte[] bytes = new byte[size];
      data.get(bytes);
      return bytes;
    } finally {
      avutil.av_free(data);
    }
  }

  private void check(String step, int status) {
    if (status < 0) {
      throw new AudioException(
          name, "can't be encoded as %s (%s: %s)".formatted(format, step, Ffmpeg.error(status)));
    }
  }

  @Override
  public void close() {
    if (packet != null) {
      avcodec.av_packet_free(packet);
      packet = null;
    }
    if (frame != null) {
      avutil.av_frame_free(frame);
      frame = null;
    }
    if (output != null && !output.isNull()) {
      BytePointer data = new BytePointer((Pointer) null);
      avformat.avio_close_dyn_buf(output, data);
      avutil.av_free(data);
      output = null;
    }
    if (muxer != null && !muxer.isNull()) {
      avformat.avformat_free_context(muxer);
      muxer = null;
    }
    if (encoder != null) {
      avcodec.avcodec_free_context(encoder);
      encoder = null;
    }
  }
}
