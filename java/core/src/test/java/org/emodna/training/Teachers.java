package org.emodna.training;

/** The classes of training that find pseudo-labels and clusters, for rules about them. */
public final class Teachers {
  private Teachers() {}

  /** All of them; the rest of what they use is in the package of objectives. */
  public static Class<?>[] all() {
    return new Class<?>[] {TeacherLabels.class, NuisanceClusters.class, KMeans.class};
  }
}
