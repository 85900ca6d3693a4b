package org.emodna.features.functionals;

import java.util.List;

/** Of the runs of voiced frames: how many in a frame, how far apart, how long. */
record RunFunctionals() implements FunctionalGroup {
  @Override
  public List<String> names() {
    return List.of("runs.rate", "runs.log-spacing", "runs.length");
  }

  @Override
  public double[] of(SpokenFrames spoken) {
    boolean[] voiced = spoken.voiced();
    int runs = 0;
    for (int i = 0; i < voiced.length; i++) {
      runs += voiced[i] && (i == 0 || !voiced[i - 1]) ? 1 : 0;
    }
    double count = Math.max(1, runs);
    double frames = spoken.count();
    return new double[] {count / frames, Math.log(frames / count), spoken.voicedCount() / count};
  }
}
