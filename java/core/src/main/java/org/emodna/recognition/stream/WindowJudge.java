package org.emodna.recognition.stream;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.emodna.audio.AudioClip;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.SpeechRecognition;
import org.emodna.recognition.SwappableRecognizer;

/**
 * Has windows judged: by one model each, with the statistics of their channel's speaker or none.
 */
final class WindowJudge {
  /** Does something with the recogniser in place. */
  interface Recognizers {
    <T> T with(Function<? super Recognizer, ? extends T> use);
  }

  /**
   * What a model said of a window.
   *
   * @param model its name
   */
  record Judged(String model, SpeechRecognition result) {}

  private static final AtomicLong STREAMS = new AtomicLong();

  private final Recognizers recognizers;
  private final LeastSpeech least;

  /** Ids of the speakers, one for each channel that is judged; empty for none. */
  private final List<String> speakers;

  /** Whether they are forgotten at the end. */
  private final boolean owned;

  private WindowJudge(Recognizers recognizers, StreamSettings settings, List<String> speakers) {
    this.recognizers = recognizers;
    this.least = settings.leastSpeech();
    this.speakers = speakers;
    owned = settings.speakers().kind() == StreamSpeakers.Kind.OF_STREAM;
  }

  static Recognizers of(Recognizer recognizer) {
    return new Recognizers() {
      @Override
      public <T> T with(Function<? super Recognizer, ? extends T> use) {
        return use.apply(recognizer);
      }
    };
  }

  static Recognizers of(SwappableRecognizer recognizer) {
    return new Recognizers() {
      @Override
      public <T> T with(Function<? super Recognizer, ? extends T> use) {
        return recognizer.with(use);
      }
    };
  }

  /**
   * Makes a judge.
   *
   * @param channels of the stream or file
   * @throws InvalidArgumentException if settings don't fit the channels, or the model can't judge
   *     samples
   */
  static WindowJudge of(Recognizers recognizers, StreamSettings settings, int channels) {
    int judged = settings.channels().judged(channels);
    if (recognizers.<Boolean>with(one -> one.model().input().spec().isStored())) {
      throw new InvalidArgumentException(
          Problem.of("the model", "takes precomputed embeddings, which samples don't have")
              .remedy("use a model that is trained on features of the audio"));
    }
    return new WindowJudge(recognizers, settings, speakers(settings, judged));
  }

  private static List<String> speakers(StreamSettings settings, int judged) {
    StreamSpeakers speakers = settings.speakers();
    return switch (speakers.kind()) {
      case NONE -> List.of();
      case OF_STREAM -> {
        String stream = "stream " + STREAMS.incrementAndGet() + ", channel ";
        yield java.util.stream.IntStream.range(0, judged).mapToObj(i -> stream + i).toList();
      }
      case NAMED -> {
        if (speakers.names().size() != judged) {
          throw new InvalidArgumentException(
              Problem.of(
                      "speakers",
                      "are %d, and %d channels are judged"
                          .formatted(speakers.names().size(), judged))
                  .remedy("name one for each"));
        }
        yield speakers.names();
      }
    };
  }

  /** A window as a clip. */
  static AudioClip clip(WindowCutter.Cut cut, int sampleRate) {
    String name =
        String.format(
            Locale.ROOT,
            "window from %.2f to %.2f s",
            (double) cut.from() / sampleRate,
            (double) cut.to() / sampleRate);
    return AudioClip.of(cut.samples(), sampleRate, name);
  }

  /** Whether windows must be judged one by one, as each depends on those before it. */
  boolean inOrder() {
    return !speakers.isEmpty();
  }

  /**
   * Judges a window; one that can't be judged has no emotion but the reason.
   *
   * @param place of its channel among those that are judged
   */
  Judged judge(int place, AudioClip clip) {
    return recognizers.with(
        recognizer ->
            new Judged(
                recognizer.name(),
                speakers.isEmpty()
                    ? recognizer.recognize(clip, least)
                    : recognizer.speaker(speakers.get(place)).recognize(clip, least)));
  }

  /** Judges windows of which none depends on those before it, by all threads. */
  List<Judged> judgeAll(Recognizer recognizer, List<AudioClip> clips) {
    return recognizer.recognizeClips(clips, least).stream()
        .map(one -> new Judged(recognizer.name(), one))
        .toList();
  }

  /** Forgets the speakers of the stream. */
  void close() {
    if (!owned) {
      return;
    }
    try {
      for (String speaker : speakers) {
        recognizers.with(
            recognizer -> {
              recognizer.speaker(speaker).close();
              return null;
            });
      }
    } catch (ClosedResourceException e) {
      // The recogniser is gone, and what it knew with it.
    }
  }
}
