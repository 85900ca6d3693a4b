/**
 * The command line: one class for each command, options that several commands share, and what is
 * printed. It uses the public API of the other modules alone. Names of commands and options, the
 * JSON that is printed and exit codes are what scripts rely on.
 */
package org.emodna.cli;
