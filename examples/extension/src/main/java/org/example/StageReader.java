package org.example;

import java.util.Optional;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/** Reads a corpus whose files are called {@code ann-act2-angry}: speaker, act, emotion. */
public final class StageReader extends NamedFiles {
  public StageReader() {
    super("stage", "Stage", "ann-act2-angry", "([a-z]+)-act(\\d)-([a-z]+)");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Optional<Emotion> emotion = Emotion.known(stem.group(3));
    return emotion.isEmpty()
        ? new Reading.NotUnderstood("'" + stem.group(3) + "' is not a known emotion")
        : Reading.speech(emotion.get(), stem.group(1))
            .recording(stem.group())
            .extra("act", stem.group(2));
  }
}
