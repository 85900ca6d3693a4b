package org.emodna.corpus.known;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.Reading;

/**
 * Emozionalmente, Italian: {@code audio/1613655062436}, a time stamp, with emotion and actor in
 * {@code metadata/samples.csv} and the actors' gender in {@code metadata/users.csv}. Other
 * collections name their files by time stamps too, so nothing is understood without the first
 * table.
 */
final class Emozionalmente implements CorpusReader {
  private static final Pattern STEM = Pattern.compile("\\d{13}");

  private record Sample(String emotion, String actor, boolean disputed) {}

  private final Map<String, Sample> samples = new HashMap<>();
  private final Map<String, Gender> genders = new HashMap<>();
  private String trouble = "";

  @Override
  public String name() {
    return "emozionalmente";
  }

  @Override
  public String title() {
    return "Emozionalmente";
  }

  @Override
  public String pattern() {
    return "audio/1613655062436 with metadata/samples.csv";
  }

  @Override
  public CorpusReader prepared(CorpusTree tree) {
    Emozionalmente reader = new Emozionalmente();
    for (CorpusFile file : tree.other()) {
      String name = file.relative().getFileName().toString().toLowerCase(Locale.ROOT);
      if (!file.folder(1).equalsIgnoreCase("metadata")) {
        continue;
      }
      if (name.equals("samples.csv")) {
        reader.trouble = LabelTable.read(file, reader::sample);
      } else if (name.equals("users.csv")) {
        // Genders are optional: the corpus can be used without them.
        LabelTable.read(file, reader::user);
      }
    }
    return reader;
  }

  private void sample(Map<String, String> row) {
    String file = row.get("file_name");
    if (file != null) {
      file = file.substring(file.lastIndexOf('/') + 1);
      int dot = file.lastIndexOf('.');
      String emotion = row.getOrDefault("emotion_expressed", "");
      samples.merge(
          dot > 0 ? file.substring(0, dot) : file,
          new Sample(emotion, row.get("actor"), false),
          (one, other) -> one.equals(other) ? one : new Sample("", null, true));
    }
  }

  private void user(Map<String, String> row) {
    String gender = row.getOrDefault("gender", "").toLowerCase(Locale.ROOT);
    if (gender.equals("f") || gender.equals("female")) {
      genders.put(row.get("username"), Gender.FEMALE);
    } else if (gender.equals("m") || gender.equals("male")) {
      genders.put(row.get("username"), Gender.MALE);
    }
  }

  @Override
  public Reading read(CorpusFile file) {
    Sample sample = samples.get(file.stem());
    if (!STEM.matcher(file.stem()).matches() || samples.isEmpty()) {
      return new Reading.NotUnderstood("not laid out like Emozionalmente: " + pattern() + trouble);
    }
    if (sample == null) {
      return new Reading.NotUnderstood("not listed in metadata/samples.csv" + trouble);
    }
    if (sample.disputed()) {
      return new Reading.Excluded("metadata/samples.csv lists it twice, with different rows");
    }
    Optional<Emotion> emotion = Emotion.parse(sample.emotion());
    String actor = sample.actor() == null || sample.actor().isBlank() ? null : sample.actor();
    return emotion.isEmpty()
        ? new Reading.Excluded("no emotion in metadata/samples.csv")
        : Reading.speech(emotion.get(), actor).gender(genders.get(actor)).recording(file.stem());
  }
}
