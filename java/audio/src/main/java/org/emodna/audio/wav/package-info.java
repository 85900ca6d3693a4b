/**
 * WAV files of every kind, read strictly, so that FFmpeg is given their samples alone. Internal.
 */
package org.emodna.audio.wav;
