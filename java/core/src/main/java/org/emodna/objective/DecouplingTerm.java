package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emodna.base.Check;
import org.emodna.base.ConfigException;
import org.emodna.base.Section;
import org.emodna.kernels.Contrastive;
import org.emodna.kernels.Precision;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;

/**
 * L_dec: pulls projected emotion features of one class together, and pushes them off the projected
 * corpus features. Classes are those of the batch, the target's from {@link PseudoLabelsTerm}. One
 * projection head, Linear(D, hidden) - ReLU - Linear(hidden, size) - L2, serves both encoders, so a
 * replica's outputs go through it as 2 rows x D.
 */
public final class DecouplingTerm implements Term {
  /**
   * Settings.
   *
   * @param weight of L_dec at the ramp's end
   * @param temperature t
   * @param hidden width of the projection head's hidden layer
   * @param size of the projected features
   * @param precision of the products; all but float32 on a CUDA device only
   */
  public record Options(
      float weight, float temperature, int hidden, int size, Precision precision) {
    /**
     * Ranges: {@code weight} 0 to 1e4, {@code temperature} 1e-3 to 100, {@code hidden} 1 to 4096,
     * {@code size} 1 to 4096.
     *
     * @throws ConfigException that names the setting that is out of range
     */
    public Options {
      Check.real(weight, 0, 1e4, "decoupling.weight");
      Check.real(temperature, 1e-3, 100, "decoupling.temperature");
      Check.range(hidden, 1, 4096, "decoupling.hidden");
      Check.range(size, 1, 4096, "decoupling.size");
    }

    /** With another weight. */
    public Options withWeight(float value) {
      return new Options(value, temperature, hidden, size, precision);
    }

    /** With another temperature. */
    public Options withTemperature(float value) {
      return new Options(weight, value, hidden, size, precision);
    }

    /** With another projection head. */
    public Options withProjection(int hiddenWidth, int projectedSize) {
      return new Options(weight, temperature, hiddenWidth, projectedSize, precision);
    }

    /** With another precision of the products. */
    public Options withPrecision(Precision value) {
      return new Options(weight, temperature, hidden, size, value);
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>(
          "decoupling", Options.class, new Options(0.5f, 0.3f, 64, 64, Precision.FLOAT32));

  @Override
  public String name() {
    return SECTION.name();
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(SECTION);
  }

  @Override
  public boolean inUse(Settings settings) {
    return settings.get(SECTION).weight > 0;
  }

  @Override
  public Set<String> roles() {
    return Set.of(Roles.EMOTION, Roles.CORPUS);
  }

  @Override
  public void declare(Declaration d) {
    Options options = d.settings().get(SECTION);
    int width = d.width(Roles.EMOTION);
    if (d.width(Roles.CORPUS) != width) {
      throw new ConfigException(
          "decoupling needs encoders of equal width, since one head projects both; emotion's has "
              + width
              + " values, corpus's "
              + d.width(Roles.CORPUS));
    }
    d.linear("projection.l1", width, options.hidden);
    d.linear("projection.l2", options.hidden, options.size);
  }

  @Override
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(Sharing.reading(Sharing.Part.LABELS));
  }

  @Override
  public Pass bind(Step step) {
    int rows = step.rows();
    Optional<Rows> both = step.outputs(Roles.EMOTION, Roles.CORPUS);
    List<Head> heads =
        both.isPresent()
            ? List.of(new Head(step, both.get(), 2 * rows))
            : List.of(
                new Head(step, step.output(Roles.EMOTION), rows),
                new Head(step, step.output(Roles.CORPUS), rows));
    Rows u = heads.get(0).unit(0, rows);
    Rows v = both.isPresent() ? heads.get(0).unit(rows, rows) : heads.get(1).unit(0, rows);
    Options options = step.settings().get(SECTION);
    Contrastive contrastive =
        new Contrastive(
                step.stream(),
                Contrastive.Shape.of(step.replicas(), rows, rows, options.size)
                    .withTemperature(options.temperature))
            .precision(options.precision)
            .input(u.values(), u.stride(), v.values(), v.stride(), step.batchLabels(), rows)
            .output(step.value("decoupling"), step.value(LoggedValue.hidden("skipped")))
            .gradients(u.gradients(), v.gradients(), step.rampedWeight(options.weight))
            .allocate();
    return () -> {
      heads.forEach(Head::forward);
      contrastive.run();
      heads.forEach(Head::backward);
    };
  }

  /** The projection head over the outputs of one encoder, or of both. */
  private static final class Head {
    private final Dense hidden;
    private final Dense output;
    private final RowSpace normalise;
    private final Tensor unit;
    private final Tensor dunit;
    private final int replicas;
    private final int rows;
    private final int size;

    Head(Step step, Rows input, int rows) {
      Options options = step.settings().get(SECTION);
      this.rows = rows;
      replicas = step.replicas();
      size = options.size;
      int width = step.width(Roles.EMOTION);
      hidden =
          new Dense(
              step, "projection.l1", input, new Dense.Shape(rows, width, options.hidden, true));
      output =
          new Dense(
              step,
              "projection.l2",
              hidden.output(),
              new Dense.Shape(rows, options.hidden, size, false));
      unit = step.floats(replicas, rows, size);
      dunit = step.zeroedEachStep(replicas, rows, size);
      normalise =
          new RowSpace(step.stream(), new RowSpace.Shape(replicas, rows, size, RowSpace.Space.L2))
              .input(output.output().values(), output.output().stride())
              .output(unit)
              .gradients(dunit, output.output().gradients());
    }

    /** So many of its projected rows, from the given one. */
    Rows unit(int from, int count) {
      long stride = (long) rows * size;
      long span = (replicas - 1) * stride + (long) count * size;
      long offset = (long) from * size;
      return new Rows(unit.view(offset, span), dunit.view(offset, span), stride);
    }

    void forward() {
      hidden.forward();
      output.forward();
      normalise.forward();
    }

    void backward() {
      normalise.backward();
      output.backward();
      hidden.backward();
    }
  }
}
