package org.emodna.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.OutputStream;
import org.emodna.base.Problem;

/** A report as JSON. NaN and infinities, which JSON has no numbers for, become null. */
public final class ReportJson {
  private static final ObjectMapper JSON = mapper();

  private ReportJson() {}

  /** Writes a report in UTF-8, in one line; leaves the stream open. */
  public static void write(OutputStream out, Report report) throws IOException {
    JSON.writeValue(out, report);
  }

  /** Part of a report as it stands in report.json: a record of this package, or a list of them. */
  public static String text(Object part) {
    try {
      return JSON.writeValueAsString(part);
    } catch (IOException e) {
      throw new ReportException(Problem.of("report", "can't be written as JSON (" + e + ")"), e);
    }
  }

  private static ObjectMapper mapper() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(Double.class, new FiniteOrNull());
    module.addSerializer(double.class, new FiniteOrNull());
    return JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .addModule(module)
        .build();
  }

  private static final class FiniteOrNull extends StdSerializer<Double> {
    FiniteOrNull() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }
}
