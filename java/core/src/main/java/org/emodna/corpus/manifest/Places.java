package org.emodna.corpus.manifest;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emodna.audio.PathLookup;
import org.emodna.base.EmoDnaException;
import org.emodna.corpus.Unusable.Kind;

/**
 * Where a manifest's recordings lie. Paths are relative to the manifest's folder or to a folder
 * given beside it. Only where no path of the table leads anywhere from there is another folder
 * tried, one for all rows: usual folders for recordings, and those above.
 */
final class Places {
  /** EmoBox's lists lie three folders below what their paths are relative to. */
  private static final int FOLDERS_ABOVE = 4;

  private static final List<String> USUAL =
      List.of("Audios", "Audio", "audio", "wav", "wavs", "clips");

  private final Path manifest;
  private final Path folder;
  private final List<Path> given = new ArrayList<>();
  private final PathLookup lookup = new PathLookup();
  private List<Path> used;

  Places(Path manifest, List<Path> places) {
    this.manifest = manifest;
    this.folder = manifest.toAbsolutePath().normalize().getParent();
    given.add(folder);
    places.forEach(place -> given.add(place.toAbsolutePath().normalize()));
    used = List.copyOf(given);
  }

  /** The manifest's own folder. */
  Path folder() {
    return folder;
  }

  /** Whether a text names a file that is there. */
  boolean isFile(String written) {
    return !written.isEmpty()
        && written.length() <= 4096
        && find(used, List.of(written)).isPresent();
  }

  /** How many of some files are there; each goes by several possible names. */
  int hits(List<List<String>> files) {
    return hits(used, files);
  }

  private static int hits(List<Path> places, List<List<String>> files) {
    return (int) files.stream().filter(names -> find(places, names).isPresent()).count();
  }

  /**
   * Takes another folder if none of some files is where they should be.
   *
   * @param meld whether they are MELD's, which lie in a folder for each of its parts
   * @return the folder, if it is another
   */
  Optional<Path> settle(List<List<String>> files, boolean meld) {
    if (!meld && hits(used, files) > 0) {
      return Optional.empty();
    }
    List<Path> candidates = meld ? Meld.folders(manifest, given) : candidates();
    Path best = null;
    int most = 0;
    for (Path candidate : candidates) {
      int hits = Files.isDirectory(candidate) ? hits(List.of(candidate), files) : 0;
      if (hits > most) {
        most = hits;
        best = candidate;
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    used = List.of(best);
    return best.equals(folder) ? Optional.empty() : Optional.of(best);
  }

  private List<Path> candidates() {
    List<Path> roots = new ArrayList<>(given);
    Path above = folder.getParent();
    for (int i = 0; i < FOLDERS_ABOVE && above != null; i++, above = above.getParent()) {
      roots.add(above);
    }
    List<Path> candidates = new ArrayList<>();
    for (Path root : roots) {
      candidates.add(root);
      USUAL.forEach(name -> candidates.add(root.resolve(name)));
    }
    return candidates;
  }

  /** The file that goes by one of some names. */
  Path locate(List<String> names) throws Refused {
    String written = names.get(0);
    if (written.contains("://")) {
      throw new Refused(Kind.MISSING, "not a local file", ": " + Manifest.excerpt(written));
    }
    Optional<Path> found = find(used, names);
    if (found.isPresent()) {
      return found.get();
    }
    Optional<Path> alike = alike(names);
    if (alike.isPresent()) {
      return alike.get();
    }
    if (written.indexOf(ManifestText.NO_TEXT) >= 0) {
      throw new Refused(
          Kind.MISSING,
          "the path is not valid UTF-8",
          "; save the manifest as UTF-8: " + Manifest.excerpt(written));
    }
    String why = "no such file: ";
    try {
      why = Files.isDirectory(folder.resolve(written)) ? "a folder: " : why;
    } catch (InvalidPathException e) {
      why =
          "not a possible path here (characters beyond ASCII need a UTF-8 locale, such as LC_ALL=C.UTF-8): ";
    }
    throw Refused.because(why + Manifest.excerpt(written), Kind.MISSING, "not there");
  }

  /** A file whose name is not UTF-8, or is composed otherwise than in the table. */
  private Optional<Path> alike(List<String> names) throws Refused {
    for (Path place : used) {
      for (String name : names) {
        try {
          Path file = lookup.find(place, name).normalize();
          if (Files.isRegularFile(file)) {
            return Optional.of(file);
          }
        } catch (InvalidPathException e) {
          continue;
        } catch (EmoDnaException several) {
          throw Refused.because(several.getMessage(), Kind.MISSING, "not there");
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> find(List<Path> places, List<String> names) {
    for (Path place : places) {
      for (String name : names) {
        try {
          Path file = place.resolve(name).normalize();
          if (Files.isRegularFile(file)) {
            return Optional.of(file);
          }
          // Manifests written on Windows.
          Path slashed = place.resolve(name.replace('\\', '/')).normalize();
          if (Files.isRegularFile(slashed)) {
            return Optional.of(slashed);
          }
        } catch (InvalidPathException e) {
          continue;
        }
      }
    }
    return Optional.empty();
  }
}
