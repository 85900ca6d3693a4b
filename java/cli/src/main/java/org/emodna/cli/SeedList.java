package org.emodna.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Seeds of an option, "1,2,3": whole numbers that differ. */
record SeedList(List<Long> seeds) {
  static final class Converter implements ITypeConverter<SeedList> {
    @Override
    public SeedList convert(String text) {
      List<Long> seeds = new ArrayList<>();
      for (String part : text.split(",", -1)) {
        long seed;
        try {
          seed = Long.parseLong(part.strip());
        } catch (NumberFormatException e) {
          throw new TypeConversionException(
              "'" + part + "' is not a whole number; give seeds as in 1,2,3");
        }
        if (seeds.contains(seed)) {
          throw new TypeConversionException(seed + " is listed twice; a seed makes one model");
        }
        seeds.add(seed);
      }
      return new SeedList(List.copyOf(seeds));
    }
  }
}
