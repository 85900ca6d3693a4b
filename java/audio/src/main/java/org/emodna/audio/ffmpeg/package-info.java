/**
 * FFmpeg: loading it, and one session for each decoding or encoding. It reads and writes memory
 * through callbacks and never sees a path. Internal.
 */
package org.emodna.audio.ffmpeg;
