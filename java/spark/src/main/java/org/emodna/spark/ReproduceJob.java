package org.emodna.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureCache;
import org.emodna.protocol.Columns;
import org.emodna.protocol.Matrix;
import org.emodna.protocol.Protocol;
import org.emodna.protocol.Protocols;
import org.emodna.protocol.SeedList;
import org.emodna.protocol.Track;
import org.emodna.reproduction.Reproduction;
import org.emodna.reproduction.ReproductionResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A program for spark-submit that trains all runs of a protocol, as the command line's {@code
 * reproduce} does; its {@code report} reads the store.
 */
@Command(
    name = "ReproduceJob",
    description = {
      "Trains every task of a protocol with every column and seed on a Spark cluster, into",
      "a run store. Corpora, store and files lie where all machines see them under one path."
    },
    mixinStandardHelpOptions = true)
public final class ReproduceJob implements Callable<Integer> {
  /** What is wanted, on its way to the tasks. */
  private static final class Wanted implements Serializable, SparkReproduction.MatrixSource {
    private static final long serialVersionUID = 1L;

    @Option(
        names = "--corpora",
        arity = "1..*",
        required = true,
        paramLabel = "DIR",
        description = "Folders of corpora, or corpora: folders or manifests.")
    private ArrayList<String> corpora;

    @Option(
        names = "--protocol",
        paramLabel = "NAME|FILE",
        description = "What is compared (default: ${DEFAULT-VALUE}).")
    private String protocol = "tim-net-5";

    @Option(
        names = "--methods",
        split = ",",
        paramLabel = "NAME|FILE",
        description = "Columns of the table (default: the protocol's).")
    private ArrayList<String> methods;

    @Option(
        names = "--directions",
        split = ",",
        paramLabel = "'A>B'",
        description = "The only tasks to do (default: all).")
    private ArrayList<String> directions = new ArrayList<>();

    @Option(
        names = "--seeds",
        paramLabel = "N|N,N,...",
        description = "How many seeds, or which (default: the protocol's).")
    private String seeds;

    @Option(
        names = "--tracks",
        split = ",",
        paramLabel = "NAME",
        description = "corpus, speaker or both (default: the protocol's).")
    private ArrayList<String> tracks;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Settings of all columns, over the protocol's.")
    private String config;

    @Option(
        names = "--epochs",
        paramLabel = "N",
        description = "Passes over the larger corpus (default: as many as make 300 steps).")
    private Integer epochs;

    /** A task has another working folder than the driver, so that names of files must be whole. */
    void makeAbsolute() {
      corpora.replaceAll(ReproduceJob::absolute);
      config = absolute(config);
      if (!Protocols.names().contains(protocol)) {
        protocol = absolute(protocol);
      }
      if (methods != null) {
        methods.replaceAll(name -> isBuiltIn(name.strip()) ? name : absolute(name.strip()));
      }
    }

    private static boolean isBuiltIn(String name) {
      return Columns.names().contains(name) || Columns.groups().containsKey(name);
    }

    @Override
    public Matrix open() {
      Protocol of = Protocol.named(protocol);
      Matrix.Builder matrix =
          Matrix.builder()
              .protocol(of)
              .corpora(corpora.stream().map(Path::of).toList())
              .directions(directions)
              .columns(Columns.of(methods == null ? of.columns() : methods))
              .settings(this::settings);
      if (seeds != null) {
        matrix.seeds(SeedList.of(seeds));
      }
      if (tracks != null) {
        matrix.tracks(tracks.stream().map(Track::named).toList());
      }
      return matrix.open();
    }

    private TrainingConfig settings(TrainingConfig base) {
      TrainingConfig read = config == null ? base : ConfigFile.read(Path.of(config), base);
      return epochs == null ? read : read.withEpochs(epochs);
    }
  }

  /** How, on its way to the tasks. */
  private static final class Manner implements Serializable, SparkReproduction.Settings {
    private static final long serialVersionUID = 1L;

    @Option(
        names = "--at-once",
        paramLabel = "N",
        description = "The most models to train in the same steps (default: as suits the device).")
    private int atOnce;

    @Option(
        names = "--watched-epochs",
        paramLabel = "N",
        description = "Epochs at whose ends the target is predicted (default: ${DEFAULT-VALUE}).")
    private int watchedEpochs = 20;

    @Option(
        names = "--embeddings",
        paramLabel = "WHICH",
        description = "Runs whose encoders' outputs are stored: none, first-seed or all.")
    private String embeddings = "first-seed";

    @Option(names = "--keep-models", description = "Store the models too.")
    private boolean keepModels;

    @Option(
        names = "--cache",
        paramLabel = "DIR",
        description = "Folder of the feature cache, on each machine or shared (default: none).")
    private String cache;

    @Option(
        names = "--device",
        paramLabel = "auto|cpu|cuda|cuda:N",
        description = "What the executors compute on (default: ${DEFAULT-VALUE}).")
    private String device = "auto";

    void makeAbsolute() {
      cache = absolute(cache);
    }

    @Override
    public void apply(Reproduction.Builder reproduction) {
      reproduction
          .atOnce(atOnce)
          .watchedEpochs(watchedEpochs)
          .embeddings(embeddings())
          .keepModels(keepModels)
          .cache(cache == null ? null : new FeatureCache(Path.of(cache)))
          .device(device);
    }

    private Reproduction.Embeddings embeddings() {
      for (Reproduction.Embeddings one : Reproduction.Embeddings.values()) {
        if (one.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(embeddings)) {
          return one;
        }
      }
      throw new EmoDnaException(
          Problem.of("--embeddings " + embeddings, "is not known")
              .remedy("say none, first-seed or all"));
    }
  }

  @Mixin private Wanted wanted;
  @Mixin private Manner manner;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RESULTS",
      description = "Folder of the runs. It may have runs already.")
  private Path out;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description =
          "Tasks to cut the matrix into (default: twice as many as run at a time, at most one for"
              + " each run).")
  private int shards;

  ReproduceJob() {}

  /** The same file by its whole name; what names none is left for its reader to refuse. */
  private static String absolute(String name) {
    try {
      return name == null || name.isEmpty() ? name : Path.of(name).toAbsolutePath().toString();
    } catch (InvalidPathException e) {
      return name;
    }
  }

  /** For spark-submit; exit codes as those of the command line's {@code reproduce}. */
  public static void main(String[] arguments) {
    Jobs.main(new ReproduceJob(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    wanted.makeAbsolute();
    manner.makeAbsolute();
    try (SparkSession spark = Jobs.session("EMO-DNA reproduction")) {
      ReproductionResult result =
          SparkReproduction.of(wanted, out.toAbsolutePath().toString())
              .settings(manner)
              .shards(shards)
              .run(JavaSparkContext.fromSparkContext(spark.sparkContext()));
      result
          .failed()
          .forEach(
              (run, problem) -> System.err.println("failed: " + run + ": " + problem.message()));
      List<String> unusable =
          result.unusable().stream().map(one -> one.problem().message()).toList();
      unusable.forEach(one -> System.err.println("not used: " + one));
      ReproductionResult.Counts counts = result.counts();
      System.out.printf(
          "%s: %d of %d runs were there, %d were trained%n",
          out, counts.before(), counts.wanted(), counts.trained());
      return result.failed().isEmpty() && unusable.isEmpty() ? Jobs.DONE : Jobs.SOME_FAILED;
    }
  }
}
