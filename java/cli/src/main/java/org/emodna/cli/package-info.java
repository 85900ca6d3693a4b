/**
 * The command line {@code emodna}: a class for each command, which parses its options, calls the
 * library and prints. Names of options, exit codes and progress bars are known here and nowhere
 * else.
 */
package org.emodna.cli;
