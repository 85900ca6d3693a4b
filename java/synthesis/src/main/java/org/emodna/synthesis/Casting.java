package org.emodna.synthesis;

import java.util.ArrayList;
import java.util.List;

/** Lists the utterances of a corpus: who says what, how, and how it is stored. */
final class Casting {
  private Casting() {}

  static List<Utterance> utterances(CorpusSpec spec) {
    List<Utterance> list = new ArrayList<>();
    // A separate random stream: nothing about a recording may reveal its emotion.
    RandomStream random = RandomStream.of(spec.seed(), -1);
    for (Voice voice : spec.voices()) {
      for (Emotion emotion : Emotion.values()) {
        int takes = spec.takes().get(emotion);
        for (int take = 1; take <= takes; take++) {
          int sentence = (take - 1) % spec.language().sentenceCount();
          Recording recording = spec.recordings().get(random.below(spec.recordings().size()));
          list.add(new Utterance(list.size(), voice, emotion, take, sentence, recording));
        }
      }
    }
    return List.copyOf(list);
  }
}
