package org.emodna.cli;

import java.nio.file.Path;
import org.emodna.recognition.Recognizer;
import picocli.CommandLine.Option;

/**
 * Where precomputed embeddings of the recordings at hand lie; shared by commands that recognise.
 */
final class StoredOption {
  @Option(
      names = "--embeddings",
      paramLabel = "PLACE",
      description =
          "Folder or file of precomputed embeddings, for a model that takes them; {corpus} in it"
              + " stands for the corpus's name (default: the path that the model was trained with).")
  private Path place;

  @Option(
      names = "--embedding-keys",
      paramLabel = "FILE",
      description =
          "What the embeddings' names stand for, if they are not paths: EmoBox's list of the"
              + " corpus, or lines of NAME<TAB>PATH.")
  private Path keys;

  Recognizer.Builder of(Recognizer.Builder builder) {
    return place == null ? builder : builder.embeddings(place, keys);
  }
}
