/**
 * Corpora: which recordings there are, and what is known of each. {@link org.emodna.corpus.Corpus}
 * opens a folder or a manifest by names alone. Training is given a {@link
 * org.emodna.corpus.LabelledCorpus} and an {@link org.emodna.corpus.UnlabelledCorpus}, from which
 * nothing leads to a target's labels. {@link org.emodna.corpus.CorpusScan} decodes every file and
 * reports. All of it is public API.
 */
package org.emodna.corpus;
