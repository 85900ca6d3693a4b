package org.emodna.model;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.Dropout;
import org.emodna.kernels.Precision;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;

/**
 * TIM-Net (Ye et al. 2023): temporal-aware blocks of growing dilation on the frames and on reversed
 * time; z is the mean of their stages' weighted sum over time, or made of its mean and deviation
 * ({@link TimNetPooling}). One call encodes all roles of equal settings.
 */
public final class TimNetEncoder implements Encoder {
  /** Its name and settings. */
  public static final EncoderKind KIND = new Kind();

  /** First values of the stage weights w. */
  public enum FusionInit {
    /** Uniform in ±0.05, as TIM-Net was released. */
    UNIFORM,
    /** 1 / blocks: z starts as the mean of the stages. */
    MEAN
  }

  /** Which rows share BatchNorm's statistics. */
  public enum BatchNormDomains {
    /** All rows of a batch share one. */
    JOINT,
    /** Source and target rows each have their own. */
    DOMAIN_SPECIFIC
  }

  /**
   * TIM-Net's shape, and how it is trained.
   *
   * @param channels C, also the width of z unless the pooling says otherwise
   * @param blocks n; block i has dilation 2^i
   * @param dropout rate of the spatial dropout
   * @param output how z is made of the frames
   * @param jitter of the features in training
   * @param engine who computes the convolutions; cuDNN on a CUDA device only
   * @param precision of the convolutions' products in training; all but float32 on a CUDA device
   *     only
   */
  public record Settings(
      int channels,
      int blocks,
      float dropout,
      float batchNormEpsilon,
      float batchNormMomentum,
      FusionInit fusionInit,
      BatchNormDomains batchNormDomains,
      @JsonUnwrapped TimNetPooling output,
      @JsonUnwrapped(prefix = "jitter-") InputJitter jitter,
      TimNet.Engine engine,
      Precision precision) {
    /**
     * Ranges: {@code channels} 1 to 1024, {@code blocks} 1 to 16, {@code dropout} 0 to 0.95, {@code
     * batchNormEpsilon} 1e-12 to 1, {@code batchNormMomentum} 0 to 1.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Settings {
      Check.range(channels, 1, 1024, "encoder.channels");
      Check.range(blocks, 1, 16, "encoder.blocks");
      Check.real(dropout, 0, 0.95, "encoder.dropout");
      Check.real(batchNormEpsilon, 1e-12, 1, "encoder.batch-norm-epsilon");
      Check.real(batchNormMomentum, 0, 1, "encoder.batch-norm-momentum");
    }

    /** TIM-Net as it was released, with fused kernels. */
    public static Settings defaults() {
      return DEFAULTS;
    }

    /** With other channels, C. */
    public Settings withChannels(int value) {
      return with(copy -> copy.channels = value);
    }

    /** With other blocks. */
    public Settings withBlocks(int value) {
      return with(copy -> copy.blocks = value);
    }

    /** With another rate of dropout. */
    public Settings withDropout(float value) {
      return with(copy -> copy.dropout = value);
    }

    /** With another epsilon of BatchNorm. */
    public Settings withBatchNormEpsilon(float value) {
      return with(copy -> copy.batchNormEpsilon = value);
    }

    /** With another momentum of BatchNorm. */
    public Settings withBatchNormMomentum(float value) {
      return with(copy -> copy.batchNormMomentum = value);
    }

    /** With other first values of the stage weights. */
    public Settings withFusionInit(FusionInit value) {
      return with(copy -> copy.fusionInit = value);
    }

    /** With other rows that share BatchNorm's statistics. */
    public Settings withBatchNormDomains(BatchNormDomains value) {
      return with(copy -> copy.batchNormDomains = value);
    }

    /** With another way from frames to z. */
    public Settings withPooling(TimNetPooling value) {
      return with(copy -> copy.output = value);
    }

    /** With other changes of the features in training. */
    public Settings withJitter(InputJitter value) {
      return with(copy -> copy.jitter = value);
    }

    /** With another engine. */
    public Settings withEngine(TimNet.Engine value) {
      return with(copy -> copy.engine = value);
    }

    /** With another precision. */
    public Settings withPrecision(Precision value) {
      return with(copy -> copy.precision = value);
    }

    private Settings with(Consumer<Copy> change) {
      Copy copy = new Copy(this);
      change.accept(copy);
      return copy.settings();
    }

    /** Settings on their way to others. */
    private static final class Copy {
      private int channels;
      private int blocks;
      private float dropout;
      private float batchNormEpsilon;
      private float batchNormMomentum;
      private FusionInit fusionInit;
      private BatchNormDomains batchNormDomains;
      private TimNetPooling output;
      private InputJitter jitter;
      private TimNet.Engine engine;
      private Precision precision;

      Copy(Settings from) {
        channels = from.channels;
        blocks = from.blocks;
        dropout = from.dropout;
        batchNormEpsilon = from.batchNormEpsilon;
        batchNormMomentum = from.batchNormMomentum;
        fusionInit = from.fusionInit;
        batchNormDomains = from.batchNormDomains;
        output = from.output;
        jitter = from.jitter;
        engine = from.engine;
        precision = from.precision;
      }

      Settings settings() {
        return new Settings(
            channels,
            blocks,
            dropout,
            batchNormEpsilon,
            batchNormMomentum,
            fusionInit,
            batchNormDomains,
            output,
            jitter,
            engine,
            precision);
      }
    }
  }

