package org.emodna.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.Precision;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;

/**
 * TIM-Net (Ye et al. 2023): temporal-aware blocks of growing dilation on the frames and on reversed
 * time; z is their stages' weighted sum. One call encodes all roles of equal settings.
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
    JOINT,
    DOMAIN_SPECIFIC
  }

  /**
   * TIM-Net's shape, and how it is trained.
   *
   * @param channels C, also the width of z
   * @param blocks n; block i has dilation 2^i
   * @param dropout rate of the spatial dropout
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
      TimNet.Engine engine,
      Precision precision) {
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
      return new Settings(
          value,
          blocks,
          dropout,
          batchNormEpsilon,
          batchNormMomentum,
          fusionInit,
          batchNormDomains,
          engine,
          precision);
    }

    /** With other blocks. */
    public Settings withBlocks(int value) {
      return new Settings(
          channels,
          value,
          dropout,
          batchNormEpsilon,
          batchNormMomentum,
          fusionInit,
          batchNormDomains,
          engine,
          precision);
    }

    /** With another rate of dropout. */
    public Settings withDropout(float value) {
      return new Settings(
          channels,
          blocks,
          value,
          batchNormEpsilon,
          batchNormMomentum,
          fusionInit,
          batchNormDomains,
          engine,
          precision);
    }

    /** With another epsilon of BatchNorm. */
    public Settings withBatchNormEpsilon(float value) {
      return new Settings(
          channels,
          blocks,
          dropout,
          value,
          batchNormMomentum,
          fusionInit,
          batchNormDomains,
          engine,
          precision);
    }

    /** With another momentum of BatchNorm. */
    public Settings withBatchNormMomentum(float value) {
      return new Settings(
          channels,
          blocks,
          dropout,
          batchNormEpsilon,
          value,
          fusionInit,
          batchNormDomains,
          engine,
          precision);
    }

    /** With other first values of the stage weights. */
    public Settings withFusionInit(FusionInit value) {
      return new Settings(
          channels,
          blocks,
          dropout,
          batchNormEpsilon,
          batchNormMomentum,
          value,
          batchNormDomains,
          engine,
          precision);
    }

    /** With other rows that share BatchNorm's statistics. */
    public Settings withBatchNormDomains(BatchNormDomains value) {
      return new Settings(
          channels,
          blocks,
          dropout,
          batchNormEpsilon,
          batchNormMomentum,
          fusionInit,
          value,
          engine,
          precision);
    }

    /** With another engine. */
    public Settings withEngine(TimNet.Engine value) {
      return new Settings(
          channels,
          blocks,
          dropout,
          batchNormEpsilon,
          batchNormMomentum,
          fusionInit,
          batchNormDomains,
          value,
          precision);
    }

    /** With another precision. */
    public Settings withPrecision(Precision value) {
      return new Settings(
          channels,
          blocks,
          dropout,
          batchNormEpsilon,
          batchNormMomentum,
          fusionInit,
          batchNormDomains,
          engine,
          value);
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
          TimNet.Engine.FUSED,
          Precision.FLOAT32);

  /** TIM-Net's settings as a section. */
  public static final Section<Settings> SECTION =
      new Section<>("tim-net", Settings.class, DEFAULTS);

  private final Settings settings;
  private final TimNet.Network network;
  private final int domains;

  private TimNetEncoder(Settings settings, EncoderInput input, int domains) {
    this.settings = settings;
    this.domains = domains;
    network = new TimNet.Network(input.width(), settings.channels, settings.blocks);
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
              .withBatchNormMomentum(1);
      return new TimNetEncoder(
          recognition, input, architecture.integer("batch_norm_domains", 1, 2));
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
    return settings.channels;
  }

  @Override
  public Map<String, Object> architecture() {
    Map<String, Object> architecture = new TreeMap<>();
    architecture.put("channels", settings.channels);
    architecture.put("blocks", settings.blocks);
    architecture.put("batch_norm_epsilon", settings.batchNormEpsilon);
    architecture.put("batch_norm_domains", domains);
    return architecture;
  }

  /** Parameters [roles, P] and statistics [roles, domains, S], in the order of the kernel. */
  @Override
  public void declare(EncoderDeclaration d) {
    d.block(
        block(d.roles()),
        () -> {
          for (String role : d.roles()) {
            declareParameters(d, role);
            for (int domain = 0; domain < domains; domain++) {
              declareStatistics(
                  d, role + (domains == 1 ? "" : domain == 0 ? ".source" : ".target"));
            }
          }
        });
  }

  private static String block(List<String> roles) {
    return "tim-net(" + String.join(",", roles) + ")";
  }

  private void declareParameters(EncoderDeclaration d, String role) {
    int c = settings.channels;
    for (String direction : List.of("fwd", "bwd")) {
      String stream = role + "." + direction;
      d.parameter(stream + ".inp.weight", Start.glorot(), c, network.features(), 1);
      d.parameter(stream + ".inp.bias", Start.zero(), c);
      for (int block = 0; block < settings.blocks; block++) {
        for (int conv = 1; conv <= 2; conv++) {
          String tab = stream + ".tab." + block;
          d.parameter(tab + ".conv" + conv + ".weight", Start.glorot(), c, c, 2);
          d.parameter(tab + ".conv" + conv + ".bias", Start.zero(), c);
          d.parameter(tab + ".bn" + conv + ".gamma", Start.one(), c);
          d.parameter(tab + ".bn" + conv + ".beta", Start.zero(), c);
        }
      }
    }
    d.parameter(
        role + ".w",
        settings.fusionInit == FusionInit.MEAN
            ? Start.constant(1f / settings.blocks)
            : Start.uniform(0.05),
        settings.blocks);
  }

  private void declareStatistics(EncoderDeclaration d, String name) {
    for (String direction : List.of("fwd", "bwd")) {
      for (int block = 0; block < settings.blocks; block++) {
        for (int conv = 1; conv <= 2; conv++) {
          String bn = name + "." + direction + ".tab." + block + ".bn" + conv;
          d.statistic(bn + ".mean", Start.zero(), settings.channels);
          d.statistic(bn + ".var", Start.one(), settings.channels);
        }
      }
    }
  }

  @Override
  public EncoderPass bind(EncoderStep step) {
    int roles = Math.toIntExact(step.z().shape()[1]);
    int groups = step.replicas() * roles;
    String block = block(step.roles());
    TimNet timNet =
        step.own(
            new TimNet(
                step.stream(),
                network,
                new TimNet.Shape(groups, step.replicas(), step.rows(), step.input().frames())));
    timNet.batchNorm(settings.batchNormEpsilon, settings.batchNormMomentum);
    Tensor statistics = step.statistic(block);
    if (step.training()) {
      timNet
          .train(true)
          .keep(true)
          .domains(domains, step.sourceRows())
          .engine(settings.engine, settings.precision)
          .dropout(settings.dropout, step.seeds(), step.step());
    } else if (domains == 2) {
      // Recordings to be recognised are taken to resemble the target.
      statistics = statistics.view(network.statistics(), network.statistics());
    }
    timNet
        .input(step.x(), step.lengths())
        .weights(step.parameter(block), statistics)
        .output(step.z(), null);
    if (step.training()) {
      timNet.gradients(step.dz(), step.gradient(block), null);
    }
    timNet.allocate();
    return new EncoderPass() {
      @Override
      public void forward() {
        timNet.forward();
      }

      @Override
      public void backward() {
        timNet.backward();
      }
    };
  }

  @Override
  public Optional<String> tooEarly(long steps) {
    double first = Math.pow(settings.batchNormMomentum, steps);
    return first <= 0.2
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "After %d steps BatchNorm's running statistics are still %.0f %% what they began"
                    + " with: train longer, or lower encoder.batch-norm-momentum.",
                steps,
                100 * first));
  }
}
