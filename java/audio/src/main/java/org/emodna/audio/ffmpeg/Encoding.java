package org.emodna.audio.ffmpeg;

/**
 * What FFmpeg is told to write.
 *
 * @param muxer FFmpeg's name of the container
 * @param codec FFmpeg's name of the encoder
 * @param sampleFormat FFmpeg's number of the sample format that the encoder takes
 * @param bitsPerChannel bits a second and channel; 0 where the codec has no bit rate
 */
public record Encoding(String muxer, String codec, int sampleFormat, int bitsPerChannel) {}
