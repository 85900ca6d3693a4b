package org.emodna.recognition;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.features.FeatureException;
import org.emodna.features.SpeechContent;
import org.emodna.recognition.stream.LeastSpeech;

/**
 * Recognises clips that are in memory: threads of the host extract features, then the network takes
 * up to {@link FileBatches#FILES} of them at once. With the bits of one by one.
 */
final class ClipBatches {
  private final Recognizer recognizer;
  private final LeastSpeech least;

  ClipBatches(Recognizer recognizer, LeastSpeech least) {
    this.recognizer = recognizer;
    this.least = least;
  }

  /** A clip as far as it gets without the network. */
  private record Ready(SpeechContent speech, Prepared.Waiting waiting, SpeechRecognition settled) {}

  /** One result for each clip, in their order. */
  List<SpeechRecognition> run(List<AudioClip> clips) {
    int threads = Math.min(recognizer.threads(), clips.size());
    if (threads <= 1) {
      List<SpeechRecognition> all = new ArrayList<>();
      for (int from = 0; from < clips.size(); from += FileBatches.FILES) {
        List<AudioClip> part = part(clips, from);
        all.addAll(judged(part.stream().map(this::ready).toList()));
      }
      return all;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "emodna-clips");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<SpeechRecognition> all = new ArrayList<>();
      for (int from = 0; from < clips.size(); from += FileBatches.FILES) {
        all.addAll(judged(readied(part(clips, from), pool)));
      }
      return all;
    } finally {
      pool.shutdownNow();
    }
  }

  private static List<AudioClip> part(List<AudioClip> clips, int from) {
    return clips.subList(from, Math.min(clips.size(), from + FileBatches.FILES));
  }

  private List<Ready> readied(List<AudioClip> clips, ExecutorService pool) {
    List<Ready> all = new ArrayList<>();
    try {
      List<Callable<Ready>> tasks = new ArrayList<>();
      clips.forEach(clip -> tasks.add(() -> ready(clip)));
      for (Future<Ready> one : pool.invokeAll(tasks)) {
        all.add(one.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedWorkException("recognising clips");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
    return all;
  }

  private Ready ready(AudioClip clip) {
    SpeechContent speech = recognizer.preparation().speech(clip);
    if (speech.seconds() < least.in(clip.seconds())) {
      return new Ready(speech, null, SpeechRecognition.lacking(speech, least));
    }
    try {
      Prepared prepared = recognizer.preparation().of(clip, recognizer.preparation()::usual);
      return prepared instanceof Prepared.Waiting waiting
          ? new Ready(speech, waiting, null)
          : new Ready(speech, null, new SpeechRecognition(settled(prepared), speech));
    } catch (AudioException | FeatureException e) {
      return new Ready(speech, null, SpeechRecognition.failed(speech, e));
    }
  }

  private static Recognition settled(Prepared prepared) {
    return ((Prepared.Settled) prepared).recognition();
  }

  private List<SpeechRecognition> judged(List<Ready> ready) {
    List<float[]> features =
        ready.stream()
            .filter(one -> one.waiting() != null)
            .map(one -> one.waiting().features())
            .toList();
    float[][] probabilities = features.isEmpty() ? new float[0][] : recognizer.classify(features);
    List<SpeechRecognition> all = new ArrayList<>();
    int at = 0;
    for (Ready one : ready) {
      if (one.waiting() == null) {
        all.add(one.settled());
        continue;
      }
      all.add(judged(one, probabilities[at++]));
    }
    return all;
  }

  private SpeechRecognition judged(Ready one, float[] probabilities) {
    try {
      Recognition recognition = one.waiting().judged(recognizer.labels(), probabilities);
      return new SpeechRecognition(recognition, one.speech());
    } catch (FeatureException e) {
      return SpeechRecognition.failed(one.speech(), e);
    }
  }
}
