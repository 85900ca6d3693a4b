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
import org.emodna.audio.Sound;
import org.emodna.base.ContentHash;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InterruptedWorkException;

/**
 * Files of the same bytes, and clips of the same samples. Few are read: those of equal size, a
 * piece from their middle first, and the whole only where that is equal too.
 */
final class Duplicates {
  private static final int PIECE = 1 << 14;

  /** The SHA-256 of those files that have a double. */
  private final Map<Sound, String> hashes = new HashMap<>();

  /** Looks through files; one that can't be read has no double, and decoding will say why. */
  Duplicates(Collection<Sound> files) {
    for (List<Sound> size : alike(new LinkedHashSet<>(files), Duplicates::size)) {
      for (List<Sound> middle : alike(size, Duplicates::middle)) {
        for (List<Sound> same : alike(middle, Duplicates::whole)) {
          same.forEach(file -> hashes.put(file, whole(file)));
        }
      }
    }
  }

  /** What all doubles of a file have in common; empty where it has none. */
  Optional<String> of(Sound sound) {
    return Optional.ofNullable(hashes.get(sound));
  }

  /** Groups of two or more with an equal key; those without a key are in none. */
  private static <K> List<List<Sound>> alike(Collection<Sound> files, Function<Sound, K> key) {
    Map<K, List<Sound>> groups = new LinkedHashMap<>();
    for (Sound file : files) {
      K own = key.apply(file);
      if (own != null) {
        groups.computeIfAbsent(own, first -> new ArrayList<>()).add(file);
      }
    }
    return groups.values().stream().filter(group -> group.size() > 1).toList();
  }

  private static Long size(Sound sound) {
    if (sound instanceof Sound.InMemory memory) {
      return (long) memory.clip().samples().length;
    }
    try {
      long size = Files.size(((Sound.InFile) sound).path());
      // Nothing is not the same recording as nothing.
      return size == 0 ? null : (Long) size;
    } catch (IOException e) {
      return null;
    }
  }

  private static String middle(Sound sound) {
    if (sound instanceof Sound.InMemory) {
      return sound.contentHash();
    }
    Path file = ((Sound.InFile) sound).path();
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

  private static String whole(Sound sound) {
    InterruptedWorkException.check("comparing recordings");
    try {
      return sound.contentHash();
    } catch (EmoDnaException e) {
      return null;
    }
  }

  /**
   * What is on both sides: the same file, or one of the same bytes.
   *
   * @return of each one file of either side, the first ones
   */
  List<Sound[]> between(Collection<Sound> one, Collection<Sound> other) {
    Map<Object, Sound> first = new LinkedHashMap<>();
    one.forEach(file -> first.putIfAbsent(key(file), file));
    List<Sound[]> both = new ArrayList<>();
    Set<Object> seen = new LinkedHashSet<>();
    for (Sound file : other) {
      Object key = key(file);
      if (first.containsKey(key) && seen.add(key)) {
        both.add(new Sound[] {first.get(key), file});
      }
    }
    return both;
  }

  private Object key(Sound sound) {
    String hash = hashes.get(sound);
    return hash == null ? sound : hash;
  }
}
