package org.emodna.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.emodna.base.ConfigException;
import org.emodna.config.ConfigFile;
import org.emodna.config.EncoderChoice;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TIM-Net with mean and deviation: what it computes, its gradients, its settings, its models. */
class StatisticsPoolingTest {
  private static final int ROWS = 8;
  private static final int FRAMES = 13;
  private static final int FEATURES = 3;
  private static final int CHANNELS = 4;
  private static final int WIDTH = 6;
  private static final int ROLES = 2;
  private static final EncoderInput INPUT = new EncoderInput(FRAMES, FEATURES);

  private final KernelContext context = KernelContext.cpu(2);
  private final Stream stream = context.stream();
  private final SplittableRandom random = new SplittableRandom(7);

  @AfterEach
  void close() {
    context.close();
  }

  private static TimNetEncoder.Settings settings(boolean turnBack) {
    return TimNetEncoder.Settings.defaults()
        .withChannels(CHANNELS)
        .withBlocks(3)
        .withDropout(0)
        .withPooling(
            TimNetPooling.statistics()
                .withTurnBack(turnBack)
                .withWidth(WIDTH)
                .withPooledDropout(0));
  }

  private float[] normal(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int k = 0; k < 12; k++) {
        sum += random.nextDouble();
      }
      values[i] = (float) (sum - 6);
    }
    return values;
  }

  /** A step in memory: what a training or recognition step gives an encoder. */
  private final class Step implements EncoderStep {
    private final Network network;
    private final boolean training;
    private final Map<String, Tensor> parameters = new HashMap<>();
    private final Map<String, Tensor> gradients = new HashMap<>();
    private final Map<String, Tensor> statistics = new HashMap<>();
    private final List<Tensor> zeroed = new ArrayList<>();
    private final Tensor x;
    private final Tensor lengths;
    private final Tensor z = Tensor.floats(context, 1, ROLES, ROWS, WIDTH);
    private final Tensor dz;

    Step(Encoder encoder, boolean training, float[] x, int[] lengths, float[] dz) {
      this.training = training;
      network = new Network(List.of(new Network.Group(encoder, List.of("a", "b"))), INPUT);
      this.x = Tensor.of(stream, x, 1, ROWS, FRAMES, FEATURES);
      this.lengths = Tensor.of(stream, lengths, 1, ROWS);
      this.dz = Tensor.of(stream, dz, 1, ROLES, ROWS, WIDTH);
      SplittableRandom values = new SplittableRandom(11);
      for (Parameters.Region region : network.weights().regions()) {
        float[] start = new float[(int) region.size()];
        for (int i = 0; i < start.length; i++) {
          // Scales about 1, so that nothing fades.
          start[i] = (float) (values.nextDouble() - 0.5 + (region.name().endsWith("a") ? 1 : 0));
        }
        parameters.put(region.name(), Tensor.of(stream, start, start.length));
        gradients.put(region.name(), zeroedEachStep(start.length));
      }
      for (Parameters.Region region : network.statistics().regions()) {
        float[] start = new float[(int) region.size()];
        for (int i = 0; i < start.length; i++) {
          start[i] = (float) (0.5 + values.nextDouble());
        }
        statistics.put(region.name(), Tensor.of(stream, start, start.length));
      }
    }

    float[] run(Encoder encoder) {
      EncoderPass pass = encoder.bind(this);
      zeroed.forEach(stream::zero);
      pass.forward();
      if (training) {
        pass.backward();
      }
      return z.toFloats(stream);
    }

    @Override
    public List<String> roles() {
      return List.of("a", "b");
    }

    @Override
    public Stream stream() {
      return stream;
    }

    @Override
    public boolean training() {
      return training;
    }

    @Override
    public int replicas() {
      return 1;
    }

    @Override
    public int rows() {
      return ROWS;
    }

    @Override
    public int sourceRows() {
      return 4;
    }

    @Override
    public EncoderInput input() {
      return INPUT;
    }

    @Override
    public Tensor x() {
      return x;
    }

    @Override
    public Tensor lengths() {
      return lengths;
    }

    @Override
    public Tensor parameter(String name) {
      return parameters.get(name);
    }

    @Override
    public Tensor gradient(String name) {
      return gradients.get(name);
    }

    @Override
    public Tensor statistic(String name) {
      return statistics.get(name);
    }

    @Override
    public Tensor z() {
      return z;
    }

    @Override
    public Tensor dz() {
      return dz;
    }

    @Override
    public Tensor seeds() {
      return Tensor.of(stream, new long[] {5}, 1);
    }

    @Override
    public Tensor step() {
      return Tensor.of(stream, new long[] {9}, 1);
    }

    @Override
    public Tensor zeroedEachStep(long... shape) {
      Tensor tensor = Tensor.floats(context, shape);
      zeroed.add(tensor);
      return tensor;
    }

    @Override
    public <T extends AutoCloseable> T own(T resource) {
      return resource;
    }
  }

  private static final int[] LENGTHS = {FRAMES, 1, 6, 13, 9, 2, 12, 5};

  /** z of recognition, made from the kernel's sequence by the formulas. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void zIsWhatTheFormulasSay(boolean turnBack) {
    Encoder encoder = TimNetEncoder.KIND.create(settings(turnBack), INPUT, 1);
    assertEquals(WIDTH, encoder.width());
    float[] x = normal(ROWS * FRAMES * FEATURES);
    Step step = new Step(encoder, false, x, LENGTHS, new float[ROLES * ROWS * WIDTH]);
    float[] z = step.run(encoder);
    TimNet.Network shape = new TimNet.Network(FEATURES, CHANNELS, 3);
    Tensor y = Tensor.floats(context, ROLES, ROWS, FRAMES, CHANNELS);
    try (TimNet kernel = new TimNet(stream, shape, new TimNet.Shape(ROLES, 1, ROWS, FRAMES))) {
      kernel
          .input(step.x(), step.lengths())
          .weights(step.parameter("tim-net(a,b)"), step.statistic("tim-net(a,b)"))
          .sequence(turnBack ? TimNet.Sequence.TURNED_BACK : TimNet.Sequence.AS_RUN, y)
          .allocate()
          .forward();
    }
    float[] frames = y.toFloats(stream);
    float[] gamma = step.parameter("(a,b).pooled.bn.gamma").toFloats(stream);
    float[] beta = step.parameter("(a,b).pooled.bn.beta").toFloats(stream);
    float[] running = step.statistic("(a,b).pooled.bn.statistics").toFloats(stream);
    float[] weight = step.parameter("(a,b).pooled.linear.weight").toFloats(stream);
    float[] bias = step.parameter("(a,b).pooled.linear.bias").toFloats(stream);
    int values = 2 * CHANNELS;
    for (int row = 0; row < ROLES * ROWS; row++) {
      int role = row / ROWS;
      double[] pooled = pooled(frames, row, LENGTHS[row % ROWS]);
      for (int i = 0; i < values; i++) {
        double mean = running[role * 2 * values + i];
        double variance = running[role * 2 * values + values + i];
        pooled[i] =
            gamma[role * values + i] * (pooled[i] - mean) / Math.sqrt(variance + 1e-5)
                + beta[role * values + i];
      }
      for (int o = 0; o < WIDTH; o++) {
        double expected = bias[role * WIDTH + o];
        for (int i = 0; i < values; i++) {
          expected += weight[(role * WIDTH + o) * values + i] * pooled[i];
        }
        assertEquals(expected, z[row * WIDTH + o], 1e-4 * (1 + Math.abs(expected)));
      }
    }
  }

  private static double[] pooled(float[] frames, int row, int length) {
    double[] pooled = new double[2 * CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      double mean = 0;
      double variance = 0;
      for (int t = 0; t < length; t++) {
        mean += frames[(row * FRAMES + t) * CHANNELS + c] / (double) length;
      }
      for (int t = 0; t < length; t++) {
        double apart = frames[(row * FRAMES + t) * CHANNELS + c] - mean;
        variance += apart * apart / length;
      }
      pooled[c] = mean;
      pooled[CHANNELS + c] = Math.sqrt(variance + 1e-5);
    }
    return pooled;
  }

  @Test
  void theSecondStreamsOrderChangesZ() {
    float[] x = normal(ROWS * FRAMES * FEATURES);
    Encoder turned = TimNetEncoder.KIND.create(settings(true), INPUT, 1);
    Encoder asRun = TimNetEncoder.KIND.create(settings(false), INPUT, 1);
    float[] dz = new float[ROLES * ROWS * WIDTH];
    assertFalse(
        Arrays.equals(
            new Step(turned, false, x, LENGTHS, dz).run(turned),
            new Step(asRun, false, x, LENGTHS, dz).run(asRun)));
  }

  /** In training, each region of parameters: along a random direction, by central differences. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsAreThoseOfZ(boolean turnBack) {
    TimNetEncoder.Settings settings =
        settings(turnBack)
            .withBatchNormDomains(TimNetEncoder.BatchNormDomains.DOMAIN_SPECIFIC)
            .withJitter(new InputJitter(0.3f, 0.2f, 0.3f))
            .withPooling(settings(turnBack).output().withPooledDropout(0.3f));
    Encoder encoder = TimNetEncoder.KIND.create(settings, INPUT, 2);
    float[] x = normal(ROWS * FRAMES * FEATURES);
    float[] dz = normal(ROLES * ROWS * WIDTH);
    int[] lengths = {FRAMES, 7, 6, 13, 9, 4, 12, 5};
    Step at = new Step(encoder, true, x, lengths, dz);
    at.run(encoder);
    assertTrue(at.gradients.size() >= 5);
    for (String region : at.gradients.keySet()) {
      float[] gradient = at.gradients.get(region).toFloats(stream);
      float[] direction = normal(gradient.length);
      double expected = 0;
      for (int i = 0; i < gradient.length; i++) {
        expected += (double) gradient[i] * direction[i];
      }
      double size = Math.sqrt(Arrays.stream(boxed(gradient)).map(v -> v * v).sum());
      assertTrue(size > 0, region);
      double found = Double.NaN;
      // Where a step crosses a ReLU's corner the difference is another one: a smaller step.
      for (double h : new double[] {1e-2, 3e-3, 1e-3}) {
        found =
            (moved(encoder, x, lengths, dz, region, direction, h)
                    - moved(encoder, x, lengths, dz, region, direction, -h))
                / (2 * h);
        if (Math.abs(found - expected) < 0.03 * size) {
          break;
        }
      }
      assertEquals(expected, found, 0.03 * size, region);
    }
  }

  private static double[] boxed(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private double moved(
      Encoder encoder,
      float[] x,
      int[] lengths,
      float[] dz,
      String region,
      float[] direction,
      double h) {
    Step step = new Step(encoder, true, x, lengths, dz);
    float[] values = step.parameter(region).toFloats(stream);
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (h * direction[i]);
    }
    step.parameter(region).write(stream, values);
    float[] z = step.run(encoder);
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      sum += (double) z[i] * dz[i];
    }
    return sum;
  }

  @Test
  void aModelSaysHowItPools() {
    Encoder encoder = TimNetEncoder.KIND.create(settings(false), INPUT, 1);
    Map<String, Object> said = encoder.architecture();
    assertEquals("statistics", said.get("pooling"));
    Encoder restored = TimNetEncoder.KIND.restore(new Architecture(said), INPUT);
    assertEquals(WIDTH, restored.width());
    assertEquals(said, restored.architecture());
    Map<String, Object> mean =
        TimNetEncoder.KIND.create(TimNetEncoder.Settings.defaults(), INPUT, 1).architecture();
    assertFalse(mean.containsKey("pooling"), "models that pool by the mean stay as they were");
    Map<String, Object> wrong = new HashMap<>(said);
    wrong.put("pooling", "median");
    ModelException e =
        assertThrows(
            ModelException.class, () -> TimNetEncoder.KIND.restore(new Architecture(wrong), INPUT));
    assertEquals("the architecture's 'pooling' is median; it must be statistics", e.getMessage());
  }

  @Test
  void settingsAreFlatInAConfiguration() {
    TimNetEncoder.Settings settings =
        settings(false).withJitter(new InputJitter(0.3f, 0.15f, 0.2f));
    TrainingConfig config =
        TrainingConfig.builder().encoder(new EncoderChoice("tim-net", settings)).build();
    String yaml = ConfigFile.toYaml(config);
    assertTrue(
        yaml.contains(
            "  pooling: \"statistics\"\n  turn-back: false\n  width: 6\n  pooled-dropout: 0.0\n"
                + "  jitter-shift: 0.3\n  jitter-scale: 0.15\n  jitter-span: 0.2\n"
                + "  engine: \"fused\"\n"),
        yaml);
    assertEquals(config, ConfigFile.parse(yaml, "yaml", TrainingConfig.defaults()));
  }

  @Test
  void aWidthNeedsStatistics() {
    ConfigException e =
        assertThrows(ConfigException.class, () -> TimNetPooling.mean().withWidth(20));
    assertEquals(
        "setting 'encoder.width': is 20, but with encoder.pooling mean z has one value a channel;"
            + " set it to 0, or encoder.pooling to statistics",
        e.getMessage());
  }
}
