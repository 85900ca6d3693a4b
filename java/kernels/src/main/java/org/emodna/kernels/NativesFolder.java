package org.emodna.kernels;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emodna.kernels.internal.loading.CacheFolder;

/**
 * The folder that native libraries are unpacked into.
 *
 * @param folder empty where none can be used
 * @param problem what keeps libraries from being unpacked and loaded, with the remedy
 * @param notes what else should be known: too little space, folders that come first and can't be
 *     used
 */
public record NativesFolder(Optional<Path> folder, Optional<String> problem, List<String> notes) {
  /** Copies the list. */
  public NativesFolder {
    notes = List.copyOf(notes);
  }

  /** The folder in use. Looks, and unpacks nothing. */
  public static NativesFolder current() {
    CacheFolder found = CacheFolder.current();
    List<String> notes = new ArrayList<>();
    Optional.ofNullable(found.warning()).ifPresent(notes::add);
    notes.addAll(found.refused());
    return new NativesFolder(
        Optional.ofNullable(found.folder()), Optional.ofNullable(found.problem()), notes);
  }
}
