package org.emodna.features.stored;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.emodna.base.Check;
import org.emodna.base.Problem;
import org.emodna.base.Section;
import org.emodna.features.FeatureException;
import org.emodna.features.FeatureStream;
import org.emodna.features.FeatureStreamKind;
import org.emodna.features.FrameGrid;
import org.emodna.features.StoredStream;
import org.emodna.features.UtteranceKey;

/**
 * Embeddings that another program has computed, such as those of wav2vec 2.0, HuBERT, WavLM,
 * Whisper or emotion2vec: looked up by utterance id in an {@link EmbeddingStore} for each corpus.
 */
public final class PrecomputedStream implements StoredStream {
  /** The kind's name. */
  public static final String NAME = "precomputed";

  /** Stands in a path for the corpus's name. */
  public static final String CORPUS = "{corpus}";

  /** Its settings in a configuration. */
  public static final Section<Settings> SECTION =
      new Section<>(NAME, Settings.class, Settings.defaults());

  /** Lengths of signals are counted at the rate that such models take. */
  private static final int RATE = 16_000;

  private static final String SUBJECT = Check.setting(NAME + ".path");

  private final Settings settings;
  private final EmbeddingShape shape;

  /** Stores in use, by their place and list; their files close when the stream is forgotten. */
  private final Map<List<Path>, EmbeddingStore> stores = new ConcurrentHashMap<>();

  private PrecomputedStream(Settings settings) {
    this.settings = settings;
    shape = new EmbeddingShape(settings.shape() == Settings.Shape.FRAMES, settings.width());
  }

  /** The kind. */
  public static final class Kind implements FeatureStreamKind<Settings> {
    @Override
    public Section<Settings> section() {
      return SECTION;
    }

    /** Looks into the first store that there is, where shape or width are not set. */
    @Override
    public Settings resolved(Settings settings) {
      return isResolved(settings) ? settings : StoreProbe.resolve(settings);
    }

    @Override
    public boolean isResolved(Settings settings) {
      return settings.shape() != Settings.Shape.AUTO && settings.width() > 0;
    }

    @Override
    public FeatureStream create(Settings settings) {
      return new PrecomputedStream(resolved(settings));
    }
  }

