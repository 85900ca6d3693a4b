package org.emodna.model;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.emodna.base.ClosedResourceException;
import org.emodna.kernels.KernelContext;

/**
 * A model on a device: normalised features in, class probabilities out. Thread-safe: every call
 * borrows a session, and makes one where none is free.
 */
public final class Classifier implements AutoCloseable {
  private final DeviceModel model;
  private final int classes;
  private final ConcurrentLinkedQueue<InferenceSession> single = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<InferenceSession> many = new ConcurrentLinkedQueue<>();

  private volatile boolean closed;

  /** The context stays the caller's. */
  public Classifier(KernelContext context, Model model) {
    this.model = new DeviceModel(context, model);
    classes = model.labels().size();
  }

  /** Probabilities [classes] of one input, frames x width. */
  public float[] classify(float[] features) {
    return borrow(single, 1, List.of(features))[0];
  }

  /** Probabilities [inputs][classes]; inputs of like length are run together. */
  public float[][] classify(List<float[]> features) {
    return LikeLengths.run(features, batch -> borrow(many, LikeLengths.ROWS, batch));
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

  private float[][] borrow(
      ConcurrentLinkedQueue<InferenceSession> free, int rows, List<float[]> inputs) {
    if (closed) {
      throw new ClosedResourceException("the classifier");
    }
    InferenceSession session = free.poll();
    if (session == null) {
      session = InferenceSession.ofClasses(model, classes, rows);
    }
    try {
      return session.run(inputs);
    } finally {
      free.add(session);
      if (closed) {
        closeSessions();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    closeSessions();
    model.close();
  }

  /** Also by a call that ends while the classifier is closed: what it brings back must not stay. */
  private void closeSessions() {
    for (ConcurrentLinkedQueue<InferenceSession> free : List.of(single, many)) {
      for (InferenceSession session; (session = free.poll()) != null; ) {
        session.close();
      }
    }
  }
}
