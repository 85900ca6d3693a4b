package org.emodna.corpus.known;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.Reading;

/**
 * CASIA, Mandarin: {@code speaker/emotion/201}; the folders say everything. Many collections look
 * much the same, so a tree counts as CASIA only if the speakers are CASIA's, or if everything else
 * fits: at most four speakers, all with names like people's, CASIA's emotions and the numbers of
 * its texts.
 */
final class Casia implements CorpusReader {
  private static final Pattern STEM = Pattern.compile("\\d{3}");
  private static final Set<String> SPEAKERS =
      Set.of("liuchanhg", "liuchang", "wangzhe", "zhaoquanyin", "zhaozuoxiang");
  private static final int MOST_SPEAKERS = 4;
  private static final int FIRST_TEXT = 201;
  private static final int LAST_TEXT = 250;
  private static final Set<Emotion> EMOTIONS =
      Set.of(
          Emotion.ANGER,
          Emotion.FEAR,
          Emotion.HAPPINESS,
          Emotion.NEUTRAL,
          Emotion.SADNESS,
          Emotion.SURPRISE);

  /** Whether folders of other names than CASIA's speakers are speakers too. */
  private final boolean othersToo;

  Casia() {
    this(false);
  }

  private Casia(boolean othersToo) {
    this.othersToo = othersToo;
  }

  @Override
  public String name() {
    return "casia";
  }

  @Override
  public String title() {
    return "CASIA";
  }

  @Override
  public String pattern() {
    return "wangzhe/angry/201";
  }

  @Override
  public boolean namesTellRecordings() {
    return false;
  }

  @Override
  public CorpusReader prepared(CorpusTree tree) {
    Set<String> speakers = new HashSet<>();
    Set<Emotion> emotions = new HashSet<>();
    boolean aboveRoot = false;
    for (CorpusFile file : tree.speech()) {
      Optional<Emotion> emotion = EmotionFolders.exactly(file.folder(1));
      if (emotion.isEmpty()) {
        continue;
      }
      if (!EMOTIONS.contains(emotion.get()) || !isText(file.stem()) || !isName(file.folder(2))) {
        return new Casia(false);
      }
      speakers.add(file.folder(2));
      emotions.add(emotion.get());
      aboveRoot |= file.depth() < 2;
    }
    // The folder that a user points at may have any name, so all emotions must be there.
    boolean enough = !aboveRoot || emotions.size() == EMOTIONS.size();
    return new Casia(enough && speakers.size() <= MOST_SPEAKERS);
  }

  private static boolean isText(String stem) {
    return STEM.matcher(stem).matches()
        && Integer.parseInt(stem) >= FIRST_TEXT
        && Integer.parseInt(stem) <= LAST_TEXT;
  }

  /** A name that may be a person's: without digits, and not a word for something else. */
  private static boolean isName(String folder) {
    return FolderWords.kind(folder) == FolderWords.Kind.WORD
        && EmotionFolders.exactly(folder).isEmpty()
        && folder.codePoints().noneMatch(Character::isDigit);
  }

  @Override
  public Reading read(CorpusFile file) {
    String folder = file.folder(1);
    Optional<Emotion> emotion = EmotionFolders.exactly(folder);
    String speaker = file.folder(2);
    if (!STEM.matcher(file.stem()).matches()
        || emotion.isEmpty()
        || !EMOTIONS.contains(emotion.get())
        || !(othersToo || SPEAKERS.contains(speaker.toLowerCase(Locale.ROOT)))) {
      return new Reading.NotUnderstood("not laid out like CASIA: " + pattern());
    }
    String recording = speaker + "/" + emotion.get() + "/" + file.stem();
    return Reading.speech(emotion.get(), speaker).recording(recording);
  }
}
