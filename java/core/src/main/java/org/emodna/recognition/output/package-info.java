/**
 * Results of recognition as text that other programs read: JSON, JSON lines, CSV, and subtitles in
 * SubRip and WebVTT. {@link org.emodna.recognition.output.RecognitionWriter} has them all.
 */
package org.emodna.recognition.output;
