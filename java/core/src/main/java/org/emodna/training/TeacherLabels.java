package org.emodna.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.objective.SelfTraining;
import org.emodna.objective.Solver;

/**
 * Pseudo-labels that a teacher gives each replica's target before training: guesses from features
 * and source labels, never the target's own labels, which nothing here could get at. They have a
 * type of their own, lest they be taken for {@link SourceLabels}.
 *
 * @param count room for each replica, that of the largest target
 * @param values [R, count]; -1 where the teacher has no label, and behind the end of a target
 * @param shares [R] of the target's utterances, that have one
 * @param guesses [R, count] of the teacher's classes, however sure it is of them; 0 behind the end
 *     of a target
 */
record TeacherLabels(int count, int[] values, float[] shares, int[] guesses) {

  /**
   * Those of the runs; what is the same for several is found once.
   *
   * @param check called every now and then; what it throws ends this
   */
  static TeacherLabels of(TrainingConfig config, List<Run> runs, Runnable check) {
    TeacherLabels all = none(runs);
    for (int r = 0; r < runs.size(); r++) {
      Run run = runs.get(r);
      int at = r * all.count;
      int same = firstOfSameCorpora(runs, r);
      if (same < r) {
        System.arraycopy(all.values, same * all.count, all.values, at, all.count);
        System.arraycopy(all.guesses, same * all.count, all.guesses, at, all.count);
        all.shares[r] = all.shares[same];
        continue;
      }
      SelfTraining.Taught taught =
          SelfTraining.taught(
              config,
              new Solver.Data(
                  vectors(run.source()),
                  run.sourceLabels(),
                  config.labels().size(),
                  vectors(run.target())),
              check);
      int[] labels = taught.labels();
      System.arraycopy(labels, 0, all.values, at, labels.length);
      System.arraycopy(taught.guesses(), 0, all.guesses, at, labels.length);
      long given = Arrays.stream(labels).filter(label -> label != SelfTraining.NONE).count();
      all.shares[r] = (float) given / labels.length;
    }
    return all;
  }

  /** Without any label: as much room as they take. */
  static TeacherLabels none(List<Run> runs) {
    int count = runs.stream().mapToInt(run -> run.target().size()).max().orElseThrow();
    int[] values = new int[Math.multiplyExact(runs.size(), count)];
    Arrays.fill(values, SelfTraining.NONE);
    return new TeacherLabels(count, values, new float[runs.size()], new int[values.length]);
  }

  /**
   * The first run of the very same corpora: seeds make no difference to what is fitted on the host.
   */
  static int firstOfSameCorpora(List<Run> runs, int run) {
    Run own = runs.get(run);
    int first = 0;
    while (runs.get(first).source() != own.source()
        || runs.get(first).target() != own.target()
        || !Arrays.equals(runs.get(first).sourceLabels(), own.sourceLabels())) {
      first++;
    }
    return first;
  }

  /**
   * One vector for each utterance: the network's input where that is one, otherwise mean and
   * standard deviation of each of its values over the utterance's frames [2 F].
   */
  static List<float[]> vectors(FeatureSet set) {
    if (set.maxFrames() == 1) {
      return set.values();
    }
    List<float[]> vectors = new ArrayList<>();
    for (float[] frames : set.values()) {
      vectors.add(meanAndDeviation(frames, set.width()));
    }
    return vectors;
  }

  private static float[] meanAndDeviation(float[] frames, int width) {
    int count = frames.length / width;
    float[] vector = new float[2 * width];
    for (int f = 0; f < width; f++) {
      double sum = 0;
      for (int t = 0; t < count; t++) {
        sum += frames[t * width + f];
      }
      double mean = sum / count;
      double squares = 0;
      for (int t = 0; t < count; t++) {
        double d = frames[t * width + f] - mean;
        squares += d * d;
      }
      vector[f] = (float) mean;
      vector[width + f] = (float) StrictMath.sqrt(squares / count);
    }
    return vector;
  }
}
