/**
 * Everything about one recording: decoding to mono samples ({@link org.emodna.audio.AudioDecoder}),
 * encoding ({@link org.emodna.audio.AudioEncoder}), its levels and quality, and what was odd about
 * the file. This package is the module's public API; the packages below it are internal.
 */
package org.emodna.audio;
