package org.emodna.audio;

import java.nio.file.Path;
import java.util.Optional;
import org.emodna.base.ContentHash;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;

/**
 * Where the sound of a recording is: in a file, or in memory. Two are equal where they are the same
 * file, or share one array of samples; what is in them is compared by {@link #contentHash}.
 */
public sealed interface Sound {
  /**
   * A file of any kind that {@link AudioDecoder} reads. It need not exist until it is read.
   *
   * @param path of the file
   */
  record InFile(Path path) implements Sound {
    /**
     * Checks that there is a path.
     *
     * @throws AudioException if it is null
     */
    public InFile {
      requireGiven(path, "path");
    }

    @Override
    public String name() {
      return PathText.of(path);
    }

    @Override
    public Optional<Path> file() {
      return Optional.of(path);
    }

    /** SHA-256 of the file's bytes. */
    @Override
    public String contentHash() {
      return ContentHash.of(path);
    }
  }

  /**
   * Samples that are there already.
   *
   * @param clip shared, not copied: its samples must not change while it is in use
   */
  record InMemory(AudioClip clip) implements Sound {
    /**
     * Checks that there is a clip.
     *
     * @throws AudioException if it is null
     */
    public InMemory {
      requireGiven(clip, "clip");
    }

    @Override
    public String name() {
      return clip.source();
    }

    @Override
    public Optional<Path> file() {
      return Optional.empty();
    }

    @Override
    public String contentHash() {
      return clip.contentHash();
    }
  }

  private static void requireGiven(Object value, String what) {
    if (value == null) {
      throw new AudioException(
          Problem.of("a sound", "was given a %s that is null".formatted(what))
              .remedy("leave the recording out, or give its file or its samples"));
    }
  }

  /** The sound of a file. */
  static Sound of(Path file) {
    return new InFile(file);
  }

  /** The sound of a clip. */
  static Sound of(AudioClip clip) {
    return new InMemory(clip);
  }

  /** What messages call it: the file's path, or the clip's source. */
  String name();

  /** The file; empty where it is in memory. */
  Optional<Path> file();

  /**
   * SHA-256 of what it holds, in hexadecimal: of a file's bytes, or of {@linkplain
   * AudioClip#contentHash a clip's samples}. A file and a clip never have the same one, not even
   * where the clip was decoded from the file.
   *
   * @throws EmoDnaException if the file can't be read
   */
  String contentHash();

  /**
   * The file, for what can do with nothing else.
   *
   * @param what what it is needed for, as in "EmoBox's lists"
   * @throws AudioException if it is in memory
   */
  default Path requireFile(String what) {
    return file()
        .orElseThrow(
            () ->
                new AudioException(
                    Problem.of(name(), "is in memory, and %s can use files only".formatted(what))
                        .remedy("write it with AudioEncoder, and give the file")));
  }
}
