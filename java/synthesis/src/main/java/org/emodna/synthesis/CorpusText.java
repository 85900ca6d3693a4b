package org.emodna.synthesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;

/** The words that lie beside the audio: what this is, and which recipe made it. */
final class CorpusText {
  static final String README = "README.txt";

  private CorpusText() {}

  /**
   * A line that changes when the corpus would sound different: a checksum of its list of utterances
   * and of every twentieth one's samples.
   */
  static String recipe(CorpusSpec spec, List<Utterance> utterances) {
    CRC32 checksum = new CRC32();
    checksum.update(utterances.toString().getBytes(UTF_8));
    checksum.update(spec.expressions().toString().getBytes(UTF_8));
    Performance performance = new Performance(spec);
    for (int index = 0; index < utterances.size(); index += 20) {
      for (float[] track : performance.record(utterances.get(index))) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * track.length);
        bytes.asFloatBuffer().put(track);
        checksum.update(bytes.array());
      }
    }
    return String.format("Recipe: %s %08x", spec.name(), checksum.getValue());
  }

  static String readme(CorpusSpec spec, List<Utterance> utterances, String recipe) {
    return String.join(
        "\n",
        "Synthetic speech, corpus \"" + spec.name() + "\"",
        "",
        "Nobody spoke here. A small source-filter synthesiser made these "
            + utterances.size()
            + " files: "
            + spec.voices().size()
            + " invented",
        "speakers say invented syllables in five acted emotions (anger, fear, happiness, neutral,",
        "sadness). They exist to show and test the program. A score on them says nothing about"
            + " real",
        "speech, and they are useless as training data for it.",
        "",
        recipe,
        "");
  }
}
