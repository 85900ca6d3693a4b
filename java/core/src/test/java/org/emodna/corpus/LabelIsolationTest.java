package org.emodna.corpus;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.List;
import org.emodna.evaluation.EvaluationException;
import org.emodna.evaluation.MeanSd;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.PredictionsFile;
import org.emodna.evaluation.Score;
import org.emodna.evaluation.Scorer;
import org.emodna.evaluation.Target;
import org.emodna.training.Teachers;
import org.junit.jupiter.api.Test;

/** No code that trains can reach a target's labels: its types do not lead there. */
class LabelIsolationTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          // By the folder's name: ArchUnit's own option knows only Maven's usual target folder.
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("org.emodna");

  /** What training may see of corpora and of evaluation; the rest holds or leads to labels. */
  private static final DescribedPredicate<JavaClass> FOR_TRAINING =
      belongToAnyOf(
              Emotion.class,
              LabelSet.class,
              LabelledCorpus.class,
              UnlabelledCorpus.class,
              CorpusException.class,
              Predictions.class,
              PredictionsFile.class,
              MeanSd.class,
              EvaluationException.class)
          // Package-private: what writes the file of predictions, without knowing of labels.
          .or(nameMatching("org\\.emodna\\.evaluation\\.PredictionsCsv.*"))
          .as("source labels, label sets, unlabelled recordings or predictions");

  private static final ArchCondition<JavaClass> LEAD_TO_LABELS =
      ArchConditions.transitivelyDependOnClassesThat(
          resideInAnyPackage("org.emodna.corpus..", "org.emodna.evaluation..")
              .and(not(FOR_TRAINING)));

  @Test
  void nothingThatTrainingUsesLeadsToTargetLabels() {
    noClasses()
        .that()
        .resideInAPackage("org.emodna.training..")
        .should(LEAD_TO_LABELS)
        .check(CLASSES);
  }

  private static final class Innocent {
    LabelledCorpus source;
    UnlabelledCorpus target;
  }

  private static final class Leak {
    Target target;
  }

  private static final class ScoreLeak {
    Score score;
  }

  private static final class LeakAtOneRemove {
    Leak leak;
  }

  /** Without this, a rule that forbids nothing would look like one that is kept. */
  @Test
  void theRuleTellsALeakFromWhatIsAllowed() {
    JavaClasses all =
        new ClassFileImporter()
            .importClasses(Innocent.class, Leak.class, ScoreLeak.class, LeakAtOneRemove.class);
    noClasses().that().haveSimpleName("Innocent").should(LEAD_TO_LABELS).check(all);
    for (Class<?> leak : List.of(Leak.class, ScoreLeak.class, LeakAtOneRemove.class)) {
      var rule = noClasses().that().haveSimpleName(leak.getSimpleName()).should(LEAD_TO_LABELS);
      assertThrows(AssertionError.class, () -> rule.check(all), leak.getSimpleName());
    }
  }

  /**
   * Labels are for those who evaluate: beside them only what reproduces a benchmark, commands and
   * the demo.
   */
  @Test
  void onlyEvaluationAndItsUsersKnowAScorer() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.emodna.evaluation..", "org.emodna.reproduction..", "org.emodna.cli..")
        .should()
        .dependOnClassesThat(belongToAnyOf(Scorer.class, Target.class))
        .check(CLASSES);
  }

  /** Pseudo-labels come from features and source labels; a teacher knows no corpus. */
  @Test
  void aTeacherKnowsNeitherCorporaNorEvaluation() {
    noClasses()
        .that(resideInAnyPackage("org.emodna.objective..").or(belongToAnyOf(Teachers.all())))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.emodna.corpus..", "org.emodna.evaluation.."))
        .check(CLASSES);
  }

  @Test
  void predictionsHoldNothingButPlainValues() {
    classes()
        .that()
        .belongToAnyOf(
            Predictions.class, PredictionsFile.class, MeanSd.class, EvaluationException.class)
        .or(nameMatching("org\\.emodna\\.evaluation\\.PredictionsCsv.*"))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "com.fasterxml.jackson..", "org.emodna.base")
                .or(FOR_TRAINING))
        .check(CLASSES);
  }

  @Test
  void corporaKnowNothingOfEvaluationNorEvaluationOfTraining() {
    noClasses()
        .that()
        .resideInAPackage("org.emodna.corpus..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.emodna.evaluation..", "org.emodna.training.."))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("org.emodna.evaluation..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.emodna.training.."))
        .check(CLASSES);
  }

  /** Where a recording's sound is: a file or samples, and nothing that knows of corpora. */
  private static final DescribedPredicate<JavaClass> SOUNDS =
      resideInAnyPackage("org.emodna.audio..").as("recordings' sounds");

  @Test
  void soundsDoNotLeadToLabels() {
    noClasses()
        .that()
        .resideInAPackage("org.emodna.audio..")
        .should(
            ArchConditions.transitivelyDependOnClassesThat(
                resideInAnyPackage("org.emodna.corpus..", "org.emodna.evaluation..")))
        .check(CLASSES);
  }

  @Test
  void anUnlabelledCorpusHoldsNothingButPlainValues() {
    classes()
        .that()
        .belongToAnyOf(UnlabelledCorpus.class)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..").or(belongToAnyOf(UnlabelledCorpus.class)).or(SOUNDS))
        .check(CLASSES);
  }

  @Test
  void aSourceCorpusDoesNotLeadBackToWhereLabelsAreRead() {
    classes()
        .that()
        .belongToAnyOf(LabelledCorpus.class, LabelSet.class, Emotion.class)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "com.fasterxml.jackson.annotation")
                .or(FOR_TRAINING)
                .or(SOUNDS))
        .check(CLASSES);
  }
}
