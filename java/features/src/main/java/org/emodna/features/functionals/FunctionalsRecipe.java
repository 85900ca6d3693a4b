package org.emodna.features.functionals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A named list of functionals. Immutable. */
public final class FunctionalsRecipe {
  /** Those that there are; the default first. */
  public static final List<String> NAMES = List.of("functionals-1", "functionals-2");

  /** Frames are voiced that are stronger than this. */
  private static final double THRESHOLD = 0.5;

  private final String name;
  private final int cepstra;
  private final List<FunctionalGroup> groups = new ArrayList<>();
  private final List<String> valueNames = new ArrayList<>();

  private FunctionalsRecipe(String name, int cepstra) {
    this.name = name;
    this.cepstra = cepstra;
    groups.add(new CepstralFunctionals(cepstra));
    groups.add(new PitchFunctionals("f0", false));
    groups.add(new VoicingFunctionals());
    groups.add(new EnergyFunctionals());
    groups.add(new RunFunctionals());
    groups.add(new SpectralFunctionals());
    if (hasVoice()) {
      groups.add(new PitchFunctionals("path-f0", true));
      groups.add(new VoiceFunctionals());
      groups.add(new IntonationFunctionals());
    }
    groups.forEach(group -> valueNames.addAll(group.names()));
  }

  /**
   * Makes one.
   *
   * @param name one of {@link #NAMES}
   * @param cepstra how many cepstra there are values of, from c1 on
   */
  public static FunctionalsRecipe of(String name, int cepstra) {
    return new FunctionalsRecipe(name, cepstra);
  }

  /** One of {@link #NAMES}. */
  public String name() {
    return name;
  }

  /** How many cepstra there are values of, from c1 on. */
  public int cepstra() {
    return cepstra;
  }

  /** Whether it needs {@link AnalysedFrames#voice}. */
  public boolean hasVoice() {
    return name.equals(NAMES.get(1));
  }

  /** What each value is called, such as {@code c1.mean}. */
  public List<String> valueNames() {
    return Collections.unmodifiableList(valueNames);
  }

  /**
   * The values of an utterance.
   *
   * @param frames all of its frames
   * @return one for each name; finite where the frames are
   */
  public double[] values(AnalysedFrames frames) {
    SpokenFrames spoken = SpokenFrames.of(frames, THRESHOLD);
    double[] values = new double[valueNames.size()];
    int at = 0;
    for (FunctionalGroup group : groups) {
      double[] own = group.of(spoken);
      System.arraycopy(own, 0, values, at, own.length);
      at += own.length;
    }
    return values;
  }
}
