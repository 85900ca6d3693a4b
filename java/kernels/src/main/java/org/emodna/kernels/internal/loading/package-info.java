/**
 * Loading native libraries: unpacking by content, checking that classes and libraries are of one
 * build, and saying in one sentence why a library can't be loaded and what to do. Internal: shared
 * with java/audio, which loads FFmpeg, and with the command line's {@code doctor}; it may change at
 * any time.
 */
package org.emodna.kernels.internal.loading;
