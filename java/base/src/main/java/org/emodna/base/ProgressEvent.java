package org.emodna.base;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
   * A pass over the training data has ended, of one run or of several that are trained together.
   *
   * @param epoch its number, from 1
   * @param epochs how many there will be
   * @param done steps since the stage began
   * @param text the epoch's values in a line, for people; empty where many sets of runs are trained
   *     and a line for each would be too much
   * @param runs the values of each run that has not failed, in their order
   */
  record EpochEnded(int epoch, int epochs, long done, String text, List<EpochValues> runs)
      implements ProgressEvent {
    /** Copies the list. */
    public EpochEnded {
      runs = List.copyOf(runs);
    }
  }

  /**
   * An epoch of one run.
   *
   * @param run its title, for people; empty where one run is trained alone
   * @param seed of the run
   * @param learningRate of the epoch's last step; 0 where a solver fits at once
   * @param values means over the epoch's steps by name: each loss term ({@code total} and others),
   *     {@code threshold.CLASS} and shares, as in the log of epochs. An ensemble's are means over
   *     its networks
   */
  record EpochValues(String run, long seed, double learningRate, Map<String, Double> values) {
    /** Keeps the values' order, unmodifiable. */
    public EpochValues {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * A run has been scored, by who knows the labels of what it recognises.
   *
   * @param run its title, for people
   * @param seed of the run
   * @param uar unweighted average recall of its last epoch, from 0 to 1
   * @param war accuracy, from 0 to 1
   * @param uarOfEpochs UAR by epoch, as far as epochs were watched; no setting is chosen by them
   */
  record RunScored(String run, long seed, double uar, double war, Map<Integer, Double> uarOfEpochs)
      implements ProgressEvent {
    /** Keeps the epochs' order, unmodifiable. */
    public RunScored {
      uarOfEpochs = Collections.unmodifiableMap(new LinkedHashMap<>(uarOfEpochs));
    }
  }

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
