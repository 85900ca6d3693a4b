package org.emodna.reproduction;

/**
 * The version of what this program computes: part of the address of every run. It goes up with each
 * change that may move a bit of any result, so that a store never mixes two ways of computing under
 * one address. The weights' stored hashes, which a test compares with every build, say when that
 * is.
 */
final class Numerics {
  static final int VERSION = 1;

  private Numerics() {}
}
