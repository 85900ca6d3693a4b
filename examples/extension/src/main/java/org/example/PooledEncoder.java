package org.example;

import java.util.Map;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Pooling;
import org.emodna.kernels.Tensor;
import org.emodna.model.Architecture;
import org.emodna.model.Encoder;
import org.emodna.model.EncoderDeclaration;
import org.emodna.model.EncoderInput;
import org.emodna.model.EncoderKind;
import org.emodna.model.EncoderPass;
import org.emodna.model.EncoderStep;

/** Mean and deviation of each feature over the utterance, then two linear layers. */
public final class PooledEncoder implements Encoder {
  /**
   * Settings.
   *
   * @param hidden width of the hidden layer
   * @param width values of z
   */
  public record Options(int hidden, int width) {
    public Options {
      Check.range(hidden, 1, 4096, "pooled.hidden");
      Check.range(width, 1, 4096, "pooled.width");
    }
  }

  /** What META-INF/services names. */
  public static final class Kind implements EncoderKind {
    private static final String NAME = "pooled";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Section<Options> section() {
      return new Section<>(NAME, Options.class, new Options(64, 39));
    }

    @Override
    public Encoder create(Record settings, EncoderInput input, int domains) {
      return new PooledEncoder((Options) settings, input);
    }

    @Override
    public Encoder restore(Architecture architecture, EncoderInput input) {
      return new PooledEncoder(
          new Options(
              architecture.integer("hidden", 1, 4096), architecture.integer("width", 1, 4096)),
          input);
    }
  }

  private final Options options;
  private final int pooled;

  private PooledEncoder(Options options, EncoderInput input) {
    this.options = options;
    pooled = 2 * input.width();
  }

  @Override
  public String kind() {
    return Kind.NAME;
  }

  @Override
  public int width() {
    return options.width;
  }

  @Override
  public Map<String, Object> architecture() {
    return Map.of("hidden", options.hidden, "width", options.width);
  }

  @Override
  public void declare(EncoderDeclaration d) {
    String role = d.role();
    d.linear(role + ".l1", pooled, options.hidden);
    d.linear(role + ".l2", options.hidden, options.width);
  }

  @Override
  public EncoderPass bind(EncoderStep step) {
    String role = step.role();
    int replicas = step.replicas();
    int rows = step.rows();
    EncoderInput input = step.input();
    Tensor statistics = step.floats(replicas, rows, pooled);
    Pooling pooling =
        step.own(
                new Pooling(
                    step.stream(),
                    Pooling.Shape.of(replicas, rows, input.frames(), input.width())
                        .withVarianceFloor(1e-5f)))
            .input(step.x(), (long) rows * input.frames() * input.width(), step.lengths(), rows)
            .output(statistics);
    Tensor hidden = step.floats(replicas, rows, options.hidden);
    Linear first =
        layer(step, role + ".l1", pooled, options.hidden, true)
            .input(statistics, (long) rows * pooled);
    Linear second =
        layer(step, role + ".l2", options.hidden, options.width, false)
            .input(hidden, (long) rows * options.hidden);
    first.output(hidden);
    second.output(step.z());
    if (step.training()) {
      Tensor dhidden = step.zeroedEachStep(replicas, rows, options.hidden);
      // Frames are not learnt, so that no gradient goes further down.
      gradients(step, role + ".l1", first, dhidden, null);
      gradients(step, role + ".l2", second, step.dz(), dhidden);
    }
    return new EncoderPass() {
      @Override
      public void forward() {
        pooling.forward();
        first.forward();
        second.forward();
      }

      @Override
      public void backward() {
        second.backward();
        first.backward();
      }
    };
  }

  private static Linear layer(
      EncoderStep step, String name, int inputs, int outputs, boolean relu) {
    return step.own(
            new Linear(
                step.stream(),
                Linear.Shape.of(step.replicas(), step.rows(), inputs, outputs).withRelu(relu)))
        .weights(step.parameter(name + ".weight"), step.parameter(name + ".bias"));
  }

  private static void gradients(EncoderStep step, String name, Linear of, Tensor dy, Tensor dx) {
    of.gradients(dy, dx, step.gradient(name + ".weight"), step.gradient(name + ".bias"));
  }
}
