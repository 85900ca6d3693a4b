/**
 * A report as tables for people, spreadsheets and papers: Markdown, CSV and LaTeX, each escaped for
 * what reads it.
 */
package org.emodna.report.tables;
