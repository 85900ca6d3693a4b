package org.emodna.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/architecture.md says of packages, over the compiled classes of all modules. */
class ArchitectureTest {
  /** Open to other modules by need, and no part of what users see. */
  private static final String[] INTERNAL = {
    "org.emodna..bindings..",
    "org.emodna..loading..",
    "org.emodna..internal..",
    "org.emodna.audio.content..",
    "org.emodna.audio.ffmpeg..",
    "org.emodna.audio.wav..",
    "org.emodna.corpus.detection..",
    "org.emodna.corpus.known..",
    "org.emodna.corpus.manifest.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          // By the folder's name: ArchUnit's own option knows only Maven's usual target folder.
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("org.emodna");

  /** A room is what follows org.emodna, with all that lies below it. */
  @Test
  void noRoomsDependOnEachOtherInACycle() {
    slices().matching("org.emodna.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** Packages below the rooms' own. A room and what lies below it may refer to each other. */
  @Test
  void noPackagesBelowRoomsDependOnEachOtherInACycle() {
    slices().matching("org.emodna.(*).(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theCommandLineUsesNoInternalPackage() {
    noClasses()
        .that()
        .resideInAPackage("org.emodna.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(INTERNAL)
        .check(CLASSES);
  }

  /**
   * What the library has to say goes to listeners and to System.Logger; printing is the command's.
   */
  @Test
  void nobodyPrintsButTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.emodna.cli..")
        .and()
        // Programs of their own, which benchmarks/speakers, long-file and speech-rule run.
        .haveNameNotMatching(
            "org\\.emodna\\.benchmarks\\.(HeardUtterances|LongFile|SpeechRuleErrors).*")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  /** Loggers have the names of this project's packages and classes. */
  @Test
  void nobodyUsesAnotherLogger() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.emodna.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
        .check(CLASSES);
  }

  /** From recordings to what uses models: none knows of those that come later. */
  private static final List<String> ORDER =
      List.of(
          "audio", "features", "corpus", "model", "training", "runs", "protocol", "reproduction");

  @Test
  void dependenciesGoFromRecordingsToBenchmarks() {
    for (int i = 0; i < ORDER.size() - 1; i++) {
      never(ORDER.get(i), ORDER.subList(i + 1, ORDER.size())).check(CLASSES);
    }
  }

  /** What the order does not say. */
  @ParameterizedTest(name = "{0} never depends on {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          base        | safetensors kernels gpu audio features corpus model training recognition
          safetensors | kernels gpu audio features corpus model training recognition
          kernels     | safetensors gpu audio features corpus model training recognition
          audio       | config objective evaluation recognition
          features    | config objective evaluation recognition
          corpus      | config objective evaluation recognition
          config      | training evaluation runs protocol reproduction report recognition
          model       | evaluation recognition
          training    | recognition runs protocol reproduction report
          evaluation  | training runs protocol reproduction report
          runs        | training protocol reproduction report
          protocol    | runs report
          report      | protocol reproduction
          onnx        | objective training evaluation runs protocol reproduction report recognition keras
          keras       | objective training evaluation runs protocol reproduction report recognition onnx
          recognition | training runs protocol reproduction report onnx keras
          model       | onnx keras
          training    | onnx keras
          """)
  void dependenciesGoOneWay(String room, String others) {
    never(room, List.of(others.split(" "))).check(CLASSES);
  }

  private static ArchRule never(String room, List<String> others) {
    return noClasses()
        .that()
        .resideInAPackage("org.emodna." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            others.stream().map(one -> "org.emodna." + one + "..").toArray(String[]::new))
        // A room that does not exist breaks no rule.
        .allowEmptyShould(true);
  }

  /** Target labels lie in the scorer; nothing that trains may hold one. */
  @Test
  void trainingHasNoScorer() {
    noClasses()
        .that()
        .resideInAPackage("org.emodna.training..")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("Scorer")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleName("Target")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleName("ScoredPredictions")
        .check(CLASSES);
  }

  /** Without this, rules over no classes at all would look like rules that are kept. */
  @Test
  void theRulesSeeTheClassesOfAllModules() {
    for (String room : new String[] {"base", "kernels", "audio", "features", "corpus", "cli"}) {
      assertTrue(
          CLASSES.stream().anyMatch(one -> one.getPackageName().startsWith("org.emodna." + room)),
          room);
    }
    ArchRule broken = never("recognition", List.of("features"));
    assertThrows(AssertionError.class, () -> broken.check(CLASSES));
  }
}
