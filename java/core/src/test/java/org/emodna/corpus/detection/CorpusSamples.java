package org.emodna.corpus.detection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusTree;

/** Made-up names of every corpus: some two speakers with all emotions and a few sentences each. */
final class CorpusSamples {
  private CorpusSamples() {}

  /**
   * Names by reader. In a pattern {@code {a|b}} stands for each of the alternatives.
   *
   * @return paths of files
   */
  static Map<String, List<String>> all() {
    Map<String, List<String>> corpora = new TreeMap<>();
    add(corpora, "emodb", "wav/{03|08|16}a0{1|2|5}{W|L|E|A|F|T|N}{a|b}.wav");
    add(
        corpora,
        "casia",
        "{wangzhe|liuchang}/{angry|fear|happy|neutral|sad|surprise}/20{1|2|3|4}.wav");
    for (String speaker : List.of("f1", "m2")) {
      add(
          corpora,
          "emovo",
          "%1$s/{dis|gio|pau|rab|sor|tri|neu}-%1$s-{b1|d1|n5}.wav".formatted(speaker));
    }
    for (String actor : List.of("01", "02")) {
      add(
          corpora,
          "ravdess",
          "Actor_%1$s/03-01-0{1|2|3|4|5|6|7|8}-01-0{1|2}-0{1|2}-%1$s.wav".formatted(actor));
    }
    add(corpora, "savee", "ALL/{DC|JE|JK|KL}_{a|d|f|h|n|sa|su}0{1|2|3}.wav");
    for (String subject : List.of("1", "12")) {
      for (String emotion : List.of("anger", "disgust", "fear", "happiness", "sadness")) {
        add(
            corpora,
            "enterface",
            "subject %s/%s/sentence {1|2|3}/s%s_%s_1.avi"
                .formatted(subject, emotion, subject, emotion.substring(0, 2)));
      }
    }
    add(corpora, "cremad", "AudioWAV/10{01|02}_{DFA|IEO|TIE}_{ANG|DIS|FEA|HAP|NEU|SAD}_XX.wav");
    for (String emotion : List.of("angry", "disgust", "fear", "happy", "neutral", "ps", "sad")) {
      for (String speaker : List.of("OAF", "YAF")) {
        add(corpora, "tess", "%1$s_%2$s/%1$s_{back|bar|bite}_%2$s.wav".formatted(speaker, emotion));
      }
    }
    add(corpora, "urdu", "all/S{M1|F3}_F{1|2|3}_{A|H|N|S}{01|02|03}.wav");
    add(
        corpora,
        "nemo",
        "samples/{WR0|AO1}_{anger|fear|happiness|neutral|sadness|surprised}_{1|2|64}.wav");
    add(
        corpora,
        "iemocap",
        "Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_{F|M}00{0|1|2|3}.wav");
    add(
        corpora,
        "mead",
        "{M003|W011}/audio/{angry|contempt|disgusted|fear|happy|sad|surprised}/level_{1|2|3}/"
            + "00{1|2}.m4a");
    add(corpora, "mead", "{M003|W011}/video/{front|top}/{angry|happy}/level_{1|2|3}/00{1|2}.mp4");
    add(corpora, "cafe", "Peur/Fort/{01|02|12}-{C|D|J|N|P|S|T}-{1|2}-{1|2|6}.wav");
    for (String speaker : List.of("0001", "0015")) {
      add(
          corpora,
          "esd",
          "%1$s/{Angry|Happy|Neutral|Sad|Surprise}/{train|test}/%1$s_00{0351|1401}.wav"
              .formatted(speaker));
    }
    for (String emotion : List.of("amused", "anger", "disgust", "neutral", "sleepiness")) {
      add(corpora, "emovdb", "{bea|sam}/%1$s/%1$s_1-28_000{1|2|3|4}.wav".formatted(emotion));
    }
    add(
        corpora,
        "subesco",
        "{F_02_MONIKA|M_02_NIPUN}_S_{1|2|10}_{ANGRY|DISGUST|FEAR|HAPPY|NEUTRAL|SAD|SURPRISE}_{1|5}"
            + ".wav");
    add(
        corpora,
        "mesd",
        "{Anger|Disgust|Fear|Happiness|Neutral|Sadness}_{F|M|C}_{A|B}_{abajo|de_nada}.wav");
    add(
        corpora,
        "jlcorpus",
        "{female1|male2}_{angry|sad|neutral|happy|excited|anxious|concerned}_{1|10}{a|b}_{1|2}.wav");
    for (String emotion : List.of("anger", "disgust", "fear", "happiness", "sadness")) {
      add(
          corpora,
          "aesdd",
          "%s/%s{01|02|20} ({1|2|3|4}).wav".formatted(emotion, emotion.charAt(0)));
    }
    add(corpora, "shemo", "all/{F03|M12}{A|F|H|N|S|W}{01|02|03|14}.wav");
    add(corpora, "emozionalmente", "audio/16136550624{10|11|12|13|14|15|16|17}.wav");
    add(
        corpora,
        "demos",
        "DEMOS/{NP|PR}_{f_18|m_02}_{col|dis|gio|pau|rab|sor|tri}{01|04}{a|b}.wav");
    add(corpora, "demos", "NEU/{f_18|m_02}_neu{01|02}a.wav");
    add(corpora, "baved", "0/{0|12}-{m|f}-{21|19}-{0|6}-{0|1|2}-{10|105}.wav");
    return corpora;
  }

  private static void add(Map<String, List<String>> corpora, String reader, String pattern) {
    corpora.computeIfAbsent(reader, name -> new ArrayList<>()).addAll(expand(pattern));
  }

  private static List<String> expand(String pattern) {
    int open = pattern.indexOf('{');
    if (open < 0) {
      return List.of(pattern);
    }
    int close = pattern.indexOf('}', open);
    List<String> paths = new ArrayList<>();
    for (String choice : pattern.substring(open + 1, close).split("\\|")) {
      paths.addAll(expand(pattern.substring(0, open) + choice + pattern.substring(close + 1)));
    }
    return paths;
  }

  /** Makes empty files, and the tables that two corpora keep their labels in. */
  static CorpusTree make(Path root, String reader, List<String> files) {
    try {
      for (String file : files) {
        Files.createDirectories(root.resolve(file).getParent());
        Files.createFile(root.resolve(file));
      }
      if (reader.equals("iemocap")) {
        StringBuilder labels = new StringBuilder();
        for (String file : files) {
          labels.append(
              String.format(
                  Locale.ROOT,
                  "[6.29 - 8.23]\t%s\tneu\t[2.5, 2.5, 2.5]%n",
                  new CorpusFile(root, Path.of(file)).stem()));
        }
        Path folder = Files.createDirectories(root.resolve("Session1/dialog/EmoEvaluation"));
        Files.writeString(folder.resolve("Ses01F_impro01.txt"), labels);
      }
      if (reader.equals("emozionalmente")) {
        StringBuilder labels = new StringBuilder("file_name,actor,emotion_expressed\n");
        files.forEach(file -> labels.append(file.substring(6)).append(",anna,joy\n"));
        Files.writeString(
            Files.createDirectories(root.resolve("metadata")).resolve("samples.csv"), labels);
      }
      return CorpusTree.of(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
