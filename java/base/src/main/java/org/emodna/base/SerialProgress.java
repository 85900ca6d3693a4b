package org.emodna.base;

/** Passes on what several threads report, from one at a time, until the listener throws. */
final class SerialProgress implements Progress {
  private final Progress to;
  private boolean hasThrown;

  SerialProgress(Progress to) {
    this.to = to;
  }

  @Override
  public synchronized void on(ProgressEvent event) {
    if (!hasThrown) {
      try {
        to.on(event);
      } catch (Throwable e) {
        hasThrown = true;
        throw e;
      }
    }
  }
}
