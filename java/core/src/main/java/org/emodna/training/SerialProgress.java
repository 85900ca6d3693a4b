package org.emodna.training;

import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;

/** Lets several threads report to one that hears them from one thread at a time. */
final class SerialProgress implements Progress {
  private final Progress to;

  SerialProgress(Progress to) {
    this.to = to;
  }

  @Override
  public synchronized void on(ProgressEvent event) {
    to.on(event);
  }
}
