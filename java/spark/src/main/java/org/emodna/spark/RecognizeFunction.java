package org.emodna.spark;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.util.SerializableConfiguration;
import org.emodna.audio.AudioException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.recognition.EncodedAudio;
import org.emodna.recognition.Recognizer;

/** The function of SQL: a path or the bytes of a recording to what is recognised in it. */
final class RecognizeFunction implements UDF1<Object, Row> {
  private static final long serialVersionUID = 1L;

  private final SharedModel model;
  private final Broadcast<SerializableConfiguration> hadoop;

  RecognizeFunction(SharedModel model, Broadcast<SerializableConfiguration> hadoop) {
    this.model = model;
    this.hadoop = hadoop;
  }

  @Override
  public Row call(Object recording) {
    if (recording == null) {
      return null;
    }
    try (ExecutorRecognizers.Lease lease = model.lease()) {
      Recognizer recognizer = lease.recognizer();
      if (recording instanceof byte[] bytes) {
        return encoded(recognizer, EncodedAudio.of(bytes, "the recording of a row"));
      }
      if (recording instanceof String path) {
        return file(recognizer, path);
      }
    }
    throw new InvalidArgumentException(
        Problem.of("the argument of emotion recognition", "is a " + recording.getClass().getName())
            .remedy("give a column of paths (string) or of recordings (binary)"));
  }

  private Row file(Recognizer recognizer, String path) {
    RecordingPlace place;
    Path local;
    try {
      place = RecordingPlace.of(path, hadoop.value().value());
      local = place.isLocal() ? place.local() : null;
    } catch (AudioException e) {
      return RecognitionColumns.of(e.problem());
    }
    return local == null
        ? encoded(recognizer, new EncodedAudio(path, () -> place.bytes(model.limits().maxBytes())))
        : RowBatches.result(
            MemoryRetry.outcomes(
                    List.of(local), some -> recognizer.recognizeAll(some, Progress.NONE))
                .get(0));
  }

  private static Row encoded(Recognizer recognizer, EncodedAudio recording) {
    return RowBatches.result(
        MemoryRetry.outcomes(
                List.of(recording), some -> recognizer.recognizeEncoded(some, Progress.NONE))
            .get(0));
  }
}
