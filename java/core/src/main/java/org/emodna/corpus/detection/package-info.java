/**
 * From a folder to its utterances: the registry of readers, built-in and from outside, the choice
 * of one, and each recording used once although there are copies. Internal.
 */
package org.emodna.corpus.detection;
