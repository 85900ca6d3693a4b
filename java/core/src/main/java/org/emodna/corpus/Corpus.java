package org.emodna.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.corpus.detection.Readers;

/**
 * A collection of utterances, on disk or in memory. Opening one reads names only, not audio.
 *
 * <p>Code that trains is given {@link #labelled} of its source and {@link #unlabelled} of its
 * target, never an object of this class.
 */
public final class Corpus {
  /** Has {@link #open(Path, String)} detect the reader. */
  public static final String AUTO = "auto";

  private final String name;

  /** Name of the corpus that this is, or is a part of. */
  private final String collection;

  /** Null where it was not read from a place. */
  private final Path root;

  private final String reader;
  private final List<Utterance> utterances;
  private final List<Unusable> unusable;
  private final Findings findings;

  /** What was found out about the tree as a whole; see the methods of the corpus. */
  record Findings(
      List<String> notes,
      Map<String, String> namesakes,
      Optional<String> speakers,
      Optional<String> missingLabels) {}

  /** Opened by {@link CorpusOpening}. */
  Corpus(
      String name,
      Path root,
      String reader,
      List<Utterance> utterances,
      List<Unusable> unusable,
      Findings findings) {
    this(name, name, root, reader, utterances, unusable, findings);
  }

  private Corpus(
      String name,
      String collection,
      Path root,
      String reader,
      List<Utterance> utterances,
      List<Unusable> unusable,
      Findings findings) {
    this.name = name;
    this.collection = collection;
    this.root = root;
    this.reader = reader;
    this.utterances = List.copyOf(utterances);
    this.unusable = List.copyOf(unusable);
    this.findings = findings;
  }

  /**
   * Opens a corpus and detects which one it is.
   *
   * @param place a folder, or a manifest (CSV, TSV or JSONL)
   * @return the corpus
   * @throws CorpusException if nothing is there, or no reader understands it
   */
  public static Corpus open(Path place) {
    return open(place, AUTO);
  }

  /**
   * Opens a corpus.
   *
   * @param place a folder, or a manifest (CSV, TSV or JSONL)
   * @param how {@code auto}, a reader's name ({@link #readers()}), or the path of a manifest whose
   *     paths are relative to its own folder or to {@code place}
   * @return the corpus
   * @throws CorpusException if there is nothing there, or it cannot be read that way
   */
  public static Corpus open(Path place, String how) {
    return open(place, CorpusOptions.builder().reader(how).build());
  }

  /**
   * Opens a corpus.
   *
   * @param place a folder, or a manifest (CSV, TSV or JSONL)
   * @param options how it is read
   * @return the corpus
   * @throws CorpusException if there is nothing there, or it cannot be read that way
   */
  public static Corpus open(Path place, CorpusOptions options) {
    return CorpusOpening.open(place, options);
  }

  /**
   * Opens a folder of recordings that need not be labelled: as {@link #open(Path)} if a reader
   * understands it, otherwise every audio file below it without a label.
   *
   * @param place a folder or a manifest
   * @return the corpus
   */
  public static Corpus openUnlabelled(Path place) {
    return openUnlabelled(place, CorpusOptions.builder().build());
  }

  /**
   * Likewise, read in a given way: as {@link #open(Path, CorpusOptions)} where that works.
   *
   * @param place a folder or a manifest
   * @param options how it is read
   * @return the corpus
   */
  public static Corpus openUnlabelled(Path place, CorpusOptions options) {
    try {
      return open(place, options);
    } catch (UnknownCorpusException withoutNames) {
      return open(place, "unlabelled");
    }
  }

  /**
   * A corpus that a program has put together: of files, of samples in memory, or of both.
   *
   * <pre>{@code
   * Corpus corpus = Corpus.of("calls", List.of(
   *     Utterance.of("call-1", AudioClip.of(samples, 16_000, "call 1"), "anger", "anna"),
   *     Utterance.of("call-2", Path.of("call-2.wav"), "neutral", "ben")));
   * }</pre>
   *
   * @param name in messages and reports, and in the path of precomputed embeddings
   * @param utterances in any order; a corpus to learn from needs emotions, one to adapt to does not
   * @throws CorpusException if there are none, two have one id, or the name is empty
   */
  public static Corpus of(String name, List<Utterance> utterances) {
    return CorpusInMemory.of(name, utterances);
  }

  /**
   * The names of the readers that {@link #open(Path, String)} takes.
   *
   * @return for help texts
   */
  public static String readers() {
    return Readers.names();
  }

  /**
   * The corpus's name.
   *
   * @return for example {@code EMODB}, or the folder's or manifest's name
   */
  public String name() {
    return name;
  }

  /**
   * The name of the whole corpus that this is, or is a part of: values that were computed elsewhere
   * are looked up by it.
   */
  public String collection() {
    return collection;
  }

  /**
   * The folder.
   *
   * @return absolute; the manifest's folder for a manifest; empty for {@link #of(String, List)}
   */
  public Optional<Path> root() {
    return Optional.ofNullable(root);
  }

  /** Where it is, for people: its folder, or "in memory". */
  public String place() {
    return root == null ? "in memory" : PathText.of(root);
  }

  private String shown() {
    return "%s (%s)".formatted(name, place());
  }

  /**
   * The reader that understood it.
   *
   * @return its name, {@code manifest}, or {@code memory}
   */
  public String reader() {
    return reader;
  }

  /**
   * All utterances.
   *
   * @return ordered by id, unmodifiable, not empty
   */
  public List<Utterance> utterances() {
    return utterances;
  }

  /**
   * The files and rows that are not utterances.
   *
   * @return each with its reason, unmodifiable
   */
  public List<Unusable> unusable() {
    return unusable;
  }

