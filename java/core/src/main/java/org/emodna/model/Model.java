package org.emodna.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A trained emotion recogniser that describes itself: encoder, input, classes, weights, and where
 * it came from. The configuration that it was trained with is part of the provenance; nothing needs
 * it to recognise. Immutable.
 */
public final class Model {
  /** The role whose encoder recognises. */
  private static final List<String> ROLES = List.of("emotion");

  /** The most networks whose probabilities are averaged. */
  public static final int MOST_MEMBERS = 64;

  /** What the names of a network's tensors begin with, where there are several. */
  private static final String MEMBER = Parameters.MEMBER;

  /** Of the classifier's weight and bias. */
  static final String CLASSIFIER = "emotion_classifier";

  private final Encoder encoder;
  private final ModelInput input;
  private final List<String> labels;
  private final NamedTensors tensors;
  private final String config;
  private final Map<String, String> provenance;
  private final Network network;
  private final List<Member> members = new ArrayList<>();

  private Model(Builder b) {
    encoder = b.encoder;
    input = b.input;
    ModelMetadata.requireLabels(b.labels);
    labels = List.copyOf(b.labels);
    tensors = b.tensors;
    config = b.config;
    provenance = new TreeMap<>(b.provenance);
    network = recognising(encoder, input.encoder(), labels.size());
    for (int m = 0; m < b.members; m++) {
      NamedTensors own = member(m, b.members);
      members.add(new Member(own.vector(network.weights()), own.vector(network.statistics())));
    }
  }

  /**
   * One of the networks whose probabilities are averaged.
   *
   * @param weights values of {@link Network#weights()}
   * @param statistics values of {@link Network#statistics()}
   */
  record Member(float[] weights, float[] statistics) {}

  /**
   * What the names of one network's tensors begin with.
   *
   * @param members of the model
   */
  static String prefix(int member, int members) {
    return members == 1 ? "" : MEMBER + member + ".";
  }

  /** The part of a network that recognition needs. */
  static Network recognising(Encoder encoder, EncoderInput input, int classes) {
    Network network = new Network(List.of(new Network.Group(encoder, ROLES)), input);
    network.declare(d -> d.linear(CLASSIFIER, encoder.width(), classes));
    return network;
  }

  /**
   * A model that has learnt nothing: all weights 0, so that every class is as likely as the others.
   */
  public static Model blank(Encoder encoder, ModelInput input, List<String> labels) {
    Network network = recognising(encoder, input.encoder(), labels.size());
    return builder()
        .encoder(encoder)
        .input(input)
        .labels(labels)
        .weights(
            network,
            new float[Math.toIntExact(network.weights().size())],
            new float[Math.toIntExact(network.statistics().size())])
        .build();
  }

  /** A model to be filled in. */
  public static Builder builder() {
    return new Builder();
  }

  /** What turns an input into the vector that is classified. */
  public Encoder encoder() {
    return encoder;
  }

  /** How audio becomes this model's input. */
  public ModelInput input() {
    return input;
  }

  /** The classes, in the order of probabilities. */
  public List<String> labels() {
    return labels;
  }

  /**
   * All that was learnt, what only training needs included. Of an ensemble the names of network m
   * begin with "member.m.".
   */
  public NamedTensors tensors() {
    return tensors;
  }

  /** The configuration that it was trained with, as JSON; empty where that is not known. */
  public String config() {
    return config;
  }

  /** Corpora with their fingerprints, version, device: free text by name. */
  public Map<String, String> provenance() {
    return new TreeMap<>(provenance);
  }

  /** Encoder and classifier of recognition. */
  Network network() {
    return network;
  }

  /** Networks whose probabilities are averaged; 1 unless it is an ensemble. */
  public int size() {
    return members.size();
  }

  /** What recognition needs of each network. */
  List<Member> members() {
    return List.copyOf(members);
  }

  /**
   * All tensors of one network, under the names that they would have alone.
   *
   * @param member from 0 up to {@link #size}
   */
  public NamedTensors member(int member) {
    return member(Objects.checkIndex(member, members.size()), members.size());
  }

  private NamedTensors member(int member, int all) {
    return tensors.under(prefix(member, all));
  }

  /** Fills in a model. Encoder, input, labels and weights are needed. */
  public static final class Builder {
    private Encoder encoder;
    private ModelInput input;
    private List<String> labels = List.of();
    private final List<NamedTensors> networks = new ArrayList<>();
    private NamedTensors tensors;
    private int members;
    private String config = "";
    private Map<String, String> provenance = Map.of();

    private Builder() {}

    /** What turns an input into the vector that is classified. */
    public Builder encoder(Encoder value) {
      encoder = value;
      return this;
    }

    /** How audio becomes the input. */
    public Builder input(ModelInput value) {
      input = value;
      return this;
    }

    /** The classes. */
    public Builder labels(List<String> value) {
      labels = value;
      return this;
    }

    /**
     * What was learnt. Called several times, it makes an ensemble of networks of one shape.
     *
     * @param network that it belongs to; that of a training has more than recognition needs
     * @param weights values of its parameters
     * @param statistics values of its running statistics
     */
    public Builder weights(Network network, float[] weights, float[] statistics) {
      NamedTensors own = new NamedTensors();
      own.putAll(network.weights(), weights);
      own.putAll(network.statistics(), statistics);
      networks.add(own);
      return this;
    }

    /** What a file has, of so many networks. */
    Builder tensors(NamedTensors value, int count) {
      tensors = value;
      members = count;
      return this;
    }

    /** The configuration of the training, as JSON. */
    public Builder config(String json) {
      config = json;
      return this;
    }

    /** Where it comes from: free text by name. */
    public Builder provenance(Map<String, String> value) {
      provenance = value;
      return this;
    }

    /**
     * Ends it.
     *
     * @throws ModelException if a weight that recognition needs is missing or of another shape, or
     *     the classes are not 2 to 64, all different
     */
    public Model build() {
      if (tensors == null) {
        members = Math.max(1, networks.size());
        if (members > MOST_MEMBERS) {
          throw new ModelException(
              "has " + members + " networks; an ensemble has at most " + MOST_MEMBERS);
        }
        tensors = new NamedTensors();
        for (int m = 0; m < networks.size(); m++) {
          String prefix = prefix(m, members);
          NamedTensors own = networks.get(m);
          own.names().forEach(name -> tensors.put(prefix + name, own.get(name)));
        }
      }
      return new Model(this);
    }
  }
}
