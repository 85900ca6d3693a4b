/**
 * NVIDIA's driver, GPUs and libraries, as the command {@code doctor} reports them, and {@link
 * org.emodna.gpu.KernelVerification}, which holds a device's kernels against references. All public
 * classes may be used. They are apart from {@link org.emodna.kernels} because touching the presets'
 * classes loads NVIDIA's libraries, which programs that only compute don't need.
 */
package org.emodna.gpu;
