package org.emodna.corpus.known;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.known.FolderWords.Kind;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.Reading;

/**
 * Any collection with one folder per class. The class folder is the one whose name is an emotion's;
 * which of the folders around it is the speaker's, if any, {@link SpeakerLevel} finds out.
 */
final class FolderPerClass implements CorpusReader {
  private static final int NONE = -1;
  private static final int SEVERAL = -2;

  /** Deeper trees are read too, but speakers are looked for only so far from the emotion. */
  private static final int FARTHEST = 8;

  /** The emotions that each level below the root names. */
  private final Map<Integer, Set<Emotion>> emotionsAt = new HashMap<>();

  /** By their distance from the emotion's folder. */
  private final Map<Integer, FolderLevel> levels = new TreeMap<>();

  /** What a folder's name says of a person. */
  private record Person(boolean isOne, Gender gender) {
    static Person of(String name) {
      Kind kind = FolderWords.kind(name);
      return new Person(
          kind != Kind.SPLIT && kind != Kind.MEDIA,
          kind == Kind.PERSON ? FolderWords.gender(name) : null);
    }
  }

  private final Map<String, Person> people = new ConcurrentHashMap<>();

  /** By folder name, for those looked at already. */
  private final Map<String, Optional<Emotion>> emotions = new ConcurrentHashMap<>();

  private SpeakerLevel speakers = SpeakerLevel.NONE;

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
  public Optional<String> speakers() {
    return Optional.ofNullable(speakers.why());
  }

  @Override
  public CorpusReader prepared(CorpusTree tree) {
    FolderPerClass reader = new FolderPerClass();
    reader.look(tree.speech());
    return reader;
  }

  private Optional<Emotion> emotion(String folder) {
    return emotions.computeIfAbsent(folder, EmotionFolders::of);
  }

  private void look(List<CorpusFile> files) {
    for (CorpusFile file : files) {
      for (int level = 0; level < file.depth(); level++) {
        Optional<Emotion> emotion = emotion(file.folderBelowRoot(level));
        if (emotion.isPresent()) {
          emotionsAt.computeIfAbsent(level, first -> new HashSet<>()).add(emotion.get());
        }
      }
    }
    SpeakerInNames names = new SpeakerInNames();
    Map<LayoutHint.Shape, Integer> shapes = new HashMap<>();
    for (CorpusFile file : files) {
      int at = classLevel(file);
      if (at < 0) {
        continue;
      }
      Emotion emotion = emotion(file.folderBelowRoot(at)).orElseThrow();
      names.add(file.stem(), emotion);
      shapes.merge(new LayoutHint.Shape(at, file.depth()), 1, Integer::sum);
      for (int i = Math.max(0, at - FARTHEST); i < Math.min(file.depth(), at + FARTHEST); i++) {
        if (i != at) {
          levels
              .computeIfAbsent(i - at, FolderLevel::new)
              .add(file.folderBelowRoot(i), emotion, file.stem());
        }
      }
    }
    speakers =
        SpeakerLevel.of(
            List.copyOf(levels.values()),
            names,
            (upper, lower) -> shareNames(files, upper, lower),
            LayoutHint.of(shapes, levels, names.separator()));
  }

  private boolean shareNames(List<CorpusFile> files, FolderLevel upper, FolderLevel lower) {
    Set<String> pairs = new HashSet<>();
    for (CorpusFile file : files) {
      String above = folder(file, upper);
      String below = folder(file, lower);
      if (above != null && below != null) {
        pairs.add(above + "/" + below);
      }
    }
    return SpeakerLevel.shares(pairs);
  }

  /** Which folder below the root names the class: its level, or NONE, or SEVERAL. */
  private int classLevel(CorpusFile file) {
    int found = NONE;
    boolean several = false;
    for (int level = 0; level < file.depth(); level++) {
      Optional<Emotion> emotion = emotion(file.folderBelowRoot(level));
      if (emotion.isEmpty()) {
        continue;
      }
      if (found == NONE) {
        found = level;
        continue;
      }
      boolean same = emotion.equals(emotion(file.folderBelowRoot(found)));
      // A person may be called Joy: the folders of the emotions are those that name more of them.
      int here = emotionsAt.getOrDefault(level, Set.of()).size();
      int there = emotionsAt.getOrDefault(found, Set.of()).size();
      several = !same && here == there;
      found = here > there ? level : found;
    }
    return several ? SEVERAL : found;
  }

  private static String folder(CorpusFile file, int at, FolderLevel level) {
    int index = at + level.offset();
    return index < 0 || index >= file.depth() ? null : file.folderBelowRoot(index);
  }

  private String folder(CorpusFile file, FolderLevel level) {
    int at = classLevel(file);
    return at < 0 ? null : folder(file, at, level);
  }

  @Override
  public Reading read(CorpusFile file) {
    int at = classLevel(file);
    if (at == SEVERAL) {
      return new Reading.NotUnderstood("is in folders of more than one emotion");
    }
    if (at == NONE) {
      return new Reading.NotUnderstood("is not in a folder named after an emotion");
    }
    Emotion emotion = emotion(file.folderBelowRoot(at)).orElseThrow();
    String speaker = speaker(file, at);
    return Reading.speech(emotion, speaker).gender(gender(file, at, speaker));
  }

  private String speaker(CorpusFile file, int at) {
    if (speakers.inFile() != null) {
      return speakers.inFile().apply(file.stem());
    }
    String name = speakers.level() == null ? null : folder(file, at, speakers.level());
    if (name == null) {
      return null;
    }
    if (!person(name).isOne) {
      return null;
    }
    String scope = speakers.scope() == null ? null : folder(file, at, speakers.scope());
    return scope == null ? name : scope + "/" + name;
  }

  private Gender gender(CorpusFile file, int at, String speaker) {
    for (FolderLevel level : levels.values()) {
      String name = level.kind() == Kind.GENDER ? folder(file, at, level) : null;
      if (name != null) {
        return FolderLevel.isGenderLetter(name)
            ? FolderWords.plain(name).equals("m") ? Gender.MALE : Gender.FEMALE
            : FolderWords.gender(name);
      }
    }
    return speaker == null ? null : person(speaker).gender;
  }

  private Person person(String name) {
    return people.computeIfAbsent(name, Person::of);
  }
}
