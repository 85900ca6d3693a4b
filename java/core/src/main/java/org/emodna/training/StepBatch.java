package org.emodna.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Gather;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.Transfer;
import org.emodna.objective.Confidence;
import org.emodna.objective.Step;
import org.emodna.objective.Term;

/**
 * The batch of a step on the device, taken from the resident features by a plan of the epoch: the
 * source's rows, then the target's.
 */
final class StepBatch {
  private final Stream stream;
  private final KernelContext context;
  private final List<Run> runs;
  private final int groups;
  private final int sourceRows;
  private final int targetRows;
  private final TrainingConfig config;
  private final int stepsPerEpoch;
  private final Runnable check;
  private final Tensor stepNumber;
  private final SourceLabels sourceLabels;

  /** [R, rows, T, F] and [R, rows]. */
  private final Tensor x;

  private final Tensor lengths;
  private final Tensor labels;
  private final Tensor targetIndex;
  private final Tensor sourcePlan;
  private final Tensor targetPlan;
  private final Transfer sourcePlanTransfer;
  private final Transfer targetPlanTransfer;
  private final List<Gather> gathers = new ArrayList<>();
  private Tensor oneHot;
  private TeacherLabels teacherLabels;
  private Tensor nuisance;

  StepBatch(Stream stream, TrainingStep.Plan plan, Tensor stepNumber) {
    this.stream = stream;
    this.context = stream.context();
    runs = plan.runs();
    config = plan.config();
    stepsPerEpoch = plan.stepsPerEpoch();
    check = plan.check();
    this.stepNumber = stepNumber;
    groups = runs.size();
    boolean usesTarget = config.usesTarget();
    sourceRows = config.schedule().batchSource();
    targetRows = usesTarget ? config.schedule().batchTarget() : 0;
    ResidentFeatures features = new ResidentFeatures(stream, runs);
    sourceLabels = SourceLabels.of(runs);
    int width = features.width();
    x = Tensor.floats(context, groups, rows(), width);
    lengths = Tensor.zeros(context, ElementType.INT32, groups, rows());
    labels = Tensor.zeros(context, ElementType.INT32, groups, rows());
    targetIndex = Tensor.zeros(context, ElementType.INT32, groups, rows());
    sourcePlan = plan(sourceRows);
    targetPlan = usesTarget ? plan(targetRows) : null;
    sourcePlanTransfer = new Transfer(stream, sourcePlan);
    targetPlanTransfer = usesTarget ? new Transfer(stream, targetPlan) : null;
    long stride = (long) rows() * width;
    gathers.add(
        features
            .gather(sets(Run::source), sourceRows, sourcePlan, stepsPerEpoch, stepNumber)
            .labels(
                Tensor.of(stream, sourceLabels.values(), groups, sourceLabels.count()),
                sourceLabels.count())
            .to(x, stride, lengths, labels, null, rows()));
    if (usesTarget) {
      long at = (long) sourceRows * width;
      gathers.add(
          features
              .gather(sets(Run::target), targetRows, targetPlan, stepsPerEpoch, stepNumber)
              .to(
                  x.view(at, x.elements() - at),
                  stride,
                  behindSource(lengths),
                  behindSource(labels),
                  behindSource(targetIndex),
                  rows()));
    }
  }

  private List<FeatureSet> sets(Function<Run, FeatureSet> of) {
    return runs.stream().map(of).toList();
  }

  private Tensor plan(int rows) {
    return Tensor.zeros(context, ElementType.INT32, groups, stepsPerEpoch, rows);
  }

  private Tensor behindSource(Tensor rows) {
    return rows.view(sourceRows, rows.elements() - sourceRows);
  }

  int sourceRows() {
    return sourceRows;
  }

  int targetRows() {
    return targetRows;
  }

  int rows() {
    return sourceRows + targetRows;
  }

  /** Those of the first replica; where it matters, all have as many. */
  int targetUtterances() {
    return runs.get(0).target() == null ? 0 : runs.get(0).target().size();
  }

  Tensor x() {
    return x;
  }

  Tensor lengths() {
    return lengths;
  }

  /**
   * [R, rows]: source labels; for the target -1 until the thresholds have chosen, then
   * pseudo-labels.
   */
  Tensor labels() {
    return labels;
  }

  /** [R, rows]: number of each target row in the target set; strided as the labels are. */
  Tensor targetIndex() {
    return targetIndex;
  }