  /** Its settings, with shape and width. */
  public Settings settings() {
    return settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Nothing of where the values lie: a model must accept those of other recordings. */
  @Override
  public String spec() {
    String grid =
        shape.frames()
            ? "\nhop_seconds=%s\noffset_seconds=%s"
                .formatted(settings.hopSeconds(), settings.offsetSeconds())
            : "";
    return "recipe=precomputed-1\nshape=%s\nwidth=%d%s"
        .formatted(shape.frames() ? "frames" : "vectors", shape.width(), grid);
  }

  @Override
  public int width() {
    return shape.width();
  }

  @Override
  public Optional<FrameGrid> grid() {
    return shape.frames()
        ? Optional.of(new Grid(settings.hopSeconds(), settings.offsetSeconds()))
        : Optional.empty();
  }

  /** Frames whose centres lie so many seconds apart, the first one so many from the beginning. */
  private record Grid(double hop, double offset) implements FrameGrid {
    @Override
    public int sampleRate() {
      return RATE;
    }

    @Override
    public int frames(int samples) {
      double last = (double) samples / RATE - 2 * offset;
      return samples < 1 || last < 0 ? 0 : (int) Math.min(1 << 30, 1 + Math.floor(last / hop));
    }

    @Override
    public double time(int frame) {
      return offset + frame * hop;
    }
  }

  /** Opens the store of a corpus, so that what is wrong with all of it is one error. */
  @Override
  public void require(String corpus) {
    store(corpus);
  }

  @Override
  public Embedding find(UtteranceKey utterance) {
    EmbeddingStore store = store(utterance.corpus());
    for (String id : ids(utterance)) {
      Optional<Embedding> found = store.find(id);
      if (found.isPresent()) {
        return shape.frames() ? found.get() : found.get().asVector();
      }
    }
    throw new FeatureException(
        Problem.of("'%s' has no embedding in %s".formatted(utterance.id(), store.place()))
            .remedy("compute it, under its path relative to the corpus's root"));
  }

  @Override
  public Optional<String> foundByNameAlone(UtteranceKey utterance) {
    List<String> ids = ids(utterance);
    if (ids.size() < 2) {
      return Optional.empty();
    }
    EmbeddingStore store = store(utterance.corpus());
    return store.find(ids.get(0)).isPresent()
        ? Optional.empty()
        : store.find(ids.get(1)).map(Embedding::source);
  }

  /** A file of no corpus is looked for by its path as it was given, then by its name alone. */
  private static List<String> ids(UtteranceKey utterance) {
    String id = utterance.id();
    if (utterance.corpus() != null) {
      return List.of(id);
    }
    String plain = id;
    while (plain.startsWith("./")) {
      plain = plain.substring(2);
    }
    List<String> ids = new ArrayList<>(List.of(plain));
    String name = plain.substring(plain.lastIndexOf('/') + 1);
    if (!name.equals(plain)) {
      ids.add(name);
    }
    return ids;
  }

  /**
   * The store of a corpus.
   *
   * @param corpus its name; null where files belong to none
   * @throws FeatureException if there is none, or its embeddings have another shape
   */
  public EmbeddingStore store(String corpus) {
    Path place = place(settings.path(), corpus);
    Path keys = settings.keys().isEmpty() ? null : place(settings.keys(), corpus);
    return stores.computeIfAbsent(
        keys == null ? List.of(place) : List.of(place, keys), key -> opened(place, keys));
  }

  private EmbeddingStore opened(Path place, Path keys) {
    EmbeddingStore store = EmbeddingStore.open(place, keys);
    if (!store.serves(shape.frames()) || store.shape().width() != shape.width()) {
      store.close();
      throw new FeatureException(
          Problem.of(store.place(), "has %s; expected are %s".formatted(store.shape(), shape))
              .remedy("name the embeddings that the model or the configuration is for"));
    }
    return store;
  }

  private static Path place(String text, String corpus) {
    if (text.contains(CORPUS) && corpus == null) {
      throw new FeatureException(
          Problem.of(SUBJECT, "is '" + text + "', and the file belongs to no corpus")
              .remedy("name the embeddings of the files (Recognizer.embeddings)"));
    }
    return path(corpus == null ? text : text.replace(CORPUS, corpus));
  }

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new FeatureException(Problem.of(SUBJECT, "is no possible path: '" + text + "'"), e);
    }
  }

  /**
   * Settings of precomputed embeddings.
   *
   * @param path folder or file of the embeddings; {@value #CORPUS} in it stands for the corpus's
   *     name
   * @param keys a list of what names stand for, where they are no paths ({@link EmbeddingKeys});
   *     empty for none
   * @param shape frames or vectors; auto = as the files are
   * @param width values of a frame or vector; 0 = as the files are
   * @param hopSeconds from the centre of a frame to that of the next
   * @param offsetSeconds from the beginning of the recording to the centre of the first frame
   */
  public record Settings(
      String path, String keys, Shape shape, int width, double hopSeconds, double offsetSeconds) {
    /** Frames or vectors. */
    public enum Shape {
      /** As the files are. */
      @JsonProperty("auto")
      AUTO,
      /** A sequence [T, D] an utterance. */
      @JsonProperty("frames")
      FRAMES,
      /** One vector [D] an utterance. */
      @JsonProperty("vectors")
      VECTORS
    }

    /** Checks the ranges. */
    public Settings {
      Check.range(width, 0, EmbeddingShape.MOST_WIDTH, NAME + ".width");
      Check.real(hopSeconds, 1e-3, 10, NAME + ".hop-seconds");
      Check.real(offsetSeconds, 0, 10, NAME + ".offset-seconds");
    }

    /**
     * No path, and the frames of wav2vec 2.0, HuBERT, WavLM and emotion2vec: windows of 25 ms, one
     * every 20 ms.
     */
    public static Settings defaults() {
      return new Settings("", "", Shape.AUTO, 0, 0.02, 0.0125);
    }

    /** With another place. */
    public Settings withPath(String value) {
      return new Settings(value, keys, shape, width, hopSeconds, offsetSeconds);
    }

    /** With another list of names. */
    public Settings withKeys(String value) {
      return new Settings(path, value, shape, width, hopSeconds, offsetSeconds);
    }

    /** With frames or vectors asked for. */
    public Settings withShape(Shape value) {
      return new Settings(path, keys, value, width, hopSeconds, offsetSeconds);
    }

    /** With another grid of frames. */
    public Settings withGrid(double hop, double offset) {
      return new Settings(path, keys, shape, width, hop, offset);
    }

    Settings with(EmbeddingShape found) {
      Shape known = found.frames() ? Shape.FRAMES : Shape.VECTORS;
      return new Settings(path, keys, known, found.width(), hopSeconds, offsetSeconds);
    }
  }
}
