package org.emodna.corpus.reader;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All readers of folders. */
public final class Readers {
  /** One reader per corpus. */
  static final List<CorpusReader> CORPORA =
      List.of(
          new Emodb(),
          new Casia(),
          new Emovo(),
          new Ravdess(),
          new Savee(),
          new Enterface(),
          new CremaD(),
          new Tess(),
          new Urdu(),
          new Nemo(),
          new Iemocap(),
          new Mead(),
          new Cafe(),
          new Esd(),
          new EmovDb(),
          new Subesco(),
          new Mesd(),
          new JlCorpus(),
          new Aesdd(),
          new Shemo(),
          new Emozionalmente(),
          new Demos(),
          new Baved());

  static final CorpusReader FOLDER_PER_CLASS = new FolderPerClass();

  private static final CorpusReader PLAIN_FILES = new PlainFiles();

  private static final Map<String, String> OTHER_NAMES =
      Map.of("enterface05", "enterface", "jl", "jlcorpus");

  private Readers() {}

  private static Stream<CorpusReader> all() {
    return Stream.concat(CORPORA.stream(), Stream.of(FOLDER_PER_CLASS, PLAIN_FILES));
  }

  /**
   * The reader of that name.
   *
   * @param name a name such as {@code CREMA-D}; case and punctuation do not count
   * @return the reader, or empty
   */
  public static Optional<CorpusReader> named(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    String known = OTHER_NAMES.getOrDefault(plain, plain);
    return all().filter(reader -> reader.name().equals(known)).findFirst();
  }

  /**
   * The names of all readers.
   *
   * @return for messages and help texts
   */
  public static String names() {
    return all().map(CorpusReader::name).collect(Collectors.joining(", "));
  }
}
