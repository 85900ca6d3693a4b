package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Outer;
import org.emodna.kernels.Tensor;

/**
 * DANN and CDAN: a discriminator learns to tell the corpora apart, the encoder to prevent it.
 * CDAN's looks at the product of features and class probabilities. Both call the discriminator's
 * parameters "discriminator", so that a method has one of them.
 */
public final class AdversarialTerm implements Term {
  /**
   * Settings.
   *
   * @param weight of the reversed gradient at the ramp's end
   * @param hidden width of the discriminator's hidden layer
   */
  public record Options(float weight, int hidden) {
    /**
     * Ranges: {@code weight} 0 to 1e4, {@code hidden} 1 to 4096.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Options {
      Check.real(weight, 0, 1e4, "dann.weight (cdan.weight)");
      Check.range(hidden, 1, 4096, "dann.hidden (cdan.hidden)");
    }
  }

  /** The section of DANN's settings, with their defaults. */
  public static final Section<Options> DANN = section("dann");

  /** The section of CDAN's settings, with their defaults. */
  public static final Section<Options> CDAN = section("cdan");

  private final Section<Options> section;
  private final boolean conditional;

  /** DANN's term, called "dann": the discriminator sees the features z^e. */
  public static AdversarialTerm dann() {
    return new AdversarialTerm(DANN, false);
  }

  /** CDAN's term, called "cdan": the discriminator sees features times class probabilities. */
  public static AdversarialTerm cdan() {
    return new AdversarialTerm(CDAN, true);
  }

  private static Section<Options> section(String name) {
    return new Section<>(name, Options.class, new Options(0.3f, 64));
  }

  /**
   * @param section of its settings
   * @param conditional whether the discriminator sees the class probabilities too
   */
  private AdversarialTerm(Section<Options> section, boolean conditional) {
    this.section = section;
    this.conditional = conditional;
  }

  @Override
  public String name() {
    return section.name();
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(section);
  }

  @Override
  public boolean inUse(Settings settings) {
    return settings.get(section).weight > 0;
  }

  private int inputs(int width, int classes) {
    return conditional ? width * classes : width;
  }

  @Override
  public void declare(Declaration d) {
    int hidden = d.settings().get(section).hidden;
    d.linear("discriminator.l1", inputs(d.width(Roles.EMOTION), d.labels().size()), hidden);
    d.linear("discriminator.l2", hidden, 2);
  }

  @Override
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(conditional ? Sharing.reading(Sharing.Part.PREDICTIONS) : Sharing.nothing());
  }

  @Override
  public Pass bind(Step step) {
    Options options = step.settings().get(section);
    int width = step.width(Roles.EMOTION);
    int classes = step.labels().size();
    int inputs = inputs(width, classes);
    int groups = step.replicas();
    int rows = step.rows();
    Rows z = step.output(Roles.EMOTION);
    Rows x = z;
    Outer outer = null;
    if (conditional) {
      Tensor product = step.floats(groups, rows, inputs);
      x = new Rows(product, step.zeroedEachStep(groups, rows, inputs), (long) rows * inputs);
      outer =
          new Outer(step.stream(), new Outer.Shape(groups, rows, width, classes))
              .input(z.values(), z.stride(), step.probabilities())
              .output(product)
              .gradients(x.gradients(), z.gradients());
    }
    Dense hidden =
        new Dense(step, "discriminator.l1", x, new Dense.Shape(rows, inputs, options.hidden, true))
            .scaleGradient(step.rampedWeight(-options.weight));
    Dense output =
        new Dense(
            step,
            "discriminator.l2",
            hidden.output(),
            new Dense.Shape(rows, options.hidden, 2, false));
    CrossEntropy crossEntropy =
        new CrossEntropy(step.stream(), new CrossEntropy.Shape(groups, rows, 2, 0))
            .input(output.output().values(), step.corpusLabels(), 0)
            .output(null, step.value("discriminator"))
            .gradients(output.output().gradients(), null);
    return new Bound(outer, hidden, output, crossEntropy);
  }

  /**
   * @param outer null where the discriminator sees z alone
   */
  private record Bound(Outer outer, Dense hidden, Dense output, CrossEntropy crossEntropy)
      implements Pass {
    @Override
    public void run() {
      if (outer != null) {
        outer.forward();
      }
      hidden.forward();
      output.forward();
      crossEntropy.run();
      output.backward();
      hidden.backward();
      if (outer != null) {
        outer.backward();
      }
    }
  }
}
