package org.emodna.recognition;

import java.util.ArrayList;
import java.util.List;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioException;
import org.emodna.base.Parallel;
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

  /**
   * Recognises clips.
   *
   * @return one result for each, in their order
   * @throws org.emodna.base.InterruptedWorkException if the calling thread is interrupted; what is
   *     under way ends first
   */
  List<SpeechRecognition> run(List<AudioClip> clips) {
    List<SpeechRecognition> all = new ArrayList<>();
    for (int from = 0; from < clips.size(); from += FileBatches.FILES) {
      int to = Math.min(clips.size(), from + FileBatches.FILES);
      all.addAll(judged(readied(clips.subList(from, to))));
    }
    return all;
  }

  /** The result of a single clip, in the calling thread. */
  SpeechRecognition run(AudioClip clip, Preparation.Normalising normalising) {
    return judged(List.of(ready(clip, normalising))).get(0);
  }

  private List<Ready> readied(List<AudioClip> clips) {
    // Each written by one thread, and read after all have ended.
    Ready[] all = new Ready[clips.size()];
    Parallel.run(
        "recognising clips",
        all.length,
        recognizer.threads(),
        i -> all[i] = ready(clips.get(i), recognizer.preparation()::usual));
    return List.of(all);
  }

  private Ready ready(AudioClip clip, Preparation.Normalising normalising) {
    SpeechContent speech = recognizer.preparation().speech(clip);
    if (speech.seconds() < least.in(clip.seconds())) {
      return new Ready(speech, null, SpeechRecognition.lacking(speech, least));
    }
    try {
      Prepared prepared = recognizer.preparation().ofWindow(clip, normalising);
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
