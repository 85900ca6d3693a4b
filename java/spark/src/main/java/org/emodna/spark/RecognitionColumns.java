package org.emodna.spark;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.emodna.audio.AudioWarning;
import org.emodna.base.Problem;
import org.emodna.recognition.Recognition;
import scala.jdk.javaapi.CollectionConverters;

/** What is added to a recording's row: the fields of one column, which is a struct. */
public final class RecognitionColumns {
  private static final StructType ERROR =
      new StructType()
          .add("subject", DataTypes.StringType, false)
          .add("reason", DataTypes.StringType, false)
          .add("remedy", DataTypes.StringType, false);

  private static final StructType TYPE =
      new StructType()
          .add("emotion", DataTypes.StringType)
          .add("confidence", DataTypes.FloatType)
          .add(
              "probabilities",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.FloatType, false))
          .add("reason", DataTypes.StringType)
          .add("seconds", DataTypes.DoubleType)
          .add("seconds_used", DataTypes.DoubleType)
          .add("speech_share", DataTypes.DoubleType)
          .add("warnings", DataTypes.createArrayType(DataTypes.StringType, false))
          .add("error", ERROR);

  private RecognitionColumns() {}

  /**
   * The struct's type. A recording that was judged has all of {@code emotion} (string), {@code
   * confidence} (float, 0 to 1), {@code probabilities} (map of class to float, in the model's
   * order), {@code seconds} and {@code seconds_used} (double, in seconds), {@code speech_share}
   * (double, 0 to 1) and {@code warnings} (array of strings). One with too little sound has a
   * {@code reason} (string), but no emotion, confidence and probabilities. One that could not be
   * read has only an {@code error}: a struct of the strings {@code subject}, {@code reason} and
   * {@code remedy}. Missing fields are null.
   */
  public static StructType type() {
    return TYPE;
  }

  /** Of a recording that was decoded. */
  static Row of(Recognition one) {
    return RowFactory.create(
        one.emotion(),
        one.hasEmotion() ? one.confidence() : null,
        one.hasEmotion() ? CollectionConverters.asScala(one.probabilities()) : null,
        one.reason().orElse(null),
        one.seconds(),
        one.secondsUsed(),
        one.speechShare(),
        texts(one.warnings()),
        null);
  }

  /** Of one that could not be. */
  static Row of(Problem problem) {
    Row error = RowFactory.create(problem.subject(), problem.reason(), problem.remedy());
    return RowFactory.create(null, null, null, null, null, null, null, null, error);
  }

  private static Object texts(List<AudioWarning> warnings) {
    return CollectionConverters.asScala(warnings.stream().map(AudioWarning::text).toList()).toSeq();
  }
}
