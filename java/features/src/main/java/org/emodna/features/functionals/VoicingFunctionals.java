package org.emodna.features.functionals;

import java.util.List;

/** How much is voiced, and how strongly. */
record VoicingFunctionals() implements FunctionalGroup {
  @Override
  public List<String> names() {
    return List.of("voicing.share", "voicing.p50", "voicing.sd");
  }

  @Override
  public double[] of(SpokenFrames spoken) {
    double[] strength = spoken.ofVoiced(spoken.frames().column(spoken.frames().strength(), 0));
    return new double[] {
      (double) strength.length / spoken.count(),
      Series.percentiles(strength, 50)[0],
      Series.sd(strength)
    };
  }
}
