package org.emodna.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emodna.base.InvalidArgumentException;

/**
 * Where every declared value lies: one vector with all parameters behind one another, or all
 * running statistics. A {@link Slot} is one named tensor in it, as model files hold it; a {@link
 * Region} is what an operation takes in one piece: one slot, or a block of them.
 */
public final class Parameters {
  /**
   * One named tensor.
   *
   * @param offset first element in the vector
   * @param start its first values
   */
  public record Slot(String name, long offset, List<Integer> shape, Start start) {
    /** Number of elements. */
    public int size() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** The shape as tensors have it. */
    public long[] dimensions() {
      return shape.stream().mapToLong(Integer::longValue).toArray();
    }
  }

  /**
   * Elements that lie together.
   *
   * @param name the block's, or that of its only slot
   */
  public record Region(String name, long offset, long size) {}

  /** What the tensors of each network of an ensemble are called, followed by its number. */
  static final String MEMBER = "member.";

  /** What a model file calls its own tensors: no slot may be taken for one. */
  private static final String RESERVED = "normalisation.";

  private final Set<String> names;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Map<String, Region> regions = new LinkedHashMap<>();
  private long size;
  private boolean inBlock;

  /**
   * @param names of all slots of a model, which has one file for parameters and statistics
   */
  Parameters(Set<String> names) {
    this.names = names;
  }

  /** Adds a slot, behind those there are. Outside a block it is a region of its own. */
  void add(String name, Start start, int... shape) {
    List<Integer> dimensions = new ArrayList<>();
    for (int each : shape) {
      if (each < 1) {
        throw new InvalidArgumentException("parameter '" + name + "': a size of " + each);
      }
      dimensions.add(each);
    }
    if (name.startsWith(RESERVED) || name.startsWith(MEMBER) || name.startsWith("__")) {
      throw new InvalidArgumentException(
          "parameter '" + name + "': names that begin so are the model file's own; rename it");
    }
    Slot slot = new Slot(name, size, List.copyOf(dimensions), start);
    slots.put(name, slot);
    if (!names.add(name)) {
      throw new InvalidArgumentException("parameter '" + name + "' is declared twice");
    }
    size = Math.addExact(size, slot.size());
    if (!inBlock) {
      region(name, slot.offset());
    }
  }

  /** All slots that are added meanwhile make one region. */
  void block(String name, Runnable declarations) {
    if (inBlock) {
      throw new InvalidArgumentException("block '" + name + "' lies within another");
    }
    long from = size;
    inBlock = true;
    try {
      declarations.run();
    } finally {
      inBlock = false;
    }
    if (size > from) {
      region(name, from);
    }
  }

  private void region(String name, long from) {
    if (regions.put(name, new Region(name, from, size - from)) != null) {
      throw new InvalidArgumentException("parameters '" + name + "' are declared twice");
    }
  }

  /** Elements of the vector. */
  public long size() {
    return size;
  }

  /** In the vector's order; unmodifiable. */
  public List<Slot> slots() {
    return List.copyOf(slots.values());
  }

  /** In the vector's order; together they are the vector. */
  public List<Region> regions() {
    return List.copyOf(regions.values());
  }

  /**
   * The region of a name.
   *
   * @throws InvalidArgumentException if nothing of that name is declared
   */
  public Region region(String name) {
    Region region = regions.get(name);
    if (region == null) {
      throw new InvalidArgumentException(
          "parameter '" + name + "' is not declared; declared are " + regions.keySet());
    }
    return region;
  }
}
