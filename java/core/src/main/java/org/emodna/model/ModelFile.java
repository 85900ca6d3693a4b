package org.emodna.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.base.ConfigException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureStatistics;
import org.emodna.safetensors.DType;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;
import org.emodna.safetensors.TensorInfo;

/**
 * Models as safetensors files: one tensor a weight, under its name; settings, label set, feature
 * recipe and provenance in the metadata. Nothing in a file depends on time or thread count, so
 * equal runs give equal files.
 */
public final class ModelFile {
  private static final String FORMAT = "emodna-model-1";
  private static final String PROVENANCE = "provenance.";

  /**
   * What a Java array holds. A file that claims more than it has is refused by its tensors' sizes.
   */
  private static final long MAX_WEIGHTS = Integer.MAX_VALUE - 8;

  private ModelFile() {}

  /** Writes the model; the file appears whole or not at all. */
  public static void save(Model model, Path file) {
    SafeTensorsWriter writer = new SafeTensorsWriter();
    FeatureRecipe recipe = model.recipe();
    writer.metadata("format", FORMAT);
    writer.metadata("config", ConfigFile.toJson(model.config()));
    writer.metadata("features.dialect", recipe.dialect());
    writer.metadata("features.dialect_hash", recipe.dialectHash());
    writer.metadata("features.framing", recipe.framing());
    writer.metadata("features.normalisation", recipe.normalisation());
    writer.metadata("features.max_frames", Integer.toString(recipe.maxFrames()));
    writer.metadata("features.coefficients", Integer.toString(recipe.coefficients()));
    model.provenance().forEach((name, value) -> writer.metadata(PROVENANCE + name, value));
    add(writer, model.network().slots(), model.weights());
    add(writer, model.network().statistics(), model.statistics());
    add(writer, "normalisation.source", recipe.source());
    add(writer, "normalisation.target", recipe.target());
    writer.write(file);
  }

  private static void add(SafeTensorsWriter writer, List<Network.Slot> slots, float[] all) {
    for (Network.Slot slot : slots) {
      int from = Math.toIntExact(slot.offset());
      long[] shape = slot.shape().stream().mapToLong(Integer::longValue).toArray();
      writer.add(slot.name(), Arrays.copyOfRange(all, from, from + slot.size()), shape);
    }
  }

  private static void add(SafeTensorsWriter writer, String name, FeatureStatistics statistics) {
    if (statistics != null) {
      writer.add(name + ".mean", statistics.mean(), statistics.mean().length);
      writer.add(name + ".sd", statistics.sd(), statistics.sd().length);
    }
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
      if (!FORMAT.equals(metadata.get("format"))) {
        throw new ModelException(
            Problem.of(
                file,
                "is not an EMO-DNA model (its format is '"
                    + metadata.get("format")
                    + "', not '"
                    + FORMAT
                    + "')"));
      }
      TrainingConfig config =
          ConfigFile.parse(
              required(file, metadata, "config"),
              file + ", metadata 'config'",
              TrainingConfig.defaults());
      FeatureRecipe recipe =
          new FeatureRecipe(
              required(file, metadata, "features.dialect"),
              required(file, metadata, "features.dialect_hash"),
              required(file, metadata, "features.framing"),
              required(file, metadata, "features.normalisation"),
              number(file, metadata, "features.max_frames", 100_000),
              number(file, metadata, "features.coefficients", 1024),
              statistics(in, "normalisation.source"),
              statistics(in, "normalisation.target"));
      requireFit(file, recipe, recipe.source());
      requireFit(file, recipe, recipe.target());
      Network network = new Network(config, recipe.coefficients());
      if (network.size() > MAX_WEIGHTS) {
        throw new ModelException(
            Problem.of(file, "asks for " + network.size() + " weights, which is too many"));
      }
      Map<String, String> provenance = new TreeMap<>();
      metadata.forEach(
          (name, value) -> {
            if (name.startsWith(PROVENANCE)) {
              provenance.put(name.substring(PROVENANCE.length()), value);
            }
          });
      return new Model(
          config,
          recipe,
          collect(in, network.slots(), network.size()),
          collect(in, network.statistics(), network.statisticsSize()),
          provenance);
    } catch (ConfigException e) {
      throw new ModelException(e.problem(), e);
    } catch (InvalidArgumentException | ModelException e) {
      throw new ModelException(e.problem().in(file), e);
    } catch (ArithmeticException e) {
      throw new ModelException(Problem.of(file, "its sizes are too large"), e);
    }
  }

  private static float[] collect(SafeTensorsFile in, List<Network.Slot> slots, long size) {
    // All names and sizes first: nothing is allocated for a file that can't be a model.
    for (Network.Slot slot : slots) {
      if (!in.contains(slot.name())) {
        throw new ModelException(Problem.of(in.name(), "lacks tensor '" + slot.name() + "'"));
      }
      TensorInfo info = in.info(slot.name());
      long[] shape = slot.shape().stream().mapToLong(Integer::longValue).toArray();
      if (info.dtype() != DType.F32 || !Arrays.equals(info.shape(), shape)) {
        throw new ModelException(
            Problem.of(
                in.name(), "has " + info + " where F32" + Arrays.toString(shape) + " belongs"));
      }
    }
    float[] all = new float[Math.toIntExact(size)];
    for (Network.Slot slot : slots) {
      float[] values = in.toFloatArray(slot.name());
      System.arraycopy(values, 0, all, Math.toIntExact(slot.offset()), values.length);
    }
    return all;
  }

  private static FeatureStatistics statistics(SafeTensorsFile in, String name) {
    return in.contains(name + ".mean") && in.contains(name + ".sd")
        ? new FeatureStatistics(in.toFloatArray(name + ".mean"), in.toFloatArray(name + ".sd"))
        : null;
  }

  private static void requireFit(String file, FeatureRecipe recipe, FeatureStatistics statistics) {
    if (statistics != null && statistics.mean().length != recipe.coefficients()) {
      throw new ModelException(
          Problem.of(
              file,
              "has statistics of "
                  + statistics.mean().length
                  + " coefficients, its features have "
                  + recipe.coefficients()));
    }
  }

  private static String required(String file, Map<String, String> metadata, String name) {
    String value = metadata.get(name);
    if (value == null) {
      throw new ModelException(Problem.of(file, "its metadata lack '" + name + "'"));
    }
    return value;
  }

  private static int number(String file, Map<String, String> metadata, String name, int most) {
    String text = required(file, metadata, name);
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new ModelException(
        Problem.of(
            file, "metadata '" + name + "' is '" + text + "', not a number from 1 to " + most));
  }
}
