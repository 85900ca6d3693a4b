package org.emodna.report;

/**
 * What some of the runs ran on.
 *
 * @param device cpu or cuda
 * @param deviceName of the processor or GPU
 * @param instructions the CPU's instruction set in use
 * @param java version of the JVM
 * @param version of EMO-DNA
 * @param commit of EMO-DNA, or empty
 * @param runs how many
 * @param seconds that they took together; of runs that shared a step, each one's share
 */
public record Hardware(
    String device,
    String deviceName,
    String instructions,
    String java,
    String version,
    String commit,
    long runs,
    double seconds) {}
