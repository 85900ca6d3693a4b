package org.emodna.corpus.known;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.Reading;

/** A collection whose folders and names mean what the user says they mean. */
public final class LaidOutFiles implements CorpusReader {
  /** A layout that fits a smaller share of the files is a mistake. */
  private static final double ENOUGH = 0.5;

  private final Layout layout;

  /**
   * A reader for a layout.
   *
   * @param layout such as <code>{speaker}/{emotion}/{}</code>
   * @throws CorpusException if the layout is not valid
   */
  public LaidOutFiles(String layout) {
    this.layout = Layout.of(layout);
  }

  @Override
  public String name() {
    return "folders";
  }

  @Override
  public String title() {
    return "folders as laid out";
  }

  @Override
  public String pattern() {
    return layout.toString();
  }

  @Override
  public Optional<String> speakers() {
    return Optional.of(
        layout.says("speaker")
            ? "{speaker} of the layout " + layout
            : "unknown: the layout " + layout + " has no {speaker}");
  }

  @Override
  public Optional<String> missingLabels() {
    return layout.says("emotion")
        ? Optional.empty()
        : Optional.of("the layout " + layout + " has no {emotion}");
  }

  @Override
  public CorpusReader prepared(CorpusTree tree) {
    List<CorpusFile> others =
        tree.speech().stream().filter(file -> layout.match(file).isEmpty()).toList();
    int all = tree.speech().size();
    if (all - others.size() < ENOUGH * all) {
      throw new CorpusException(
          "%s: only %d of %d files are laid out like '%s'; not so, for example, %s"
              .formatted(
                  tree.root(),
                  all - others.size(),
                  all,
                  layout,
                  String.join(", ", others.stream().limit(3).map(CorpusFile::id).toList())));
    }
    return this;
  }

  @Override
  public Reading read(CorpusFile file) {
    Optional<Map<String, String>> said = layout.match(file);
    if (said.isEmpty()) {
      return new Reading.NotUnderstood("not laid out like " + layout);
    }
    String label = said.get().get("emotion");
    Optional<Emotion> emotion = Optional.empty();
    if (label != null) {
      try {
        emotion = EmotionFolders.of(label).or(() -> Emotion.parse(label));
      } catch (CorpusException e) {
        return new Reading.NotUnderstood(e.getMessage(), "its label is not a known emotion");
      }
    }
    String gender = said.get().get("gender");
    return Reading.speech(emotion.orElse(null), said.get().get("speaker"))
        .gender(gender == null ? null : gender(gender));
  }

  private static Gender gender(String text) {
    if (FolderLevel.isGenderLetter(text)) {
      return FolderWords.plain(text).equals("m") ? Gender.MALE : Gender.FEMALE;
    }
    return FolderWords.gender(text);
  }
}
