package org.emodna.synthesis;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.emodna.base.Problem;
import org.emodna.base.Progress;

/**
 * A corpus of synthetic emotional speech that can be written as audio files. The samples depend on
 * nothing but the corpus: every machine and every number of threads makes the same ones.
 */
public final class SyntheticCorpus {
  /**
   * Six speakers, three women and three men: a quiet studio, full band, every peak near full scale.
   * Folders are {@code speaker/emotion/NNN}.
   */
  public static final SyntheticCorpus NORTH =
      new SyntheticCorpus(Presets.NORTH, Layout.SPEAKER_EMOTION);

  /**
   * Five other speakers, three women and two men, another language: a reverberant office with hum,
   * a narrow band, a tenth of the level. Folders are {@code emotion/speaker/NNN}.
   */
  public static final SyntheticCorpus SOUTH =
      new SyntheticCorpus(Presets.SOUTH, Layout.EMOTION_SPEAKER);

  private final CorpusSpec spec;
  private final Layout layout;
  private final List<Utterance> utterances;

  SyntheticCorpus(CorpusSpec spec, Layout layout) {
    this.spec = spec;
    this.layout = layout;
    utterances = Casting.utterances(spec);
  }

  /** The corpus's short name, such as {@code north}. */
  public String name() {
    return spec.name();
  }

  /** The number of utterances. */
  public int size() {
    return utterances.size();
  }

  /** The audio files, relative to the corpus's folder, in the order of the utterances. */
  public List<Path> files() {
    return utterances.stream().map(layout::path).toList();
  }

  /** The emotion of each of {@link #files()}, such as {@code anger}. */
  public List<String> emotions() {
    return utterances.stream().map(utterance -> utterance.emotion().label()).toList();
  }

  /** The speaker of each of {@link #files()}. */
  public List<String> speakers() {
    return utterances.stream().map(utterance -> utterance.voice().name()).toList();
  }

  /**
   * The samples of an utterance before any lossy coding: [channel][sample], within -1 to 1.
   *
   * @param index place in {@link #files()}
   */
  public float[][] samples(int index) {
    return new Performance(spec).record(utterances.get(index));
  }

  /**
   * The sampling rate of an utterance's file.
   *
   * @param index place in {@link #files()}
   * @return samples a second
   */
  public int sampleRate(int index) {
    return utterances.get(index).recording().sampleRate();
  }

  /** A line that changes whenever the corpus would sound different. */
  String recipe() {
    return CorpusText.recipe(spec, utterances);
  }

  /** Whether {@code folder} holds this very corpus, completely. */
  public boolean isWritten(Path folder) {
    Path readme = folder.resolve(CorpusText.README);
    try {
      return Files.isRegularFile(readme)
          && Files.readString(readme).contains(recipe())
          && files().stream().allMatch(file -> Files.isRegularFile(folder.resolve(file)));
    } catch (IOException unreadable) {
      return false;
    }
  }

  /**
   * Writes the corpus, on all processors, unless it is there already. The folder appears complete
   * or not at all.
   *
   * @param folder the folder to make; its parents are made too
   * @param progress is told of every file
   * @throws SynthesisException if the folder holds anything else, or a file cannot be written
   */
  public void write(Path folder, Progress progress) {
    if (isWritten(folder)) {
      return;
    }
    requireEmpty(folder);
    Path parent = folder.toAbsolutePath().getParent();
    if (parent == null) {
      throw new SynthesisException(
          Problem.of(folder, "is not a place for a corpus").remedy("name a folder of its own"));
    }
    Path draft = null;
    try {
      Files.createDirectories(parent);
      // A hidden name: whoever lists the parent meanwhile takes it for no corpus.
      draft = Files.createDirectory(parent.resolve("." + spec.name() + "-" + UUID.randomUUID()));
      new CorpusWriter(spec, layout, utterances).write(draft, progress);
      publish(draft, folder);
    } catch (IOException e) {
      throw new SynthesisException(
          Problem.of(folder, "the corpus could not be written (" + reason(e) + ")"), e);
    } finally {
      remove(draft);
    }
  }

  private void publish(Path draft, Path folder) throws IOException {
    try {
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another process may have been first; its corpus is the same, file for file.
      if (!isWritten(folder)) {
        throw e;
      }
    }
  }

  private static void requireEmpty(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new SynthesisException(
          Problem.of(folder, "is a file").remedy("name another folder for the corpus"));
    }
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new SynthesisException(
              Problem.of(folder, "is not empty and does not hold this corpus")
                  .remedy("remove it or name another folder"));
        }
      } catch (IOException e) {
        throw new SynthesisException(Problem.of(folder, "can't be listed (" + reason(e) + ")"), e);
      }
    }
  }

  private static void remove(Path draft) {
    if (draft == null || !Files.exists(draft)) {
      return;
    }
    try (Stream<Path> all = Files.walk(draft)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    } catch (IOException ignored) {
      // The draft is only litter; the failure that left it is already on its way.
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
