/** The CUDA backend of {@code org.emodna.kernels}. */
module org.emodna.kernels.natives.gpu {}
