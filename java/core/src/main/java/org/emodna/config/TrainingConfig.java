package org.emodna.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.emodna.base.Check;
import org.emodna.base.ConfigException;
import org.emodna.base.Problem;
import org.emodna.base.Section;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.LabelSet;
import org.emodna.features.FeatureException;
import org.emodna.features.FeatureSettings;
import org.emodna.features.FeatureStreams;
import org.emodna.features.InputSpec;
import org.emodna.model.Encoders;
import org.emodna.model.Model;
import org.emodna.objective.EmotionClassifierTerm;
import org.emodna.objective.Objective;
import org.emodna.objective.Objectives;
import org.emodna.objective.Roles;
import org.emodna.objective.Settings;
import org.emodna.objective.Solver;
import org.emodna.objective.Term;

/**
 * Every setting of a training run. What all runs have is here; the settings of loss terms, encoders
 * and feature streams are sections that those parts declare. Each has a default; a run records all
 * that are in use. Immutable; equal to another if all that is in use is equal.
 */
public final class TrainingConfig implements Settings {
  /** Names at the top of a configuration that are no part's section. */
  private static final Set<String> OWN =
      Set.of(
          "method",
          "seed",
          "ensemble",
          "labels",
          "terms",
          "features",
          ConfigTree.ENCODER,
          ConfigTree.ENCODERS,
          "optimizer",
          "schedule");

  private final Objective objective;
  private final long seed;
  private final int ensemble;
  private final List<String> labels;
  private final List<Term> added;
  private final List<Term> allTerms;
  private final Given given;
  private final FeatureSettings features;
  private final EncoderChoice encoder;
  private final Map<String, EncoderChoice> encoders;
  private final OptimizerSettings optimizer;
  private final ScheduleSettings schedule;

  /** By the section's name: what differs from the defaults. */
  private final Map<String, Record> sections;

  /**
   * What was asked for, before the method and the encoder had their say.
   *
   * @param features perhaps without streams
   * @param encoder even where the method has its own
   */
  record Given(
      FeatureSettings features, EncoderChoice encoder, Map<String, EncoderChoice> encoders) {}

  private TrainingConfig(Builder b) {
    objective = Objectives.named(b.method);
    seed = b.seed;
    Check.range(b.ensemble, 1, Model.MOST_MEMBERS, "ensemble");
    ensemble = b.ensemble;
    Check.that(
        b.labels.size() >= 2 && b.labels.size() <= 64, "labels", "must name 2 to 64 classes");
    labels = canonical(b.labels);
    added = b.terms.stream().distinct().map(Objectives::outsideTerm).toList();
    allTerms = MethodTerms.of(objective, added);
    given =
        new Given(b.features, b.encoder, Collections.unmodifiableMap(new TreeMap<>(b.encoders)));
    encoder = objective.encoder().map(EncoderChoice::of).orElse(b.encoder);
    encoders = objective.encoder().isPresent() ? Map.of() : given.encoders;
    features =
        b.features.streams().isEmpty()
            ? b.features.withStreams(encoder(Roles.EMOTION).named().usualStreams())
            : b.features;
    features.streams().forEach(TrainingConfig::requireStream);
    optimizer = b.optimizer;
    schedule = b.schedule;
    sections = Collections.unmodifiableMap(new TreeMap<>(b.sections));
    Set<String> roles = knownRoles();
    for (String role : given.encoders.keySet()) {
      Check.that(
          roles.contains(role), "encoders." + role, "is not a role", "the roles are " + roles);
    }
  }

  private static void requireStream(String name) {
    try {
      FeatureStreams.of(name);
    } catch (FeatureException e) {
      throw new ConfigException(e.problem().in(Check.setting("features.streams")), e);
    }
  }

  /**
   * A class has one name everywhere, that of the corpora: a configuration may say 'angry' or 'Very
   * happy' where those say 'anger' and 'very_happy'.
   */
  private static List<String> canonical(List<String> labels) {
    try {
      return LabelSet.named(labels).names();
    } catch (CorpusException e) {
      throw new ConfigException(e.problem().in(Check.setting("labels")), e);
    }
  }

  private static Set<String> knownRoles() {
    Set<String> roles = new LinkedHashSet<>();
    Objectives.terms().forEach(term -> roles.addAll(term.roles()));
    return roles;
  }

  /** Settings used where a configuration says nothing else. */
  public static TrainingConfig defaults() {
    return new Builder().build();
  }

  /** A configuration to be filled in, from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** This one, to be changed. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Name of what is trained. */
  public String method() {
    return objective.name();
  }

  /** What is trained. */
  public Objective objective() {
    return objective;
  }

  /** Of everything random: initial weights, order of the data, dropout. */
  public long seed() {
    return seed;
  }

