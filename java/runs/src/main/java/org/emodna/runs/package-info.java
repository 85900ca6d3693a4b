/**
 * The run store: a folder of runs, each complete or absent, and the plans that asked for them, in
 * files that any program can read (docs/runs.md).
 */
package org.emodna.runs;
