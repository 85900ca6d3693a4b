package org.emodna.recognition;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.emodna.audio.Outcome;
import org.emodna.audio.ParallelFiles;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;

/**
 * Recognises many files. Threads of the host decode them and extract features; neighbours in the
 * list form a batch, and whichever thread completes a batch has it classified while the others go
 * on. So a batch holds the same files at any number of threads.
 *
 * <p>Features are held only until their batch is classified. Files are begun in their order, so
 * every batch that holds features has a thread in it, but for the one that is begun next: those of
 * at most threads + 1 batches are held, however many files there are.
 */
final class FileBatches {
  /** Files of a batch. */
  static final int FILES = 64;

  private final ParallelFiles.Numbered<Prepared> prepare;
  private final Function<List<float[]>, float[][]> classify;
  private final List<String> labels;
  private final int threads;

  /** One batch at a time is on the device: several would each need their own memory there. */
  private final Object device = new Object();

  /**
   * @param prepare of a file and its place in the list; called by several threads at once; an
   *     {@link EmoDnaException} is its file's
   * @param classify features of some files [frames, coefficients] to probabilities [files][classes]
   * @param labels the classes, in the order of probabilities
   * @param threads files worked on at once, at least 1
   */
  FileBatches(
      ParallelFiles.Numbered<Prepared> prepare,
      Function<List<float[]>, float[][]> classify,
      List<String> labels,
      int threads) {
    this.prepare = prepare;
    this.classify = classify;
    this.labels = labels;
    this.threads = threads;
  }

  /**
   * Recognises the files.
   *
   * @param progress advances with each file whose features are made
   * @return one outcome a file, in the files' order
   */
  List<Outcome<Recognition>> run(List<Path> files, Progress progress) {
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < files.size(); from += FILES) {
      batches.add(new Batch(Math.min(FILES, files.size() - from)));
    }
    return ParallelFiles.mapNumbered(
            files,
            (number, file) -> batches.get(number / FILES).add(number, file),
            threads,
            progress)
        .stream()
        .map(FileBatches::outcome)
        .toList();
  }

  private static Outcome<Recognition> outcome(Outcome<CompletableFuture<Recognition>> ended) {
    if (ended instanceof Outcome.Done<CompletableFuture<Recognition>> done) {
      try {
        return new Outcome.Done<>(done.path(), done.value().join());
      } catch (CompletionException e) {
        return new Outcome.Failed<>(done.path(), (EmoDnaException) e.getCause());
      }
    }
    Outcome.Failed<?> failed = (Outcome.Failed<?>) ended;
    return new Outcome.Failed<>(failed.path(), failed.exception());
  }

  /** A file that waits for the network, and where its answer goes. */
  private record Place(Prepared.Waiting input, CompletableFuture<Recognition> answer) {}

  /** Neighbours in the list of files. */
  private final class Batch {
    /** Null where a file failed, or needs no network. */
    private final Place[] places;

    /** Files that are not yet prepared. */
    private int open;

    Batch(int files) {
      places = new Place[files];
      open = files;
    }

    /** Prepares a file; its answer is there when the last file of the batch has been added. */
    CompletableFuture<Recognition> add(int number, Path file) {
      CompletableFuture<Recognition> answer = new CompletableFuture<>();
      try {
        Prepared prepared = prepare.apply(number, file);
        if (prepared instanceof Prepared.Waiting waiting) {
          places[number % FILES] = new Place(waiting, answer);
        } else {
          answer.complete(((Prepared.Settled) prepared).recognition());
        }
        return answer;
      } finally {
        // Also behind a file that failed: its neighbours wait for it.
        if (isLast()) {
          classify();
        }
      }
    }

    /** What a thread has put into its place before is seen by the thread that is the last. */
    private synchronized boolean isLast() {
      return --open == 0;
    }

    private void classify() {
      List<Place> waiting = Arrays.stream(places).filter(Objects::nonNull).toList();
      Arrays.fill(places, null);
      if (waiting.isEmpty()) {
        return;
      }
      try {
        List<float[]> features = waiting.stream().map(one -> one.input().features()).toList();
        float[][] probabilities;
        synchronized (device) {
          probabilities = classify.apply(features);
        }
        for (int i = 0; i < probabilities.length; i++) {
          answer(waiting.get(i), probabilities[i]);
        }
      } catch (EmoDnaException e) {
        // The device's, as where its memory is too small: no file of the batch has an answer.
        waiting.forEach(one -> one.answer().completeExceptionally(e));
      }
    }

    private void answer(Place place, float[] probabilities) {
      try {
        place.answer().complete(place.input().judged(labels, probabilities));
      } catch (EmoDnaException e) {
        place.answer().completeExceptionally(e);
      }
    }
  }
}
