/**
 * What a benchmark asks for: protocols and columns in YAML, the corpora that are there, and the
 * cells that they make. Nothing is trained here.
 */
package org.emodna.protocol;
