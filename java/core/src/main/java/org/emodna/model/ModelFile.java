package org.emodna.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.features.FeatureStatistics;
import org.emodna.safetensors.DType;
import org.emodna.safetensors.SafeTensorsException;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;
import org.emodna.safetensors.TensorInfo;

/**
 * Models as safetensors files that describe themselves: one tensor a weight, under its name;
 * architecture, input and labels in the metadata, and as provenance the configuration of the
 * training. A file is read by what it says, so that settings may be added or renamed and it still
 * loads. Nothing in a file depends on time or thread count, so equal runs give equal files.
 */
public final class ModelFile {
  private static final String FORMAT = "emodna-model-2";

  /** Networks of an ensemble; a model of one network does not say so. */
  private static final String MEMBERS = "members";

  private static final String PROVENANCE = "provenance.";
  private static final String NORMALISATION = "normalisation.";

  /**
   * What a Java array holds. A file that claims more than it has is refused by its tensors' sizes.
   */
  private static final long MAX_WEIGHTS = Integer.MAX_VALUE - 8;

  private ModelFile() {}

  /** Writes the model; the file appears whole or not at all. */
  public static void save(Model model, Path file) {
    SafeTensorsWriter writer = new SafeTensorsWriter();
    metadata(model).forEach(writer::metadata);
    for (String name : model.tensors().names()) {
      NamedTensors.Values tensor = model.tensors().get(name);
      writer.add(name, tensor.values(), tensor.shape());
    }
    add(writer, NORMALISATION + "source", model.input().source());
    add(writer, NORMALISATION + "target", model.input().target());
    writer.write(file);
  }

  /**
   * What a file of the model says of it beside its tensors: format, architecture, input, labels,
   * configuration and provenance.
   *
   * @return text by name, in the file's order
   */
  public static Map<String, String> metadata(Model model) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("architecture", ModelMetadata.architecture(model));
    metadata.put("input", model.input().spec().toJson().toString());
    metadata.put("labels", ModelMetadata.labels(model.labels()));
    if (model.size() > 1) {
      metadata.put(MEMBERS, Integer.toString(model.size()));
    }
    if (!model.config().isEmpty()) {
      metadata.put("config", model.config());
    }
    model.provenance().forEach((name, value) -> metadata.put(PROVENANCE + name, value));
    return metadata;
  }

  private static void add(
      SafeTensorsWriter writer, String name, Optional<FeatureStatistics> statistics) {
    statistics.ifPresent(
        known -> {
          writer.add(name + ".mean", known.mean(), known.mean().length);
          writer.add(name + ".sd", known.sd(), known.sd().length);
        });
  }

  /**
   * Reads a model. A writer that replaces the file meanwhile, as {@link #save} does, is in nobody's
   * way: it is the old one or the new one that is read.
   *
   * @throws ModelException if the file is not a model of this program, or lacks a part
   * @throws org.emodna.base.EmoDnaException if it is not a sound safetensors file, or holds NaN
   */
  public static Model load(Path file) {
    return load(SafeTensorsFile.open(file));
  }

  /**
   * Reads a model that is in memory.
   *
   * @param file a model file's content; left as it is, and not needed afterwards
   * @param name what messages call it
   * @throws ModelException if it is not a model of this program, or lacks a part
   * @throws org.emodna.base.EmoDnaException if it is not a sound safetensors file, or holds NaN
   */
  public static Model load(byte[] file, String name) {
    return load(SafeTensorsFile.open(file, name));
  }

  private static Model load(SafeTensorsFile opened) {
    String file = opened.name();
    try (SafeTensorsFile in = opened) {
      in.requireFinite();
      Map<String, String> metadata = in.metadata();
      requireFormat(metadata.get("format"));
      ModelInput input =
          new ModelInput(
              ModelMetadata.input(required(metadata, "input")),
              statistics(in, NORMALISATION + "source"),
              statistics(in, NORMALISATION + "target"));
      Encoder encoder =
          ModelMetadata.architecture(required(metadata, "architecture"), input.encoder());
      Map<String, String> provenance = new TreeMap<>();
      metadata.forEach(
          (name, value) -> {
            if (name.startsWith(PROVENANCE)) {
              provenance.put(name.substring(PROVENANCE.length()), value);
            }
          });
      List<String> labels = ModelMetadata.labels(required(metadata, "labels"));
      int members = members(metadata.getOrDefault(MEMBERS, "1"));
      Network recognising = Model.recognising(encoder, input.encoder(), labels.size());
      for (int m = 0; m < members; m++) {
        requireWeights(in, recognising, Model.prefix(m, members));
      }
      return Model.builder()
          .encoder(encoder)
          .input(input)
          .labels(labels)
          .tensors(tensors(in), members)
          .config(metadata.getOrDefault("config", ""))
          .provenance(provenance)
          .build();
    } catch (SafeTensorsException e) {
      throw e;
    } catch (EmoDnaException e) {
      throw new ModelException(e.problem().in(file), e);
    } catch (ArithmeticException e) {
      throw new ModelException(Problem.of(file, "its sizes are too large"), e);
    }
  }

  private static void requireFormat(String format) {
    if (FORMAT.equals(format)) {
      return;
    }
    if (format != null && format.matches("emodna-model-\\d+")) {
      throw new ModelException(
          "is a model of another version of EMO-DNA (its format is '"
              + format
              + "', this version reads '"
              + FORMAT
              + "'); train it again, or use that version");
    }
    throw new ModelException(
        "is not an EMO-DNA model (its format is '" + format + "', not '" + FORMAT + "')");
  }

  private static int members(String text) {
    if (text.matches("[1-9]\\d?") && Integer.parseInt(text) <= Model.MOST_MEMBERS) {
      return Integer.parseInt(text);
    }
    throw new ModelException(
        "says that it has '%s' networks; they are 1 to %d".formatted(text, Model.MOST_MEMBERS));
  }

  /** All names and sizes first: nothing is allocated for a file that can't be a model. */
  private static void requireWeights(SafeTensorsFile in, Network network, String prefix) {
    for (Parameters parameters : new Parameters[] {network.weights(), network.statistics()}) {
      if (parameters.size() > MAX_WEIGHTS) {
        throw new ModelException("asks for " + parameters.size() + " weights; too many");
      }
      for (Parameters.Slot slot : parameters.slots()) {
        String name = prefix + slot.name();
        if (!in.contains(name)) {
          throw new ModelException("lacks the tensor '" + name + "'");
        }
        TensorInfo info = in.info(name);
        if (info.dtype() != DType.F32 || !Arrays.equals(info.shape(), slot.dimensions())) {
          throw new ModelException("has " + info + " where F32" + slot.shape() + " belongs");
        }
      }
    }
  }

  private static NamedTensors tensors(SafeTensorsFile in) {
    NamedTensors tensors = new NamedTensors();
    for (String name : in.names()) {
      if (!name.startsWith(NORMALISATION) && in.info(name).dtype() == DType.F32) {
        tensors.put(name, in.info(name).shape(), in.toFloatArray(name));
      }
    }
    return tensors;
  }

  private static Optional<FeatureStatistics> statistics(SafeTensorsFile in, String name) {
    return in.contains(name + ".mean") && in.contains(name + ".sd")
        ? Optional.of(
            new FeatureStatistics(in.toFloatArray(name + ".mean"), in.toFloatArray(name + ".sd")))
        : Optional.empty();
  }

  private static String required(Map<String, String> metadata, String name) {
    String value = metadata.get(name);
    if (value == null) {
      throw new ModelException("its metadata lack '" + name + "'");
    }
    return value;
  }
}
