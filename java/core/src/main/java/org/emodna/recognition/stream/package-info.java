/**
 * Emotion over time: {@link org.emodna.recognition.stream.SpeechStream} for samples as they come,
 * and recordings of any length by {@link org.emodna.recognition.Recognizer#recognizeLong}. A window
 * has the bits of a file of its own.
 */
package org.emodna.recognition.stream;
