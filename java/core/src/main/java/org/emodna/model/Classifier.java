package org.emodna.model;

import java.util.ArrayList;
import java.util.List;
import org.emodna.base.ClosedResourceException;
import org.emodna.kernels.KernelContext;

/**
 * A model on a device: normalised features in, class probabilities out; those of an ensemble are
 * the means over its networks. Thread-safe: every call borrows a session of each network, and makes
 * one where none is free.
 */
public final class Classifier implements AutoCloseable {
  private final List<DeviceMember> members = new ArrayList<>();

  private volatile boolean closed;

  /** The context stays the caller's. */
  public Classifier(KernelContext context, Model model) {
    try {
      for (Model.Member member : model.members()) {
        members.add(new DeviceMember(context, model.network(), member, model.labels().size()));
      }
    } catch (RuntimeException e) {
      members.forEach(DeviceMember::close);
      throw e;
    }
  }

  /** Probabilities [classes] of one input, frames x width. */
  public float[] classify(float[] features) {
    return means(List.of(features), true)[0];
  }

  /** Probabilities [inputs][classes]; inputs of like length are run together. */
  public float[][] classify(List<float[]> features) {
    return LikeLengths.run(features, batch -> means(batch, false));
  }

  /** Number of the most likely class; of equal ones the first. */
  public static int mostLikely(float[] probabilities) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      if (probabilities[i] > probabilities[best]) {
        best = i;
      }
    }
    return best;
  }

  private float[][] means(List<float[]> inputs, boolean alone) {
    if (closed) {
      throw new ClosedResourceException("the classifier");
    }
    if (members.size() == 1) {
      return members.get(0).run(inputs, alone);
    }
    double[][] sums = null;
    for (DeviceMember member : members) {
      float[][] one = member.run(inputs, alone);
      if (sums == null) {
        sums = new double[one.length][one[0].length];
      }
      for (int i = 0; i < one.length; i++) {
        for (int c = 0; c < one[i].length; c++) {
          sums[i][c] += one[i][c];
        }
      }
    }
    float[][] means = new float[sums.length][sums[0].length];
    for (int i = 0; i < means.length; i++) {
      for (int c = 0; c < means[i].length; c++) {
        means[i][c] = (float) (sums[i][c] / members.size());
      }
    }
    return means;
  }

  @Override
  public void close() {
    closed = true;
    members.forEach(DeviceMember::close);
  }
}
