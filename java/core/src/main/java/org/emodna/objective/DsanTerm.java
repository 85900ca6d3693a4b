package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.RowSpace;

/** DSAN's LMMD: classes are aligned with soft target labels instead of a selection. */
public final class DsanTerm implements Term {
  /**
   * Settings.
   *
   * @param weight at the ramp's end
   * @param kernelSpace where the kernels measure distances; raw z collapses (docs/method.md)
   */
  public record Options(float weight, RowSpace.Space kernelSpace) {
    /**
     * Ranges: {@code weight} 0 to 1e4.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Options {
      Check.real(weight, 0, 1e4, "dsan.weight");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("dsan", Options.class, new Options(3, RowSpace.Space.RAW));

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
    return Optional.of(Sharing.reading(Sharing.Part.PREDICTIONS));
  }

  @Override
  public Pass bind(Step step) {
    Options options = step.settings().get(SECTION);
    return new KernelSpaceRows(step, options.kernelSpace).localDistance("alignment", options.weight)
        ::run;
  }

  @Override
  public Optional<String> onCollapse(Settings settings) {
    return settings.get(SECTION).kernelSpace == RowSpace.Space.RAW
        ? Optional.of(KernelSpaceRows.collapse("dsan.kernel-space"))
        : Optional.empty();
  }
}
