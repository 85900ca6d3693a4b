package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.ConfigException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.model.ModelFile;
import org.emodna.objective.AdversarialTerm;
import org.emodna.objective.AlignmentTerm;
import org.emodna.objective.CoralTerm;
import org.emodna.objective.CorpusClassifierTerm;
import org.emodna.objective.DanTerm;
import org.emodna.objective.DecorrelationTerm;
import org.emodna.objective.DecouplingTerm;
import org.emodna.objective.EmotionClassifierTerm;
import org.emodna.objective.InformationTerm;
import org.emodna.objective.Objective;
import org.emodna.objective.PseudoLabelTerm;
import org.emodna.objective.PseudoLabelsTerm;
import org.emodna.objective.Step;
import org.emodna.objective.TargetEmotionTerm;
import org.emodna.objective.Term;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods from outside that are put together from the terms of this project. */
class ComposedMethodTest extends ToneTraining {
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  /** A method that is no more than its terms. */
  public abstract static class Composed implements Objective {
    private final String name;
    private final List<Term> terms;

    Composed(String name, Term... terms) {
      this.name = name;
      this.terms = List.of(terms);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<Term> terms() {
      return terms;
    }
  }

  /** Three ways to bring the corpora together. */
  public static final class ThreeWays extends Composed {
    public ThreeWays() {
      super("three-ways", new CoralTerm(), new DanTerm(), AdversarialTerm.dann());
    }
  }

  /** The terms of emo-dna. */
  public static final class Likeness extends Composed {
    public Likeness() {
      super(
          "likeness",
          new PseudoLabelsTerm(),
          new TargetEmotionTerm(),
          new CorpusClassifierTerm(),
          new DecouplingTerm(),
          new DecorrelationTerm(),
          new AlignmentTerm());
    }
  }

  /** Pseudo-labels for all terms, and others for one of them. */
  public static final class TwoChoices extends Composed {
    public TwoChoices() {
      super("two-choices", new PseudoLabelsTerm(), new PseudoLabelTerm(), new InformationTerm());
    }
  }

  /** Both discriminators, which have the same parameters. */
  public static final class TwoDiscriminators extends Composed {
    public TwoDiscriminators() {
      super("two-discriminators", AdversarialTerm.dann(), AdversarialTerm.cdan());
    }
  }

  /** A term twice. */
  public static final class Twice extends Composed {
    public Twice() {
      super("twice", new CoralTerm(), new CoralTerm());
    }
  }

  /** Its labels come too late for the terms that need them. */
  public static final class Unlabelled extends Composed {
    public Unlabelled() {
      super(
          "unlabelled",
          new CoralTerm(),
          new TargetEmotionTerm(),
          new AlignmentTerm(),
          new PseudoLabelsTerm());
    }
  }

  /** Says what every method has. */
  public static final class Everybodys extends Composed {
    public Everybodys() {
      super("everybodys", new EmotionClassifierTerm(), new CoralTerm());
    }
  }

  /** A term, also registered, that logs what the classifier logs. */
  public static final class Own implements Term {
    @Override
    public String name() {
      return "own";
    }

    @Override
    public Pass bind(Step step) {
      step.value("emotion");
      step.value("epoch");
      return () -> {};
    }
  }

  /** A registered method whose term is registered too. */
  public static final class OfOwn extends Composed {
    public OfOwn() {
      super("of-own", new Own());
    }
  }

  @BeforeEach
  void register() throws IOException {
    Path services = Files.createDirectories(folder.resolve("jar/META-INF/services"));
    List<String> methods = new ArrayList<>();
    for (Class<?> method :
        List.of(
            ThreeWays.class,
            Likeness.class,
            TwoChoices.class,
            TwoDiscriminators.class,
            Twice.class,
            Unlabelled.class,
            Everybodys.class,
            OfOwn.class)) {
      methods.add(method.getName());
    }
    Files.write(services.resolve(Objective.class.getName()), methods);
    Files.writeString(services.resolve(Term.class.getName()), Own.class.getName());
    URL[] place = {folder.resolve("jar").toUri().toURL()};
    Thread.currentThread().setContextClassLoader(new URLClassLoader(place, before));
  }

  @AfterEach
  void loader() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private static TrainingConfig config(String text) {
    return ConfigFile.parse(text, "settings", ToneCorpus.config());
  }

  private static Training.Builder cached(TrainingConfig config, String output) {
    return training(config, output).cache(folder.resolve("cache"));
  }

  private static TrainingResult.Finished train(TrainingConfig config, String output) {
    return cached(config, output).run(Progress.NONE).requireFinished();
  }

  private static Set<String> logged(TrainingResult result) {
    return result.history().get(0).values().keySet();
  }

  @Test
  void coralDanAndAnAdversaryAreOneMethod() throws IOException {
    List<String> lines = new ArrayList<>();
    TrainingResult.Finished all =
        cached(config("method: three-ways"), "three")
            .run(
                event -> {
                  if (event instanceof EpochEnded epoch) {
                    lines.add(epoch.text());
                  }
                })
            .requireFinished();
    assertEquals(Set.of("emotion", "alignment", "dan.alignment", "discriminator"), logged(all));
    String line = lines.get(0);
    assertTrue(
        line.matches("epoch 1/3 emotion \\S+ alignment \\S+ dan.alignment \\S+ discriminator \\S+"),
        line);
    AtomicInteger steps = new AtomicInteger();
    cached(config("method: three-ways"), "resumed")
        .stopWhen(() -> steps.getAndIncrement() > 3)
        .run(Progress.NONE);
    cached(config("method: three-ways"), "resumed").resume(true).run(Progress.NONE);
    ModelBits.assertSame(ModelFile.load(all.model()), ModelFile.load(folder.resolve("resumed")));
  }

