/**
 * Emotion over time: {@link org.emodna.recognition.stream.SpeechStream} for samples as they arrive,
 * and {@link org.emodna.recognition.Recognizer#recognizeLong} for recordings of any length. Each
 * window gets the same bits as a file of its own.
 */
package org.emodna.recognition.stream;
