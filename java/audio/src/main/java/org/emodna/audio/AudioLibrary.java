package org.emodna.audio;

import org.bytedeco.ffmpeg.global.avutil;
import org.emodna.audio.ffmpeg.Ffmpeg;

/** What decodes and encodes: FFmpeg, in the build that JavaCPP brings. */
public final class AudioLibrary {
  private static final String NAME = "audio";

  private AudioLibrary() {}

  /**
   * Loads FFmpeg if that has not been done.
   *
   * @return its version, such as "8.0.1"
   * @throws AudioException with the cause and the remedy if it can't be loaded
   */
  public static String version() {
    Ffmpeg.require(NAME);
    return avutil.av_version_info().getString();
  }

  /**
   * The licence of this build of FFmpeg in its own words.
   *
   * @return such as "LGPL version 3 or later"
   * @throws AudioException with the cause and the remedy if it can't be loaded
   */
  public static String licence() {
    Ffmpeg.require(NAME);
    return avutil.avutil_license().getString();
  }

  /**
   * The options that FFmpeg was built with, which name the libraries linked into it.
   *
   * @return options of its configure script, separated by spaces
   * @throws AudioException with the cause and the remedy if it can't be loaded
   */
  public static String configuration() {
    Ffmpeg.require(NAME);
    return avutil.avutil_configuration().getString();
  }
}
