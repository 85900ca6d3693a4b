/**
 * Settings of a training: their names, ranges and defaults, read from and written to YAML and JSON.
 * Settings are immutable and checked as they are made, so that code that gets them need not check
 * again. What all runs have is here; the settings of a part are a {@link org.emodna.base.Section}
 * that the part declares, and this package has no list of them. A setting that is added needs a
 * default and its row in docs/configuration.md.
 */
package org.emodna.config;
