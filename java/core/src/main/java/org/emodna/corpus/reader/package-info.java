/**
 * What a corpus reader is made of: from a file's name and folders to emotion and speaker. Write a
 * {@link org.emodna.corpus.reader.CorpusReader} of your own against these types, by {@link
 * org.emodna.corpus.reader.NamedFiles} where file names say everything. Public API.
 */
package org.emodna.corpus.reader;
