/** A report, or a model, as one HTML page that needs nothing else. */
package org.emodna.report.page;
