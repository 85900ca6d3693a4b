package org.emodna.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * A run's embeddings in a plane.
 *
 * @param place the cell of the run
 * @param seed of the run
 * @param space emotion or corpus: which encoder's features
 * @param points one a recording
 */
public record Projection(
    @JsonUnwrapped Detail.Place place, long seed, String space, List<Point> points) {
  /** Keeps copies, which nobody changes afterwards. */
  public Projection {
    points = List.copyOf(points);
  }

  /**
   * A recording.
   *
   * @param label its class, or empty if it has none
   * @param corpus source or target
   */
  public record Point(double x, double y, String label, String corpus) {}
}
