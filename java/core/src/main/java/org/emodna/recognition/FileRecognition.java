package org.emodna.recognition;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.Outcome;
import org.emodna.audio.ParallelFiles;
import org.emodna.base.PathText;
import org.emodna.base.Progress;
import org.emodna.base.Stage;
import org.emodna.features.FeatureException;
import org.emodna.features.UtteranceKey;

/**
 * Recognises a list of files or of their contents: what is asked of all of them first, then {@link
 * FileBatches}.
 */
final class FileRecognition {
  private final Recognizer recognizer;
  private final Preparation preparation;

  FileRecognition(Recognizer recognizer) {
    this.recognizer = recognizer;
    preparation = recognizer.preparation();
  }

  /**
   * One outcome a file, in the files' order.
   *
   * @param keys corpus and id of each; null for its path alone
   */
  List<Outcome<Recognition>> run(
      List<Path> files, Function<? super Path, UtteranceKey> keys, Progress progress) {
    progress.stage(Stage.RECOGNITION, "recognising", files.size());
    requireStored(files, keys);
    Map<Path, FeatureException> refused = recognizer.sharedEmbeddings(files, keys);
    return inBatches(
        files,
        (number, file) -> {
          if (refused.containsKey(file)) {
            throw refused.get(file);
          }
          return preparation.of(file, keys.apply(file), preparation::usual);
        },
        progress);
  }

  /** One outcome a recording, in their order. */
  List<Outcome<Recognition>> run(List<EncodedAudio> recordings, Progress progress) {
    progress.stage(Stage.RECOGNITION, "recognising", recordings.size());
    return inBatches(
        recordings.stream().map(EncodedAudio::path).toList(),
        (number, path) -> {
          EncodedAudio one = recordings.get(number);
          return preparation.of(one.bytes().get(), one.name(), preparation::usual);
        },
        progress);
  }

  private List<Outcome<Recognition>> inBatches(
      List<Path> files, ParallelFiles.Numbered<Prepared> prepare, Progress progress) {
    List<Outcome<Recognition>> outcomes =
        new FileBatches(prepare, recognizer::classify, recognizer.labels(), recognizer.threads())
            .run(files, progress);
    // In the files' order, not in that of the threads.
    Set<Path> told = new HashSet<>();
    for (Outcome<Recognition> outcome : outcomes) {
      if (outcome instanceof Outcome.Done<Recognition> done && told.add(done.path())) {
        for (AudioWarning warning : done.value().warnings()) {
          progress.warnOfRecording(PathText.of(done.path()), warning.text());
        }
      }
    }
    return outcomes;
  }

  private void requireStored(List<Path> files, Function<? super Path, UtteranceKey> keys) {
    if (preparation.loader().input().isStored()) {
      Set<String> corpora = new HashSet<>();
      for (Path file : files) {
        UtteranceKey key = keys.apply(file);
        corpora.add(key == null ? null : key.corpus());
      }
      preparation.loader().requireStored(corpora);
    }
  }
}
