package org.emodna.model;

import java.util.Map;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.Dropout;
import org.emodna.kernels.Linear;

/**
 * A linear map of one vector an utterance: dropout, then Linear(F, width). What a method is worth
 * beside it shows what the network's hidden layer is worth.
 */
public final class LinearEncoder implements Encoder {
  /** Its name and settings. */
  public static final EncoderKind KIND = new Kind();

  /**
   * The map's shape, and how it is trained.
   *
   * @param width values of z
   * @param dropout rate of the dropout of the input
   */
  public record Settings(int width, float dropout) {
    /**
     * Ranges: {@code width} 1 to 4096, {@code dropout} 0 to 0.95.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Settings {
      Check.range(width, 1, 4096, "encoder.width");
      Check.real(dropout, 0, 0.95, "encoder.dropout");
    }
  }

  /** Its settings as a section. */
  public static final Section<Settings> SECTION =
      new Section<>("linear", Settings.class, new Settings(39, 0.3f));

  private final Settings settings;
  private final EncoderLinear map;

  private LinearEncoder(Settings settings, EncoderInput input) {
    this.settings = settings;
    map = new EncoderLinear("l1", input.width(), settings.width);
  }

  private static final class Kind implements EncoderKind {
    @Override
    public String name() {
      return "linear";
    }

    @Override
    public Section<?> section() {
      return SECTION;
    }

    @Override
    public Encoder create(Record settings, EncoderInput input, int domains) {
      return new LinearEncoder((Settings) settings, input);
    }

    @Override
    public Encoder restore(Architecture architecture, EncoderInput input) {
      return new LinearEncoder(new Settings(architecture.integer("width", 1, 4096), 0), input);
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
    return Map.of("width", settings.width);
  }

  @Override
  public void declare(EncoderDeclaration d) {
    map.declare(d);
  }

  @Override
  public EncoderPass bind(EncoderStep step) {
    EncoderVectors input = EncoderVectors.of(step, settings.dropout, Dropout.FIRST_SITE);
    Linear linear =
        map.bind(step, input.values(), null, step.z(), step.training() ? step.dz() : null);
    return new EncoderPass() {
      @Override
      public void forward() {
        input.forward();
        linear.forward();
      }

      @Override
      public void backward() {
        linear.backward();
      }
    };
  }
}
