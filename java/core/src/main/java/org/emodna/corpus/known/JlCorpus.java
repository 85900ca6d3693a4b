package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/**
 * JL-Corpus, New Zealand English: {@code female1_angry_10a_1} = speaker, emotion, sentence, take.
 * The five secondary emotions, such as concerned, are separate emotions, named as in the corpus.
 */
final class JlCorpus extends NamedFiles {
  JlCorpus() {
    super(
        "jlcorpus",
        "JL-Corpus",
        "female1_angry_10a_1",
        "((fe)?male[12])_(angry|sad|neutral|happy|excited|anxious|apologetic|assertive|concerned"
            + "|encouraging)_(\\d{1,2}[ab])_([12])");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    return Reading.speech(
            Emotion.parse(stem.group(3)).orElseThrow(), stem.group(1).toLowerCase(Locale.ROOT))
        .gender(stem.group(2) == null ? Gender.MALE : Gender.FEMALE)
        .recording(stem.group())
        .extra("sentence", stem.group(4))
        .extra("take", stem.group(5));
  }
}
