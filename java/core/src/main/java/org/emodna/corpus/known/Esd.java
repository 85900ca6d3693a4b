package org.emodna.corpus.known;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * ESD: {@code 0011/Angry/0011_000351} = speaker, number; train, test or evaluation may lie between
 * folder and file. Speakers 0001 to 0010 speak Mandarin, 0011 to 0020 English. Where no folder
 * names an emotion, the speaker's list does, {@code 0011/0011.txt}, in Chinese for Mandarin.
 */
final class Esd extends NamedFiles {
  private static final Set<Integer> MEN = Set.of(4, 5, 6, 8, 10, 11, 12, 13, 14, 20);
  private static final Set<Emotion> EMOTIONS =
      Set.of(Emotion.ANGER, Emotion.HAPPINESS, Emotion.NEUTRAL, Emotion.SADNESS, Emotion.SURPRISE);
  private static final int LAST_MANDARIN = 10;
  private static final Pattern LIST = Pattern.compile("00(?:0[1-9]|1\\d|20)");
  private static final int FILE_BYTES = 1 << 20;

  /** Emotions by stem, of the speakers' lists. */
  private final Map<String, Emotion> listed = new HashMap<>();

  Esd() {
    super("esd", "ESD", "0011/Angry/0011_000351", "(00(?:0[1-9]|1\\d|20))_00[01]\\d{3}");
  }

  @Override
  public CorpusReader prepared(CorpusTree tree) {
    Esd reader = new Esd();
    for (CorpusFile file : tree.other()) {
      if (file.extension().equals("txt") && LIST.matcher(file.stem()).matches()) {
        reader.readList(file);
      }
    }
    return reader;
  }

  private void readList(CorpusFile file) {
    try (InputStream in = Files.newInputStream(file.path())) {
      for (String line : text(in.readNBytes(FILE_BYTES)).split("\\R")) {
        String[] cells = line.strip().split("\t");
        Emotion.known(cells[cells.length - 1])
            .filter(EMOTIONS::contains)
            .ifPresent(emotion -> listed.put(cells[0].strip(), emotion));
      }
    } catch (IOException e) {
      // Files that need the list are reported as not understood.
      System.getLogger(Esd.class.getName())
          .log(System.Logger.Level.WARNING, "cannot read " + file.path(), e);
    }
  }

  /** The lists are in UTF-8, in UTF-16 or in a Chinese encoding, some of either language each. */
  private static String text(byte[] bytes) {
    boolean wide =
        bytes.length > 1
            && (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE
                || bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF);
    if (wide) {
      return new String(bytes, StandardCharsets.UTF_16);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      Charset chinese =
          Charset.isSupported("GB18030") ? Charset.forName("GB18030") : StandardCharsets.ISO_8859_1;
      return new String(bytes, chinese);
    }
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Optional<Emotion> folder =
        Emotion.known(file.folder(1)).or(() -> Emotion.known(file.folder(2)));
    Emotion emotion = folder.orElse(listed.get(stem.group()));
    if (emotion == null || !EMOTIONS.contains(emotion)) {
      return new Reading.NotUnderstood(
          "neither in the folder of an emotion of ESD nor in its speaker's list: " + pattern());
    }
    Emotion other = listed.getOrDefault(stem.group(), emotion);
    if (!other.equals(emotion)) {
      return new Reading.Excluded(
          "its folder says %s and its speaker's list %s".formatted(emotion, other));
    }
    String speaker = stem.group(1);
    int number = Integer.parseInt(speaker);
    return Reading.speech(emotion, speaker)
        .gender(MEN.contains(number) ? Gender.MALE : Gender.FEMALE)
        .recording(stem.group())
        .extra("language", number <= LAST_MANDARIN ? "zh" : "en");
  }
}
