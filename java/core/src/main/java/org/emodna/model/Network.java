package org.emodna.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.config.Method;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.TimNet;

/**
 * Where every weight lies. All weights of a run lie behind one another in one vector, encoders
 * first, so that Adam is one call; a {@link Slot} is one tensor within it. Names are those of model
 * files.
 */
public final class Network {
  /** How a slot's first values are drawn. */
  public enum Start {
    /** Glorot-uniform, from fan-in and fan-out. */
    GLOROT,
    ZERO,
    ONE,
    /** Stage weights, as {@link TrainingConfig.FusionInit} says. */
    FUSION
  }

  /**
   * One named tensor.
   *
   * @param offset first element in the vector
   */
  public record Slot(String name, long offset, List<Integer> shape, Start start) {
    /** Number of elements. */
    public int size() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  private final TimNet.Network encoder;
  private final List<String> encoders;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Map<String, Slot> statistics = new LinkedHashMap<>();
  private final int domains;
  private long size;
  private long statisticsSize;

  /** The network of a configuration. */
  public Network(TrainingConfig config, int coefficients) {
    int channels = config.encoder().channels();
    encoder = new TimNet.Network(coefficients, channels, config.encoder().blocks());
    encoders =
        config.method() == Method.EMO_DNA ? List.of("emotion", "corpus") : List.of("emotion");
    domains =
        config.encoder().batchNormDomains() == TrainingConfig.BatchNormDomains.DOMAIN_SPECIFIC
                && config.method().usesTarget()
            ? 2
            : 1;
    for (String name : encoders) {
      addEncoder(name);
      for (int domain = 0; domain < domains; domain++) {
        addStatistics(name + (domains == 1 ? "" : domain == 0 ? ".source" : ".target"));
      }
    }
    addLinear("emotion_classifier", channels, config.labels().size());
    switch (config.method()) {
      case EMO_DNA -> {
        addLinear("corpus_classifier", channels, 2);
        addLinear("projection.l1", channels, config.projection().hidden());
        addLinear("projection.l2", config.projection().hidden(), config.projection().size());
      }
      case DANN, CDAN -> {
        int inputs = config.method() == Method.CDAN ? channels * config.labels().size() : channels;
        addLinear("discriminator.l1", inputs, config.projection().hidden());
        addLinear("discriminator.l2", config.projection().hidden(), 2);
      }
      default -> {}
    }
  }

  private void addEncoder(String name) {
    int c = encoder.channels();
    for (String direction : List.of("fwd", "bwd")) {
      String stream = name + "." + direction;
      add(stream + ".inp.weight", Start.GLOROT, c, encoder.features(), 1);
      add(stream + ".inp.bias", Start.ZERO, c);
      for (int block = 0; block < encoder.blocks(); block++) {
        for (int conv = 1; conv <= 2; conv++) {
          String tab = stream + ".tab." + block;
          add(tab + ".conv" + conv + ".weight", Start.GLOROT, c, c, 2);
          add(tab + ".conv" + conv + ".bias", Start.ZERO, c);
          add(tab + ".bn" + conv + ".gamma", Start.ONE, c);
          add(tab + ".bn" + conv + ".beta", Start.ZERO, c);
        }
      }
    }
    add(name + ".w", Start.FUSION, encoder.blocks());
  }

  private void addStatistics(String name) {
    for (String direction : List.of("fwd", "bwd")) {
      for (int block = 0; block < encoder.blocks(); block++) {
        for (int conv = 1; conv <= 2; conv++) {
          String bn = name + "." + direction + ".tab." + block + ".bn" + conv;
          addStatistic(bn + ".mean", Start.ZERO);
          addStatistic(bn + ".var", Start.ONE);
        }
      }
    }
  }

  private void addStatistic(String name, Start start) {
    int channels = encoder.channels();
    statistics.put(name, new Slot(name, statisticsSize, List.of(channels), start));
    statisticsSize += channels;
  }

  private void addLinear(String name, int inputs, int outputs) {
    add(name + ".weight", Start.GLOROT, outputs, inputs);
    add(name + ".bias", Start.ZERO, outputs);
  }

  private void add(String name, Start start, Integer... shape) {
    Slot slot = new Slot(name, size, List.of(shape), start);
    slots.put(name, slot);
    size += slot.size();
  }

  /** Shape of each encoder. */
  public TimNet.Network encoder() {
    return encoder;
  }

  /** Names of the encoders, in the order in which they lie at the front of the vector. */
  public List<String> encoders() {
    return encoders;
  }

  /** Sets of BatchNorm statistics an encoder holds. */
  public int domains() {
    return domains;
  }

  /** Elements of the weight vector. */
  public long size() {
    return size;
  }

  /** Elements of the vector of running statistics [encoders, domains, S]. */
  public long statisticsSize() {
    return statisticsSize;
  }

  public List<Slot> slots() {
    return new ArrayList<>(slots.values());
  }

  public List<Slot> statistics() {
    return new ArrayList<>(statistics.values());
  }

  /** The slot of a name; it must exist. */
  public Slot slot(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no weight is called " + name);
    }
    return slot;
  }
}
