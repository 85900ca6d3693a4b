/** Reports as tables: Markdown, CSV and LaTeX. */
package org.emodna.report.tables;
