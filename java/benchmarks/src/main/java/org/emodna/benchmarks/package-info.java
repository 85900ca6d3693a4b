/** Times the work that EMO-DNA does; the command {@code emodna bench} prints what comes out. */
package org.emodna.benchmarks;
