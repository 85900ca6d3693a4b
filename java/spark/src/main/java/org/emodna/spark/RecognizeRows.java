package org.emodna.spark;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** Puts behind each row of a partition what is recognised in its recording. */
final class RecognizeRows implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  /**
   * Where in a row the recording is.
   *
   * @param recording number of the column of paths or of bytes
   * @param binary whether it is the bytes
   * @param name number of the column that names them; -1 for none
   */
  record Input(int recording, boolean binary, int name) implements Serializable {}

  private final SharedModel model;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final Input input;

  RecognizeRows(SharedModel model, Broadcast<SerializableConfiguration> hadoop, Input input) {
    this.model = model;
    this.hadoop = hadoop;
    this.input = input;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    ExecutorRecognizers.Lease lease = model.lease();
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> lease.close());
    return new RowBatches(rows, lease.recognizer(), input, hadoop.value().value(), model.limits());
  }
}
