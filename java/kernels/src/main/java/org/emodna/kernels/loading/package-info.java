/**
 * Internal: how native libraries are unpacked, identified by content and loaded, and why one could
 * not be. Public only for other modules that bring native libraries, such as java/audio.
 */
package org.emodna.kernels.loading;
