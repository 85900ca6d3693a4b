/**
 * Loading native libraries: unpacking by content, checking that classes and libraries are of one
 * build, and saying in one sentence why a library can't be loaded and what to do. Internal: only
 * java/audio, which loads FFmpeg, shares it, and it may change at any time. What {@code doctor}
 * needs of it is {@link org.emodna.kernels.NativesFolder}.
 */
package org.emodna.kernels.internal.loading;
