package org.emodna.corpus.reader;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.emodna.corpus.Emotion;

/**
 * Any collection with one folder per class. The class folder is the one whose name is an emotion's;
 * if the folders directly above (or else directly below) the class folders differ, they are the
 * speakers.
 */
final class FolderPerClass implements CorpusReader {
  /** Folders that divide a collection without being people. */
  private static final Set<String> NO_SPEAKERS =
      Set.of(
          "train", "training", "dev", "val", "valid", "validation", "test", "eval", "wav", "audio");

  private static final int NONE = -1;
  private static final int SEVERAL = -2;

  private enum SpeakerFolder {
    NONE,
    ABOVE,
    BELOW
  }

  private final SpeakerFolder speakers;

  FolderPerClass() {
    this(SpeakerFolder.NONE);
  }

  private FolderPerClass(SpeakerFolder speakers) {
    this.speakers = speakers;
  }

  @Override
  public String name() {
    return "folders";
  }

  @Override
  public String title() {
    return "folder per class";
  }

  @Override
  public String pattern() {
    return "anger/x.wav, speaker/anger/x.wav or anger/speaker/x.wav";
  }

  @Override
  public CorpusReader prepared(CorpusTree tree) {
    Set<String> above = new HashSet<>();
    Set<String> below = new HashSet<>();
    for (CorpusFile file : tree.speech()) {
      int level = classLevel(file);
      if (level >= 0) {
        candidate(file, level - 1, above);
        candidate(file, level + 1, below);
      }
    }
    if (above.size() > 1) {
      return new FolderPerClass(SpeakerFolder.ABOVE);
    }
    return new FolderPerClass(below.size() > 1 ? SpeakerFolder.BELOW : SpeakerFolder.NONE);
  }

  private static void candidate(CorpusFile file, int level, Set<String> into) {
    String speaker = speakerAt(file, level);
    if (speaker != null) {
      into.add(speaker);
    }
  }

  private static String speakerAt(CorpusFile file, int level) {
    if (level < 0 || level >= file.depth()) {
      return null;
    }
    String folder = file.folderBelowRoot(level);
    return NO_SPEAKERS.contains(folder.toLowerCase(Locale.ROOT)) ? null : folder;
  }

  /** Which folder below the root names the class: its level, or NONE, or SEVERAL. */
  private static int classLevel(CorpusFile file) {
    int found = NONE;
    for (int level = 0; level < file.depth(); level++) {
      if (Emotion.known(file.folderBelowRoot(level)).isPresent()) {
        if (found != NONE) {
          return SEVERAL;
        }
        found = level;
      }
    }
    return found;
  }

  @Override
  public Reading read(CorpusFile file) {
    int level = classLevel(file);
    if (level == SEVERAL) {
      return new Reading.NotUnderstood("lies in the folders of more than one emotion");
    }
    if (level == NONE) {
      return new Reading.NotUnderstood("lies in no folder named like an emotion");
    }
    Optional<Emotion> emotion = Emotion.known(file.folderBelowRoot(level));
    String speaker =
        switch (speakers) {
          case ABOVE -> speakerAt(file, level - 1);
          case BELOW -> speakerAt(file, level + 1);
          case NONE -> null;
        };
    return Reading.speech(emotion.orElseThrow(), speaker, null, null);
  }
}
