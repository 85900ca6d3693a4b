package org.emodna.evaluation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A figure over the seeds of a set. As JSON {@code mean}, {@code sd} and {@code n}; one seed says
 * nothing of how seeds differ, so its {@code sd} is null there.
 *
 * @param mean over the seeds
 * @param sd standard deviation of the sample (n - 1); 0 for one seed, where it means nothing
 * @param n number of seeds
 */
public record MeanSd(double mean, double sd, int n) {
  /** Mean and sd of a value of each element; there must be one. */
  public static <T> MeanSd of(List<T> elements, ToDoubleFunction<T> value) {
    double mean = elements.stream().mapToDouble(value).average().orElseThrow();
    double squares =
        elements.stream().mapToDouble(e -> Math.pow(value.applyAsDouble(e) - mean, 2)).sum();
    int n = elements.size();
    return new MeanSd(mean, n == 1 ? 0 : Math.sqrt(squares / (n - 1)), n);
  }

  @JsonValue
  Map<String, Number> json() {
    Map<String, Number> json = new LinkedHashMap<>();
    json.put("mean", mean);
    json.put("sd", n == 1 ? null : sd);
    json.put("n", n);
    return json;
  }

  /** "mean ± sd", or for one seed the value alone, each in the given format. */
  public String format(String each) {
    String text = String.format(Locale.ROOT, each, mean);
    return n == 1 ? text : text + " ± " + String.format(Locale.ROOT, each, sd);
  }
}
