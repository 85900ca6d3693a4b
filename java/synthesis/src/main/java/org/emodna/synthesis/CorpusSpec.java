package org.emodna.synthesis;

import java.util.List;
import java.util.Map;

/**
 * Everything that makes one corpus what it is.
 *
 * @param name its short name
 * @param seed the seed of all its random numbers
 * @param language its sounds and sentences
 * @param voices its speakers
 * @param expressions how its speakers act each emotion
 * @param takes utterances of each emotion by each speaker
 * @param weakest strength of the least acted utterance, as a share of the full expression
 * @param strongest strength of the most acted utterance
 * @param variation spread of the cues between utterances, in units of {@link Cue#spread}
 * @param habit spread of the cues between speakers' ways to act an emotion, in the same units
 * @param level peak of every file where {@code peakNormalised}, else gain
 * @param peakNormalised whether every file is brought to the same peak
 * @param channel its microphone
 * @param secondChannel the right-hand microphone of a stereo file
 * @param room where it was recorded
 * @param background the noise there
 * @param recordings how its files are stored; one is drawn for each utterance
 */
record CorpusSpec(
    String name,
    long seed,
    Language language,
    List<Voice> voices,
    Map<Emotion, Expression> expressions,
    Map<Emotion, Integer> takes,
    double weakest,
    double strongest,
    double variation,
    double habit,
    double level,
    boolean peakNormalised,
    Channel channel,
    Channel secondChannel,
    Room room,
    Background background,
    List<Recording> recordings) {
  /** The same corpus with other numbers of utterances. */
  CorpusSpec withTakes(Map<Emotion, Integer> counts) {
    return new CorpusSpec(
        name,
        seed,
        language,
        voices,
        expressions,
        counts,
        weakest,
        strongest,
        variation,
        habit,
        level,
        peakNormalised,
        channel,
        secondChannel,
        room,
        background,
        recordings);
  }
}
