/** What a benchmark asks for: corpora, tasks, columns, tracks and seeds. */
package org.emodna.protocol;
