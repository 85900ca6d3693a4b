package org.emodna.spark;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.emodna.audio.AudioException;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.Outcome;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.kernels.DeviceFailureException;
import org.emodna.kernels.DeviceUnavailableException;
import org.emodna.recognition.EncodedAudio;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;

/**
 * Recognises the rows of a partition as they are asked for, neighbours together: a batch of the
 * network and not the partition is in memory.
 */
final class RowBatches implements Iterator<Row> {
  /** What the network takes at once; the recogniser cuts by the same number. */
  static final int ROWS = 64;

  /** Rows with recordings in them end a batch early rather than fill the executor's memory. */
  private static final long MOST_BYTES = 64L << 20;

  private final Iterator<Row> rows;
  private final Recognizer recognizer;
  private final RecognizeRows.Input input;
  private final Configuration hadoop;
  private final DecodeLimits limits;
  private final ArrayDeque<Row> done = new ArrayDeque<>();

  RowBatches(
      Iterator<Row> rows,
      Recognizer recognizer,
      RecognizeRows.Input input,
      Configuration hadoop,
      DecodeLimits limits) {
    this.rows = rows;
    this.recognizer = recognizer;
    this.input = input;
    this.hadoop = hadoop;
    this.limits = limits;
  }

  @Override
  public boolean hasNext() {
    return !done.isEmpty() || rows.hasNext();
  }

  @Override
  public Row next() {
    if (done.isEmpty()) {
      if (!rows.hasNext()) {
        throw new NoSuchElementException();
      }
      recognize(batch());
    }
    return done.remove();
  }

  private List<Row> batch() {
    List<Row> batch = new ArrayList<>();
    long bytes = 0;
    while (batch.size() < ROWS && bytes < MOST_BYTES && rows.hasNext()) {
      Row row = rows.next();
      batch.add(row);
      if (input.binary() && !row.isNullAt(input.recording())) {
        bytes += ((byte[]) row.get(input.recording())).length;
      }
    }
    return batch;
  }

  private void recognize(List<Row> batch) {
    Row[] results = new Row[batch.size()];
    Many<Path> files = new Many<>();
    Many<EncodedAudio> others = new Many<>();
    for (int i = 0; i < results.length; i++) {
      Row row = batch.get(i);
      if (row.isNullAt(input.recording())) {
        // No recording, no result: the row stays.
      } else if (input.binary()) {
        others.add(i, EncodedAudio.of((byte[]) row.get(input.recording()), name(row)));
      } else {
        try {
          RecordingPlace place = RecordingPlace.of(row.getString(input.recording()), hadoop);
          if (place.isLocal()) {
            files.add(i, place.local());
          } else {
            others.add(i, new EncodedAudio(place.text(), () -> place.bytes(limits.maxBytes())));
          }
        } catch (AudioException e) {
          results[i] = RecognitionColumns.of(e.problem());
        }
      }
    }
    files.put(
        results,
        MemoryRetry.outcomes(files.inputs, some -> recognizer.recognizeAll(some, Progress.NONE)));
    others.put(
        results,
        MemoryRetry.outcomes(
            others.inputs, some -> recognizer.recognizeEncoded(some, Progress.NONE)));
    for (int i = 0; i < results.length; i++) {
      done.add(with(batch.get(i), results[i]));
    }
  }

  private String name(Row row) {
    return input.name() < 0 || row.isNullAt(input.name())
        ? "the recording of a row"
        : row.getString(input.name());
  }

  private static Row with(Row row, Row result) {
    Object[] values = new Object[row.length() + 1];
    for (int i = 0; i < row.length(); i++) {
      values[i] = row.get(i);
    }
    values[row.length()] = result;
    return RowFactory.create(values);
  }

  /**
   * What is recognised of an outcome.
   *
   * @throws EmoDnaException if it is not the recording that failed: then the task fails, and Spark
   *     tries it again elsewhere
   */
  static Row result(Outcome<Recognition> outcome) {
    if (outcome instanceof Outcome.Failed<Recognition> failed) {
      EmoDnaException why = failed.exception();
      if (why instanceof DeviceFailureException
          || why instanceof DeviceUnavailableException
          || why instanceof ClosedResourceException) {
        throw why;
      }
      return RecognitionColumns.of(why.problem());
    }
    return RecognitionColumns.of(((Outcome.Done<Recognition>) outcome).value());
  }

  /** Recordings of one kind among the rows of a batch, and where they stand in it. */
  private static final class Many<T> {
    private final List<T> inputs = new ArrayList<>();
    private final int[] places = new int[ROWS];

    void add(int place, T input) {
      places[inputs.size()] = place;
      inputs.add(input);
    }

    void put(Row[] results, List<Outcome<Recognition>> outcomes) {
      for (int i = 0; i < outcomes.size(); i++) {
        results[places[i]] = result(outcomes.get(i));
      }
    }
  }
}
