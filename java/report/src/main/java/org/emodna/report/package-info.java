/** Reports on the runs of a store. */
package org.emodna.report;
