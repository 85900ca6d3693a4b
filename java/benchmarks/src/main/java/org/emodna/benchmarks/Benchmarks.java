package org.emodna.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.emodna.base.InvalidArgumentException;

/** The benchmarks by name, and their results as a table and as JSON. */
public final class Benchmarks {
  /** Stands for all benchmarks but engines, which needs a CUDA device with cuDNN. */
  public static final String ALL = "all";

  private static final List<Benchmark> BENCHMARKS =
      List.of(
          StepBenchmark.ofTimNet(),
          StepBenchmark.ofFunctionals(),
          new InferenceBenchmark(),
          new EncoderBenchmark(),
          new EngineBenchmark(),
          new LossBenchmark(),
          new HeadBenchmark(),
          new FeatureBenchmark(),
          new SpeechBenchmark(),
          new DecodeBenchmark(),
          new StreamBenchmark());

  private Benchmarks() {}

  /**
   * What can be run.
   *
   * @return step, step-functionals, inference, encoder, engines, losses, heads, features, speech,
   *     decode, streams
   */
  public static List<String> names() {
    return BENCHMARKS.stream().map(Benchmark::name).toList();
  }

  /**
   * Runs benchmarks, one after the other.
   *
   * @param names of {@link #names()}, or {@link #ALL}
   * @param options how
   * @param listener gets each result as soon as it is known
   * @return all results, in order
   * @throws InvalidArgumentException if a name is not a benchmark's
   */
  public static List<BenchmarkResult> run(
      List<String> names, BenchmarkOptions options, Consumer<BenchmarkResult> listener) {
    List<BenchmarkResult> results = new ArrayList<>();
    for (Benchmark benchmark : chosen(names)) {
      benchmark.run(options, ((Consumer<BenchmarkResult>) results::add).andThen(listener));
    }
    return List.copyOf(results);
  }

  private static List<Benchmark> chosen(List<String> names) {
    Set<String> wanted = new LinkedHashSet<>();
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.equals(ALL)) {
        BENCHMARKS.stream().filter(Benchmark::partOfAll).map(Benchmark::name).forEach(wanted::add);
      } else if (names().contains(lower)) {
        wanted.add(lower);
      } else {
        throw new InvalidArgumentException(
            "there is no benchmark '%s'; there are %s and %s"
                .formatted(name, String.join(", ", names()), ALL));
      }
    }
    if (wanted.isEmpty()) {
      throw new InvalidArgumentException(
          "no benchmark is named; there are " + String.join(", ", names()) + " and " + ALL);
    }
    return BENCHMARKS.stream().filter(benchmark -> wanted.contains(benchmark.name())).toList();
  }

  /**
   * A table for people.
   *
   * @param results as {@link #run} gives them
   * @return lines, each ended
   */
  public static String toTable(List<BenchmarkResult> results) {
    StringBuilder table = new StringBuilder();
    table.append(line("benchmark", "shape", "median ms", "least ms", "runs", ""));
    for (BenchmarkResult result : results) {
      List<String> figures = new ArrayList<>();
      result.figures().forEach((unit, value) -> figures.add(figure(unit, value)));
      table.append(
          line(
              result.name(),
              result.shape(),
              milliseconds(result.medianSeconds()),
              milliseconds(result.minSeconds()),
              String.valueOf(result.runs()),
              String.join(", ", figures)));
    }
    results.stream()
        .map(BenchmarkResult::device)
        .distinct()
        .forEach(device -> table.append(device).append('\n'));
    return table.toString();
  }

  private static String line(
      String name, String shape, String median, String min, String runs, String figures) {
    return "%-28s %-30s %10s %10s %6s  %s"
            .formatted(name, shape, median, min, runs, figures)
            .stripTrailing()
        + "\n";
  }

  private static String milliseconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f", seconds * 1e3);
  }

  private static String figure(String unit, double value) {
    return switch (unit) {
      case "loss" -> String.format(Locale.ROOT, "loss %.6g", value);
      case "memory_bytes" -> String.format(Locale.ROOT, "%.0f MiB", value / (1 << 20));
      case "times_decode" -> String.format(Locale.ROOT, "%.2f x decode", value);
      case "times_life" -> String.format(Locale.ROOT, "%.0f x real time", value);
      case "times_usual_rate" -> String.format(Locale.ROOT, "%.2f x usual rate", value);
      default ->
          String.format(
              Locale.ROOT, "%.0f %s", value, unit.replace("_per_", "/").replace('_', ' '));
    };
  }

  /**
   * The results by name: {@code {"step": {"median_s": …, "shape": …, "threads": …, "device": …},
   * …}}.
   *
   * @param results as {@link #run} gives them
   * @return an object, in the results' order
   */
  public static String toJson(List<BenchmarkResult> results) {
    Map<String, Map<String, Object>> object = new LinkedHashMap<>();
    for (BenchmarkResult result : results) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("median_s", result.medianSeconds());
      entry.put("min_s", result.minSeconds());
      entry.put("cpu_s", result.cpuSeconds());
      entry.put("runs", result.runs());
      entry.put("shape", result.shape());
      entry.put("threads", result.threads());
      entry.put("device", result.device());
      entry.putAll(result.figures());
      object.put(result.name(), entry);
    }
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
