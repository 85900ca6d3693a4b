package org.emodna.synthesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How a corpus' files are named and where its labels are. */
enum Layout {
  /** {@code speaker/emotion/NNN}: the folders are the labels. */
  SPEAKER_EMOTION {
    @Override
    Path path(Utterance utterance) {
      return Path.of(
          utterance.voice().name(),
          utterance.emotion().adjective(),
          String.format(Locale.ROOT, "%03d.%s", utterance.take(), extension(utterance)));
    }

    @Override
    void describe(Path folder, List<Utterance> utterances) {
      // The folders say it all.
    }
  },

  /** One folder of numbered files, and a manifest that tells emotion and speaker. */
  MANIFEST {
    @Override
    Path path(Utterance utterance) {
      return Path.of(
          "audio",
          String.format(Locale.ROOT, "%04d.%s", utterance.index() + 1, extension(utterance)));
    }

    @Override
    void describe(Path folder, List<Utterance> utterances) throws IOException {
      StringBuilder text = new StringBuilder("path,emotion,speaker\n");
      for (Utterance utterance : utterances) {
        text.append(path(utterance).toString().replace('\\', '/'))
            .append(',')
            .append(utterance.emotion().label())
            .append(',')
            .append(utterance.voice().name())
            .append('\n');
      }
      Files.writeString(folder.resolve("manifest.csv"), text);
    }
  };

  /** The file of an utterance, relative to the corpus' folder. */
  abstract Path path(Utterance utterance);

  /** Writes what the file names do not tell. */
  abstract void describe(Path folder, List<Utterance> utterances) throws IOException;

  private static String extension(Utterance utterance) {
    return utterance.recording().format();
  }
}
