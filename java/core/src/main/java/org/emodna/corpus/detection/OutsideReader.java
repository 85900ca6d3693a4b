package org.emodna.corpus.detection;

import java.util.Optional;
import java.util.function.Supplier;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.Reading;

/** A reader from a user's jar: whatever goes wrong in it ends in an error that names its class. */
final class OutsideReader implements CorpusReader {
  private final CorpusReader reader;
  private final String name;
  private final String title;
  private final String pattern;

  /**
   * Wraps a reader.
   *
   * @throws CorpusException if it has no proper name, no title or no pattern
   */
  OutsideReader(CorpusReader reader) {
    this.reader = reader;
    name = call("name()", reader::name);
    if (!name.matches("[a-z0-9]+")) {
      throw unusable("is named '%s'; use lower-case letters and digits".formatted(name));
    }
    title = call("title()", reader::title);
    pattern = call("pattern()", reader::pattern);
  }

  /** The class that the user wrote. */
  String type() {
    return reader.getClass().getName();
  }

  CorpusException unusable(String why) {
    return new CorpusException("corpus reader " + type() + " " + why);
  }

  /** A deliberate error passes as it is. */
  private <T> T call(String what, Supplier<T> method) {
    T result;
    try {
      result = method.get();
    } catch (EmoDnaException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new CorpusException(
          "corpus reader %s failed in %s: %s; fix it, or name another reader"
              .formatted(type(), what, e),
          e);
    }
    if (result == null) {
      throw unusable("returned null from " + what + "; fix it, or name another reader");
    }
    return result;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public CorpusReader prepared(CorpusTree tree) {
    String what = "prepared(%s)".formatted(PathText.of(tree.root()));
    return new OutsideReader(call(what, () -> reader.prepared(tree)));
  }

  @Override
  public Optional<String> speakers() {
    return call("speakers()", reader::speakers);
  }

  @Override
  public Optional<String> missingLabels() {
    return call("missingLabels()", reader::missingLabels);
  }

  @Override
  public boolean namesTellRecordings() {
    return call("namesTellRecordings()", reader::namesTellRecordings);
  }

  @Override
  public Reading read(CorpusFile file) {
    return call("read(" + file.id() + ")", () -> reader.read(file));
  }
}
