package org.emodna.audio.agreement;

import java.util.ArrayList;
import java.util.List;
import org.emodna.audio.agreement.DecodeCase.Maker;

/** Files that FFmpeg writes: containers by codecs. */
final class FfmpegCases {
  private static final Source STEREO = new Source(44_100, 2, 16);
  private static final Source DEEP = new Source(48_000, 2, 24);
  private static final Source WIDE = new Source(48_000, 2, 16);
  private static final Source SIX = new Source(48_000, 6, 16);
  private static final Source SPEECH = new Source(16_000, 1, 16);
  private static final Source PHONE = new Source(8000, 1, 16);

  private final List<DecodeCase> cases = new ArrayList<>();

  static List<DecodeCase> all() {
    FfmpegCases cases = new FfmpegCases();
    cases.pcm();
    cases.lossless();
    cases.coded();
    cases.lossy();
    return cases.cases;
  }

  private static String name(String codec, Source source, String extension) {
    return "ffmpeg-%s-%d-%d.%s".formatted(codec, source.rate(), source.channels(), extension);
  }

  private void exact(String extension, Source source, String codec, String... more) {
    String options = "-c:a " + codec + " " + String.join(" ", more);
    cases.add(DecodeCase.exact(Maker.FFMPEG, name(codec, source, extension), source, options));
  }

  private void coded(String extension, Source source, String codec, String... more) {
    String options = "-c:a " + codec + " " + String.join(" ", more);
    cases.add(DecodeCase.coded(Maker.FFMPEG, name(codec, source, extension), source, options));
  }

  private void lossy(String extension, Source source, String codec, String... more) {
    String options = "-c:a " + codec + " " + String.join(" ", more);
    cases.add(DecodeCase.lossy(Maker.FFMPEG, name(codec, source, extension), source, options));
  }

  private void pcm() {
    for (String codec : List.of("pcm_s16le", "pcm_s24le", "pcm_f32le")) {
      for (String extension : List.of("w64", "caf", "mkv", "mov", "nut")) {
        exact(extension, codec.equals("pcm_s16le") ? WIDE : DEEP, codec);
      }
    }
    exact("mov", DEEP, "pcm_s32le");
    exact("avi", DEEP, "pcm_s24le");
    exact("w64", DEEP, "pcm_f64le");
    for (String codec : List.of("pcm_s16be", "pcm_s24be", "pcm_f32be")) {
      for (String extension : List.of("aiff", "au", "caf", "mov")) {
        exact(extension, codec.equals("pcm_s16be") ? STEREO : DEEP, codec);
      }
    }
    Source eight = new Source(16_000, 1, 8);
    for (String extension : List.of("w64", "mkv", "avi", "voc")) {
      exact(extension, eight, "pcm_u8");
    }
    exact("au", eight, "pcm_s8");
    exact("wav", SIX, "pcm_s16le", "-rf64 always");
    exact("wav", STEREO, "pcm_s16le", "-write_bext 1");
    exact("wav", WIDE, "pcm_s16le", "-write_peak on");
    exact("vob", WIDE, "pcm_dvd", "-f vob");
    exact("ts", WIDE, "pcm_bluray", "-f mpegts -mpegts_m2ts_mode 1");
    exact("ts", WIDE, "s302m", "-strict -2 -f mpegts");
  }

  private void lossless() {
    for (Source source : List.of(STEREO, SIX, SPEECH)) {
      exact("flac", source, "flac");
      exact("mkv", source, "flac");
      exact("m4a", source, "alac");
      exact("wv", source, "wavpack");
      exact("tta", source, "tta", "-sample_fmt s16");
    }
    exact("flac", DEEP, "flac", "-sample_fmt s32");
    exact("flac", new Source(96_000, 1, 24), "flac", "-sample_fmt s32");
    exact("flac", new Source(12_345, 1, 16), "flac", "-compression_level 12");
    exact("ogg", STEREO, "flac");
    exact("mp4", STEREO, "flac", "-strict -2");
    exact("caf", STEREO, "alac");
    exact("caf", DEEP, "alac", "-sample_fmt s32p");
    exact("mkv", STEREO, "alac");
    exact("mkv", STEREO, "tta", "-sample_fmt s16");
    exact("mkv", STEREO, "wavpack");
    exact("thd", DEEP, "truehd", "-strict -2 -sample_fmt s32");
    exact("mlp", DEEP, "mlp", "-strict -2 -sample_fmt s32");
  }

  private void coded() {
    for (String extension : List.of("wav", "au", "mov", "mkv", "caf", "w64", "avi", "aiff")) {
      coded(extension, PHONE, "pcm_mulaw");
      coded(extension, PHONE, "pcm_alaw");
    }
    for (String codec : List.of("adpcm_ms", "adpcm_ima_wav", "adpcm_yamaha")) {
      coded("wav", PHONE, codec);
      coded("wav", STEREO, codec);
    }
    coded("avi", STEREO, "adpcm_ms");
    coded("mov", STEREO, "adpcm_ima_qt");
    coded("flv", new Source(22_050, 1, 16), "adpcm_swf");
    coded("wav", SPEECH, "g722");
    coded("wav", PHONE, "g726", "-b:a 32k");
    coded("wav", PHONE, "libgsm_ms");
    coded("gsm", PHONE, "libgsm");
    coded("mov", PHONE, "libgsm");
  }

  private void lossy() {
    for (Source source : List.of(STEREO, SPEECH, PHONE)) {
      lossy("mp3", source, "libmp3lame");
      lossy("m4a", source, "aac");
      lossy("aac", source, "aac");
      lossy("ogg", source, "libvorbis");
    }
    lossy("mp3", WIDE, "libmp3lame", "-q:a 4 -id3v2_version 4");
    lossy("mp3", new Source(24_000, 1, 16), "libmp3lame", "-write_xing 0 -id3v2_version 0");
    for (String extension : List.of("mkv", "avi", "mov", "wav", "flv", "ts", "nut")) {
      lossy(extension, STEREO, "libmp3lame");
    }
    for (String extension : List.of("mkv", "mov", "flv", "ts", "3gp", "nut")) {
      lossy(extension, STEREO, "aac");
    }
    lossy("m4a", SIX, "aac");
    lossy("mp4", STEREO, "aac", "-movflags +faststart");
    lossy("ismv", STEREO, "aac");
    lossy("latm", STEREO, "aac", "-f latm");
    for (Source source : List.of(WIDE, SPEECH, PHONE)) {
      lossy("opus", source, "libopus");
    }
    for (String extension : List.of("webm", "mka", "mp4", "ts", "caf", "nut")) {
      lossy(extension, WIDE, "libopus");
    }
    lossy("opus", SIX, "libopus");
    for (String extension : List.of("webm", "mka", "nut")) {
      lossy(extension, STEREO, "libvorbis");
    }
    for (String extension : List.of("ac3", "mkv", "avi", "ts", "vob")) {
      lossy(extension, WIDE, "ac3");
    }
    lossy("ac3", SIX, "ac3");
    lossy("eac3", WIDE, "eac3");
    lossy("dts", SIX, "dca", "-strict -2");
    for (String extension : List.of("mp2", "mpg", "ts", "vob", "avi")) {
      lossy(extension, WIDE, "mp2");
    }
    lossy("wma", STEREO, "wmav1");
    lossy("wma", STEREO, "wmav2");
    lossy("asf", SPEECH, "wmav2");
    lossy("ogg", SPEECH, "libspeex");
    lossy("flv", SPEECH, "libspeex");
    lossy("ogg", PHONE, "libspeex");
  }
}
