package org.emodna.synthesis;

/**
 * What is to be spoken and stored.
 *
 * @param index place in its corpus, from 0
 * @param voice the speaker
 * @param emotion the emotion acted
 * @param take number of the utterance among the speaker's of this emotion, from 1
 * @param sentence index of the sentence
 * @param recording how it is stored
 */
record Utterance(
    int index, Voice voice, Emotion emotion, int take, int sentence, Recording recording) {}
