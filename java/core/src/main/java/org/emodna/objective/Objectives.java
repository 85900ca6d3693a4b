package org.emodna.objective;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.emodna.base.ConfigException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Extensions;
import org.emodna.base.Problem;

/** The methods and loss terms that there are: this project's, and those of the user's jars. */
public final class Objectives {
  /** Every objective of this project; a new one is entered here. */
  private static final List<Objective> OWN =
      List.of(
          new EmoDna(),
          new SourceOnly(),
          new Dan(),
          new Coral(),
          new Dann(),
          new Cdan(),
          new Dsan(),
          new PseudoLabel(),
          new LogisticRegression(),
          new DiscriminantAnalysis(),
          new DiscriminantSelfTraining());

  /** Terms of this project that a configuration may add to any method, by their weight. */
  private static final List<Term> OPTIONAL = List.of(new InformationTerm());

  private Objectives() {}

  /** All objectives, this project's first. */
  public static List<Objective> all() {
    return unique(
        OWN,
        Extensions.parts(Objective.class, ServiceLoader.load(Objective.class, Extensions.loader())),
        Objective::name);
  }

  /** Names of all objectives. */
  public static List<String> names() {
    return all().stream().map(Objective::name).toList();
  }

  /**
   * The objective of a name.
   *
   * @throws ConfigException if there is none, with the names that there are
   */
  public static Objective named(String name) {
    return find(all(), Objective::name, name, "method");
  }

  /**
   * Terms of this project that stand behind those of any method that is trained by steps, and take
   * part where the configuration gives them a weight.
   */
  public static List<Term> optionalTerms() {
    return OPTIONAL;
  }

  /** Terms from outside, which a configuration may add to any objective. */
  public static List<Term> outsideTerms() {
    return unique(
        List.of(),
        Extensions.parts(Term.class, ServiceLoader.load(Term.class, Extensions.loader())),
        Term::name);
  }

  /**
   * The outside term of a name.
   *
   * @throws ConfigException if there is none, with the names that there are
   */
  public static Term outsideTerm(String name) {
    return find(outsideTerms(), Term::name, name, "term");
  }

  /**
   * All terms there are, each once: several methods may have one, and it may be registered besides.
   *
   * @throws EmoDnaException if two classes have one name, or one from outside has none; it names
   *     the class
   */
  public static List<Term> terms() {
    Map<String, Term> terms = new LinkedHashMap<>();
    add(terms, Term::name, new EmotionClassifierTerm());
    all().forEach(method -> termsOf(method).forEach(term -> add(terms, Term::name, term)));
    OPTIONAL.forEach(term -> add(terms, Term::name, term));
    outsideTerms().forEach(term -> add(terms, Term::name, term));
    return List.copyOf(terms.values());
  }

  /** Everybody asks for all terms before one is used, so that no one else has to look. */
  private static List<Term> termsOf(Objective method) {
    List<Term> terms = method.terms();
    if (terms == null || terms.stream().anyMatch(Objects::isNull)) {
      throw new EmoDnaException(
          Problem.of(method.getClass().getName(), "its terms(), or one of them, is null")
              .remedy("let it give a list, which may be empty"));
    }
    return terms;
  }

  private static <T> T find(List<T> all, Function<T, String> name, String wanted, String what) {
    return all.stream()
        .filter(one -> name.apply(one).equals(wanted))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> names = all.stream().map(name).toList();
              return new ConfigException(
                  "there is no %s '%s'; there are %s. If it comes from an extension, name its jar"
                      .formatted(
                          what, wanted, names.isEmpty() ? "none" : String.join(", ", names)));
            });
  }

  private static <T> List<T> unique(List<T> own, Iterable<T> outside, Function<T, String> nameOf) {
    Map<String, T> all = new LinkedHashMap<>();
    own.forEach(one -> all.put(nameOf.apply(one), one));
    outside.forEach(one -> add(all, nameOf, one));
    return new ArrayList<>(all.values());
  }

  /** Adds a part whose name is not taken by one of another class. */
  private static <T> void add(Map<String, T> all, Function<T, String> nameOf, T part) {
    String name = nameOf.apply(part);
    if (name == null || name.isBlank()) {
      throw new EmoDnaException(
          Problem.of(part.getClass().getName(), "its name() is null or empty")
              .remedy("let it give a name in kebab case"));
    }
    T other = all.putIfAbsent(name, part);
    if (other != null && other.getClass() != part.getClass()) {
      throw new EmoDnaException(
          "'%s' names two: %s and %s; rename one of them"
              .formatted(name, other.getClass().getName(), part.getClass().getName()));
    }
  }
}
