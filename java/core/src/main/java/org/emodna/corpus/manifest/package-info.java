/**
 * Lists of recordings in CSV, TSV, JSONL and JSON: which column means what, and what each row says.
 * Internal: {@link org.emodna.corpus.Corpus} opens manifests.
 */
package org.emodna.corpus.manifest;
