package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.emodna.safetensors.SafeTensorsFile;
import org.junit.jupiter.api.Test;

/** functionals-1 beside an independent implementation in double. */
class FunctionalsGoldenTest {
  /** Values of each group, in their order. */
  private static final Map<String, Integer> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("cepstra", 72);
    GROUPS.put("f0", 11);
    GROUPS.put("voicing", 3);
    GROUPS.put("energy", 8);
    GROUPS.put("runs", 3);
    GROUPS.put("spectrum", 9);
  }

  @Test
  void everyGroupOfEveryClipMeetsTheGoldenFile() {
    Path folder = SharedFiles.require("goldens");
    List<String> off = new ArrayList<>();
    FunctionalsStream stream =
        (FunctionalsStream)
            new FunctionalsStream.Kind()
                .create(new FunctionalsStream.Settings("functionals-1", 12));
    try (SafeTensorsFile golden = SafeTensorsFile.open(folder.resolve("functionals.safetensors"));
        FeatureExtractor extractor = new FeatureExtractor(stream, Framing.SPEECH)) {
      TreeSet<String> clips = new TreeSet<>();
      golden.names().forEach(name -> clips.add(name.substring(0, name.indexOf('/'))));
      assertTrue(clips.size() > 8, clips.toString());
      for (String clip : clips) {
        Path file = folder.resolve("wav/" + clip + ".wav");
        float[] made = extractor.extraction(file).features().values();
        assertEquals(106, made.length);
        int at = 0;
        for (Map.Entry<String, Integer> group : GROUPS.entrySet()) {
          double[] expected = golden.toDoubleArray(clip + "/" + group.getKey());
          assertEquals(group.getValue(), expected.length);
          for (int i = 0; i < expected.length; i++, at++) {
            double error = Math.abs(expected[i] - made[at]);
            if (!(error <= 1e-4 * Math.max(1, Math.abs(expected[i])))) {
              off.add(
                  "%s %s: %.7g, not %.7g"
                      .formatted(clip, stream.valueNames().get(at), made[at], expected[i]));
            }
          }
        }
      }
    }
    assertEquals(List.of(), off);
  }
}
