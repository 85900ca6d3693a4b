package org.emodna.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the frames of a long recording with the greatest logarithmic mel energy, below which top_db
 * clips. The kernel gives no energies, but their cosine transform; this turns it back.
 */
final class LoudestFrames {
  /** Rounding of the transform and back is far below this. */
  private static final double TIE = 1e-3;

  private static final int MOST_TIES = 8;

  private final int bins;
  private final double[][] basis;
  private final double[] energies;
  private final List<float[]> frames = new ArrayList<>();
  private double greatest = Double.NEGATIVE_INFINITY;

  LoudestFrames(int bins) {
    this.bins = bins;
    basis = new double[bins][bins];
    energies = new double[bins];
    for (int k = 0; k < bins; k++) {
      double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / bins);
      for (int b = 0; b < bins; b++) {
        basis[k][b] = scale * Math.cos(Math.PI * k * (2 * b + 1) / (2.0 * bins));
      }
    }
  }

  /**
   * Looks at frames.
   *
   * @param cepstra [frames, bins]: all coefficients of the orthonormal transform
   * @param audio the frames, {@code hop} samples apart
   */
  void see(float[] cepstra, float[] audio, int hop, int window) {
    for (int f = 0; f < cepstra.length / bins; f++) {
      double loudest = loudest(cepstra, f * bins);
      if (loudest < greatest - TIE) {
        continue;
      }
      if (loudest > greatest + TIE) {
        frames.clear();
      }
      greatest = Math.max(greatest, loudest);
      if (frames.size() < MOST_TIES) {
        float[] frame = new float[window];
        System.arraycopy(audio, f * hop, frame, 0, window);
        frames.add(frame);
      }
    }
  }

  private double loudest(float[] cepstra, int at) {
    Arrays.fill(energies, 0);
    for (int k = 0; k < bins; k++) {
      double coefficient = cepstra[at + k];
      double[] row = basis[k];
      for (int b = 0; b < bins; b++) {
        energies[b] += coefficient * row[b];
      }
    }
    double loudest = Double.NEGATIVE_INFINITY;
    for (double energy : energies) {
      loudest = Math.max(loudest, energy);
    }
    return loudest;
  }

  /** The samples of the loudest, and of those that can't be told from it. */
  List<float[]> frames() {
    return frames;
  }
}
