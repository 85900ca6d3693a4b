package org.emodna.objective;

import org.emodna.base.Section;

/** The settings of a run, asked for section by section. */
@FunctionalInterface
public interface Settings {
  /** What the configuration says in a section; its defaults where it says nothing. */
  <T extends Record> T get(Section<T> section);
}
