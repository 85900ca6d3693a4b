/**
 * Embeddings on a plane: exact t-SNE and what it needs, from the files that runs have stored. The
 * same file gives the same picture.
 */
package org.emodna.report.projection;
