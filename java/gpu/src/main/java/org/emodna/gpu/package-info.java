/**
 * What NVIDIA's driver and libraries say of the machine, for reports. Classes of the CUDA presets
 * load native libraries when they are first touched, so they are touched only here, and a library
 * that can't be loaded counts as absent.
 */
package org.emodna.gpu;
