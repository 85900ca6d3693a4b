package org.emodna.recognition;

import java.nio.file.Path;
import org.emodna.audio.AudioClip;
import org.emodna.base.ClosedResourceException;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.Features;
import org.emodna.features.Normalisation;
import org.emodna.features.Normaliser;
import org.emodna.features.SpeakerStatistics;
import org.emodna.features.UtteranceKey;
import org.emodna.model.ModelInput;
import org.emodna.recognition.stream.LeastSpeech;

/**
 * Recognises the recordings of one speaker, as those of a call, and learns meanwhile what that
 * speaker usually sounds like: {@link Recognizer#speaker}.
 *
 * <pre>{@code
 * try (SpeakerRecognizer caller = recognizer.speaker("caller-7")) {
 *   for (Path utterance : call) {
 *     System.out.println(caller.recognize(utterance).emotion());
 *   }
 * }
 * }</pre>
 *
 * <p>A model that was trained with normalisation by speaker has seen each speaker's features
 * relative to that speaker's own mean and deviation. A single file has no such statistics, and gets
 * those of the model's target corpus. Here they are gathered: each recording that can be judged is
 * added before it is judged itself, as in training ({@link SpeakerStatistics}). The model's
 * statistics count for {@link Recognizer.Builder#speakerPrior} utterances beside it, which is a
 * setting of the recogniser and none of the model: usually 8, more than in training. So the first
 * answers are near to those of {@link Recognizer#recognize(Path)}, and later ones to those that
 * training had in mind.
 *
 * <p>With a model of another normalisation nothing is gathered, and every answer is that of the
 * recogniser. Thread-safe: a recording counts for those that are judged after it.
 */
public final class SpeakerRecognizer implements AutoCloseable {
  private final Recognizer recognizer;
  private final String id;
  private final boolean gathers;
  private SpeakerStatistics statistics;
  private int utterances;
  private boolean closed;

  SpeakerRecognizer(Recognizer recognizer, String id, double prior) {
    this.recognizer = recognizer;
    this.id = id;
    ModelInput input = recognizer.model().input();
    gathers = input.spec().normalisation() == Normalisation.SPEAKER;
    if (gathers) {
      statistics = SpeakerStatistics.startingFrom(input.target().orElseThrow(), prior);
    }
  }

  /** The speaker's name, as it was given. */
  public String id() {
    return id;
  }

  /** Recordings that were judged. */
  public synchronized int utterances() {
    return utterances;
  }

  /** Whether what was heard has an effect: the model normalises by speaker. */
  public boolean gathers() {
    return gathers;
  }

  /** As {@link Recognizer#recognize(Path)}, of a recording of this speaker. */
  public Recognition recognize(Path file) {
    return recognize(file, null);
  }

  /** As {@link Recognizer#recognize(Path, UtteranceKey)}, of a recording of this speaker. */
  public Recognition recognize(Path file, UtteranceKey key) {
    requireOpen();
    try (Calls.Call call = recognizer.calls().begin()) {
      return recognizer.recognition(recognizer.preparation().of(file, key, this::normalised));
    }
  }

  /** As {@link Recognizer#recognize(byte[], String)}, of a recording of this speaker. */
  public Recognition recognize(byte[] file, String name) {
    requireOpen();
    try (Calls.Call call = recognizer.calls().begin()) {
      return recognizer.recognition(recognizer.preparation().of(file, name, this::normalised));
    }
  }

  /** As {@link Recognizer#recognize(AudioClip)}, of a recording of this speaker. */
  public Recognition recognize(AudioClip clip) {
    requireOpen();
    try (Calls.Call call = recognizer.calls().begin()) {
      return recognizer.recognition(recognizer.preparation().of(clip, this::normalised));
    }
  }

  /** As {@link Recognizer#recognize(AudioClip, LeastSpeech)}, of a recording of this speaker. */
  public SpeechRecognition recognize(AudioClip clip, LeastSpeech least) {
    requireOpen();
    try (Calls.Call call = recognizer.calls().begin()) {
      return new ClipBatches(recognizer, least).run(clip, this::normalised);
    }
  }

  private float[] normalised(Features features) {
    if (!gathers) {
      count();
      return recognizer.preparation().usual(features);
    }
    return Normaliser.apply(features, with(features), recognizer.preparation().loader());
  }

  private synchronized void count() {
    utterances++;
  }

  private synchronized FeatureStatistics with(Features features) {
    utterances++;
    statistics = statistics.plus(features);
    return statistics.statistics();
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new ClosedResourceException("speaker '" + id + "'");
    }
  }

  /**
   * Forgets what was heard: the next {@link Recognizer#speaker} of this name begins anew. The
   * recogniser stays open.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    recognizer.forget(this);
  }
}
