package org.emodna.model;

import java.util.Map;
import org.emodna.base.Section;
import org.emodna.kernels.Dropout;

/**
 * z = x: the classifier sees the vector itself, as in logistic regression. It has nothing to learn.
 */
public final class IdentityEncoder implements Encoder {
  /** Its name; it has no settings. */
  public static final EncoderKind KIND = new Kind();

  /** No settings. */
  public record Settings() {}

  /** Its settings as a section. */
  public static final Section<Settings> SECTION =
      new Section<>("identity", Settings.class, new Settings());

  private final int width;

  private IdentityEncoder(int width) {
    this.width = width;
  }

  private static final class Kind implements EncoderKind {
    @Override
    public String name() {
      return "identity";
    }

    @Override
    public Section<?> section() {
      return SECTION;
    }

    @Override
    public Encoder create(Record settings, EncoderInput input, int domains) {
      return new IdentityEncoder(input.width());
    }

    @Override
    public Encoder restore(Architecture architecture, EncoderInput input) {
      return new IdentityEncoder(input.width());
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
    return width;
  }

  @Override
  public Map<String, Object> architecture() {
    return Map.of();
  }

  @Override
  public void declare(EncoderDeclaration d) {}

  @Override
  public EncoderPass bind(EncoderStep step) {
    Dropout copy = EncoderVectors.copy(step, step.z());
    return new EncoderPass() {
      @Override
      public void forward() {
        copy.forward();
      }

      @Override
      public void backward() {}
    };
  }
}
