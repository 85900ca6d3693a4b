package org.emodna.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.features.FeatureLoader;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.Normalisation;
import org.emodna.features.Normaliser;

/**
 * The corpora of many runs: each one's features are made once for all runs whose input is the same,
 * and let go of with the last run that was announced.
 */
final class PreparedCorpora implements AutoCloseable {
  private final RunOptions options;
  private final Progress progress;

  /** Objects that hold the same recordings have the same key. */
  private final Map<Object, Recordings> known = new IdentityHashMap<>();

  private final Map<Recordings, Recordings> distinct = new HashMap<>();

  private final Map<String, RawFeatures> raw = new HashMap<>();

  /** Statistics are small, and are kept: others are normalised with them later. */
  private final Map<SetKey, Normaliser> normalisers = new HashMap<>();

  private final Map<SetKey, CorpusFeatures> sets = new HashMap<>();

  /** Runs that still need a set. */
  private final Map<SetKey, Integer> uses = new HashMap<>();

  private final Set<String> warned = new HashSet<>();

  PreparedCorpora(RunOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * A set of normalised features.
   *
   * @param input how they are made
   * @param statisticsOf whose statistics they are normalised with; with normalisation by speaker
   *     those that the speakers' own are shrunk towards
   */
  private record SetKey(RunInput input, Recordings recordings, Recordings statisticsOf) {}

  /** Announces a run: what it needs is kept until it is {@linkplain #done done}. */
  void expect(RunInput input, Direction direction) {
    keys(input, direction)
        .forEach(
            key -> {
              if (uses.merge(key, 1, Integer::sum) == 1) {
                raw(input).expect(key.recordings);
              }
            });
  }

  /** A run that was announced needs its corpora no longer. */
  void done(RunInput input, Direction direction) {
    keys(input, direction)
        .forEach(
            key -> {
              if (uses.merge(key, -1, Integer::sum) == 0) {
                uses.remove(key);
                if (sets.remove(key) == null) {
                  raw(input).done(key.recordings);
                }
              }
            });
  }

  /**
   * The corpora of a run that was announced.
   *
   * @throws TrainingException if one of them has no usable recording, or the source none of a class
   */
  RunCorpora of(TrainingConfig config, RunInput input, Direction direction) {
    SourceClasses.require(List.of(direction.source()), config);
    CorpusFeatures source = set(source(input, direction));
    Optional<CorpusFeatures> target = target(input, direction).map(this::set);
    return new RunCorpora(
        source,
        labels(direction.source(), source, config),
        target,
        direction.recognisesTarget() ? target.orElseThrow() : set(recognised(input, direction)),
        validation(input, direction).map(this::set));
  }

  private Stream<SetKey> keys(RunInput input, Direction direction) {
    return Stream.of(
            Optional.of(source(input, direction)),
            target(input, direction),
            Optional.of(recognised(input, direction)),
            validation(input, direction))
        .flatMap(Optional::stream)
        .distinct();
  }

  private SetKey source(RunInput input, Direction direction) {
    Recordings source = recordings(direction.source());
    return new SetKey(input, source, source);
  }

  private Optional<SetKey> target(RunInput input, Direction direction) {
    return Optional.ofNullable(direction.target())
        .map(target -> recordings(target))
        .map(target -> new SetKey(input, target, target));
  }

  private SetKey recognised(RunInput input, Direction direction) {
    if (direction.recognisesTarget()) {
      return target(input, direction).orElseThrow();
    }
    return foreign(
        input,
        recordings(direction.recognised()),
        recordings(direction.target() == null ? direction.source() : direction.target()));
  }

  /** Speakers that are held back are weighed against each other, as those of the source are. */
  private Optional<SetKey> validation(RunInput input, Direction direction) {
    return Optional.ofNullable(direction.validation())
        .map(this::recordings)
        .map(
            part ->
                input.spec().normalisation() == Normalisation.CORPUS
                    ? new SetKey(input, part, recordings(direction.source()))
                    : new SetKey(input, part, part));
  }

  /**
   * Statistics of speakers are their own, wherever they speak. What little was heard of them is
   * weighed against another corpus, as in recognition: one that holds only them would leave a
   * single speaker as it is, and would let those that are recognised have an influence on each
   * other.
   */
  private static SetKey foreign(RunInput input, Recordings recordings, Recordings statistics) {
    Normalisation normalisation = input.spec().normalisation();
    boolean shrunk = normalisation == Normalisation.SPEAKER && input.spec().speakerPrior() > 0;
    boolean own = normalisation != Normalisation.CORPUS && !shrunk;
    return new SetKey(input, recordings, own ? recordings : statistics);
  }

  private Recordings recordings(Object corpus) {
    return known.computeIfAbsent(
        corpus,
        one -> {
          Recordings recordings =
              one instanceof LabelledCorpus source
                  ? Recordings.of(source)
                  : Recordings.of((UnlabelledCorpus) one);
          return distinct.computeIfAbsent(recordings, same -> same);
        });
  }

  private RawFeatures raw(RunInput input) {
    return raw.computeIfAbsent(input.beforeNormalisation(), key -> new RawFeatures(loader(input)));
  }

  private FeatureLoader loader(RunInput input) {
    return FeatureLoader.builder(input.spec())
        .cache(options.cache())
        .threads(options.threads())
        .limits(options.limits())
        .build();
  }

  private CorpusFeatures set(SetKey key) {
    CorpusFeatures made = sets.get(key);
    if (made == null) {
      RawFeatures features = raw(key.input);
      LoadedFeatures loaded = load(key.recordings, features);
      Normaliser normaliser =
          normaliser(new SetKey(key.input, key.statisticsOf, key.statisticsOf), features);
      boolean foreign = !key.recordings.equals(key.statisticsOf);
      if (foreign && key.input.spec().normalisation() == Normalisation.SPEAKER) {
        normaliser = Normaliser.fit(key.input.spec(), loaded, normaliser.statistics());
      }
      made = CorpusFeatures.of(key.recordings, loaded, normaliser, features.loader());
      sets.put(key, made);
      features.done(key.recordings);
    }
    return made;
  }

  private Normaliser normaliser(SetKey of, RawFeatures features) {
    Normaliser known = normalisers.get(of);
    if (known == null) {
      known = Normaliser.fit(of.input.spec(), load(of.recordings, features));
      normalisers.put(of, known);
    }
    return known;
  }

  private LoadedFeatures load(Recordings recordings, RawFeatures features) {
    LoadedFeatures loaded = features.of(recordings, progress);
    CorpusFeatures.requireAny(recordings.name(), loaded);
    return loaded;
  }

  /** Labels of the usable recordings of a source, which must have the configuration's classes. */
  private int[] labels(LabelledCorpus source, CorpusFeatures features, TrainingConfig config) {
    int[] labels = features.ofKept(source.labels());
    List<String> names = config.labels();
    LabelConflicts.warning(
            source.name(), features.usedIds(), features.contentHashes(), labels, names)
        .filter(warned::add)
        .ifPresent(progress::warn);
    for (int c = 0; c < names.size(); c++) {
      int wanted = c;
      if (Arrays.stream(labels).noneMatch(label -> label == wanted)) {
        throw new TrainingException(
            Problem.of(
                    "the source corpus " + source.name(),
                    "has no usable utterance of '" + names.get(c) + "'")
                .remedy("leave the label out (setting 'labels') or add recordings"));
      }
    }
    return labels;
  }

  /** Normalised sets and recordings that are held, for tests. */
  int held() {
    return sets.size() + raw.values().stream().mapToInt(RawFeatures::held).sum();
  }

  @Override
  public void close() {
    raw.values().forEach(RawFeatures::close);
  }
}
