/** Decoding and encoding of recordings, with FFmpeg. */
module org.emodna.audio {
  requires org.bytedeco.ffmpeg;
  requires transitive org.emodna.base;
  requires org.emodna.kernels;

  exports org.emodna.audio;
}
