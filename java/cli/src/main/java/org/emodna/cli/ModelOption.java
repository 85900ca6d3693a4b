package org.emodna.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.base.PathText;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.recognition.Recognizer;
import org.emodna.starter.StarterModel;
import picocli.CommandLine.Option;

/**
 * Which model speaks; shared by the commands that recognise. Where none is named it is the one that
 * comes with the program, which says so on standard error: its answers are not to be mistaken for
 * those of a model of one's own.
 */
final class ModelOption {
  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "The model file (default: starter-emodb-1, the model that comes with EMO-DNA, trained on"
              + " acted German speech; docs/starter-model.md says what it can and can't do).")
  private Path file;

  /** A recogniser with the model; the caller closes it. */
  Recognizer load(Recognizer.Builder builder) {
    if (!isStarter(file)) {
      return builder.load(file);
    }
    announce();
    return StarterModel.load(builder);
  }

  /** The model alone. */
  Model model() {
    return model(file);
  }

  /** What messages call it. */
  String name() {
    return isStarter(file) ? StarterModel.NAME : PathText.of(file);
  }

  /** Whether the model that comes with the program is meant: by no name, or by its own. */
  static boolean isStarter(Path named) {
    return named == null || (named.equals(Path.of(StarterModel.NAME)) && Files.notExists(named));
  }

  /** A model by its file, or the one that comes with the program. */
  static Model model(Path named) {
    if (!isStarter(named)) {
      return ModelFile.load(named);
    }
    announce();
    return StarterModel.model();
  }

  private static void announce() {
    System.err.println(
        "model: "
            + StarterModel.summary()
            + "; --model takes one of your own, docs/starter-model.md");
  }
}
