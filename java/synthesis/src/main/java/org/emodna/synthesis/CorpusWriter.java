package org.emodna.synthesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.emodna.audio.AudioEncoder;
import org.emodna.base.Progress;
import org.emodna.base.Stage;

/** Speaks and encodes a corpus into a folder, one utterance a task. */
final class CorpusWriter {
  private final CorpusSpec spec;
  private final Layout layout;
  private final List<Utterance> utterances;
  private final Performance performance;

  CorpusWriter(CorpusSpec spec, Layout layout, List<Utterance> utterances) {
    this.spec = spec;
    this.layout = layout;
    this.utterances = utterances;
    performance = new Performance(spec);
  }

  /** Writes the audio and, last, the README that marks the corpus as complete. */
  void write(Path folder, Progress progress) throws IOException {
    for (Utterance utterance : utterances) {
      Files.createDirectories(folder.resolve(layout.path(utterance)).getParent());
    }
    progress.stage(Stage.SYNTHESIS, "speaking corpus " + spec.name(), utterances.size());
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<Path>> files = new ArrayList<>();
      for (Utterance utterance : utterances) {
        files.add(pool.submit(() -> write(folder, utterance)));
      }
      for (int i = 0; i < files.size(); i++) {
        progress.advance(i + 1, await(files.get(i)).toString());
      }
    } finally {
      stop(pool);
    }
    String recipe = CorpusText.recipe(spec, utterances);
    Files.writeString(
        folder.resolve(CorpusText.README), CorpusText.readme(spec, utterances, recipe));
  }

  private Path write(Path folder, Utterance utterance) {
    Path file = layout.path(utterance);
    Recording recording = utterance.recording();
    AudioEncoder.write(
        folder.resolve(file),
        recording.format(),
        performance.record(utterance),
        recording.sampleRate());
    return file;
  }

  /** Returns when no task writes any more, so that the folder can be removed after a failure. */
  private static void stop(ExecutorService pool) {
    pool.shutdownNow();
    try {
      if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new SynthesisException("an audio file has been in the making for over a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path await(Future<Path> file) {
    try {
      return file.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SynthesisException("writing the corpus was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new SynthesisException("a file of the corpus could not be written", e.getCause());
    }
  }
}
