package org.emodna.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Utterance;
import org.emodna.features.FailedInput;
import org.emodna.features.stored.EmbeddingStore;
import org.emodna.features.stored.PrecomputedStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "embeddings",
    description =
        "Compares precomputed embeddings with a corpus: which recordings have none, and which"
            + " embeddings belong to no recording.",
    mixinStandardHelpOptions = true)
final class EmbeddingsCommand implements Callable<Integer> {
  @Option(names = "--corpus", required = true, paramLabel = "DIR", description = "The corpus.")
  private Path corpus;

  @Option(
      names = "--embeddings",
      required = true,
      paramLabel = "PLACE",
      description =
          "Folder of .npy or .safetensors files, a .safetensors file, or an .npy file [N, D] with"
              + " its list of ids; {corpus} in it stands for the corpus's name.")
  private Path place;

  @Option(
      names = "--embedding-keys",
      paramLabel = "FILE",
      description =
          "What the names stand for, if they are not paths: EmoBox's list of the corpus, or lines"
              + " of NAME<TAB>PATH.")
  private Path keys;

  @Option(names = "--check", description = "Also reads every value, and says what can't be used.")
  private boolean check;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CorpusOption corpora;

  @Override
  public Integer call() {
    Corpus opened = corpora.openUnlabelled(corpus, null);
    List<String> ids = opened.utterances().stream().map(Utterance::id).toList();
    try (EmbeddingStore store =
        EmbeddingStore.open(of(place, opened), keys == null ? null : of(keys, opened))) {
      EmbeddingStore.Match match = store.match(ids);
      List<FailedInput> broken = check ? store.broken(ids) : List.of();
      if (json) {
        Output.json(json(opened, store, match, broken));
      } else {
        print(opened, store, match, broken);
      }
      int failed = match.missing().size() + match.ambiguous().size() + broken.size();
      return failed == 0
          ? Main.DONE
          : match.matched() > broken.size() ? Main.SOME_FAILED : Main.NOTHING_DONE;
    }
  }

  private static Path of(Path path, Corpus corpus) {
    return Path.of(path.toString().replace(PrecomputedStream.CORPUS, corpus.collection()));
  }

  private static Map<String, Object> json(
      Corpus corpus, EmbeddingStore store, EmbeddingStore.Match match, List<FailedInput> broken) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("corpus", corpus.collection());
    all.put("embeddings", store.place());
    all.put("shape", store.shape().frames() ? "frames" : "vectors");
    all.put("width", store.shape().width());
    all.put("recordings", corpus.utterances().size());
    all.put("matched", match.matched());
    all.put("missing", match.missing());
    all.put("ambiguous", match.ambiguous());
    all.put("unused", match.unused());
    all.put("broken", broken);
    return all;
  }

  private static void print(
      Corpus corpus, EmbeddingStore store, EmbeddingStore.Match match, List<FailedInput> broken) {
    System.out.println(
        Output.line(
            "%s: %s for %d of %d recordings of %s"
                .formatted(
                    store.place(),
                    store.shape(),
                    match.matched(),
                    corpus.utterances().size(),
                    corpus.collection())));
    list("recordings without an embedding", match.missing());
    list("recordings for which several embeddings could be meant", match.ambiguous());
    list("embeddings that belong to no recording", match.unused());
    list(
        "embeddings that can't be used",
        broken.stream().map(one -> OptionNames.message(one.problem())).toList());
  }

  private static void list(String what, List<String> names) {
    if (!names.isEmpty()) {
      System.out.println(names.size() + " " + what + ":");
      names.forEach(name -> System.out.println("  " + Output.line(name)));
    }
  }
}
