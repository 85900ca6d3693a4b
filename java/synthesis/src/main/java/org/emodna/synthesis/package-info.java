/**
 * Synthetic speech for demonstrations and tests: a small source-filter synthesiser and two corpora
 * made with it. Scores on them say nothing about real speech.
 */
package org.emodna.synthesis;
