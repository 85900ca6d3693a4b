/**
 * Settings of a training: their names, ranges and defaults, read from and written to YAML and JSON.
 * Settings are immutable and checked as they are made, so that code that gets them need not check
 * again. A setting that is added needs a default and its row in docs/configuration.md.
 */
package org.emodna.config;
