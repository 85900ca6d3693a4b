package org.emodna.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.BatchNorm;
import org.emodna.kernels.Dropout;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/**
 * A small network on one vector an utterance, as functionals give: dropout, Linear(F, hidden),
 * BatchNorm, ReLU, dropout, Linear(hidden, width). One call encodes all roles of equal settings.
 */
public final class FunctionalsEncoder implements Encoder {
  /** Its name and settings. */
  public static final EncoderKind KIND = new Kind();

  private static final int INPUT_SITE = Dropout.FIRST_SITE;
  private static final int HIDDEN_SITE = Dropout.FIRST_SITE + 1;

  /**
   * The network's shape, and how it is trained.
   *
   * @param hidden values of the hidden layer
   * @param width values of z
   * @param inputDropout rate of the dropout of the input
   * @param dropout rate of the dropout of the hidden layer
   */
  public record Settings(
      int hidden,
      int width,
      float inputDropout,
      float dropout,
      float batchNormEpsilon,
      float batchNormMomentum,
      TimNetEncoder.BatchNormDomains batchNormDomains) {
    /**
     * Ranges: {@code hidden} 1 to 4096, {@code width} 1 to 4096, {@code inputDropout} 0 to 0.95,
     * {@code dropout} 0 to 0.95, {@code batchNormEpsilon} 1e-12 to 1, {@code batchNormMomentum} 0
     * to 1.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Settings {
      Check.range(hidden, 1, 4096, "encoder.hidden");
      Check.range(width, 1, 4096, "encoder.width");
      Check.real(inputDropout, 0, 0.95, "encoder.input-dropout");
      Check.real(dropout, 0, 0.95, "encoder.dropout");
      Check.real(batchNormEpsilon, 1e-12, 1, "encoder.batch-norm-epsilon");
      Check.real(batchNormMomentum, 0, 1, "encoder.batch-norm-momentum");
    }

    /** As the section has them. */
    public static Settings defaults() {
      return DEFAULTS;
    }

    /** With other widths of the hidden layer and of z. */
    public Settings withShape(int hiddenWidth, int outputWidth) {
      return new Settings(
          hiddenWidth,
          outputWidth,
          inputDropout,
          dropout,
          batchNormEpsilon,
          batchNormMomentum,
          batchNormDomains);
    }

    /** With other rates of dropout, of the input and of the hidden layer. */
    public Settings withDropout(float ofInput, float ofHidden) {
      return new Settings(
          hidden, width, ofInput, ofHidden, batchNormEpsilon, batchNormMomentum, batchNormDomains);
    }

    /** With other rows that share BatchNorm's statistics. */
    public Settings withBatchNormDomains(TimNetEncoder.BatchNormDomains value) {
      return new Settings(
          hidden, width, inputDropout, dropout, batchNormEpsilon, batchNormMomentum, value);
    }
  }

  private static final Settings DEFAULTS =
      new Settings(128, 39, 0.4f, 0.5f, 1e-5f, 0.9f, TimNetEncoder.BatchNormDomains.JOINT);

  /** Its settings as a section. */
  public static final Section<Settings> SECTION =
      new Section<>("functionals-encoder", Settings.class, DEFAULTS);

  private final Settings settings;
  private final int domains;
  private final EncoderLinear first;
  private final EncoderBatchNorm norm;
  private final EncoderLinear second;

  private FunctionalsEncoder(Settings settings, EncoderInput input, int domains) {
    this.settings = settings;
    this.domains = domains;
    first = new EncoderLinear("l1", input.width(), settings.hidden);
    norm =
        new EncoderBatchNorm(
            "bn", settings.hidden, settings.batchNormEpsilon, settings.batchNormMomentum, domains);
    second = new EncoderLinear("l2", settings.hidden, settings.width);
  }

  private static final class Kind implements EncoderKind {
    @Override
    public String name() {
      return "functionals";
    }

    @Override
    public Section<?> section() {
      return SECTION;
    }

    @Override
    public Encoder create(Record settings, EncoderInput input, int domains) {
      Settings own = (Settings) settings;
      boolean apart = own.batchNormDomains == TimNetEncoder.BatchNormDomains.DOMAIN_SPECIFIC;
      return new FunctionalsEncoder(own, input, apart ? domains : 1);
    }

    @Override
    public Encoder restore(Architecture architecture, EncoderInput input) {
      Settings recognition =
          new Settings(
              architecture.integer("hidden", 1, 4096),
              architecture.integer("width", 1, 4096),
              0,
              0,
              (float) architecture.real("batch_norm_epsilon", 1e-12, 1),
              1,
              TimNetEncoder.BatchNormDomains.JOINT);
      return new FunctionalsEncoder(
          recognition, input, architecture.integer("batch_norm_domains", 1, 2));
    }

    @Override
    public boolean takesFrames() {
      return false;
    }

    @Override
    public boolean servesRolesTogether() {
      return true;
    }
  }

  @Override
  public String kind() {
    return KIND.name();
  }

  @Override
  public int width() {
    return settings.width;
  }

  @Override
  public Map<String, Object> architecture() {
    Map<String, Object> architecture = new TreeMap<>();
    architecture.put("hidden", settings.hidden);
    architecture.put("width", settings.width);
    architecture.put("batch_norm_epsilon", settings.batchNormEpsilon);
    architecture.put("batch_norm_domains", domains);
    return architecture;
  }

  /** Each tensor of all roles lies together: the group axis of an operation is R roles. */
  @Override
  public void declare(EncoderDeclaration d) {
    first.declare(d);
    norm.declare(d);
    second.declare(d);
  }

  @Override
  public EncoderPass bind(EncoderStep step) {
    int roles = step.roles().size();
    boolean training = step.training();
    EncoderVectors input = EncoderVectors.of(step, settings.inputDropout, INPUT_SITE);
    long[] shape = {step.replicas(), roles, step.rows(), settings.hidden};
    Tensor hidden = step.floats(shape);
    Tensor dhidden = training ? step.zeroedEachStep(shape) : null;
    Tensor active = step.floats(shape);
    Tensor dactive = training ? step.zeroedEachStep(shape) : null;
    Linear l1 = first.bind(step, input.values(), null, hidden, dhidden);
    BatchNorm relu = norm.bind(step, hidden, dhidden, active, dactive).relu(true);
    if (training && settings.dropout > 0) {
      relu.dropout(settings.dropout, HIDDEN_SITE, step.seeds(), step.step());
    }
    Linear l2 = second.bind(step, active, dactive, step.z(), training ? step.dz() : null);
    return new EncoderPass() {
      @Override
      public void forward() {
        input.forward();
        l1.forward();
        relu.forward();
        l2.forward();
      }

      @Override
      public void backward() {
        l2.backward();
        relu.backward();
        l1.backward();
      }
    };
  }

  @Override
  public Optional<String> tooEarly(long steps) {
    return EarlyStatistics.warning(settings.batchNormMomentum, steps);
  }
}
