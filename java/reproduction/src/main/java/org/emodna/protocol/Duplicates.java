package org.emodna.protocol;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.emodna.base.ContentHash;
import org.emodna.base.EmoDnaException;

/**
 * Files of the same bytes. Few are read: those of equal size, a piece from their middle first, and
 * the whole only where that is equal too.
 */
final class Duplicates {
  private static final int PIECE = 1 << 14;

  /** The SHA-256 of those files that have a double. */
  private final Map<Path, String> hashes = new HashMap<>();

  /** Looks through files; one that can't be read has no double, and decoding will say why. */
  Duplicates(Collection<Path> files) {
    for (List<Path> size : alike(new LinkedHashSet<>(files), Duplicates::size)) {
      for (List<Path> middle : alike(size, Duplicates::middle)) {
        for (List<Path> same : alike(middle, Duplicates::whole)) {
          same.forEach(file -> hashes.put(file, whole(file)));
        }
      }
    }
  }

  /** What all doubles of a file have in common; empty where it has none. */
  Optional<String> of(Path file) {
    return Optional.ofNullable(hashes.get(file));
  }

  /** Groups of two or more with an equal key; those without a key are in none. */
  private static <K> List<List<Path>> alike(Collection<Path> files, Function<Path, K> key) {
    Map<K, List<Path>> groups = new LinkedHashMap<>();
    for (Path file : files) {
      K own = key.apply(file);
      if (own != null) {
        groups.computeIfAbsent(own, first -> new ArrayList<>()).add(file);
      }
    }
    return groups.values().stream().filter(group -> group.size() > 1).toList();
  }

  private static Long size(Path file) {
    try {
      long size = Files.size(file);
      // Nothing is not the same recording as nothing.
      return size == 0 ? null : (Long) size;
    } catch (IOException e) {
      return null;
    }
  }

  private static String middle(Path file) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long size = in.length();
      byte[] piece = new byte[(int) Math.min(PIECE, size)];
      in.seek((size - piece.length) / 2);
      in.readFully(piece);
      return ContentHash.of(piece);
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  private static String whole(Path file) {
    try {
      return ContentHash.of(file);
    } catch (EmoDnaException e) {
      return null;
    }
  }

  /**
   * What is on both sides.
   *
   * @return of each double one file of either side, the first ones
   */
  List<Path[]> between(Collection<Path> one, Collection<Path> other) {
    Map<String, Path> first = new LinkedHashMap<>();
    one.forEach(file -> of(file).ifPresent(hash -> first.putIfAbsent(hash, file)));
    List<Path[]> both = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Path file : other) {
      String hash = hashes.get(file);
      if (hash != null && first.containsKey(hash) && seen.add(hash)) {
        both.add(new Path[] {first.get(hash), file});
      }
    }
    return both;
  }
}
