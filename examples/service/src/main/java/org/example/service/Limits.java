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
 * @param maxSeconds longest recording
 * @param upload time that a body may take to arrive
 * @param connections open sockets, those of streams among them
 * @param streams live streams at a time
 * @param streamIdle time without a sample, or without reading results, after which a stream is
 *     ended
 * @param streamSeconds longest stream, in seconds of sound
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
    Duration streamIdle,
    double streamSeconds,
    int frameBytes) {

  /** Requests that are in the service at a time. */
  int places() {
    return workers + queue;
  }
}
