package org.emodna.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.corpus.reader.FileKinds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A program for spark-submit that recognises emotion in the recordings of a folder or a list. It
 * writes a row for each: its path and the fields of {@link RecognitionColumns#type()}.
 */
@Command(
    name = "RecognizeJob",
    description = "Recognises emotion in many recordings on a Spark cluster.",
    mixinStandardHelpOptions = true)
public final class RecognizeJob implements Callable<Integer> {
  /** Paths of one task, where the list is long: work for a minute or so. */
  private static final long LIST_BYTES = 512L << 10;

  private static final int TASKS_EACH = 4;

  @Parameters(
      index = "0",
      paramLabel = "INPUT",
      description =
          "A folder of recordings, or a text file that names one in each line; of any file system"
              + " that Hadoop knows. Relative names are taken from the list's folder.")
  private String input;

  @Parameters(index = "1", paramLabel = "MODEL", description = "The model file.")
  private String model;

  @Parameters(index = "2", paramLabel = "OUTPUT", description = "The folder of results, a new one.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "parquet|json",
      description = "Of the results (default: ${DEFAULT-VALUE}).")
  private String format = "parquet";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Tasks to cut the list into (default: by its size and the cluster's).")
  private int partitions;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda|cuda:N",
      description = "What the executors compute on (default: ${DEFAULT-VALUE}).")
  private String device = "auto";

  RecognizeJob() {}

  /** For spark-submit; exit codes as those of the command line's {@code predict}. */
  public static void main(String[] arguments) {
    Jobs.main(new RecognizeJob(), arguments);
  }

  @Override
  public Integer call() {
    if (!List.of("parquet", "json").contains(format)) {
      throw new EmoDnaException(
          Problem.of("--format " + format, "is not known").remedy("say parquet or json"));
    }
    if (partitions < 0) {
      throw new EmoDnaException(
          Problem.of("--partitions " + partitions, "is below 0").remedy("name a number"));
    }
    try (SparkSession spark = Jobs.session("EMO-DNA recognition")) {
      EmotionRecognition recognition = EmotionRecognition.of(spark, model).device(device);
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      long began = System.nanoTime();
      Dataset<Row> results =
          recognition
              .onPaths(
                  spark.createDataset(paths(context).rdd(), Encoders.STRING()).toDF("path"), "path")
              .select("path", EmotionRecognition.COLUMN + ".*");
      results.write().format(format).save(output);
      double seconds = (System.nanoTime() - began) / 1e9;
      return said(spark, results.schema(), seconds);
    } catch (IOException e) {
      throw new EmoDnaException(Problem.of(input, "can't be read (" + e + ")"), e);
    }
  }

  /** Counted in what was written: a task that was tried twice must not count twice. */
  private int said(SparkSession spark, StructType schema, double seconds) {
    Row counts =
        spark
            .read()
            .schema(schema)
            .format(format)
            .load(output)
            .agg(
                functions.count(functions.lit(1)),
                functions.count("emotion"),
                functions.count("error.reason"))
            .first();
    long all = counts.getLong(0);
    System.out.printf(
        "%d recordings: %d with an emotion, %d without, %d failed; %.1f s, %.1f a second%n",
        all,
        counts.getLong(1),
        all - counts.getLong(1) - counts.getLong(2),
        counts.getLong(2),
        seconds,
        all / seconds);
    if (counts.getLong(2) == all) {
      return Jobs.FAILED;
    }
    return counts.getLong(1) == all ? Jobs.DONE : Jobs.SOME_FAILED;
  }

  private JavaRDD<String> paths(JavaSparkContext context) throws IOException {
    Configuration hadoop = context.hadoopConfiguration();
    Path place = new Path(input);
    FileSystem system = place.getFileSystem(hadoop);
    FileStatus status = system.getFileStatus(place);
    int least = TASKS_EACH * context.defaultParallelism();
    if (status.isDirectory()) {
      List<String> files = below(system, status.getPath());
      int parts = partitions > 0 ? partitions : Math.max(least, files.size() / 5000);
      return context.parallelize(files, Math.min(parts, files.size()));
    }
    String folder = status.getPath().getParent().toString();
    int parts = partitions > 0 ? partitions : (int) Math.max(least, status.getLen() / LIST_BYTES);
    // Cut by its bytes where it lies: no list in the driver's memory, and nothing is shuffled.
    return context
        .textFile(input, parts)
        .filter(line -> !line.isBlank())
        .map(line -> named(folder, line.strip()));
  }

  /**
   * The recording that a line names.
   *
   * @param folder the list's, with its scheme
   * @return the line itself where it can't be a path: its row says so
   */
  static String named(String folder, String line) {
    try {
      return new Path(folder + "/", line).toString();
    } catch (IllegalArgumentException e) {
      // Hadoop takes what is before a colon for a scheme, as in 2024-01-01T10:00.wav.
    }
    try {
      return line.contains("://") ? line : new Path(folder + "/" + line).toString();
    } catch (IllegalArgumentException e) {
      return line;
    }
  }

  /** By name alone; all that it knows is in ASCII, and not every name is a path in every locale. */
  private static boolean namesNoRecording(Path file) {
    return FileKinds.namesNoRecording(
        java.nio.file.Path.of(file.getName().replaceAll("[^ -~]", "_")));
  }

  /** The recordings below a folder, in the order of their names. */
  private List<String> below(FileSystem system, Path folder) throws IOException {
    List<String> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> all = system.listFiles(folder, true);
    int start = folder.toString().length();
    while (all.hasNext()) {
      Path file = all.next().getPath();
      boolean hidden = file.toString().substring(start).contains("/.");
      if (!hidden && !namesNoRecording(file)) {
        files.add(file.toString());
      }
    }
    if (files.isEmpty()) {
      throw new EmoDnaException(Problem.of(input, "holds no recordings").remedy("name others"));
    }
    Collections.sort(files);
    return files;
  }
}
