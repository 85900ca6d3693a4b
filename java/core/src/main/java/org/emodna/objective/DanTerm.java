package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.RowSpace;

/** DAN's MK-MMD between the corpora, in a kernel space. */
public final class DanTerm implements Term {
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
      Check.real(weight, 0, 1e4, "dan.weight");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("dan", Options.class, new Options(3, RowSpace.Space.RAW));

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
    Options options = step.settings().get(SECTION);
    return new KernelSpaceRows(step, options.kernelSpace)
            .distance(Alignment.Kind.CORPUS, "alignment", options.weight)
        ::run;
  }

  @Override
  public Optional<String> onCollapse(Settings settings) {
    return settings.get(SECTION).kernelSpace == RowSpace.Space.RAW
        ? Optional.of(KernelSpaceRows.collapse("dan.kernel-space"))
        : Optional.empty();
  }
}
