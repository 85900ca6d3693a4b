/**
 * A report, or a model, as one HTML page that needs nothing else. Nothing that comes from data is
 * executed in it.
 */
package org.emodna.report.page;
