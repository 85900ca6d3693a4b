package org.emodna.base;

/** What a {@link Progress} is told. */
public sealed interface ProgressEvent {
  /**
   * A stage begins; the one before it has ended.
   *
   * @param stage what is done
   * @param title the same for people, with what it is done to
   * @param total how many things will be done
   */
  record StageBegan(Stage stage, String title, long total) implements ProgressEvent {}

  /**
   * So many things of the stage are done.
   *
   * @param done since the stage began
   * @param detail what is known of it by now, for people; may be empty
   */
  record Advanced(long done, String detail) implements ProgressEvent {}

  /**
   * A pass over the training data has ended.
   *
   * @param epoch its number, from 1
   * @param epochs how many there will be
   * @param done steps since the stage began
   * @param text the epoch's values in a line, for people
   */
  record EpochEnded(int epoch, int epochs, long done, String text) implements ProgressEvent {}

  /**
   * One of many long pieces of work is done, which is worth a line where no bar shows it.
   *
   * @param text what is done and what is left, for people
   */
  record PieceEnded(String text) implements ProgressEvent {}

  /**
   * Something that the user should know and that stops nothing.
   *
   * @param subject the file, setting or corpus concerned; may be empty
   * @param text what is the matter with it
   */
  record Warned(String subject, String text) implements ProgressEvent {
    /** Both: "subject: text". */
    public String message() {
      return subject.isEmpty() ? text : subject + ": " + text;
    }
  }
}