  /** Source labels of the batch as rows of 0 and 1 [R: rows classes][sourceRows, classes]. */
  Tensor sourceOneHot(int classes) {
    if (oneHot != null) {
      return oneHot;
    }
    int count = sourceLabels.count();
    int all = groups * count;
    float[] hot = new float[all * classes];
    for (int i = 0; i < all; i++) {
      if (sourceLabels.values()[i] >= 0) {
        hot[i * classes + sourceLabels.values()[i]] = 1;
      }
    }
    int[] begins = IntStream.range(0, groups).map(r -> r * count).toArray();
    int[] sizes = IntStream.range(0, groups).map(r -> count).toArray();
    // Strided as the probabilities are: both corpora's weights share one stride.
    long stride = (long) rows() * classes;
    oneHot = Tensor.floats(context, groups, rows(), classes);
    gathers.add(
        new Gather(
                stream,
                Gather.Shape.of(groups, sourceRows, 1, classes)
                    .withUtterances(all)
                    .withSteps(stepsPerEpoch))
            .plan(sourcePlan, stepNumber)
            .from(Tensor.of(stream, hot, all, classes), null)
            .sets(Tensor.of(stream, begins, groups), Tensor.of(stream, sizes, groups))
            .to(oneHot, stride, null, null, null, 0));
    return oneHot;
  }

  /**
   * See {@link Step#taught}. The teacher learns here, on the host, before the first step; in a step
   * its labels are taken by the plan that takes the target's features.
   */
  Term.Pass taught(Tensor to, Tensor selected) {
    selected.write(stream, teacher().shares());
    return numbers(Run::target, targetPlan, targetRows, teacher().values(), to)::run;
  }

  private TeacherLabels teacher() {
    if (teacherLabels == null) {
      teacherLabels =
          context.countsOnly() ? TeacherLabels.none(runs) : TeacherLabels.of(config, runs, check);
    }
    return teacherLabels;
  }

  /** See {@link Step#nuisanceClusters}; they are found here, on the host, before the first step. */
  Tensor nuisanceClusters(int clusters) {
    if (nuisance == null) {
      NuisanceClusters all =
          context.countsOnly()
              ? NuisanceClusters.none(runs)
              : NuisanceClusters.of(runs, clusters, config.labels().size(), guesses(), check);
      nuisance = Tensor.zeros(context, ElementType.INT32, groups, rows());
      gathers.add(numbers(Run::source, sourcePlan, sourceRows, all.sources(), nuisance));
      gathers.add(
          numbers(Run::target, targetPlan, targetRows, all.targets(), behindSource(nuisance)));
    }
    return nuisance;
  }

  /** The target's classes as they are guessed where there is a teacher. */
  private TeacherLabels guesses() {
    return config.get(Confidence.SECTION).strategy() == Confidence.Strategy.DISCRIMINANT
        ? teacher()
        : TeacherLabels.none(runs);
  }

  /**
   * What takes numbers of utterances by the plan that takes their features.
   *
   * @param of the runs' corpora that they belong to
   * @param values [R, count], count being the size of the largest of these corpora
   * @param to [R: rows()][planRows]
   */
  private Gather numbers(
      Function<Run, FeatureSet> of, Tensor plan, int planRows, int[] values, Tensor to) {
    int count = values.length / groups;
    int[] sizes = sets(of).stream().mapToInt(FeatureSet::size).toArray();
    // A gather of labels alone; it wants data to go with them.
    return new Gather(
            stream,
            Gather.Shape.of(groups, planRows, 1, 1).withUtterances(count).withSteps(stepsPerEpoch))
        .plan(plan, stepNumber)
        .from(Tensor.floats(context, count), null)
        .sets(Tensor.of(stream, new int[groups], groups), Tensor.of(stream, sizes, groups))
        .labels(Tensor.of(stream, values, groups, count), count)
        .to(Tensor.floats(context, groups, planRows), planRows, null, to, null, rows());
  }

  /** What takes the step's rows; no part has to do with another. */
  List<Runnable> gathers() {
    return gathers.stream().<Runnable>map(gather -> gather::run).toList();
  }

  /**
   * Queues which utterances the steps of the next epoch take, behind all steps queued before. Waits
   * until the device has begun with the epoch before, so the host is never further ahead than that.
   */
  void setPlan(BatchPlans.Epoch plan) {
    sourcePlanTransfer.upload(plan.sources());
    if (targetPlan != null) {
      targetPlanTransfer.upload(plan.targets());
    }
  }
}
