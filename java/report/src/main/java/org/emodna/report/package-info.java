/**
 * What the runs of a store say, as records with all figures: tables by track, differences with
 * intervals and tests, what lies behind each cell. Every figure is computed from the stored
 * predictions.
 */
package org.emodna.report;
