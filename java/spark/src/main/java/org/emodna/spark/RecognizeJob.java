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
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.TextInputFormat;
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
  /** Tasks for each that runs at a time: the last to end is not waited for long. */
  private static final int TASKS_EACH = 4;

  /** Recordings of one task that are enough: work for some seconds. */
  private static final int MANY = 1000;

  private static final int MANY_TASKS = 10_000;

  /** Recordings of one task that are not too many: work for a minute or so. */
  private static final int MOST = 8000;

  /** Of a line of a list, about. */
  private static final int PATH_BYTES = 60;

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
  public Integer call() throws IOException {
    if (!List.of("parquet", "json").contains(format)) {
      throw new EmoDnaException(
          Problem.of("--format " + format, "is not known").remedy("say parquet or json"));
    }
    if (partitions < 0) {
      throw new EmoDnaException(
          Problem.of("--partitions " + partitions, "is below 0").remedy("name a number"));
    }
    try (SparkSession spark = Jobs.session("EMO-DNA recognition")) {
      requireNew(new Path(output), spark.sparkContext().hadoopConfiguration());
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
    }
  }

  /** Spark would say so only when all is about to be written, and in many lines. */
  private void requireNew(Path place, Configuration hadoop) {
    boolean exists;
    try {
      exists = place.getFileSystem(hadoop).exists(place);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new EmoDnaException(
          Problem.of(output, "can't be written to (" + e + ")").remedy("name a new folder"), e);
    }
    if (exists) {
      throw new EmoDnaException(Problem.of(output, "is there already").remedy("name a new folder"));
    }
  }

  /** Counted in what was written: a task that was tried twice must not count twice. */
  private int said(SparkSession spark, StructType schema, double seconds) {
    Row counts =
        spark
            .read()
            .schema(schema)
            .format(format)
            .load(literally(output))
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

  private JavaRDD<String> paths(JavaSparkContext context) {
    try {
      Path place = new Path(input);
      FileSystem system = place.getFileSystem(context.hadoopConfiguration());
      FileStatus status = system.getFileStatus(place);
      int tasks = TASKS_EACH * ClusterSize.tasks(context.sc());
      if (status.isDirectory()) {
        List<String> files = below(system, status.getPath());
        int parts = partitions > 0 ? partitions : parts(files.size(), tasks);
        return context.parallelize(files, Math.min(parts, files.size()));
      }
      int parts = partitions > 0 ? partitions : parts(status.getLen() / PATH_BYTES, tasks);
      return lines(context, status.getPath(), parts);
    } catch (EmoDnaException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new EmoDnaException(
          Problem.of(input, "can't be read (" + e + ")")
              .remedy("name a folder of recordings or a list of them"),
          e);
    }
  }

  /**
   * How many tasks recognise so many recordings: those that keep the cluster busy, of {@value
   * #MANY} recordings at most, if that does not make more tasks than {@value #MANY_TASKS}; and not
   * so many that the network's batches are not full.
   */
  static int parts(long recordings, int tasks) {
    long small = Math.min(MANY_TASKS, recordings / MANY);
    long parts = Math.max(Math.max(tasks, small), recordings / MOST);
    return (int) Math.max(1, Math.min(parts, recordings / RowBatches.ROWS));
  }

  /** Cut by its bytes where it lies: no list in the driver's memory, and nothing is shuffled. */
  private static JavaRDD<String> lines(JavaSparkContext context, Path list, int parts) {
    String folder = list.getParent().toString();
    JobConf conf = new JobConf(context.hadoopConfiguration());
    // A single path; JavaSparkContext.textFile would take a comma in its name for the end of it.
    FileInputFormat.setInputPaths(conf, new Path(literally(list.toString())));
    return context
        .hadoopRDD(conf, TextInputFormat.class, LongWritable.class, Text.class, parts)
        .map(line -> line._2().toString())
        .filter(line -> !line.isBlank())
        .map(line -> named(folder, line.strip()));
  }

  /** A name as a pattern of Hadoop's that nothing else matches. */
  static String literally(String name) {
    return name.replaceAll("[\\\\{}\\[\\]*?^]", "\\\\$0");
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
