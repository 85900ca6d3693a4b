package org.emodna.protocol;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.emodna.base.Problem;

/** Seeds as people write them: a number of seeds, or the seeds themselves. */
public final class SeedList {
  /** The most seeds of one plan. */
  public static final int MOST = 1024;

  private SeedList() {}

  /**
   * Reads seeds.
   *
   * @param text {@code 5} for 1 to 5, {@code 1,2,7} for those, {@code 7,} for 7 alone
   * @throws ProtocolException if it is neither, or names one twice
   */
  public static List<Long> of(String text) {
    try {
      if (text.indexOf(',') < 0) {
        return count(Long.parseLong(text.strip()));
      }
      List<Long> seeds = new ArrayList<>();
      for (String one : text.split(",")) {
        seeds.add(Long.parseLong(one.strip()));
      }
      return require(seeds);
    } catch (NumberFormatException e) {
      throw new ProtocolException(
          Problem.of("seeds '" + Names.shown(text) + "'", "are no whole numbers")
              .remedy("write how many (5), or which (1,2,7)"),
          e);
    }
  }

  /** The seeds 1 to n. */
  static List<Long> count(long n) {
    if (n < 1 || n > MOST) {
      throw new ProtocolException(
          Problem.of("seeds", n + " of them are asked for").remedy("ask for 1 to " + MOST));
    }
    return LongStream.rangeClosed(1, n).boxed().toList();
  }

  /** Demands that there are some, all different. */
  static List<Long> require(List<Long> seeds) {
    if (seeds.isEmpty()) {
      throw wrong("none are named", "name one or more");
    }
    if (seeds.size() > MOST) {
      throw wrong(seeds.size() + " are named", "name at most " + MOST);
    }
    Set<Long> seen = new LinkedHashSet<>();
    for (long seed : seeds) {
      if (!seen.add(seed)) {
        throw wrong(seed + " is named twice", "name each once");
      }
    }
    return List.copyOf(seeds);
  }

  private static ProtocolException wrong(String reason, String remedy) {
    return new ProtocolException(Problem.of("seeds", reason).remedy(remedy));
  }
}
