package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.RowSpace;

/**
 * L_class and L_mmd: dual-level alignment of classes and corpora, in one kernel space. Classes of
 * the target are those that {@link PseudoLabelsTerm} has put into the batch.
 */
public final class AlignmentTerm implements Term {
  /**
   * Settings.
   *
   * @param classWeight of L_class at the ramp's end
   * @param corpusWeight of L_mmd at the ramp's end
   * @param kernelSpace where the kernels measure distances; raw z collapses (docs/method.md)
   */
  public record Options(float classWeight, float corpusWeight, RowSpace.Space kernelSpace) {
    /**
     * Ranges: {@code classWeight} 0 to 1e4, {@code corpusWeight} 0 to 1e4.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Options {
      Check.real(classWeight, 0, 1e4, "alignment.class-weight");
      Check.real(corpusWeight, 0, 1e4, "alignment.corpus-weight");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("alignment", Options.class, new Options(3, 1, RowSpace.Space.RAW));

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
    Options options = settings.get(SECTION);
    return options.classWeight > 0 || options.corpusWeight > 0;
  }

  /** Whether classes are aligned, for which the target needs pseudo-labels. */
  boolean byClass(Settings settings) {
    return settings.get(SECTION).classWeight > 0;
  }

  @Override
  public boolean needsTargetLabels(Settings settings) {
    return byClass(settings);
  }

  @Override
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(
        byClass(settings) ? Sharing.reading(Sharing.Part.LABELS) : Sharing.nothing());
  }

  @Override
  public Pass bind(Step step) {
    Options options = step.settings().get(SECTION);
    KernelSpaceRows rows = new KernelSpaceRows(step, options.kernelSpace);
    if (options.classWeight > 0) {
      rows.distance(Alignment.Kind.CLASS, "class-alignment", options.classWeight);
    }
    if (options.corpusWeight > 0) {
      rows.distance(Alignment.Kind.CORPUS, "corpus-alignment", options.corpusWeight);
    }
    return rows::run;
  }

  @Override
  public Optional<String> onCollapse(Settings settings) {
    return settings.get(SECTION).kernelSpace == RowSpace.Space.RAW
        ? Optional.of(KernelSpaceRows.collapse("alignment.kernel-space"))
        : Optional.empty();
  }
}
