/** The native libraries of {@code org.emodna.kernels} for the CPU. */
module org.emodna.kernels.natives {}
