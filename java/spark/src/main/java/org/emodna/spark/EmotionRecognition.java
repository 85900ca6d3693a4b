package org.emodna.spark;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.emodna.audio.DecodeLimits;
import org.emodna.base.ContentHash;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.kernels.DeviceChoice;
import org.emodna.model.Model;
import org.emodna.model.ModelException;
import org.emodna.model.ModelFile;

/**
 * Recognises emotion in the recordings of a DataFrame. Immutable.
 *
 * <pre>{@code
 * EmotionRecognition emotions = EmotionRecognition.of(Path.of("model.safetensors"));
 * emotions.onPaths(calls, "path").select("path", "recognition.*").write().parquet("emotions");
 * }</pre>
 *
 * <p>Every input row gives one row, in the same partition and order, with one more column: a struct
 * of the fields that {@link RecognitionColumns#type()} describes. A recording that can't be read
 * becomes a row with an error; a null path or null bytes give null.
 *
 * <p>The driver reads the model and sends it to each executor once. An executor has one recogniser,
 * which all of its tasks share; each task gives the network 64 neighbouring rows at a time and uses
 * {@code spark.task.cpus} threads.
 */
public final class EmotionRecognition {
  /** The column of results, unless {@link #into} names another. */
  public static final String COLUMN = "recognition";

  private final byte[] model;
  private final String name;
  private final String column;
  private final String device;
  private final DecodeLimits limits;

  private EmotionRecognition(
      byte[] model, String name, String column, String device, DecodeLimits limits) {
    this.model = model;
    this.name = name;
    this.column = column;
    this.device = device;
    this.limits = limits;
  }

  /**
   * Uses the model in a file that the driver can read.
   *
   * @throws org.emodna.base.EmoDnaException if it is not a model that this version can use
   */
  public static EmotionRecognition of(Path model) {
    return of(ModelBytes.read(model), model.toString());
  }

  /**
   * Uses the model in a file's bytes.
   *
   * @param name what messages call it
   * @throws ModelException if they are not a model that this version can use, or need embeddings
   *     from another program, which belong to a list of recordings and not to rows
   */
  public static EmotionRecognition of(byte[] model, String name) {
    Model loaded = ModelFile.load(model, name);
    if (loaded.input().spec().isStored()) {
      throw new ModelException(
          Problem.of(name, "takes embeddings that another program computed")
              .remedy("use it with Recognizer, or train a model on the recordings themselves"));
    }
    return new EmotionRecognition(model.clone(), name, COLUMN, "auto", DecodeLimits.standard());
  }

  /**
   * Uses a model from any file system that Hadoop knows, such as {@code
   * hdfs://host/model.safetensors}; the driver reads it.
   *
   * @throws ModelException if it can't be read, or is not a model that this version can use
   */
  public static EmotionRecognition of(SparkSession spark, String model) {
    return of(ModelBytes.read(model, spark.sparkContext().hadoopConfiguration()), model);
  }

  /** The same with another name for the column of results. */
  public EmotionRecognition into(String name) {
    return new EmotionRecognition(model, this.name, Objects.requireNonNull(name), device, limits);
  }

  /**
   * The same on another device: auto, cpu, cuda or cuda:N; auto, the default, is the best device of
   * an executor. The driver need not have it.
   */
  public EmotionRecognition device(String text) {
    DeviceChoice.requireOne(text);
    return new EmotionRecognition(model, name, column, text, limits);
  }

  /** The same with other limits; {@link DecodeLimits#standard()} of the driver unless given. */
  public EmotionRecognition limits(DecodeLimits value) {
    return new EmotionRecognition(model, name, column, device, Objects.requireNonNull(value));
  }

  /**
   * Recognises files.
   *
   * @param paths name of a column of strings: paths or URIs of any file system that Hadoop knows,
   *     which executors can read. Those of {@code file:} are read where the task runs
   * @return the rows with one column more
   * @throws InvalidArgumentException if there is no such column, or the column of results is there
   *     already; as everywhere in Spark, unless {@code spark.sql.caseSensitive} says otherwise,
   *     upper and lower case make no difference
   */
  public Dataset<Row> onPaths(Dataset<Row> rows, String paths) {
    int place = place(rows, paths, StringType.class);
    return run(rows, new RecognizeRows.Input(place, false, -1));
  }

