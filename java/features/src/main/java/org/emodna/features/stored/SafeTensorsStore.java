package org.emodna.features.stored;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.TensorInfo;

/** Tensors F16, BF16, F32 or F64, [D] or [T, D], of one safetensors file or of a folder of them. */
final class SafeTensorsStore extends EmbeddingStore {
  /** More files than this are opened as they are needed. */
  private static final int KEPT_OPEN = 64;

  /** A tensor and the file that it is in. */
  private record Place(Path file, String tensor) {}

  private final Map<String, Place> tensors;
  private final Map<Path, SafeTensorsFile> open;

  private SafeTensorsStore(
      Path place,
      SortedMap<String, Place> tensors,
      Map<Path, SafeTensorsFile> open,
      EmbeddingShape first,
      EmbeddingKeys keys) {
    super(PathText.of(place), new EmbeddingNames(tensors.keySet(), keys), first);
    this.tensors = tensors;
    this.open = open;
  }

  static SafeTensorsStore ofFile(Path file, EmbeddingKeys keys) {
    return of(file, List.of(file), file(file), keys);
  }

  /** The names of a single file's tensors. */
  private static SortedMap<String, Place> file(Path file) {
    SortedMap<String, Place> tensors = new TreeMap<>();
    try (SafeTensorsFile opened = SafeTensorsFile.open(file)) {
      opened.names().forEach(name -> tensors.put(name, new Place(file, name)));
    }
    return tensors;
  }

  static SafeTensorsStore ofFolder(Path place, SortedMap<String, Path> files, EmbeddingKeys keys) {
    SortedMap<String, Place> byTensor = new TreeMap<>();
    SortedMap<String, Place> byFile = new TreeMap<>();
    TreeSet<String> twice = new TreeSet<>();
    boolean single = true;
    for (Map.Entry<String, Path> one : files.entrySet()) {
      SortedMap<String, Place> tensors = file(one.getValue());
      single &= tensors.size() == 1;
      tensors.forEach(
          (name, tensor) -> {
            if (byTensor.put(name, tensor) != null) {
              twice.add(name);
            }
            byFile.put(one.getKey(), tensor);
          });
      if (byTensor.size() > MOST) {
        throw new FeatureException(
            Problem.of(PathText.of(place), "holds more than %d tensors".formatted(MOST)));
      }
    }
    if (!single && !twice.isEmpty()) {
      throw new FeatureException(
          Problem.of(
                  PathText.of(place),
                  "has the tensor '%s' in two of its files".formatted(twice.first()))
              .remedy("keep one of each name, or one tensor a file"));
    }
    return of(place, new ArrayList<>(files.values()), single ? byFile : byTensor, keys);
  }

  private static SafeTensorsStore of(
      Path place, List<Path> files, SortedMap<String, Place> tensors, EmbeddingKeys keys) {
    if (tensors.isEmpty()) {
      throw new FeatureException(
          Problem.of(PathText.of(place), "holds no tensor")
              .remedy("write one for each utterance, named by its path in the corpus"));
    }
    Map<Path, SafeTensorsFile> open = new HashMap<>();
    try {
      if (files.size() <= KEPT_OPEN) {
        files.forEach(file -> open.put(file, SafeTensorsFile.open(file)));
      }
      Place first = tensors.get(tensors.firstKey());
      EmbeddingShape shape;
      if (open.isEmpty()) {
        try (SafeTensorsFile file = SafeTensorsFile.open(first.file)) {
          shape = shape(file, first.tensor);
        }
      } else {
        shape = shape(open.get(first.file), first.tensor);
      }
      return new SafeTensorsStore(place, tensors, open, shape, keys);
    } catch (RuntimeException e) {
      open.values().forEach(SafeTensorsFile::close);
      throw e;
    }
  }

  private static String source(SafeTensorsFile file, String tensor) {
    return file.name() + ": tensor '" + tensor.replaceAll("\\p{Cntrl}", "?") + "'";
  }

  private static EmbeddingShape shape(SafeTensorsFile file, String tensor) {
    TensorInfo info = file.info(tensor);
    String source = source(file, tensor);
    if (!info.dtype().isFloating()) {
      throw new FeatureException(
          Problem.of(source, "is of the type " + info.dtype())
              .remedy("save it as F32, F16, BF16 or F64"));
    }
    return EmbeddingShape.of(source, info.shape());
  }

  @Override
  Embedding embedding(String name) {
    Place place = tensors.get(name);
    SafeTensorsFile kept = open.get(place.file);
    if (kept != null) {
      return embedding(kept, place, kept::read);
    }
    try (SafeTensorsFile file = SafeTensorsFile.open(place.file)) {
      return embedding(
          file, place, (tensor, from, into, at, count) -> read(place, from, into, at, count));
    }
  }

  /** As {@link SafeTensorsFile#read}. */
  private interface Reader {
    void read(String tensor, long from, float[] into, int at, int count);
  }

  private static Embedding embedding(SafeTensorsFile file, Place place, Reader reader) {
    EmbeddingShape shape = shape(file, place.tensor);
    long[] axes = file.info(place.tensor).shape();
    return new Embedding(
        source(file, place.tensor),
        shape,
        shape.frames() ? (int) axes[0] : 1,
        (from, into, at, count) -> reader.read(place.tensor, from, into, at, count));
  }

  private static void read(Place place, long from, float[] into, int at, int count) {
    try (SafeTensorsFile file = SafeTensorsFile.open(place.file)) {
      if (file.info(place.tensor).elements() < from + count) {
        throw new FeatureException(
            Problem.of(source(file, place.tensor), "was changed while it was in use")
                .remedy("begin again"));
      }
      file.read(place.tensor, from, into, at, count);
    }
  }

  @Override
  public void close() {
    open.values().forEach(SafeTensorsFile::close);
  }
}
