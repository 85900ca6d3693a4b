package org.emodna.corpus.manifest;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.emodna.corpus.CorpusException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mutated manifests end in a CorpusException or are read; nothing else, and never slowly. */
class ManifestFuzzTest {
  /** Of each kind: more than ten thousand in all. */
  private static final int CASES = 3_500;

  private static final String[] TOKENS = {
    "\"",
    "'",
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    "\0",
    "\uFEFF",
    "null",
    "1e999",
    "-1",
    "NaN",
    "../",
    "/",
    "file://",
    "\\u0000",
    "\\ud800",
    "path",
    "label",
    "audio_filepath",
    "x".repeat(500),
    "\"\"",
    "\u202e",
    "a.wav"
  };

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"csv, ','", "tsv, '\t'", "jsonl, ' '"})
  @Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void mutatedManifests(String kind, String separator) throws IOException {
    Files.createFile(folder.resolve("a.wav"));
    Files.createFile(folder.resolve("b.wav"));
    byte[] sound = sound(kind, separator).getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("fuzz." + kind);
    long seed = Long.getLong("emodna.fuzz.seed", System.nanoTime());
    int useful = 0;
    for (int i = 0; i < CASES; i++) {
      Files.write(file, mutate(sound, new Random(seed + i)));
      try {
        useful += Math.min(1, Manifest.read(file).utterances().size());
      } catch (CorpusException expected) {
        assertTrue(expected.getMessage().contains(file.toString()), expected.getMessage());
        assertTrue(expected.getMessage().length() < 2000, expected.getMessage());
      } catch (RuntimeException | Error e) {
        fail("%s case %d; repeat with -Demodna.fuzz.seed=%d".formatted(kind, i, seed + i), e);
      }
    }
    assertTrue(useful > CASES / 10, useful + " with a usable row");
  }

  private static String sound(String kind, String separator) {
    if (kind.equals("jsonl")) {
      return """
      {"audio_filepath": "a.wav", "duration": 1.5, "label": "angry", "speaker": "s1"}
      {"wav": "b.wav", "emo": "Happiness", "spk": 3, "key": "k"}
      {"path": "c.wav", "emotion": null, "extra": {"deep": [1, 2]}}
      """;
    }
    return """
    audio_filepath|emotion|speaker|duration|text
    a.wav|angry|s1|1.5|"well, ""well"", well"
    b.wav|happy|s2||
    "c.wav"|sad|s1|2|x
    """
        .replace("|", separator);
  }

  private static byte[] mutate(byte[] sound, Random random) {
    byte[] bytes = sound;
    int times = 1 + random.nextInt(5);
    for (int i = 0; i < times && bytes.length > 0; i++) {
      bytes = once(bytes, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        return Arrays.copyOf(bytes, at);
      }
      default -> {
        byte[] token = TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
        int cut = Math.min(random.nextInt(4), bytes.length - at);
        byte[] spliced = new byte[bytes.length + token.length - cut];
        System.arraycopy(bytes, 0, spliced, 0, at);
        System.arraycopy(token, 0, spliced, at, token.length);
        int rest = at + cut;
        System.arraycopy(bytes, rest, spliced, at + token.length, bytes.length - rest);
        return spliced;
      }
    }
    return bytes;
  }
}
