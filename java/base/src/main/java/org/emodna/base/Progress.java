package org.emodna.base;

/**
 * Is told how far long work has come: the project's one way of reporting progress. Calls come from
 * one thread at a time; an implementation must be quick.
 */
public interface Progress {
  /** Reports nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void stage(String name, long total) {}

        @Override
        public void advance(long done, String detail) {}

        @Override
        public void warn(String message) {}
      };

  /**
   * A stage begins; the one before it has ended.
   *
   * @param name what is done, for people
   * @param total how many things will be done
   */
  void stage(String name, long total);

  /**
   * So many things of the stage are done.
   *
   * @param detail what is known of it by now, for people; may be empty
   */
  void advance(long done, String detail);

  /** Something that the user should know and that stops nothing. */
  void warn(String message);
}
