package org.emodna.corpus.known;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/**
 * IEMOCAP: {@code Ses01F_impro01_F000} in {@code SessionN/sentences/wav}, with its label in {@code
 * SessionN/dialog/EmoEvaluation/*.txt}. The letter before the number says who speaks; the one after
 * the session says who wears the markers. Without these files the utterances have no labels.
 */
final class Iemocap extends NamedFiles {
  private static final Pattern LABEL =
      Pattern.compile(
          "\\[\\s*[\\d.]+\\s*-\\s*[\\d.]+\\s*]\\s+(Ses\\w+)\\s+(\\w+)\\s.*",
          Pattern.CASE_INSENSITIVE);
  private static final int FILE_BYTES = 1 << 20;

  /** Labels by lower-case utterance; empty until a tree has been seen. */
  private final Map<String, String> labels = new HashMap<>();

  Iemocap() {
    super(
        "iemocap",
        "IEMOCAP",
        "Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_F000",
        "(Ses\\d{2})[FM]_(?:impro|script)\\d{2}[a-z]?(?:_\\d[a-z]?)?(?:_([FM])(?:\\d{3}|XX\\d))?");
  }

  @Override
  public Optional<String> missingLabels() {
    return labels.isEmpty()
        ? Optional.of("IEMOCAP's labels are in SessionN/dialog/EmoEvaluation/*.txt, missing here")
        : Optional.empty();
  }

  @Override
  public CorpusReader prepared(CorpusTree tree) {
    Iemocap reader = new Iemocap();
    for (CorpusFile file : tree.other()) {
      // The folders below hold single annotators' opinions, not the agreed label.
      if (file.extension().equals("txt") && file.folder(1).equalsIgnoreCase("EmoEvaluation")) {
        reader.readLabels(file);
      }
    }
    return reader;
  }

  private void readLabels(CorpusFile file) {
    try (InputStream in = Files.newInputStream(file.path())) {
      byte[] bytes = in.readNBytes(FILE_BYTES);
      var text =
          new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.ISO_8859_1);
      new BufferedReader(text)
          .lines()
          .map(LABEL::matcher)
          .filter(Matcher::matches)
          .forEach(line -> labels.put(line.group(1).toLowerCase(Locale.ROOT), line.group(2)));
    } catch (IOException e) {
      // The utterances of an unreadable file are reported as having no label.
      System.getLogger(Iemocap.class.getName())
          .log(System.Logger.Level.WARNING, "cannot read " + file.path(), e);
    }
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    if (stem.group(2) == null) {
      return new Reading.Excluded("a whole dialogue, not an utterance");
    }
    if (labels.isEmpty()) {
      // A target needs no labels.
      return speech(null, stem);
    }
    String label = labels.get(stem.group().toLowerCase(Locale.ROOT));
    if (label == null) {
      return new Reading.Excluded("no label in SessionN/dialog/EmoEvaluation/*.txt");
    }
    Optional<Emotion> emotion = Emotion.parse(label);
    if (emotion.isEmpty()) {
      String reason = "its annotators did not agree on a label";
      return new Reading.Excluded(reason + " (" + label + ")", reason);
    }
    return speech(emotion.get(), stem);
  }

  private static Reading speech(Emotion emotion, Matcher stem) {
    String letter = stem.group(2).toUpperCase(Locale.ROOT);
    String speaker = "Ses" + stem.group(1).substring(3) + letter;
    Gender gender = letter.equals("M") ? Gender.MALE : Gender.FEMALE;
    return Reading.speech(emotion, speaker).gender(gender).recording(stem.group());
  }
}
