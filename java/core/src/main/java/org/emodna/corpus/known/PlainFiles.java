package org.emodna.corpus.known;

import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.Reading;

/** Recordings without labels: every file is an utterance, whatever it is called. */
final class PlainFiles implements CorpusReader {
  @Override
  public String name() {
    return "unlabelled";
  }

  @Override
  public String title() {
    return "recordings without labels";
  }

  @Override
  public String pattern() {
    return "any audio or video file";
  }

  @Override
  public Reading read(CorpusFile file) {
    return Reading.speech(null, null);
  }
}
