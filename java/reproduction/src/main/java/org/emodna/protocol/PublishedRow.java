package org.emodna.protocol;

import java.util.Map;

/**
 * Figures of others to stand beside.
 *
 * @param name of the row
 * @param source where they were published
 * @param note what to know before comparing; may be empty
 * @param bestCase whether they are the best of several runs, which ours are not
 * @param figures by the task's name
 */
public record PublishedRow(
    String name, String source, String note, boolean bestCase, Map<String, Figure> figures) {
  /**
   * Scores of a task.
   *
   * @param uar percent; null where it was not published
   * @param war percent; null where it was not published
   */
  public record Figure(Double uar, Double war) {}
}