  /** How many networks of seeds of their own make the model; 1 = a single one, of the seed. */
  public int ensemble() {
    return ensemble;
  }

  /**
   * Classes, in the order of the classifier's outputs, by their canonical names ({@link
   * LabelSet#names()}).
   */
  public List<String> labels() {
    return labels;
  }

  /** Names of terms from outside that are added to the objective's. */
  public List<String> terms() {
    return added.stream().map(Term::name).toList();
  }

  /** How audio becomes the network's input. */
  public FeatureSettings features() {
    return features;
  }

  /**
   * The way from recordings to the network's input.
   *
   * @throws ConfigException if the normalisation is still to be chosen ({@link
   *     FeatureSettings#AUTO}), which takes the corpora, or the streams give vectors to an encoder
   *     of frames, or the other way round
   */
  public InputSpec input() {
    Check.that(
        !features.normalisation().equals(FeatureSettings.AUTO),
        "features.normalisation",
        "is 'auto', which means nothing without corpora",
        "name one, such as corpus");
    InputSpec input = InputSpec.of(features, this::get);
    roles().forEach(role -> encoder(role).requireFits(input, method()));
    return input;
  }

  /** The encoder of a role. */
  public EncoderChoice encoder(String role) {
    return encoders.getOrDefault(role, encoder);
  }

  /** The encoder of all roles that have none of their own. */
  public EncoderChoice encoder() {
    return encoder;
  }

  /** Encoders of single roles. */
  public Map<String, EncoderChoice> encoders() {
    return encoders;
  }

  /** What was asked for. */
  Given given() {
    return given;
  }

  /** Adam's settings. */
  public OptimizerSettings optimizer() {
    return optimizer;
  }

  /** Batch sizes and length of training. */
  public ScheduleSettings schedule() {
    return schedule;
  }

  @Override
  public <T extends Record> T get(Section<T> section) {
    Record given = sections.get(section.name());
    return given == null ? section.defaults() : section.type().cast(given);
  }

  /** All terms of the loss in their order, those of weight 0 included. */
  public List<Term> allTerms() {
    return allTerms;
  }

  /** The terms that take part. */
  public List<Term> termsInUse() {
    return allTerms.stream().filter(term -> term.inUse(this)).toList();
  }

  /** Whether training reads the target's utterances. */
  public boolean usesTarget() {
    return objective.solver().map(Solver::usesTarget).orElse(false)
        || termsInUse().stream().anyMatch(Term::usesTarget);
  }

  /** The encoders' roles that the terms in use need; the emotion encoder first. */
  public List<String> roles() {
    Set<String> roles = new LinkedHashSet<>(new EmotionClassifierTerm().roles());
    termsInUse().forEach(term -> roles.addAll(term.roles()));
    return List.copyOf(roles);
  }

  /** The sections that this configuration's parts read, in order. */
  List<Section<?>> sectionsInUse() {
    Map<String, Section<?>> all = new LinkedHashMap<>();
    features.streams().forEach(name -> all.put(name, FeatureStreams.of(name).section()));
    objective
        .solver()
        .ifPresentOrElse(
            // It fits what the emotion classifier's term declares, in its own way.
            solver -> solver.sections().forEach(one -> all.put(one.name(), one)),
            () -> allTerms.forEach(term -> term.sections().forEach(s -> all.put(s.name(), s))));
    return List.copyOf(all.values());
  }

  /** Every section that some part reads, those of encoders left out: they stand with the kind. */
  static List<Section<?>> sectionsKnown() {
    Map<String, Section<?>> all = new LinkedHashMap<>();
    FeatureStreams.all().forEach(kind -> add(all, kind.section(), kind));
    Objectives.terms().forEach(term -> term.sections().forEach(one -> add(all, one, term)));
    Objectives.all()
        .forEach(
            one ->
                one.solver()
                    .ifPresent(
                        solver -> solver.sections().forEach(section -> add(all, section, one))));
    return List.copyOf(all.values());
  }

  /** Two parts may share a section, but not a name for two, nor one of the document's own. */
  private static void add(Map<String, Section<?>> all, Section<?> section, Object part) {
    Section<?> other = all.putIfAbsent(section.name(), section);
    if (OWN.contains(section.name()) || other != null && !other.type().equals(section.type())) {
      throw new ConfigException(
          Problem.of(part.getClass().getName(), "its section '" + section.name() + "' is taken")
              .remedy("give the section another name"));
    }
  }

