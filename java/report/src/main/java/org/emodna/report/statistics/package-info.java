/**
 * Statistics of paired runs: intervals, effect sizes, tests, correlations, calibration. Pure
 * functions of numbers; the same input gives the same bits at any number of threads.
 */
package org.emodna.report.statistics;
