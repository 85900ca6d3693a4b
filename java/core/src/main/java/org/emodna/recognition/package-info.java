/**
 * Emotion in recordings by a trained model: {@link org.emodna.recognition.Recognizer} for files,
 * bytes, clips and corpora, and {@link org.emodna.recognition.SwappableRecognizer} for a model that
 * is exchanged under load. Both are called by many threads at once. A recording must get the same
 * bits alone, in a batch and at any number of threads.
 */
package org.emodna.recognition;
