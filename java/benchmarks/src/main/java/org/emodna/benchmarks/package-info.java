/**
 * Times what EMO-DNA does, from one operation to a whole training step. The command {@code emodna
 * bench} prints the results; {@link org.emodna.benchmarks.Benchmarks} gives them to programs.
 */
package org.emodna.benchmarks;
