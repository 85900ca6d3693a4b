package org.emodna.features.functionals;

import java.util.List;

/** Functionals that belong together. */
interface FunctionalGroup {
  /** What each is called. */
  List<String> names();

  /** The values, in the names' order. */
  double[] of(SpokenFrames spoken);
}
