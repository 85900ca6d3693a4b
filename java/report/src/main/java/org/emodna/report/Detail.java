package org.emodna.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What lies behind a cell's figures.
 *
 * @param place the cell
 * @param labels the classes
 * @param confusion counts (label, prediction), summed over seeds
 * @param recalls of the classes, in their order
 * @param speakers of the recognised recordings, by name; empty if they are not known
 * @param calibration over all seeds
 * @param curves means over seeds by epoch
 */
public record Detail(
    @JsonUnwrapped Place place,
    List<String> labels,
    List<List<Long>> confusion,
    List<Recall> recalls,
    List<Speaker> speakers,
    Calibration calibration,
    Curves curves) {
  /** Keeps copies, which nobody changes afterwards. */
  public Detail {
    labels = List.copyOf(labels);
    confusion = confusion.stream().map(List::copyOf).toList();
    recalls = List.copyOf(recalls);
    speakers = List.copyOf(speakers);
  }

  /** A cell of a table. */
  public record Place(String track, String row, String task) {}

  /**
   * A class's recall over seeds.
   *
   * @param label the class
   * @param mean NaN (null in JSON) if no recording has the label
   * @param sd standard deviation over seeds (n - 1); NaN with fewer than two
   * @param n labelled recordings of a run
   */
  public record Recall(String label, double mean, double sd, long n) {}

  /**
   * A speaker's recall.
   *
   * @param uar mean recall of the classes that the speaker has, then mean over seeds
   * @param n labelled recordings of a run
   * @param classes that the speaker has
   */
  public record Speaker(String speaker, double uar, long n, int classes) {}

  /**
   * How probabilities meet frequencies: predictions in 15 bins of equal width by the probability of
   * the predicted class.
   *
   * @param ece expected calibration error: mean over predictions of the distance between their
   *     bin's mean confidence and accuracy
   */
  public record Calibration(List<Bin> bins, double ece) {
    /** Keeps copies, which nobody changes afterwards. */
    public Calibration {
      bins = List.copyOf(bins);
    }
  }

  /**
   * A bin.
   *
   * @param confidence mean probability of the predicted class; NaN (null in JSON) if it is empty
   * @param accuracy share of right predictions; NaN likewise
   */
  public record Bin(double confidence, double accuracy, long n) {}

  /**
   * Values by epoch.
   *
   * @param epochs ascending
   * @param series means over the seeds that have a value in that epoch, by name as in epochs.csv;
   *     NaN (null in JSON) where none has
   */
  public record Curves(List<Integer> epochs, Map<String, List<Double>> series) {
    /** Keeps copies, which nobody changes afterwards. */
    public Curves {
      epochs = List.copyOf(epochs);
      Map<String, List<Double>> copy = new LinkedHashMap<>();
      series.forEach((name, values) -> copy.put(name, List.copyOf(values)));
      series = Collections.unmodifiableMap(copy);
    }
  }
}
