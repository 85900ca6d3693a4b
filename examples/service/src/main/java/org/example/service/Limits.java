package org.example.service;

import java.time.Duration;

/**
 * What the service takes on, so that no client and no number of them can take all of its memory,
 * threads or time.
 *
 * @param workers recognitions at a time, of files and of streams' windows together
 * @param queue requests that may wait beside those that are worked on; one more gets a 503
 * @param maxBytes longest body of a request
 * @param bodiesBytes the bodies of all requests together; one that would be beyond it gets a 503
 * @param maxSeconds longest recording; it may have so many seconds' samples at {@link #RATE}, at
 *     whatever rate they are
 * @param upload time that the head of a request may take to arrive, and a body
 * @param connections open sockets, those of streams among them
 * @param streams live streams at a time
 * @param streamsBytes what all of them may hold; one that would be beyond it is not let in
 * @param streamIdle time without a sample, or without reading results, after which a stream is
 *     ended
 * @param streamSeconds longest stream, in seconds of sound and by the clock
 * @param frameBytes longest message of samples
 */
record Limits(
    int workers,
    int queue,
    long maxBytes,
    long bodiesBytes,
    double maxSeconds,
    Duration upload,
    int connections,
    int streams,
    long streamsBytes,
    Duration streamIdle,
    double streamSeconds,
    int frameBytes) {
  /** Hz; as much as speech needs. */
  private static final int RATE = 48_000;

  /** Bytes of a second of a recording as a worker holds it, with what is computed of it. */
  private static final double SECOND = 2 * 22_050 * Float.BYTES;

  /** Bytes that the service has for itself. */
  private static final long ITSELF = 32 << 20;

  /** Most samples of a recording. */
  long maxSamples() {
    return (long) Math.ceil(maxSeconds * RATE);
  }

  /** Bytes of the heap that all of this may take together. */
  long heapBytes() {
    return bodiesBytes + streamsBytes + (long) (workers * maxSeconds * SECOND) + ITSELF;
  }

  /** Requests that are in the service at a time. */
  int places() {
    return workers + queue;
  }
}
