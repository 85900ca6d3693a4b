package org.example.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.emodna.audio.AudioClip;
import org.emodna.audio.DecodeLimits;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.SwappableRecognizer;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.WindowListener;
import org.emodna.starter.StarterModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model in use, which a newer file can replace under load: a request is answered by one model
 * from its beginning to its end, and a file that is no usable model changes nothing. Thread-safe.
 */
final class ServedModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServedModel.class);

  /** A model of the largest encoder and twenty networks has some 40 MB. */
  private static final long MOST_BYTES = 1L << 30;

  private static final String RELOADS = "emodna.model.reloads";

  private final Path file;
  private final Limits limits;
  private final MeterRegistry metrics;
  private final SwappableRecognizer recognizer;
  private final Map<Recognizer, ModelInfo> infos = new ConcurrentHashMap<>();
  private final ReentrantLock reloading = new ReentrantLock();
  private volatile ModelInfo current;

  /** Whether a recognition has failed, and the model has not been tried since. */
  private volatile boolean doubtful;

  /** Whether there was a model to change to. */
  enum Reload {
    SWAPPED,
    UNCHANGED
  }

  /**
   * Loads the model.
   *
   * @param file the model file; null for the model to start with
   * @throws EmoDnaException if the file is not a model that can be used
   */
  ServedModel(Path file, Limits limits, MeterRegistry metrics) {
    this.file = file;
    this.limits = limits;
    this.metrics = metrics;
    for (String result : List.of("swapped", "unchanged", "failed")) {
      // What first appears as 1 looks like no increase.
      metrics.counter(RELOADS, "result", result);
    }
    byte[] bytes = bytes();
    String version = version(bytes);
    Recognizer first = opened(bytes);
    current = described(first, version, bytes.length);
    recognizer = new SwappableRecognizer(first);
    if (file == null) {
      LOG.warn("no model was named: {}; --model takes one of your own", StarterModel.summary());
    }
  }

  /** Does something with the model in use. It must not be kept. */
  <T> T with(BiFunction<Recognizer, ModelInfo, T> use) {
    try {
      return recognizer.with(one -> use.apply(one, infos.get(one)));
    } catch (RuntimeException | Error e) {
      doubtful = true;
      throw e;
    }
  }

  /**
   * Whether it recognises. Where a recognition has failed, for whatever reason, it is tried on a
   * made-up sound: no number of bad recordings makes it seem broken.
   */
  boolean works() {
    if (doubtful) {
      try {
        recognizer.recognize(sound());
        doubtful = false;
      } catch (RuntimeException | Error e) {
        LOG.error("model {} does not work", current.version(), e);
      }
    }
    return !doubtful;
  }

  /** Opens a stream, each of whose windows is judged by the model that is in use as it begins. */
  SpeechStream open(StreamFormat format, StreamSettings settings, WindowListener listener) {
    return recognizer.open(format, settings, listener);
  }

  /** The model that a request of this moment would get. */
  ModelInfo info() {
    return current;
  }

  /**
   * Reads the file again and puts its model in the place of the one in use, if it is another.
   * Returns when the last request of the old one has ended.
   *
   * @throws EmoDnaException if the file is not a model that can be used, or one of other classes;
   *     the old one stays
   * @throws Refusal (409) if this is being done already
   */
  Reload reload() {
    if (!reloading.tryLock()) {
      throw Refusal.of(
          409, Problem.of("the model", "is being replaced").remedy("ask again when it is"));
    }
    try {
      byte[] bytes = bytes();
      String version = version(bytes);
      if (version.equals(current.version())) {
        count("unchanged");
        return Reload.UNCHANGED;
      }
      ModelInfo old = current;
      Recognizer next = opened(bytes);
      if (!next.labels().equals(old.classes())) {
        next.close();
        throw new EmoDnaException(
            Problem.of(name(), "has the classes %s, not %s".formatted(next.labels(), old.classes()))
                .remedy("start the service anew: clients under way rely on the classes"));
      }
      // From here on answers name the new one, though the swap may have to wait for old ones.
      current = described(next, version, bytes.length);
      try {
        recognizer.swap(next);
      } catch (ClosedResourceException e) {
        // It was not put in place, and is still this one's to close.
        current = old;
        infos.remove(next);
        next.close();
        throw e;
      }
      infos.keySet().retainAll(Set.of(next));
      count("swapped");
      LOG.info("model {} in place of {}", version, old.version());
      return Reload.SWAPPED;
    } catch (EmoDnaException e) {
      count("failed");
      LOG.error("model {} stays: {}", current.version(), e.getMessage());
      throw e;
    } finally {
      reloading.unlock();
    }
  }

  private void count(String result) {
    metrics.counter(RELOADS, "result", result).increment();
  }

  private String name() {
    return file == null ? StarterModel.NAME : file.toString();
  }

  private byte[] bytes() {
    if (file == null) {
      return StarterModel.bytes();
    }
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new EmoDnaException(
            Problem.of(file, "has %,d bytes, more than any model".formatted(size))
                .remedy("name a model file"));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new EmoDnaException(
          Problem.of(file, "can't be read (" + e + ")").remedy("name a model file"), e);
    }
  }

  private static String version(byte[] bytes) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(sum, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }

  private Recognizer opened(byte[] bytes) {
    Recognizer next =
        Recognizer.builder()
            .threads(limits.workers())
            .limits(
                new DecodeLimits(limits.maxSeconds(), limits.maxBytes())
                    .withMaxSamples(limits.maxSamples()))
            .load(bytes, name());
    try {
      // The first recognition finds what a model lacks, such as embeddings, and takes longest.
      next.recognize(sound());
    } catch (RuntimeException e) {
      next.close();
      throw e;
    }
    return next;
  }

  private ModelInfo described(Recognizer one, String version, long bytes) {
    String limits = file == null ? StarterModel.summary() : null;
    ModelInfo info = new ModelInfo(version, name(), bytes, one.labels(), Instant.now(), limits);
    infos.put(one, info);
    return info;
  }

  /** A second of a buzzing vowel. */
  private static AudioClip sound() {
    float[] samples = new float[16_000];
    for (int i = 0; i < samples.length; i++) {
      for (int harmonic = 1; harmonic <= 20; harmonic++) {
        samples[i] += (float) (0.03 * Math.sin(2 * Math.PI * 120 * harmonic * i / samples.length));
      }
    }
    return AudioClip.of(samples, samples.length, "a made-up sound");
  }

  @Override
  public void close() {
    recognizer.close();
  }
}
