package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.safetensors.SafeTensorsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @TempDir static Path folder;
  private static Path source;
  private static Path target;
  private static Path config;
  private static Path model;

  /** What a command printed and returned. */
  record Ran(int exit, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

  static Ran run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int exit = Main.run(args);
      return new Ran(
          exit,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @BeforeAll
  static void train() throws IOException {
    source = Tones.write(folder.resolve("source"), 0.2, 9);
    target = Tones.write(folder.resolve("target"), 0.6, 7);
    config = Tones.config(folder);
    model = folder.resolve("model.safetensors");
    Ran ran = trained(model);
    assertEquals(0, ran.exit, ran.err);
    assertTrue(ran.out.contains("UAR"), ran.out);
    assertTrue(ran.err.contains("device: cpu"), ran.err);
  }

  private static Ran trained(Path out, String... more) {
    return trainedOn("cpu", out, more);
  }

  private static Ran trainedOn(String device, Path out, String... more) {
    String[] args = {
      "train",
      "--source",
      source.toString(),
      "--target",
      target.toString(),
      "--out",
      out.toString(),
      "--config",
      config.toString(),
      "--no-cache",
      "--device",
      device
    };
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return run(all);
  }

  @Test
  void wrongUseIsTwo() {
    assertEquals(2, run().exit);
    assertEquals(2, run("fly").exit);
    assertEquals(2, run("train").exit);
    assertEquals(2, run("train", "--source").exit);
    // The cause is not lost in the whole usage.
    Ran lacking = run("train");
    assertEquals(2, lacking.err.lines().count(), lacking.err);
    assertTrue(lacking.err.contains("--source") && lacking.err.contains("emodna train --help"));
    assertEquals(0, run("--help").exit);
    assertTrue(run("--version").out.startsWith("emodna "));
  }

  @Test
  void benchKeepsResultsInItsFile() throws IOException {
    Path out = folder.resolve("bench.json");
    String[] bench = {"bench", "features", "--device", "cpu", "--runs", "1", "--json", "--out"};
    String[] all = java.util.Arrays.copyOf(bench, bench.length + 1);
    all[bench.length] = out.toString();
    Ran ran = run(all);
    assertEquals(0, ran.exit, ran.err);
    assertEquals(new ObjectMapper().readTree(ran.out), new ObjectMapper().readTree(out.toFile()));
    // A file is no folder.
    all[bench.length] = out.resolve("bench.json").toString();
    Ran unwritable = run(all);
    assertEquals(2, unwritable.exit);
    assertTrue(unwritable.err.contains("--out"), unwritable.err);
  }

  @Test
  void errorsAreOneLineThatNamesTheThing() {
    Ran nowhere = run("scan", folder.resolve("nowhere").toString());
    assertEquals(2, nowhere.exit);
    assertTrue(nowhere.err.contains("nowhere"), nowhere.err);
    Ran noModel = run("predict", "--model", "none.safetensors", source.toString());
    assertEquals(2, noModel.exit);
    assertTrue(noModel.err.contains("none.safetensors"), noModel.err);
    assertFalse(noModel.err.contains("\tat "), noModel.err);
    Ran device = trainedOn("abacus", folder.resolve("x"));
    assertEquals(2, device.exit);
    Ran method = trained(folder.resolve("x"), "--method", "magic");
    assertTrue(method.err.contains("magic") && method.err.contains("emo-dna"), method.err);
  }

  @Test
  void cudaSaysWhyItIsNotThere() {
    if (run("doctor").out.contains("device   cuda")) {
      return;
    }
    Ran ran = trainedOn("cuda", folder.resolve("x"));
    assertEquals(2, ran.exit);
    assertTrue(ran.err.contains("cuda can't be used"), ran.err);
  }

  @Test
  void doctorIsHealthy() {
    Ran ran = run("doctor");
    assertEquals(0, ran.exit, ran.out);
    assertTrue(ran.out.contains("FFmpeg"), ran.out);
  }

  @Test
  void scanCounts() throws IOException {
    Ran text = run("scan", source.toString());
    assertEquals(0, text.exit, text.err);
    assertTrue(text.out.contains("anger"), text.out);
    assertTrue(run("scan", source.toString(), "--json").json().isObject());
  }

  @Test
  void featuresAreNamedByPathAsGiven() {
    Path out = folder.resolve("f.safetensors");
    String clip = source.resolve("anger/clip0.wav").toString();
    Ran ran = run("features", clip, "--out", out.toString(), "--no-cache");
    assertEquals(0, ran.exit, ran.err);
    try (SafeTensorsFile file = SafeTensorsFile.open(out)) {
      assertArrayEquals(new long[] {196, 39}, file.info(clip).shape());
    }
    Ran kaldi =
        run(
            "features",
            source.toString(),
            "--out",
            out.toString(),
            "--no-cache",
            "--dialect",
            "kaldi",
            "--framing",
            "speech");
    assertEquals(0, kaldi.exit, kaldi.err);
    try (SafeTensorsFile file = SafeTensorsFile.open(out)) {
      assertEquals(27, file.names().size());
    }
  }

  @Test
  void evaluateRepeatsTrainingsScore() throws IOException {
    Ran again = trained(folder.resolve("again.safetensors"), "--json");
    Ran ran =
        run(
            "evaluate",
            "--model",
            model.toString(),
            "--corpus",
            target.toString(),
            "--json",
            "--no-cache");
    assertEquals(0, ran.exit, ran.err);
    JsonNode score = ran.json();
    assertEquals(again.json(), score);
    assertEquals(21, score.get("n").asInt());
    assertEquals(3, score.get("confusion").size());
    assertTrue(score.has("uar") && score.has("war") && score.has("macro_f1"));
    assertEquals("anger", score.get("labels").get(0).asText());
  }

  @Test
  void predictListsFailuresAndGoesOn() throws IOException {
    String good = target.resolve("neutral/clip1.wav").toString();
    String bad = Files.writeString(folder.resolve("bad.wav"), "no audio").toString();
    Ran some = run("predict", "--model", model.toString(), good, bad, "--json");
    assertEquals(1, some.exit, some.err);
    assertEquals(2, some.json().size());
    assertEquals(good, some.json().get(0).get("file").asText());
    assertTrue(some.err.contains("bad.wav"), some.err);
    assertEquals(2, run("predict", "--model", model.toString(), bad).exit);
    assertEquals(0, run("predict", "--model", model.toString(), good).exit);
  }

  @Test
  void namesCantBreakLines() throws IOException {
    Path good = folder.resolve("na\u001b[31mme\n.wav");
    Files.copy(source.resolve("anger/clip0.wav"), good);
    Path bad = Files.writeString(folder.resolve("bro\tken\n.wav"), "no audio");
    Ran ran = run("predict", "--model", model.toString(), good.toString(), bad.toString());
    assertEquals(1, ran.exit, ran.err);
    assertEquals(1, ran.out.lines().count(), ran.out);
    assertTrue(ran.out.contains("na?[31mme?.wav"), ran.out);
    assertTrue(ran.err.contains("bro?ken?.wav"), ran.err);
  }

  @Test
  void predictWarnsOfAFileThatSaysNothing() {
    Path silent = folder.resolve("silent.wav");
    AudioEncoder.write(silent, AudioFormat.WAV, new float[][] {new float[16_000]}, 16_000);
    Ran ran = run("predict", "--model", model.toString(), silent.toString());
    assertEquals(1, ran.exit, ran.err);
    assertTrue(ran.err.contains("warning: " + silent + ": silent"), ran.err);
    assertTrue(ran.out.startsWith(silent + "  -  silent"), ran.out);
  }

  @Test
  void predictsJsonSaysWhatItRestsOn() throws IOException {
    byte[] whole = Files.readAllBytes(target.resolve("anger/clip1.wav"));
    Path cut = Files.write(folder.resolve("cut.wav"), Arrays.copyOf(whole, whole.length / 2));
    Path silent = folder.resolve("silence.wav");
    AudioEncoder.write(silent, AudioFormat.WAV, new float[][] {new float[16_000]}, 16_000);
    Ran ran = run("predict", "--json", "--model", model.toString(), cut.toString(), "" + silent);
    assertEquals(1, ran.exit, ran.err);
    JsonNode first = ran.json().get(0);
    assertEquals(
        List.of(
            "file",
            "emotion",
            "confidence",
            "probabilities",
            "reason",
            "seconds",
            "seconds_used",
            "speech_share",
            "warnings"),
        names(first));
    assertEquals(Tones.LABELS, names(first.get("probabilities")));
    assertTrue(Tones.LABELS.contains(first.get("emotion").asText()), ran.out);
    assertTrue(first.get("reason").isNull(), ran.out);
    assertEquals((whole.length / 2 - 44) / 2 / 16_000.0, first.get("seconds").asDouble(), 0.01);
    assertTrue(first.get("speech_share").asDouble() > 0.9, ran.out);
    assertEquals(1, first.get("warnings").size(), ran.out);
    assertEquals("CUT_OFF", first.get("warnings").get(0).get("kind").asText());
    assertTrue(ran.err.contains("warning: " + cut + ": ends early"), ran.err);
    JsonNode second = ran.json().get(1);
    assertTrue(second.get("emotion").isNull() && second.get("confidence").isNull(), ran.out);
    assertTrue(second.get("probabilities").isEmpty(), ran.out);
    assertTrue(second.get("reason").asText().startsWith("silent"), ran.out);
    assertEquals("SILENT", second.get("warnings").get(0).get("kind").asText());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void whatIsGivenTwiceIsExtractedOnce() {
    Path out = folder.resolve("twice.safetensors");
    String clip = source.resolve("anger/clip0.wav").toString();
    Ran ran = run("features", clip, clip, "--out", out.toString(), "--no-cache");
    assertEquals(0, ran.exit, ran.err);
    try (SafeTensorsFile file = SafeTensorsFile.open(out)) {
      assertEquals(1, file.names().size());
    }
  }

  @Test
  void outputIsLookedAtBeforeTheWork() throws IOException {
    String clip = source.resolve("anger/clip0.wav").toString();
    for (String out : new String[] {folder.toString(), "", config + "/f.safetensors"}) {
      Ran ran = run("features", clip, "--out", out, "--no-cache");
      assertEquals(2, ran.exit, out);
      assertTrue(ran.err.contains("--out"), ran.err);
      assertFalse(ran.err.contains("features (1)"), ran.err);
    }
    // Nor must a recording or a manifest be lost by a slip.
    Path kept = Files.copy(Path.of(clip), folder.resolve("kept.wav"));
    byte[] before = Files.readAllBytes(kept);
    for (Ran ran : List.of(run("features", clip, "--out", kept.toString()), trained(kept))) {
      assertEquals(2, ran.exit, ran.err);
      assertTrue(ran.err.contains("safetensors file; name another"), ran.err);
      assertArrayEquals(before, Files.readAllBytes(kept));
    }
    // A device must not be replaced by a model.
    Ran device = trained(Path.of("/dev/full"));
    assertEquals(2, device.exit);
    assertTrue(device.err.contains("not a regular file"), device.err);
    assertFalse(Files.isRegularFile(Path.of("/dev/full")));
    Path made = folder.resolve("new/folder/f.safetensors");
    assertEquals(0, run("features", clip, "--out", made.toString(), "--no-cache").exit);
    Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), made);
    assertEquals(0, run("features", clip, "--out", link.toString(), "--no-cache").exit);
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    String clip = source.resolve("anger/clip0.wav").toString();
    for (String threads : new String[] {"-1", "1025", "two"}) {
      Ran ran = run("predict", "--model", model.toString(), clip, "--threads", threads);
      assertEquals(2, ran.exit);
      assertTrue(ran.err.contains("--threads"), ran.err);
    }
    for (String minutes : new String[] {"0", "-2", "NaN", "1e300"}) {
      Ran ran = run("scan", source.toString(), "--max-minutes", minutes);
      assertEquals(2, ran.exit, minutes);
      assertTrue(ran.err.contains("--max-minutes"), ran.err);
    }
    Ran endless =
        run(
            "train",
            "--source",
            source.toString(),
            "--target",
            target.toString(),
            "--out",
            folder.resolve("x").toString(),
            "--config",
            "/dev/zero");
    assertEquals(2, endless.exit, endless.err);
    assertTrue(endless.err.contains("/dev/zero"), endless.err);
  }

  @Test
  void limitsHoldForTheirCommandAlone() {
    String clip = source.resolve("anger/clip0.wav").toString();
    List<List<String>> commands =
        List.of(
            List.of("predict", "--model", model.toString(), clip),
            List.of(
                "evaluate",
                "--model",
                model.toString(),
                "--corpus",
                source.toString(),
                "--no-cache"),
            List.of("scan", source.toString()),
            List.of(
                "features",
                clip,
                "--out",
                folder.resolve("limited.safetensors").toString(),
                "--no-cache"));
    for (List<String> command : commands) {
      List<String> limited = new ArrayList<>(command);
      limited.addAll(List.of("--max-minutes", "0.001"));
      Ran refused = run(limited.toArray(String[]::new));
      assertEquals(2, refused.exit, refused.err);
      assertTrue(refused.err.contains("--max-minutes"), refused.err);
      limited.set(limited.size() - 1, "90");
      assertEquals(0, run(limited.toArray(String[]::new)).exit);
      assertEquals(0, run(command.toArray(String[]::new)).exit);
    }
    Ran training = trained(folder.resolve("limited-model.safetensors"), "--max-mib", "-1");
    assertEquals(2, training.exit);
    assertTrue(training.err.contains("--max-mib"), training.err);
    Ran nothing = trained(folder.resolve("limited-model.safetensors"), "--max-minutes", "0.001");
    assertEquals(2, nothing.exit);
    assertTrue(nothing.err.contains("--max-minutes"), nothing.err);
  }

  @Test
  void missingAndBrokenInputsAreListedAndExitWithOne() throws IOException {
    String rows =
        "path,label\nanger/clip0.wav,anger\nneutral/clip0.wav,neutral\n"
            + "sadness/clip0.wav,sad\nanger/gone.wav,anger\n";
    Path rowed = Tones.write(folder.resolve("rowed"), 0.2, 1);
    String list = Files.writeString(rowed.resolve("list.csv"), rows).toString();
    Ran scan = run("scan", list, "--json");
    assertEquals(1, scan.exit, scan.err);
    assertTrue(scan.err.contains("gone.wav") && scan.json().isObject(), scan.err);
    Ran evaluate =
        run("evaluate", "--model", model.toString(), "--corpus", list, "--json", "--no-cache");
    assertEquals(1, evaluate.exit, evaluate.err);
    assertTrue(evaluate.err.contains("gone.wav"), evaluate.err);
    assertEquals(3, evaluate.json().get("n").asInt());
    Ran train =
        run(
            "train",
            "--source",
            list,
            "--target",
            list,
            "--out",
            folder.resolve("listed").toString(),
            "--config",
            config.toString(),
            "--no-cache");
    assertEquals(1, train.exit, train.err);
    assertTrue(train.err.contains("gone.wav"), train.err);
    Path broken = Tones.write(folder.resolve("broken"), 0.2, 1);
    for (String label : Tones.LABELS) {
      Files.writeString(broken.resolve(label + "/clip0.wav"), "no audio");
    }
    assertEquals(2, run("scan", broken.toString()).exit);
  }

  @Test
  void aLinkToAFolderAboveStopsNothing() throws IOException {
    Path here = Tones.write(folder.resolve("round"), 0.2, 1);
    Files.createSymbolicLink(here.resolve("anger/up"), here);
    Ran ran = run("predict", "--model", model.toString(), here.toString(), "--json");
    assertEquals(0, ran.exit, ran.err);
    assertEquals(3, ran.json().size());
  }

  @Test
  void printConfigPrintsAllOfIt() throws IOException {
    Ran ran = trained(folder.resolve("x"), "--print-config", "--seed", "9", "--epochs", "4");
    assertEquals(0, ran.exit);
    assertTrue(ran.out.contains("seed: 9") && ran.out.contains("epochs: 4"), ran.out);
    Path printed = Files.writeString(folder.resolve("printed.yaml"), ran.out);
    assertEquals(
        ran.out,
        run(
                "train",
                "--source",
                ".",
                "--target",
                ".",
                "--out",
                "x",
                "--config",
                printed.toString(),
                "--print-config")
            .out);
  }
}
