/** Embeddings on a plane: t-SNE and what it needs. */
package org.emodna.report.projection;
