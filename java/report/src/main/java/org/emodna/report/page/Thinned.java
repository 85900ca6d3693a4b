package org.emodna.report.page;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * A curve with no more points than a chart shows, evenly chosen; the first and the last stay.
 *
 * @param epochs of the points
 * @param values of the points, all finite
 */
record Thinned(List<Integer> epochs, List<Double> values) {
  private static final MathContext DIGITS = new MathContext(4);

  /** Of the epochs that have a value. */
  static Thinned of(List<Integer> epochs, List<Double> values, int most) {
    List<Integer> known = new ArrayList<>();
    for (int i = 0; i < Math.min(epochs.size(), values.size()); i++) {
      if (values.get(i) != null && Double.isFinite(values.get(i))) {
        known.add(i);
      }
    }
    int points = Math.min(known.size(), Math.max(2, most));
    List<Integer> someEpochs = new ArrayList<>();
    List<Double> someValues = new ArrayList<>();
    for (int p = 0; p < points; p++) {
      int at = known.get(points == 1 ? 0 : (int) ((long) p * (known.size() - 1) / (points - 1)));
      someEpochs.add(epochs.get(at));
      someValues.add(values.get(at));
    }
    return new Thinned(someEpochs, someValues);
  }

  /** As two arrays. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (int epoch : epochs) {
      json.writeNumber(epoch);
    }
    json.writeEndArray();
    json.writeStartArray();
    for (double value : values) {
      json.writeNumber(new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString());
    }
    json.writeEndArray();
  }
}
