/** The native libraries of {@code org.emodna.kernels} for the CPU of 64-bit ARM. */
module org.emodna.kernels.natives.arm64 {}