  /**
   * Sections that were set although nothing in use reads them, as of another method; also an
   * encoder in the place of the method's own.
   *
   * @return their names
   */
  public List<String> unusedSections() {
    List<String> used = sectionsInUse().stream().map(Section::name).toList();
    boolean own = objective.encoder().isPresent();
    Stream<String> roles =
        given.encoders.keySet().stream()
            .filter(role -> own || !roles().contains(role))
            .map(role -> "encoders." + role);
    boolean other = own && !List.of(encoder, Builder.ENCODER).contains(given.encoder);
    return Stream.of(
            sections.keySet().stream().filter(one -> !used.contains(one)),
            other ? Stream.of(ConfigTree.ENCODER) : Stream.<String>empty(),
            roles)
        .flatMap(names -> names)
        .toList();
  }

  /** The same with another method, by its name in the registry. */
  public TrainingConfig withMethod(String value) {
    return toBuilder().method(value).build();
  }

  /** The same with another seed. */
  public TrainingConfig withSeed(long value) {
    return toBuilder().seed(value).build();
  }

  /** The same with so many runs of an ensemble, each with a seed of its own. */
  public TrainingConfig withEnsemble(int value) {
    return toBuilder().ensemble(value).build();
  }

  /** The same with another normalisation of features, by its name. */
  public TrainingConfig withNormalisation(String value) {
    return toBuilder().features(given.features.withNormalisation(value)).build();
  }

  /** The same with these classes, by name. */
  public TrainingConfig withLabels(List<String> value) {
    return toBuilder().labels(value).build();
  }

  /** The same with so many epochs. */
  public TrainingConfig withEpochs(int value) {
    return toBuilder().schedule(schedule.withEpochs(value)).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainingConfig that
        && ConfigFile.toJson(this).equals(ConfigFile.toJson(that));
  }

  @Override
  public int hashCode() {
    return ConfigFile.toJson(this).hashCode();
  }

  @Override
  public String toString() {
    return ConfigFile.toJson(this);
  }

  /** Fills in a configuration. */
  public static final class Builder {
    private static final EncoderChoice ENCODER = EncoderChoice.of("functionals");

    private String method = "emo-dna";
    private long seed = 1;
    private int ensemble = 1;
    private List<String> labels = List.of("anger", "fear", "happiness", "neutral", "sadness");
    private List<String> terms = List.of();
    private FeatureSettings features =
        FeatureSettings.defaults().withStreams(List.of()).withNormalisation(FeatureSettings.AUTO);
    private EncoderChoice encoder = ENCODER;
    private final Map<String, EncoderChoice> encoders = new TreeMap<>();
    private OptimizerSettings optimizer = OptimizerSettings.DEFAULTS;
    private ScheduleSettings schedule = ScheduleSettings.DEFAULTS;
    private final Map<String, Record> sections = new TreeMap<>();

    private Builder() {}

    private Builder(TrainingConfig c) {
      method = c.method();
      seed = c.seed;
      ensemble = c.ensemble;
      labels = c.labels;
      terms = c.terms();
      features = c.given.features;
      encoder = c.given.encoder;
      encoders.putAll(c.given.encoders);
      optimizer = c.optimizer;
      schedule = c.schedule;
      sections.putAll(c.sections);
    }

    /** What is trained, by the name of its {@link Objective}. */
    public Builder method(String value) {
      method = value;
      return this;
    }

    /** Of everything random. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Networks of the model; 1 to {@link Model#MOST_MEMBERS}. */
    public Builder ensemble(int value) {
      ensemble = value;
      return this;
    }

    /** Classes by any name or alias. */
    public Builder labels(List<String> value) {
      labels = List.copyOf(value);
      return this;
    }

    /** Terms from outside to add to the method's, by name. */
    public Builder terms(List<String> value) {
      terms = List.copyOf(value);
      return this;
    }

    /** How audio becomes the network's input; without streams the encoder's usual ones. */
    public Builder features(FeatureSettings value) {
      features = value;
      return this;
    }

    /** The encoder of all roles that have none of their own. */
    public Builder encoder(EncoderChoice value) {
      Encoders.named(value.kind());
      encoder = value;
      return this;
    }

    /** The encoder of one role. */
    public Builder encoder(String role, EncoderChoice value) {
      Encoders.named(value.kind());
      encoders.put(role, value);
      return this;
    }

    /** Adam's settings. */
    public Builder optimizer(OptimizerSettings value) {
      optimizer = value;
      return this;
    }

    /** Batch sizes and length of training. */
    public Builder schedule(ScheduleSettings value) {
      schedule = value;
      return this;
    }

    /** The settings of a part. */
    public <T extends Record> Builder set(Section<T> section, T value) {
      return put(section, value);
    }

    Builder put(Section<?> section, Record value) {
      if (value.equals(section.defaults())) {
        sections.remove(section.name());
      } else {
        sections.put(section.name(), section.type().cast(value));
      }
      return this;
    }

    /**
     * Ends it.
     *
     * @throws ConfigException if a setting is out of range or a part is not known
     */
    public TrainingConfig build() {
      return new TrainingConfig(this);
    }
  }
}
