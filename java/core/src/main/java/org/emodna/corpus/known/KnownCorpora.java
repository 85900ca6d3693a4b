package org.emodna.corpus.known;

import java.util.List;
import org.emodna.corpus.reader.CorpusReader;

/** The built-in readers. */
public final class KnownCorpora {
  /** One reader for each corpus. */
  public static final List<CorpusReader> ALL =
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

  /** Any collection with one folder for each emotion. */
  public static final CorpusReader FOLDER_PER_CLASS = new FolderPerClass();

  /** Any recordings, without labels. */
  public static final CorpusReader PLAIN_FILES = new PlainFiles();

  private KnownCorpora() {}
}