  /**
   * Utterances whose name is that of another recording but whose content differs: other takes, or
   * processed copies. All are used.
   *
   * @return by id, each with the id of the other; unmodifiable
   */
  public Map<String, String> namesakes() {
    return Collections.unmodifiableMap(findings.namesakes);
  }

  /**
   * Where the speakers' names come from, if that had to be found out.
   *
   * @return for people; empty where the corpus's naming or a manifest says it
   */
  public Optional<String> speakersFrom() {
    return findings.speakers;
  }

  /**
   * What the reader decided in cases of doubt, and what else to know before trusting the corpus.
   *
   * @return sentences for people, unmodifiable; empty where there is nothing to say
   */
  public List<String> notes() {
    List<String> all = new ArrayList<>(findings.notes);
    if (!findings.namesakes.isEmpty()) {
      Map.Entry<String, String> first = findings.namesakes.entrySet().iterator().next();
      all.add(
          ("the names of %d files are those of other recordings, but their content differs; all are"
                  + " used (for example %s and %s)")
              .formatted(findings.namesakes.size(), first.getValue(), first.getKey()));
    }
    return List.copyOf(all);
  }

  /**
   * How many utterances each emotion has.
   *
   * @return by emotion in alphabetical order; unlabelled ones do not count
   */
  public Map<Emotion, Integer> counts() {
    Map<Emotion, Integer> counts = new TreeMap<>();
    for (Utterance utterance : utterances) {
      if (utterance.emotion() != null) {
        counts.merge(utterance.emotion(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /**
   * The part of the corpus that belongs to some classes.
   *
   * @param labels the classes
   * @return a corpus of the utterances labelled so
   * @throws CorpusException if there are none
   */
  public Corpus select(LabelSet labels) {
    List<Utterance> selected =
        utterances.stream().filter(utterance -> labels.contains(utterance.emotion())).toList();
    if (selected.isEmpty()) {
      throw new CorpusException(
          Problem.of(
                  shown(),
                  "no utterance of %s; its labels are %s%s"
                      .formatted(
                          labels,
                          counts().isEmpty() ? "none" : counts().keySet(),
                          findings.missingLabels.map(why -> ": " + why).orElse("")))
              // What was decided in doubt is what to decide otherwise.
              .remedy(String.join(". ", notes())));
    }
    return new Corpus(name, collection, root, reader, selected, unusable, findings);
  }

  /**
   * A part of the corpus, under its name.
   *
   * @param ids of the utterances; see {@link Utterance#id()}
   * @throws CorpusException if there are none, or the corpus lacks one
   */
  public Corpus part(Set<String> ids) {
    return part(ids, name);
  }

  /**
   * Likewise, under a name of its own, such as "EMODB fold 03".
   *
   * @param ids of the utterances; see {@link Utterance#id()}
   * @throws CorpusException if there are none, or the corpus lacks one
   */
  public Corpus part(Set<String> ids, String partName) {
    List<Utterance> chosen =
        utterances.stream().filter(utterance -> ids.contains(utterance.id())).toList();
    String place = shown();
    if (chosen.size() < ids.size()) {
      Set<String> missing = new TreeSet<>(ids);
      chosen.forEach(utterance -> missing.remove(utterance.id()));
      throw new CorpusException(
          Problem.of(
              place,
              "has no utterance '%s'%s"
                  .formatted(
                      missing.iterator().next(),
                      missing.size() == 1 ? "" : ", nor " + (missing.size() - 1) + " others")));
    }
    if (chosen.isEmpty()) {
      throw new CorpusException(Problem.of(place, "a part must have at least one utterance"));
    }
    return new Corpus(partName, collection, root, reader, chosen, unusable, findings);
  }

  /**
   * The corpus with some of its labels read as others, such as calm as neutral. Two may become one.
   *
   * @param classes by the corpus's own label, what it is to mean
   * @throws CorpusException if no utterance has one of the labels
   */
  public Corpus relabelled(Map<Emotion, Emotion> classes) {
    for (Emotion own : classes.keySet()) {
      if (!counts().containsKey(own)) {
        throw new CorpusException(
            Problem.of(
                shown(),
                "no utterance is labelled %s; its labels are %s"
                    .formatted(own, counts().keySet())));
      }
    }
    List<Utterance> read =
        utterances.stream()
            .map(
                one ->
                    new Utterance(
                        one.id(),
                        one.sound(),
                        one.emotion() == null
                            ? null
                            : classes.getOrDefault(one.emotion(), one.emotion()),
                        one.speaker(),
                        one.gender(),
                        one.duration(),
                        one.extra()))
            .toList();
    return new Corpus(name, collection, root, reader, read, unusable, findings);
  }

  /** Notes as the end of a message. */
  static String noted(List<String> notes) {
    return notes.isEmpty() ? "" : ". Note: " + String.join(". Note: ", notes);
  }

  /**
   * The corpus as a source: the utterances of some classes with their labels.
   *
   * @param labels the classes
   * @return the utterances labelled so
   * @throws CorpusException if there are none
   */
  public LabelledCorpus labelled(LabelSet labels) {
    return new LabelledCorpus(
        name,
        collection,
        labels,
        select(labels).utterances.stream()
            .map(
                one ->
                    new LabelledCorpus.Item(
                        one.id(),
                        one.sound(),
                        one.speaker(),
                        one.duration(),
                        labels.indexOf(one.emotion())))
            .toList());
  }

  /**
   * The corpus without its labels: what training may see of a target.
   *
   * @return all utterances, in their order
   */
  public UnlabelledCorpus unlabelled() {
    return new UnlabelledCorpus(
        name,
        collection,
        utterances.stream()
            .map(
                one ->
                    new UnlabelledCorpus.Item(one.id(), one.sound(), one.speaker(), one.duration()))
            .toList());
  }
}
