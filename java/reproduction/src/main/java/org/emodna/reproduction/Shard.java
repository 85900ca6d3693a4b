package org.emodna.reproduction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.base.Problem;
import org.emodna.runs.RunAddress;

/**
 * A part of a matrix for one of several machines. Which runs belong to it follows from what they
 * learn and recognise, whatever the machine, so that machines need not know of one another and need
 * not be alike.
 *
 * @param index from 1
 * @param count of all parts
 */
public record Shard(int index, int count) {
  /** All of the matrix. */
  public static final Shard WHOLE = new Shard(1, 1);

  /** What may differ from machine to machine. */
  private static final List<String> OF_MACHINE =
      List.of("numerics", "device", "instructions", "device_name", "watched_epochs");

  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  /** Checks the numbers. */
  public Shard {
    if (index < 1 || count < index) {
      throw new ReproductionException(
          Problem.of("shard " + index + "/" + count, "there is no such part")
              .remedy(
                  count < 1
                      ? "the first of three is 1/3"
                      : "the parts are 1/%d to %d/%d".formatted(count, count, count)));
    }
  }

  /**
   * Reads "2/5".
   *
   * @throws ReproductionException if the text is no such thing
   */
  public static Shard of(String text) {
    Matcher numbers = TEXT.matcher(text.strip());
    if (!numbers.matches()) {
      throw new ReproductionException(
          Problem.of("shard '" + text + "'", "is not a part of a whole")
              .remedy("give two numbers such as 2/5"));
    }
    return new Shard(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
  }

  /** Whether a run belongs to this part, by what determines it. */
  boolean has(Supplier<ObjectNode> determinants) {
    if (count == 1) {
      return true;
    }
    RunAddress address = RunAddress.of(determinants.get().deepCopy().remove(OF_MACHINE));
    return Long.parseLong(address.hex().substring(0, 15), 16) % count == index - 1;
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}
