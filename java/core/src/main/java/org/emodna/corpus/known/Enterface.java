package org.emodna.corpus.known;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.Reading;

/**
 * eNTERFACE'05, videos: {@code subject N/emotion/sentence M/s1_an_1}. The folders count, because
 * several of the original's file names are misspelt; subject 6 has no folders for its sentences. As
 * other collections have such folders too, at least half of the files must be named like
 * eNTERFACE's.
 */
final class Enterface implements CorpusReader {
  private static final Pattern SUBJECT =
      Pattern.compile("subject[ _-]*0*(\\d{1,3})", Pattern.CASE_INSENSITIVE);
  private static final Pattern STEM =
      Pattern.compile("s[ _-]?\\d{1,3}[ _-]?[a-z]{2}[ _-]?\\d.*", Pattern.CASE_INSENSITIVE);
  private static final int DEEPEST = 4;

  private final boolean foreign;

  Enterface() {
    this(false);
  }

  private Enterface(boolean foreign) {
    this.foreign = foreign;
  }

  @Override
  public String name() {
    return "enterface";
  }

  @Override
  public String title() {
    return "eNTERFACE'05";
  }

  @Override
  public String pattern() {
    return "subject 1/anger/sentence 1/s1_an_1";
  }

  @Override
  public CorpusReader prepared(CorpusTree tree) {
    List<CorpusFile> laidOut =
        tree.speech().stream().filter(file -> read(file) instanceof Reading.Speech).toList();
    long named = laidOut.stream().filter(file -> STEM.matcher(file.stem()).matches()).count();
    return new Enterface(2 * named < laidOut.size());
  }

  @Override
  public Reading read(CorpusFile file) {
    if (foreign) {
      return new Reading.NotUnderstood("not named like eNTERFACE'05: " + pattern());
    }
    StringBuilder below = new StringBuilder(file.stem());
    for (int up = 1; up <= DEEPEST; up++) {
      Matcher subject = SUBJECT.matcher(file.folder(up + 1));
      if (subject.matches()) {
        Optional<Emotion> emotion = EmotionFolders.exactly(file.folder(up));
        if (emotion.isPresent()) {
          String speaker = subject.group(1);
          String recording = speaker + "/" + emotion.get() + "/" + below;
          return Reading.speech(emotion.get(), speaker).recording(recording);
        }
      }
      below.insert(0, file.folder(up) + "/");
    }
    return new Reading.NotUnderstood("not laid out like eNTERFACE'05: " + pattern());
  }
}