  private static final Settings DEFAULTS =
      new Settings(
          39,
          8,
          0.1f,
          1e-3f,
          0.99f,
          FusionInit.UNIFORM,
          BatchNormDomains.JOINT,
          TimNetPooling.mean(),
          InputJitter.off(),
          TimNet.Engine.FUSED,
          Precision.FLOAT32);

  /** TIM-Net's settings as a section. */
  public static final Section<Settings> SECTION =
      new Section<>("tim-net", Settings.class, DEFAULTS);

  private static final int DROPOUT_SITE = Dropout.FIRST_SITE;
  private static final int JITTER_SITE = Dropout.FIRST_SITE + 1;

  private final Settings settings;
  private final int domains;
  private final TimNetBlocks blocks;

  /** Null where z is a mean. */
  private final PooledStatistics statistics;

  private TimNetEncoder(Settings settings, EncoderInput input, int domains) {
    this.settings = settings;
    this.domains = domains;
    blocks = new TimNetBlocks(settings, input.width(), domains);
    statistics =
        settings.output.isStatistics()
            ? new PooledStatistics(settings.channels, width(), domains)
            : null;
  }

  private static final class Kind implements EncoderKind {
    @Override
    public String name() {
      return "tim-net";
    }

    @Override
    public Section<?> section() {
      return SECTION;
    }

    @Override
    public Encoder create(Record settings, EncoderInput input, int domains) {
      Settings own = (Settings) settings;
      boolean apart = own.batchNormDomains == BatchNormDomains.DOMAIN_SPECIFIC;
      return new TimNetEncoder(own, input, apart ? domains : 1);
    }

    @Override
    public Encoder restore(Architecture architecture, EncoderInput input) {
      Settings recognition =
          DEFAULTS
              .withChannels(architecture.integer("channels", 1, 1024))
              .withBlocks(architecture.integer("blocks", 1, 16))
              .withDropout(0)
              .withBatchNormEpsilon((float) architecture.real("batch_norm_epsilon", 1e-12, 1))
              .withBatchNormMomentum(1)
              .withPooling(pooling(architecture));
      return new TimNetEncoder(
          recognition, input, architecture.integer("batch_norm_domains", 1, 2));
    }

    /** Models of before there was a choice don't name it. */
    private static TimNetPooling pooling(Architecture architecture) {
      if (!architecture.names().contains("pooling")) {
        return TimNetPooling.mean();
      }
      architecture.oneOf("pooling", "statistics");
      return TimNetPooling.statistics()
          .withTurnBack(architecture.truth("turn_back"))
          .withWidth(architecture.integer("width", 1, 4096));
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
    return settings.output.width() == 0 ? settings.channels : settings.output.width();
  }

  @Override
  public Map<String, Object> architecture() {
    Map<String, Object> architecture = new TreeMap<>();
    architecture.put("channels", settings.channels);
    architecture.put("blocks", settings.blocks);
    architecture.put("batch_norm_epsilon", settings.batchNormEpsilon);
    architecture.put("batch_norm_domains", domains);
    if (statistics != null) {
      architecture.put("pooling", "statistics");
      architecture.put("turn_back", settings.output.turnBack());
      architecture.put("width", width());
    }
    return architecture;
  }

  @Override
  public void declare(EncoderDeclaration d) {
    blocks.declare(d);
    if (statistics != null) {
      statistics.declare(d);
    }
  }

  @Override
  public EncoderPass bind(EncoderStep step) {
    InputJitter.Bound input = settings.jitter.bind(step, JITTER_SITE);
    TimNet timNet = blocks.bind(step, input.x());
    EncoderPass pooled = statistics == null ? toZ(step, timNet) : throughStatistics(step, timNet);
    timNet.allocate();
    return new EncoderPass() {
      @Override
      public void forward() {
        input.forward().run();
        timNet.forward();
        pooled.forward();
      }

      @Override
      public void backward() {
        pooled.backward();
        timNet.backward();
      }
    };
  }

  /** The kernel's own z. */
  private EncoderPass toZ(EncoderStep step, TimNet timNet) {
    timNet.output(step.z(), null);
    if (step.training()) {
      timNet.gradients(step.dz(), blocks.gradient(step), null);
    }
    return EncoderPass.NOTHING;
  }

  /** The kernel's sequence [R, roles, rows, T, C], and what its statistics give. */
  private EncoderPass throughStatistics(EncoderStep step, TimNet timNet) {
    long[] shape = {
      step.replicas(), step.roles().size(), step.rows(), step.input().frames(), settings.channels
    };
    Tensor y = step.floats(shape);
    Tensor dy = step.training() ? step.zeroedEachStep(shape) : null;
    timNet.sequence(
        settings.output.turnBack() ? TimNet.Sequence.TURNED_BACK : TimNet.Sequence.AS_RUN, y);
    if (step.training()) {
      timNet.sequenceGradient(dy);
      timNet.gradients(null, blocks.gradient(step), null);
    }
    return statistics.bind(step, y, dy, settings.output.pooledDropout(), DROPOUT_SITE);
  }

  @Override
  public Optional<String> tooEarly(long steps) {
    Optional<String> blocksTooEarly = EarlyStatistics.warning(settings.batchNormMomentum, steps);
    return statistics == null
        ? blocksTooEarly
        : blocksTooEarly.or(() -> PooledStatistics.tooEarly(steps));
  }
}
