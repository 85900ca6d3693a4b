/** The run store: a folder of runs, each complete or absent, and the plans that asked for them. */
package org.emodna.runs;
