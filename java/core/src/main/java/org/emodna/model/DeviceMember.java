package org.emodna.model;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.emodna.kernels.KernelContext;

/** One network of a model on a device, with the sessions that are free. Thread-safe. */
final class DeviceMember implements AutoCloseable {
  private final DeviceModel model;
  private final int classes;
  private final ConcurrentLinkedQueue<InferenceSession> single = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<InferenceSession> many = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  DeviceMember(KernelContext context, Network network, Model.Member member, int classes) {
    model = new DeviceModel(context, network, member);
    this.classes = classes;
  }

  /**
   * Probabilities [inputs][classes], by a session that is borrowed, or made where none is free.
   *
   * @param inputs one, or up to {@link LikeLengths#ROWS}
   * @param alone whether a session for a single row serves
   */
  float[][] run(List<float[]> inputs, boolean alone) {
    ConcurrentLinkedQueue<InferenceSession> free = alone ? single : many;
    InferenceSession session = free.poll();
    if (session == null) {
      session = InferenceSession.ofClasses(model, classes, alone ? 1 : LikeLengths.ROWS);
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

  /** Also by a call that ends while this is closed: what it brings back must not stay. */
  private void closeSessions() {
    for (ConcurrentLinkedQueue<InferenceSession> free : List.of(single, many)) {
      for (InferenceSession session; (session = free.poll()) != null; ) {
        session.close();
      }
    }
  }
}
