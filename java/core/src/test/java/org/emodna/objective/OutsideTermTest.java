package org.emodna.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Section;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.KernelContext;
import org.emodna.training.StepWorkload;
import org.emodna.training.ToneCorpus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of terms from outside, of their sections and of what they log, are theirs alone. */
class OutsideTermTest {
  @TempDir Path folder;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  /** Settings of the terms here. */
  public record Options(int value) {}

  /** A term that does nothing but have names. */
  public abstract static class Named implements Term {
    private final String name;
    private final String section;
    private final String logged;

    Named(String name, String section, String logged) {
      this.name = name;
      this.section = section;
      this.logged = logged;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<Section<?>> sections() {
      return List.of(new Section<>(section, Options.class, new Options(1)));
    }

    @Override
    public Pass bind(Step step) {
      step.value(logged);
      return () -> {};
    }
  }

  /** Has names of its own. */
  public static final class Sound extends Named {
    public Sound() {
      super("sound", "sound", "sound");
    }
  }

  /** Is called as a built-in term is. */
  public static final class TakenName extends Named {
    public TakenName() {
      super("dann", "mine", "mine");
    }
  }

  /** Its section is a built-in term's. */
  public static final class TakenSection extends Named {
    public TakenSection() {
      super("mine", "dann", "mine");
    }
  }

  /** Its section is the configuration's own. */
  public static final class OwnSection extends Named {
    public OwnSection() {
      super("mine", "schedule", "mine");
    }
  }

  /** Has no name. */
  public static final class Nameless extends Named {
    public Nameless() {
      super(null, "mine", "mine");
    }
  }

  /** A method that forgot its terms. */
  public static final class Termless implements Objective {
    @Override
    public String name() {
      return "termless";
    }

    @Override
    public List<Term> terms() {
      return null;
    }
  }

  /** Logs two values under one name. */
  public static final class ValueTwice extends Named {
    public ValueTwice() {
      super("mine", "mine", "mine");
    }

    @Override
    public Pass bind(Step step) {
      step.value("mine");
      return super.bind(step);
    }
  }

  /** Logs under a name that is taken, and then under the one that it got for it. */
  public static final class ValueUnderTheNameItGot extends Named {
    public ValueUnderTheNameItGot() {
      super("mine", "mine", "mine.emotion");
    }

    @Override
    public Pass bind(Step step) {
      step.value("emotion");
      return super.bind(step);
    }
  }

  private void register(Class<? extends Term> term) throws IOException {
    register(Term.class, term);
  }

  private <T> void register(Class<T> kind, Class<? extends T> part) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(kind.getName()), part.getName());
    URL[] place = {folder.toUri().toURL()};
    Thread.currentThread().setContextClassLoader(new URLClassLoader(place, before));
  }

  @AfterEach
  void loader() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private static TrainingConfig with(String text) {
    return ConfigFile.parse(text, "run.yaml", ToneCorpus.config());
  }

  @Test
  void oneWithNamesOfItsOwnIsAddedAndSet() throws IOException {
    register(Sound.class);
    TrainingConfig config = with("terms: [sound]\nsound: {value: 7}");
    assertEquals(List.of("sound"), config.terms());
    assertTrue(ConfigFile.toYaml(config).contains("sound:\n  value: 7\n"));
    try (KernelContext context = KernelContext.cpu(1);
        StepWorkload step = workload(context, config)) {
      step.run();
    }
  }

  @Test
  void aTakenNameOrSectionIsOneErrorThatNamesTheClass() throws IOException {
    for (Class<? extends Term> term :
        List.<Class<? extends Term>>of(
            TakenName.class, TakenSection.class, OwnSection.class, Nameless.class)) {
      register(term);
      EmoDnaException e = assertThrows(EmoDnaException.class, () -> with("seed: 2"));
      assertTrue(e.getMessage().contains(term.getName()), e.getMessage());
    }
  }

  @Test
  void aMethodWithoutTermsIsOneErrorThatNamesTheClass() throws IOException {
    register(Objective.class, Termless.class);
    EmoDnaException e = assertThrows(EmoDnaException.class, () -> with("seed: 2"));
    assertTrue(
        e.getMessage().startsWith(Termless.class.getName() + ": its terms()"), e.getMessage());
  }

  @Test
  void aLoggedValueThatATermAsksForTwiceIsRefused() throws IOException {
    for (Class<? extends Term> term :
        List.<Class<? extends Term>>of(ValueTwice.class, ValueUnderTheNameItGot.class)) {
      register(term);
      TrainingConfig config = with("terms: [mine]");
      try (KernelContext context = KernelContext.cpu(1)) {
        InvalidArgumentException e =
            assertThrows(InvalidArgumentException.class, () -> workload(context, config));
        assertTrue(
            e.getMessage().startsWith("the term 'mine' asks for the logged value 'mine"),
            e.getMessage());
      }
    }
  }

  private static StepWorkload workload(KernelContext context, TrainingConfig config) {
    return new StepWorkload(context, config, List.of(1L), new StepWorkload.Size(20, 5, 16));
  }
}
