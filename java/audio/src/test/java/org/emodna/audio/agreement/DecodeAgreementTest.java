package org.emodna.audio.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.agreement.DecodeCase.Maker;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some 300 files, made by SoX, FFmpeg and this test, decode to the samples that were written where
 * nothing is lost, to those of the ffmpeg command, and to those of libsndfile where it reads the
 * file. Each exception stands in {@code differences.tsv} with its reason.
 */
class DecodeAgreementTest {
  private static final int LEAST_FILES = 280;
  private static final int BATCH = 24;
  private static final int THREADS = 2;

  @TempDir Path folder;

  @BeforeAll
  static void toolsAreThere() {
    List<String> missing = Tools.NEEDED.stream().filter(tool -> !Tools.there(tool)).toList();
    Assumptions.assumeTrue(
        missing.isEmpty(),
        () ->
            "skipped without "
                + String.join(", ", missing)
                + ": install sox, libsox-fmt-all, ffmpeg and sndfile-programs");
  }

  private static List<DecodeCase> cases() {
    return Stream.of(WavCases.all(), SoxCases.all(), FfmpegCases.all())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void allFilesDecodeAsElsewhere() throws Exception {
    List<DecodeCase> all = cases();
    Set<String> names = new HashSet<>();
    all.forEach(one -> assertTrue(names.add(one.name()), one.name() + " is made twice"));
    make(all);
    List<DecodeCase> made = all.stream().filter(this::isThere).toList();
    all.stream()
        .filter(one -> !made.contains(one))
        .forEach(one -> System.out.println("could not be made here: " + one.name()));
    assertTrue(made.size() >= LEAST_FILES, made.size() + " files could be made");

    Map<String, Comparison> comparisons = new ConcurrentHashMap<>();
    Map<String, AudioClip> clips = new ConcurrentHashMap<>();
    inParallel(made, one -> comparisons.put(one.name(), decode(one, clips)));
    List<DecodeCase> decoded = made.stream().filter(one -> clips.containsKey(one.name())).toList();
    compare(decoded, clips, comparisons);

    KnownDifferences known = KnownDifferences.load();
    List<String> unexplained =
        made.stream()
            .flatMap(one -> comparisons.get(one.name()).differences().stream())
            .filter(difference -> !known.explains(difference))
            .map(Difference::toString)
            .toList();
    known.unused().forEach(line -> System.out.println("differs no longer: " + line));
    assertEquals("", String.join("\n", unexplained));
  }

  private boolean isThere(DecodeCase one) {
    return folder.resolve(one.name()).toFile().length() > 0;
  }

  private Comparison decode(DecodeCase one, Map<String, AudioClip> clips) {
    Comparison comparison = new Comparison(one);
    try {
      AudioClip clip = new AudioDecoder().decode(folder.resolve(one.name()));
      comparison.itself(clip);
      clips.put(one.name(), clip);
    } catch (AudioException e) {
      comparison.refused(e.getMessage());
    }
    return comparison;
  }

  private void compare(
      List<DecodeCase> decoded, Map<String, AudioClip> clips, Map<String, Comparison> comparisons)
      throws Exception {
    Map<String, double[]> ffmpeg = new ConcurrentHashMap<>();
    inParallel(batches(decoded), batch -> ffmpeg.putAll(Tools.decode(batch, folder)));
    AtomicInteger read = new AtomicInteger();
    inParallel(
        decoded,
        one -> {
          AudioClip clip = clips.get(one.name());
          Comparison comparison = comparisons.get(one.name());
          if (ffmpeg.containsKey(one.name())) {
            comparison.ffmpeg(clip, ffmpeg.get(one.name()));
          }
          Tools.Sndfile sndfile = Tools.sndfile(folder.resolve(one.name()), one.tolerance() > 0);
          if (sndfile != null) {
            read.incrementAndGet();
            comparison.sndfile(clip, sndfile);
          }
        });
    System.out.printf(
        "%d files decoded; compared with ffmpeg %d, with libsndfile %d%n",
        decoded.size(), ffmpeg.size(), read.get());
  }

  private void make(List<DecodeCase> all) throws Exception {
    for (Source source : new HashSet<>(all.stream().map(DecodeCase::source).toList())) {
      Files.write(folder.resolve(source.name()), source.wav());
    }
    for (DecodeCase one : all) {
      if (one.maker() == Maker.TEST) {
        Files.write(folder.resolve(one.name()), one.bytes());
      }
    }
    inParallel(by(all, Maker.SOX), one -> Tools.sox(one, folder));
    inParallel(batches(by(all, Maker.FFMPEG)), batch -> Tools.encode(batch, folder));
  }

  private static List<DecodeCase> by(List<DecodeCase> all, Maker maker) {
    return all.stream().filter(one -> one.maker() == maker).toList();
  }

  private static List<List<DecodeCase>> batches(List<DecodeCase> all) {
    List<List<DecodeCase>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      batches.add(all.subList(from, Math.min(all.size(), from + BATCH)));
    }
    return batches;
  }

  private interface Work<T> {
    void on(T one) throws IOException;
  }

  private static <T> void inParallel(List<T> all, Work<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      var results =
          pool.invokeAll(
              all.stream()
                  .<Callable<Void>>map(
                      one ->
                          () -> {
                            work.on(one);
                            return null;
                          })
                  .toList());
      for (var result : results) {
        result.get();
      }
    } finally {
      pool.shutdown();
      pool.awaitTermination(1, TimeUnit.MINUTES);
    }
  }
}
