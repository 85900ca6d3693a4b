package org.emodna.synthesis;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.emodna.audio.AudioFormat;

/** The two corpora of the demo. */
final class Presets {
  /** Six speakers, a quiet studio, peaks near full scale, full band. */
  static final CorpusSpec NORTH =
      new CorpusSpec(
          "north",
          1,
          Languages.NORTHERN,
          List.of(
              new Voice("astrid", 205, 1.17, 0.56, 9, -25, 0.02, 1),
              new Voice("bjorn", 112, 1.0, 0.5, 7, -30, -0.05, 0.85),
              new Voice("dagny", 222, 1.2, 0.6, 11, -22, 0.08, 1.1),
              new Voice("einar", 98, 0.96, 0.47, 6, -32, 0, 1.05),
              new Voice("frida", 188, 1.13, 0.54, 8, -27, -0.06, 0.9),
              new Voice("gunnar", 126, 1.03, 0.53, 9, -26, 0.05, 0.95)),
          Expressions.NORTHERN,
          takes(9, 6, 6, 7, 6),
          0.75,
          1.15,
          0.9,
          0.5,
          0.97,
          true,
          new Channel(50, 11_000, 4500, 3000, 2),
          new Channel(70, 9_500, 2500, 2000, -3),
          new Room(0.18, -16, 0.8),
          new Background(0.0006, 0.6, 0),
          List.of(
              new Recording(AudioFormat.WAV, 48_000, 1),
              new Recording(AudioFormat.WAV, 44_100, 2),
              new Recording(AudioFormat.FLAC, 22_050, 1),
              new Recording(AudioFormat.FLAC, 48_000, 2),
              new Recording(AudioFormat.M4A, 44_100, 1),
              new Recording(AudioFormat.MP3, 44_100, 1),
              new Recording(AudioFormat.OGG_OPUS, 48_000, 1)));

  /** Five other speakers, a reverberant office, a tenth of the level, a narrower band. */
  static final CorpusSpec SOUTH =
      new CorpusSpec(
          "south",
          2,
          Languages.SOUTHERN,
          List.of(
              new Voice("alba", 196, 1.14, 0.55, 10, -24, 0.1, 1.1),
              new Voice("bruno", 118, 1.02, 0.5, 8, -29, 0.04, 0.95),
              new Voice("carla", 215, 1.19, 0.58, 11, -23, 0, 0.85),
              new Voice("dario", 105, 0.98, 0.48, 7, -30, 0.12, 1),
              new Voice("elena", 180, 1.12, 0.52, 8, -27, 0.06, 0.9)),
          Expressions.SOUTHERN,
          takes(8, 8, 8, 8, 8),
          0.75,
          1.15,
          0.9,
          0.5,
          0.16,
          false,
          new Channel(120, 6_500, 2800, 1800, 5),
          new Channel(180, 5_500, 1500, 1200, 3),
          new Room(0.45, -9, 1.3),
          new Background(0.003, 0.85, 50),
          List.of(
              new Recording(AudioFormat.WAV, 16_000, 1),
              new Recording(AudioFormat.WAV, 8_000, 1),
              new Recording(AudioFormat.MP3, 22_050, 1),
              new Recording(AudioFormat.MP3, 16_000, 1),
              new Recording(AudioFormat.FLAC, 16_000, 1),
              new Recording(AudioFormat.OGG_VORBIS, 16_000, 2),
              new Recording(AudioFormat.M4A, 22_050, 1),
              new Recording(AudioFormat.OGG_OPUS, 16_000, 1)));

  private Presets() {}

  private static Map<Emotion, Integer> takes(
      int anger, int fear, int happiness, int neutral, int sadness) {
    Map<Emotion, Integer> map = new EnumMap<>(Emotion.class);
    map.put(Emotion.ANGER, anger);
    map.put(Emotion.FEAR, fear);
    map.put(Emotion.HAPPINESS, happiness);
    map.put(Emotion.NEUTRAL, neutral);
    map.put(Emotion.SADNESS, sadness);
    return map;
  }
}
