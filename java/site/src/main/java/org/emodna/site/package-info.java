/**
 * The documentation as a site: Markdown files become pages beside the Javadoc of all modules, and
 * every link among them is followed. For {@code scripts/site} alone; it is not published.
 */
package org.emodna.site;
