package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.RowSpace;

/** Deep CORAL: the distance of the corpora's covariances. */
public final class CoralTerm implements Term {
  /**
   * Settings.
   *
   * @param weight at the ramp's end
   */
  public record Options(float weight) {
    /**
     * Ranges: {@code weight} 0 to 1e4.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Options {
      Check.real(weight, 0, 1e4, "coral.weight");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("coral", Options.class, new Options(10));

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
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(Sharing.nothing());
  }

  @Override
  public Pass bind(Step step) {
    return new KernelSpaceRows(step, RowSpace.Space.RAW)
            .distance(Alignment.Kind.CORAL, "alignment", step.settings().get(SECTION).weight)
        ::run;
  }
}
