package org.emodna.audio.agreement;

import java.util.ArrayList;
import java.util.List;
import org.emodna.audio.agreement.DecodeCase.Maker;

/** Files that SoX writes. */
final class SoxCases {
  private final List<DecodeCase> cases = new ArrayList<>();

  static List<DecodeCase> all() {
    SoxCases cases = new SoxCases();
    for (String format :
        List.of("aiff", "aifc", "au", "caf", "w64", "sph", "ircam", "flac", "wv")) {
      cases.depths(format);
    }
    cases.formats();
    cases.coded();
    return cases.cases;
  }

  private void exact(String format, Source source, String options) {
    String name = "%s-%d-%d-%d".formatted(format, source.rate(), source.channels(), source.bits());
    cases.add(DecodeCase.exact(Maker.SOX, "sox-%s.%s".formatted(name, format), source, options));
  }

  private void depths(String format) {
    boolean eight = !format.equals("ircam") && !format.equals("flac");
    for (int bits : new int[] {8, 16, 24}) {
      if ((bits != 8 || eight) && (bits != 24 || !format.equals("ircam"))) {
        exact(format, new Source(bits == 8 ? 11_025 : 44_100, 2, bits), "-b " + bits);
      }
    }
    if (!format.equals("sph") && !format.equals("wv")) {
      exact(format, new Source(48_000, 6, 16), "-b 16");
    }
  }

  private void formats() {
    Source sixteen = new Source(22_050, 1, 16);
    for (String format : List.of("avr", "paf", "fap", "mat4", "mat5", "pvf", "sd2", "htk", "sox")) {
      exact(format, sixteen, format.equals("sox") ? "" : "-b 16");
    }
    exact("voc", new Source(22_050, 1, 8), "-b 8");
    exact("voc", new Source(22_050, 2, 16), "-b 16");
    exact("8svx", new Source(16_000, 1, 8), "-b 8");
    exact("maud", sixteen, "-b 16");
    exact("smp", sixteen, "");
    exact("sndr", new Source(22_050, 1, 8), "");
    Source stereo = new Source(44_100, 2, 16);
    for (String format : List.of("au", "aifc", "w64", "caf")) {
      for (int bits : new int[] {32, 64}) {
        String name = "sox-%s-f%d.%s".formatted(format, bits, format);
        String options = "-e floating-point -b " + bits;
        cases.add(DecodeCase.exact(Maker.SOX, name, new Source(44_100, 2, 24), options));
      }
    }
    cases.add(DecodeCase.exact(Maker.SOX, "sox-sph-swapped.sph", stereo, "-b 16 -B"));
    cases.add(DecodeCase.exact(Maker.SOX, "sox-wav-big.wav", stereo, "-b 16 -B"));
    cases.add(DecodeCase.exact(Maker.SOX, "sox-wavpcm-24.wav", stereo, "-t wavpcm -b 24"));
    cases.add(DecodeCase.exact(Maker.SOX, "sox-au-little.au", stereo, "-b 16 -L"));
  }

  private void coded() {
    Source source = new Source(8000, 1, 16);
    for (String format : List.of("wav", "au", "aifc", "sph", "w64", "caf", "ircam")) {
      for (String law : List.of("u-law", "a-law")) {
        if (format.equals("sph") && law.equals("a-law")) {
          continue;
        }
        String name = "sox-%s-%s.%s".formatted(format, law, format);
        cases.add(DecodeCase.coded(Maker.SOX, name, source, "-e " + law));
      }
    }
    for (String coding : List.of("ima-adpcm", "ms-adpcm", "gsm-full-rate")) {
      String name = "sox-wav-%s.wav".formatted(coding);
      cases.add(DecodeCase.coded(Maker.SOX, name, source, "-e " + coding));
    }
    Source wide = new Source(44_100, 2, 16);
    cases.add(DecodeCase.coded(Maker.SOX, "sox-wav-ima-2.wav", wide, "-e ima-adpcm"));
    cases.add(DecodeCase.coded(Maker.SOX, "sox-wav-ms-2.wav", wide, "-e ms-adpcm"));
    cases.add(DecodeCase.coded(Maker.SOX, "sox-gsm.gsm", source, ""));
    cases.add(DecodeCase.coded(Maker.SOX, "sox-amr.amr", source, "-t amr-nb"));
    for (String format : List.of("ogg", "mp3", "mp2")) {
      for (Source one : List.of(wide, new Source(32_000, 1, 16))) {
        String name = "sox-%s-%d.%s".formatted(format, one.rate(), format);
        cases.add(DecodeCase.lossy(Maker.SOX, name, one, ""));
      }
    }
    cases.add(DecodeCase.lossy(Maker.SOX, "sox-ogg-8000.ogg", source, ""));
    cases.add(DecodeCase.lossy(Maker.SOX, "sox-mp3-8000.mp3", source, "-C 32"));
    cases.add(DecodeCase.lossy(Maker.SOX, "sox-mp3-vbr.mp3", wide, "-C -4.2"));
  }
}