  /** A term of weight 0 leaves the others' bits as they are, and frees its names. */
  @ParameterizedTest
  @ValueSource(strings = {"coral", "dan", "dann"})
  void oneOfThemAloneIsTheMethodOfItsName(String alone) throws IOException {
    StringBuilder text = new StringBuilder("method: three-ways\n");
    for (String other : List.of("coral", "dan", "dann")) {
      text.append(other.equals(alone) ? "" : other + ": {weight: 0}\n");
    }
    TrainingResult.Finished composed =
        train(config(text.toString()).withEpochs(1), "composed-" + alone);
    TrainingResult.Finished own = train(config("method: " + alone).withEpochs(1), "own-" + alone);
    assertEquals(own.history(), composed.history());
    ModelBits.assertSame(ModelFile.load(own.model()), ModelFile.load(composed.model()));
  }

  @Test
  void theTermsOfEmoDnaInAnotherMethodComeToItsBits() throws IOException {
    for (String threshold : List.of("discriminant", "adaptive")) {
      String strategy = "threshold: {strategy: " + threshold + "}\nalignment: {class-weight: 3}\n";
      TrainingResult.Finished own = train(config(strategy + "method: emo-dna"), "emo-dna");
      TrainingResult.Finished other = train(config(strategy + "method: likeness"), "likeness");
      assertTrue(logged(own).contains("class-alignment"), logged(own).toString());
      assertEquals(own.history(), other.history());
      assertEquals(own.predictions(), other.predictions());
      ModelBits.assertSame(ModelFile.load(own.model()), ModelFile.load(other.model()));
    }
  }

  @Test
  void stateThatTwoTermsCallAlikeIsKeptForBoth() throws IOException {
    TrainingConfig config =
        config("method: two-choices\nthreshold: {strategy: adaptive}\ninformation: {weight: 1}");
    TrainingResult.Finished whole = train(config, "choices");
    assertTrue(
        logged(whole)
            .containsAll(
                Set.of(
                    "selected",
                    "pseudo-label.selected",
                    "threshold.anger",
                    "pseudo-label.threshold.anger",
                    "pseudo-label",
                    "information")),
        logged(whole).toString());
    AtomicInteger steps = new AtomicInteger();
    cached(config, "chosen").stopWhen(() -> steps.getAndIncrement() > 3).run(Progress.NONE);
    TrainingResult resumed = cached(config, "chosen").resume(true).run(Progress.NONE);
    assertEquals(whole.history(), resumed.history());
    ModelBits.assertSame(
        ModelFile.load(whole.model()), ModelFile.load(resumed.requireFinished().model()));
  }

  @Test
  void aTermThatIsRegisteredAndInARegisteredMethodIsOne() {
    assertEquals(
        Set.of("emotion", "own.emotion", "own.epoch"),
        logged(train(config("method: of-own"), "of-own")));
    assertEquals(
        Set.of("emotion", "own.emotion", "own.epoch"),
        logged(train(config("method: source-only\nterms: [own]"), "added")));
    refused(
        "method: of-own\nterms: [own]",
        "setting 'terms': names 'own', which method 'of-own' has already; leave it out");
  }

  @Test
  void aTermThatNeedsLabelsOfTheTargetIsRefusedWhereNoneAreChosen() {
    for (int weight : new int[] {1, 0}) {
      TrainingConfig config =
          config("target-emotion: {weight: " + weight + "}\nmethod: unlabelled");
      ConfigException e = assertThrows(ConfigException.class, () -> train(config, "unlabelled"));
      String name = weight == 1 ? "target-emotion" : "alignment";
      assertTrue(
          e.getMessage()
              .startsWith("method 'unlabelled': has the term '" + name + "', which learns from"),
          e.getMessage());
    }
    train(
        config("target-emotion: {weight: 0}\nalignment: {class-weight: 0}\nmethod: unlabelled"),
        "corpora-alone");
  }

  @Test
  void aTermThatIsThereTwiceIsOneError() {
    refused(
        "method: twice",
        "method 'twice': has the term 'coral' twice; leave one out of "
            + Twice.class.getName()
            + ".terms");
    refused(
        "method: everybodys",
        "method 'everybodys': has the term 'emotion-classifier', which every method has without"
            + " saying so; leave one out of "
            + Everybodys.class.getName()
            + ".terms");
  }

  private static void refused(String text, String message) {
    EmoDnaException e = assertThrows(ConfigException.class, () -> config(text));
    assertTrue(e.getMessage().endsWith(message), e.getMessage());
  }

  @Test
  void parametersOfOneNameAreOneErrorThatNamesBothTerms() throws IOException {
    TrainingConfig both = config("method: two-discriminators");
    List<String> stages = new ArrayList<>();
    Progress listener =
        event -> {
          if (event instanceof StageBegan began) {
            stages.add(began.title());
          }
        };
    ConfigException e =
        assertThrows(ConfigException.class, () -> training(both, "both").run(listener));
    assertEquals(List.of(), stages, "before any feature is computed");
    assertTrue(
        e.getMessage()
            .startsWith(
                "method 'two-discriminators': has the terms 'dann' and 'cdan', which both declare"
                    + " the parameter 'discriminator.l1.weight'; leave one of them out"),
        e.getMessage());
    TrainingResult.Finished one =
        train(config("method: two-discriminators\ndann: {weight: 0}"), "one");
    assertTrue(logged(one).contains("discriminator"));
  }
}
