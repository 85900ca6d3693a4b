/**
 * Native operations. The libraries themselves are in a module of their own, {@code
 * org.emodna.kernels.natives}, which nothing requires: add it with {@code --add-modules}.
 */
module org.emodna.kernels {
  requires transitive org.bytedeco.javacpp;
  requires transitive org.emodna.base;

  exports org.emodna.kernels;
  // Why a library can't be loaded is the same question for FFmpeg's.
  exports org.emodna.kernels.internal.loading to
      org.emodna.audio;
}
