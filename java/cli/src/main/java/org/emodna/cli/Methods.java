package org.emodna.cli;

import java.util.Iterator;
import org.emodna.objective.Objectives;

/** Names of all methods for the help, those of the user's jars included. */
final class Methods implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Objectives.names().iterator();
  }
}