  /** As {@link #onBinary(Dataset, String, String)}, if no column names the recordings. */
  public Dataset<Row> onBinary(Dataset<Row> rows, String content) {
    int place = place(rows, content, BinaryType.class);
    return run(rows, new RecognizeRows.Input(place, true, -1));
  }

  /**
   * Recognises recordings stored in the rows, such as those of Spark's source {@code binaryFile}.
   *
   * @param content name of a column of bytes: whole audio files
   * @param names name of a column of strings that errors call the recordings
   * @return the rows with one column more
   * @throws InvalidArgumentException if there is no such column, or the column of results is there
   *     already
   */
  public Dataset<Row> onBinary(Dataset<Row> rows, String content, String names) {
    int place = place(rows, content, BinaryType.class);
    int name = place(rows, names, StringType.class);
    return run(rows, new RecognizeRows.Input(place, true, name));
  }

  /**
   * Registers it as an SQL function, for Scala, Python and SQL: {@code function(path)} or {@code
   * function(content)}, whose value is the struct. It sees one row at a time, so the network gets
   * no batches; {@link #onPaths} and {@link #onBinary} are faster.
   *
   * @param function its name in the session
   */
  public void register(SparkSession spark, String function) {
    SparkContext context = spark.sparkContext();
    spark
        .udf()
        .register(
            function,
            new RecognizeFunction(shared(context), hadoop(context)),
            RecognitionColumns.type());
  }

  private Dataset<Row> run(Dataset<Row> rows, RecognizeRows.Input input) {
    StructType schema = rows.schema();
    if (!places(rows, column).isEmpty()) {
      throw new InvalidArgumentException(
          Problem.of("column " + column, "is there already")
              .remedy("name another one by EmotionRecognition.into"));
    }
    SparkContext context = rows.sparkSession().sparkContext();
    return rows.mapPartitions(
        new RecognizeRows(shared(context), hadoop(context), input),
        Encoders.row(schema.add(column, RecognitionColumns.type())));
  }

  private SharedModel shared(SparkContext context) {
    return new SharedModel(
        JavaSparkContext.fromSparkContext(context).broadcast(model),
        name,
        ContentHash.of(model),
        device,
        limits.maxSeconds(),
        limits.maxBytes(),
        limits.maxSamples(),
        limits.anyContainer());
  }

  private static Broadcast<SerializableConfiguration> hadoop(SparkContext context) {
    return JavaSparkContext.fromSparkContext(context)
        .broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
  }

  /** Where the columns of a name are, by the session's rule for upper and lower case. */
  private static List<Integer> places(Dataset<Row> rows, String column) {
    String[] names = rows.schema().fieldNames();
    boolean exact =
        Boolean.parseBoolean(rows.sparkSession().conf().get("spark.sql.caseSensitive", "false"));
    return IntStream.range(0, names.length)
        .filter(i -> exact ? names[i].equals(column) : names[i].equalsIgnoreCase(column))
        .boxed()
        .toList();
  }

  /** One of several columns is the one of exactly that name. */
  private static int place(Dataset<Row> rows, String column, Class<? extends DataType> type) {
    StructType schema = rows.schema();
    List<Integer> places = places(rows, column);
    if (places.isEmpty()) {
      throw new InvalidArgumentException(
          Problem.of("column " + column, "is not there")
              .remedy("the rows have " + String.join(", ", schema.fieldNames())));
    }
    int place =
        places.stream()
            .filter(i -> schema.fieldNames()[i].equals(column))
            .findFirst()
            .orElse(places.get(0));
    DataType found = schema.fields()[place].dataType();
    // A string of any collation is one.
    if (!type.isInstance(found)) {
      throw new InvalidArgumentException(
          Problem.of("column " + column, "is of the type " + found.simpleString())
              .remedy("name one of " + (type == StringType.class ? "strings" : "bytes")));
    }
    return place;
  }
}
