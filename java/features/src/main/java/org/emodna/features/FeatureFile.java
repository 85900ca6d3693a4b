package org.emodna.features;

import java.nio.file.Path;
import java.util.List;
import org.emodna.safetensors.SafeTensorsWriter;

/** Features of many recordings for other programs: a safetensors file, or a table of vectors. */
public final class FeatureFile {
  private FeatureFile() {}

  /**
   * Writes features as a safetensors file: a tensor [frames, values] for each recording under its
   * id, and what they are as the metadata {@code input}, {@code values} and {@code framing}.
   *
   * @param file replaced in one step
   * @param input that the features were made by
   * @param loaded what could be used; ids must differ
   */
  public static void write(Path file, InputSpec input, LoadedFeatures loaded) {
    write(
        file,
        input,
        loaded,
        loaded.features().stream().map(Features::values).toList(),
        new SafeTensorsWriter());
  }

  /**
   * Likewise normalised features: what the network of one model is given, and no other, since
   * models differ in their statistics. The metadata {@code normalised} and {@code model_sha256} say
   * so.
   *
   * @param normalised the values of each recording, [frames * values], in the order of {@code
   *     loaded}
   * @param model SHA-256 of the model's file, in hexadecimal
   */
  public static void write(
      Path file, InputSpec input, LoadedFeatures loaded, List<float[]> normalised, String model) {
    SafeTensorsWriter writer = new SafeTensorsWriter();
    writer.metadata("normalised", input.normalisation().label());
    writer.metadata("model_sha256", model);
    write(file, input, loaded, normalised, writer);
  }

  private static void write(
      Path file,
      InputSpec input,
      LoadedFeatures loaded,
      List<float[]> all,
      SafeTensorsWriter writer) {
    writer.metadata("input", input.toJson().toString());
    writer.metadata("values", String.join("\n", input.valueNames()));
    input.grid().ifPresent(grid -> writer.metadata("framing", input.framing().canonical(grid)));
    for (int i = 0; i < loaded.kept().length; i++) {
      float[] values = all.get(i);
      writer.add(loaded.ids().get(i), values, values.length / input.width(), input.width());
    }
    writer.write(file);
  }

  /**
   * Vectors as comma-separated values, as RFC 4180 has them: a row a recording, behind its id a
   * column a value, and a first row of their names.
   *
   * @param input of vectors alone
   */
  public static String toCsv(InputSpec input, LoadedFeatures loaded) {
    StringBuilder table = new StringBuilder("file");
    input.valueNames().forEach(name -> table.append(',').append(field(name)));
    table.append('\n');
    List<String> ids = loaded.ids();
    for (int i = 0; i < ids.size(); i++) {
      table.append(field(ids.get(i)));
      for (float value : loaded.features().get(i).values()) {
        table.append(',').append(value);
      }
      table.append('\n');
    }
    return table.toString();
  }

  /** Quoted where a reader would misunderstand it. */
  private static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
