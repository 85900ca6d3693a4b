package org.emodna.audio;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.global.avutil;
import org.emodna.audio.ffmpeg.Encoding;

/** A container with its codec, as {@link AudioEncoder} writes it. */
public enum AudioFormat {
  /** 16-bit PCM. */
  WAV("wav", "wav", "pcm_s16le", avutil.AV_SAMPLE_FMT_S16, 0),
  /** 32-bit floating-point PCM: the only one that keeps every bit. */
  WAV_FLOAT("wav", "wav", "pcm_f32le", avutil.AV_SAMPLE_FMT_FLT, 0),
  /** 16-bit FLAC. */
  FLAC("flac", "flac", "flac", avutil.AV_SAMPLE_FMT_S16, 0),
  /** MP3 of 64 kbit/s a channel, by LAME. */
  MP3(
      "mp3",
      "mp3",
      "libmp3lame",
      avutil.AV_SAMPLE_FMT_FLTP,
      64_000,
      8000,
      11025,
      12000,
      16000,
      22050,
      24000,
      32000,
      44100,
      48000),
  /** Opus of 48 kbit/s a channel in Ogg. A decoder always returns it at 48 kHz. */
  OGG_OPUS(
      "opus", "ogg", "libopus", avutil.AV_SAMPLE_FMT_FLT, 48_000, 8000, 12000, 16000, 24000, 48000),
  /**
   * Vorbis in Ogg, stereo only: the LGPL build has no libvorbis, and FFmpeg's own knows no mono.
   */
  OGG_VORBIS("ogg", "ogg", "vorbis", avutil.AV_SAMPLE_FMT_FLTP, 64_000),
  /** AAC of 64 kbit/s a channel in MP4. */
  M4A(
      "m4a",
      "ipod",
      "aac",
      avutil.AV_SAMPLE_FMT_FLTP,
      64_000,
      8000,
      11025,
      12000,
      16000,
      22050,
      24000,
      32000,
      44100,
      48000);

  private final String extension;
  private final Encoding encoding;
  private final int[] rates;

  AudioFormat(
      String extension,
      String muxer,
      String codec,
      int sampleFormat,
      int bitsPerChannel,
      int... rates) {
    this.extension = extension;
    this.encoding = new Encoding(muxer, codec, sampleFormat, bitsPerChannel);
    this.rates = rates;
  }

  /**
   * The usual ending of file names.
   *
   * @return such as {@code "flac"}, without the dot
   */
  public String extension() {
    return extension;
  }

  /**
   * Whether the codec can hold audio of a sampling rate.
   *
   * @param sampleRate in Hz
   */
  public boolean supports(int sampleRate) {
    return rates.length == 0
        ? sampleRate >= 1000 && sampleRate <= 192_000
        : Arrays.stream(rates).anyMatch(rate -> rate == sampleRate);
  }

  /** Whether the codec can hold a number of channels. */
  public boolean supportsChannels(int channels) {
    return this == OGG_VORBIS ? channels == 2 : channels >= 1 && channels <= (this == MP3 ? 2 : 8);
  }

  /** How FFmpeg writes it. */
  Encoding encoding() {
    return encoding;
  }

  String supported() {
    return rates.length == 0
        ? "1000 to 192000"
        : Arrays.stream(rates).mapToObj(Integer::toString).collect(Collectors.joining(", "));
  }
}
