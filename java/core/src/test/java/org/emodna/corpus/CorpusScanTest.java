package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.emodna.base.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusScanTest {
  @TempDir Path root;

  /** A 16-bit WAV of a square wave, which peaks where its RMS is. */
  private void square(String name, int rate, int channels, int frames, int amplitude)
      throws IOException {
    int bytes = frames * channels * 2;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) channels).putInt(rate);
    wav.putInt(rate * channels * 2).putShort((short) (channels * 2)).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    for (int i = 0; i < frames * channels; i++) {
      wav.putShort((short) ((i / channels / 20) % 2 == 0 ? amplitude : -amplitude));
    }
    Files.write(root.resolve(name), wav.array());
  }

  private ScanReport scan() {
    return CorpusScan.of(Corpus.open(root), 2, Progress.NONE);
  }

  @Test
  void countsLevelsDuplicatesAndFailures() throws IOException {
    square("03a01Wa.wav", 16_000, 1, 16_000, 16_384);
    square("03a01Fa.wav", 16_000, 1, 16_000, 16_384);
    square("08a01Ta.wav", 48_000, 2, 24_000, 1_638);
    square("08a01Na.wav", 16_000, 1, 8_000, 0);
    Files.writeString(root.resolve("08a02Ta.wav"), "this is no audio");
    Files.createFile(root.resolve("noise.wav"));
    ScanReport report = scan();
    assertEquals("EMODB", report.corpus());
    assertEquals(4, report.utterances());
    assertEquals(3.0, report.seconds(), 1e-9);
    assertEquals(
        List.of("anger", "happiness", "neutral", "sadness"),
        report.classes().stream().map(ScanReport.Group::name).toList());
    assertEquals(
        List.of(new ScanReport.Group("03", 2, 2.0), new ScanReport.Group("08", 2, 1.0)),
        report.speakers());
    assertEquals(Map.of(16_000, 3, 48_000, 1), report.sampleRates());
    assertEquals(Map.of(1, 3, 2, 1), report.channels());
    assertEquals(Map.of("wav/pcm_s16le", 4), report.formats());
    assertEquals(20 * Math.log10(0.5), report.peakDbfs().max(), 1e-9);
    assertEquals(20 * Math.log10(1638 / 32768.0), report.peakDbfs().min(), 1e-4);
    assertEquals(report.peakDbfs().median(), report.rmsDbfs().median(), 1e-4);
    assertEquals(new Spread(0.5, 0.5, 1.0), report.duration());
    assertEquals(1, report.duplicates().size());
    assertEquals(List.of("03a01Fa.wav", "03a01Wa.wav"), report.duplicates().get(0).ids());
    assertTrue(report.duplicates().get(0).labelsDiffer());
    assertEquals(List.of("08a01Na.wav"), report.warnings().stream().map(w -> w.id()).toList());
    assertEquals(
        List.of(Unusable.Kind.NOT_UNDERSTOOD, Unusable.Kind.UNREADABLE),
        report.unusable().stream().map(Unusable::kind).toList());
    assertFalse(report.clean());
    String text = report.toText();
    for (String part :
        new String[] {
          "4 utterances, 0.1 minutes, 4 classes, 2 speakers",
          "peak      -26.02 to -6.02 dBFS",
          "rate      16000 Hz: 3, 48000 Hz: 1",
          "03a01Fa.wav = 03a01Wa.wav  (their labels differ)",
          "noise.wav: not named like EMODB",
          "08a02Ta.wav: "
        }) {
      assertTrue(text.contains(part), text);
    }
  }

  @Test
  void theReportIsJson() throws IOException {
    square("03a01Wa.wav", 16_000, 1, 16_000, 16_384);
    ObjectMapper mapper = new ObjectMapper();
    JsonNode json = mapper.readTree(mapper.writeValueAsString(scan()));
    assertEquals("anger", json.get("classes").get(0).get("name").asText());
    assertEquals(1, json.get("sample_rates").get("16000").asInt());
    assertEquals(-6.0206, json.get("peak_dbfs").get("median").asDouble(), 1e-3);
    assertTrue(json.get("unusable").isArray());
  }

  @Test
  void clippedFilesAreWarnedOf() throws IOException {
    square("03a01Wa.wav", 16_000, 1, 16_000, 16_384);
    square("03a01Fa.wav", 16_000, 1, 16_000, 32_767);
    assertEquals(
        List.of(new ScanReport.Warning("03a01Fa.wav", "clipped: 100.0 % of the samples")),
        scan().warnings());
  }

  @Test
  void aCorpusOfSilenceHasNoLevels() throws IOException {
    square("03a01Wa.wav", 16_000, 1, 16_000, 0);
    ScanReport report = scan();
    assertEquals(null, report.peakDbfs());
    assertTrue(report.toText().contains("all files are silent"), report.toText());
    assertTrue(report.clean());
  }
}
