package org.emodna.corpus.detection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Extensions;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.known.KnownCorpora;
import org.emodna.corpus.reader.CorpusReader;

/** The registry of corpus readers: the built-in ones and those from outside. */
public final class Readers {
  private static final Map<String, String> OTHER_NAMES =
      Map.of("enterface05", "enterface", "jl", "jlcorpus");

  /** What a user may write in place of a reader's name, or a report in its place. */
  private static final Set<String> RESERVED = Set.of("auto", "manifest");

  private Readers() {}

  /**
   * The readers of one corpus each, which detection chooses from.
   *
   * @return the built-in ones, then those that {@link ServiceLoader} finds with {@link
   *     Extensions#loader()}
   * @throws CorpusException if one from outside can't be used; the message names its class
   */
  static List<CorpusReader> corpora() {
    List<CorpusReader> readers = new ArrayList<>(KnownCorpora.ALL);
    Map<String, CorpusReader> names = new HashMap<>();
    withGeneric(readers).forEach(reader -> names.put(reader.name(), reader));
    OTHER_NAMES.forEach((other, name) -> names.put(other, names.get(name)));
    for (CorpusReader found : outside()) {
      OutsideReader reader = new OutsideReader(found);
      String name = reader.name();
      CorpusReader other = names.putIfAbsent(name, reader);
      if (RESERVED.contains(name)) {
        throw reader.unusable("is named '" + name + "', which has another meaning; rename it");
      }
      if (other != null) {
        String holder =
            other instanceof OutsideReader outside
                ? outside.type()
                : "the built-in reader of " + other.title();
        throw reader.unusable("is named '%s', as is %s; rename it".formatted(name, holder));
      }
      readers.add(reader);
    }
    return readers;
  }

  private static List<CorpusReader> outside() {
    try {
      return Extensions.parts(
          CorpusReader.class, ServiceLoader.load(CorpusReader.class, Extensions.loader()));
    } catch (EmoDnaException e) {
      throw new CorpusException(e.problem(), e);
    }
  }

  private static Stream<CorpusReader> withGeneric(List<CorpusReader> corpora) {
    return Stream.concat(
        corpora.stream(), Stream.of(KnownCorpora.FOLDER_PER_CLASS, KnownCorpora.PLAIN_FILES));
  }

  /**
   * The reader of that name.
   *
   * @param name a name such as {@code CREMA-D}; case and punctuation do not count
   * @return the reader, or empty
   * @throws CorpusException if a reader from outside can't be used; the message names its class
   */
  public static Optional<CorpusReader> named(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    String known = OTHER_NAMES.getOrDefault(plain, plain);
    return withGeneric(corpora()).filter(reader -> reader.name().equals(known)).findFirst();
  }

  /**
   * The names of all readers.
   *
   * @return for messages and help texts
   * @throws CorpusException if a reader from outside can't be used; the message names its class
   */
  public static String names() {
    return withGeneric(corpora()).map(CorpusReader::name).collect(Collectors.joining(", "));
  }
}
