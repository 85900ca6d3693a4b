package org.emodna.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.emodna.base.Check;
import org.emodna.base.ConfigException;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.LabelSet;
import org.emodna.features.FeatureSettings;
import org.emodna.features.InputSpec;
import org.emodna.features.MfccStream;
import org.emodna.kernels.Threshold;
import org.emodna.kernels.TimNet;

/**
 * Every setting of a training run, named. Each has a default ({@link #defaults()}); a run records
 * all of them in its model.
 *
 * @param method what is trained
 * @param seed of everything random: initial weights, order of the data, dropout
 * @param labels classes, in the order of the classifier's outputs. Given by any name or alias; kept
 *     by the canonical names, as {@link LabelSet#names()}
 */
public record TrainingConfig(
    Method method,
    long seed,
    List<String> labels,
    FeatureSettings features,
    MfccStream.Settings mfcc,
    EncoderSettings encoder,
    ProjectionSettings projection,
    LossSettings loss,
    ThresholdSettings threshold,
    OptimizerSettings optimizer,
    ScheduleSettings schedule) {

  public TrainingConfig {
    labels = List.copyOf(labels);
    Check.that(labels.size() >= 2 && labels.size() <= 64, "labels", "must name 2 to 64 classes");
    labels = canonical(labels);
  }

  /**
   * A class has one name everywhere, that of the corpora: a configuration may say 'angry' or 'Very
   * happy' where those say 'anger' and 'very_happy'.
   */
  private static List<String> canonical(List<String> labels) {
    try {
      return LabelSet.named(labels).names();
    } catch (CorpusException e) {
      throw new ConfigException("setting 'labels': " + e.getMessage(), e);
    }
  }

  /** Settings used where a configuration says nothing else. */
  public static TrainingConfig defaults() {
    return new TrainingConfig(
        Method.EMO_DNA,
        1,
        List.of("anger", "fear", "happiness", "neutral", "sadness"),
        FeatureSettings.defaults(),
        MfccStream.Settings.defaults(),
        new EncoderSettings(
            39,
            8,
            0.1f,
            1e-3f,
            0.99f,
            FusionInit.UNIFORM,
            BatchNormDomains.JOINT,
            Engine.FUSED,
            Precision.FLOAT32),
        new ProjectionSettings(64, 64),
        new LossSettings(0.1f, 0.07f, 1f, 0.1f, 0.1f, 1f, 1f, KernelSpace.L2, Precision.FLOAT32),
        new ThresholdSettings(Strategy.ADAPTIVE, 0.9f, 0.95f, 0.8f),
        new OptimizerSettings(1e-3f, 0.93f, 0.98f, 1e-8f),
        new ScheduleSettings(0, 600, 64, 64));
  }

  /** The way from recordings to the network's input. */
  public InputSpec input() {
    return InputSpec.of(
        features, section -> section.name().equals(MfccStream.NAME) ? mfcc : section.defaults());
  }

  public TrainingConfig withMethod(Method value) {
    return new TrainingConfig(
        value,
        seed,
        labels,
        features,
        mfcc,
        encoder,
        projection,
        loss,
        threshold,
        optimizer,
        schedule);
  }

  public TrainingConfig withSeed(long value) {
    return new TrainingConfig(
        method,
        value,
        labels,
        features,
        mfcc,
        encoder,
        projection,
        loss,
        threshold,
        optimizer,
        schedule);
  }

  public TrainingConfig withLabels(List<String> value) {
    return new TrainingConfig(
        method,
        seed,
        value,
        features,
        mfcc,
        encoder,
        projection,
        loss,
        threshold,
        optimizer,
        schedule);
  }

  public TrainingConfig withEpochs(int value) {
    ScheduleSettings changed =
        new ScheduleSettings(value, schedule.steps, schedule.batchSource, schedule.batchTarget);
    return new TrainingConfig(
        method,
        seed,
        labels,
        features,
        mfcc,
        encoder,
        projection,
        loss,
        threshold,
        optimizer,
        changed);
  }

  /** First values of the stage weights w. */
  public enum FusionInit {
    /** Uniform in ±0.05, as TIM-Net was released. */
    @JsonProperty("uniform")
    UNIFORM,
    /** 1 / blocks: z starts as the mean of the stages. */
    @JsonProperty("mean")
    MEAN
  }

  /** Which rows share BatchNorm's statistics. */
  public enum BatchNormDomains {
    @JsonProperty("joint")
    JOINT,
    @JsonProperty("domain-specific")
    DOMAIN_SPECIFIC
  }

  /** Who computes the encoders' convolutions in training. */
  public enum Engine {
    @JsonProperty("fused")
    FUSED,
    @JsonProperty("cudnn")
    CUDNN;

    /** The kernel's name of it. */
    public TimNet.Engine kernel() {
      return TimNet.Engine.valueOf(name());
    }
  }

  /** How products are computed in training; recognition is always in float32. */
  public enum Precision {
    @JsonProperty("float32")
    FLOAT32,
    @JsonProperty("tf32")
    TF32,
    @JsonProperty("tf32x3")
    TF32X3,
    @JsonProperty("bf16")
    BF16;

    /** The kernel's name of it. */
    public org.emodna.kernels.Precision kernel() {
      return org.emodna.kernels.Precision.valueOf(name());
    }
  }

  /**
   * TIM-Net's shape, and how it is trained.
   *
   * @param engine who computes the convolutions; cudnn on a CUDA device only
   * @param precision of the convolutions' products; all but float32 on a CUDA device only
   */
  public record EncoderSettings(
      int channels,
      int blocks,
      float dropout,
      float batchNormEpsilon,
      float batchNormMomentum,
      FusionInit fusionInit,
      BatchNormDomains batchNormDomains,
      Engine engine,
      Precision precision) {
    public EncoderSettings {
      Check.range(channels, 1, 1024, "encoder.channels");
      Check.range(blocks, 1, 16, "encoder.blocks");
      Check.real(dropout, 0, 0.95, "encoder.dropout");
      Check.real(batchNormEpsilon, 1e-12, 1, "encoder.batch-norm-epsilon");
      Check.real(batchNormMomentum, 0, 1, "encoder.batch-norm-momentum");
    }
  }

  /** Linear(D, hidden) - ReLU - Linear(hidden, size) - L2. */
  public record ProjectionSettings(int hidden, int size) {
    public ProjectionSettings {
      Check.range(hidden, 1, 4096, "projection.hidden");
      Check.range(size, 1, 4096, "projection.size");
    }
  }

  /** The space in which alignment distances are taken. */
  public enum KernelSpace {
    @JsonProperty("raw")
    RAW,
    @JsonProperty("l2")
    L2,
    @JsonProperty("standardised")
    STANDARDISED
  }

  /**
   * Weights and shapes of the loss terms.
   *
   * @param labelSmoothing of the emotion cross-entropy
   * @param temperature of contrastive decoupling
   * @param corpusClassifier weight of L_cc
   * @param decoupling weight of L_dec
   * @param classAlignment weight of L_class
   * @param corpusAlignment weight of L_mmd
   * @param baseline weight of the adaptation term of DAN, CORAL, DANN, CDAN, DSAN and pseudo-label
   * @param kernelSpace rows of the alignment kernels; raw z collapses (see docs/method.md)
   * @param precision of contrastive decoupling's products; all but float32 on a CUDA device only
   */
  public record LossSettings(
      float labelSmoothing,
      float temperature,
      float corpusClassifier,
      float decoupling,
      float classAlignment,
      float corpusAlignment,
      float baseline,
      KernelSpace kernelSpace,
      Precision precision) {
    public LossSettings {
      Check.real(labelSmoothing, 0, 0.99, "loss.label-smoothing");
      Check.real(temperature, 1e-3, 100, "loss.temperature");
      Check.real(corpusClassifier, 0, 1e4, "loss.corpus-classifier");
      Check.real(decoupling, 0, 1e4, "loss.decoupling");
      Check.real(classAlignment, 0, 1e4, "loss.class-alignment");
      Check.real(corpusAlignment, 0, 1e4, "loss.corpus-alignment");
      Check.real(baseline, 0, 1e4, "loss.baseline");
    }
  }

  /** How confident target utterances are chosen. */
  public enum Strategy {
    @JsonProperty("adaptive")
    ADAPTIVE,
    @JsonProperty("fixed")
    FIXED,
    @JsonProperty("flexmatch")
    FLEXMATCH,
    @JsonProperty("freematch")
    FREEMATCH;

    /** The kernel's name of it. */
    public Threshold.Strategy kernel() {
      return Threshold.Strategy.valueOf(name());
    }
  }

  /**
   * Pseudo-label thresholds.
   *
   * @param momentum m of the running confidences
   * @param rho share of a class's mean source confidence that is asked for (adaptive)
   * @param fixed the threshold (fixed, flexmatch)
   */
  public record ThresholdSettings(Strategy strategy, float momentum, float rho, float fixed) {
    public ThresholdSettings {
      Check.real(momentum, 0, 1, "threshold.momentum");
      Check.real(rho, 0, 1, "threshold.rho");
      Check.real(fixed, 0, 1, "threshold.fixed");
    }
  }

  /** Adam. */
  public record OptimizerSettings(float learningRate, float beta1, float beta2, float epsilon) {
    public OptimizerSettings {
      Check.real(learningRate, 0, 10, "optimizer.learning-rate");
      Check.real(beta1, 0, 0.99999, "optimizer.beta1");
      Check.real(beta2, 0, 0.99999, "optimizer.beta2");
      Check.real(epsilon, 1e-20, 1, "optimizer.epsilon");
    }
  }

  /**
   * Length of training.
   *
   * <p>An epoch is one pass over the larger corpus. Corpora differ in size by far more than the
   * steps that training takes, so the default asks for steps.
   *
   * @param epochs how many; 0 = as many as make {@code steps}
   * @param steps least number of steps, where {@code epochs} is 0
   * @param batchSource source utterances a step
   * @param batchTarget target utterances a step
   */
  public record ScheduleSettings(int epochs, int steps, int batchSource, int batchTarget) {
    public ScheduleSettings {
      Check.range(epochs, 0, 100_000, "schedule.epochs");
      Check.range(steps, 1, 10_000_000, "schedule.steps");
      Check.range(batchSource, 1, 8192, "schedule.batch-source");
      Check.range(batchTarget, 1, 8192, "schedule.batch-target");
    }
  }
}
