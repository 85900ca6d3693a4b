package org.emodna.corpus;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import org.junit.jupiter.api.Test;

/** No code that trains can reach a target's labels: its types do not lead there. */
class LabelIsolationTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          // By the folder's name: ArchUnit's own option knows only Maven's usual target folder.
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("org.emodna");

  /** What training may see of this package; the rest of it holds or leads to labels. */
  private static final DescribedPredicate<JavaClass> FOR_TRAINING =
      new DescribedPredicate<>("source labels, label sets or unlabelled recordings") {
        @Override
        public boolean test(JavaClass type) {
          return type.isAssignableTo(Emotion.class)
              || type.isAssignableTo(LabelSet.class)
              || type.isAssignableTo(LabelledCorpus.class)
              || type.isAssignableTo(LabelledCorpus.Item.class)
              || type.isAssignableTo(UnlabelledCorpus.class)
              || type.isAssignableTo(UnlabelledCorpus.Item.class)
              || type.isAssignableTo(CorpusException.class);
        }
      };

  private static final ArchCondition<JavaClass> LEAD_TO_LABELS =
      ArchConditions.transitivelyDependOnClassesThat(
          resideInAnyPackage("org.emodna.corpus..").and(not(FOR_TRAINING)));

  @Test
  void nothingThatTrainingUsesLeadsToTargetLabels() {
    noClasses()
        .that()
        .resideInAPackage("org.emodna.training..")
        .should(LEAD_TO_LABELS)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static final class Innocent {
    LabelledCorpus source;
    UnlabelledCorpus target;
  }

  private static final class Leak {
    Target target;
  }

  /** Without this, a rule that forbids nothing would look like one that is kept. */
  @Test
  void theRuleTellsALeakFromWhatIsAllowed() {
    JavaClasses both = new ClassFileImporter().importClasses(Innocent.class, Leak.class);
    noClasses().that().haveSimpleName("Innocent").should(LEAD_TO_LABELS).check(both);
    var rule = noClasses().that().haveSimpleName("Leak").should(LEAD_TO_LABELS);
    assertThrows(AssertionError.class, () -> rule.check(both));
  }

  @Test
  void anUnlabelledCorpusHoldsNothingButPlainValues() {
    classes()
        .that()
        .belongToAnyOf(UnlabelledCorpus.class)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..")
                .or(JavaClass.Predicates.belongToAnyOf(UnlabelledCorpus.class)))
        .check(CLASSES);
  }

  @Test
  void aSourceCorpusDoesNotLeadBackToWhereLabelsAreRead() {
    classes()
        .that()
        .belongToAnyOf(LabelledCorpus.class, LabelSet.class, Emotion.class)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "com.fasterxml.jackson.annotation").or(FOR_TRAINING))
        .check(CLASSES);
  }
}
