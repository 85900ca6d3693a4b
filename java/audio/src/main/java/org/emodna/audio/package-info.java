/**
 * Everything about one recording: {@link org.emodna.audio.AudioDecoder} opens a file by its
 * content, never by its name, and decodes it to mono samples within {@link
 * org.emodna.audio.DecodeLimits}; {@link org.emodna.audio.AudioEncoder} writes one; {@link
 * org.emodna.audio.ParallelFiles} works on many and lets none stop the others. FFmpeg is called
 * here alone. Corpora and features lie above and are not known.
 */
package org.emodna.audio;
