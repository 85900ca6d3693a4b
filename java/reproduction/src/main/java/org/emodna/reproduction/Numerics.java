package org.emodna.reproduction;

import java.util.List;

/**
 * The version of what this program computes: part of the address of every run, so that a store
 * never mixes two ways of computing under one address.
 */
public final class Numerics {
  /** Goes up with each change that may move a bit of any result, on any device. */
  public static final int VERSION = 2;

  /**
   * What the weights of some small trainings hash to in this version, by AVX2. The test that trains
   * them compares: where they move, the version goes up with them.
   */
  public static final List<String> WEIGHTS =
      List.of(
          "ca5f52298f855e33",
          "c863f772f63f7efb",
          "7c34ef7179c69a48",
          "a6a2936370683fb6",
          "abf3a330a79b8cd1",
          "43daf0091e77cc39",
          "718211c641344ac0",
          "2bff267741b3aaef");

  private Numerics() {}
}
