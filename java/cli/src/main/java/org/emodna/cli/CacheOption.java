package org.emodna.cli;

import org.emodna.base.InvalidArgumentException;
import org.emodna.features.FeatureCache;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where features are kept; shared by the commands that go over whole corpora. */
final class CacheOption {
  /** No cache, or one of another size; both at once is wrong use. */
  private static final class Size {
    @Option(names = "--no-cache", description = "Extract features anew, and do not store them.")
    private boolean none;

    @Option(
        names = "--cache-limit",
        paramLabel = "GIB",
        converter = Gibibytes.class,
        description =
            "Size limit of stored features in GiB (default: EMODNA_CACHE_GIB, else 10)."
                + " The least recently used are deleted.")
    private Long limit;
  }

  @ArgGroup private Size size = new Size();

  /** The feature cache; null = none. */
  FeatureCache cache() {
    if (size.none) {
      return null;
    }
    return size.limit == null
        ? FeatureCache.standard()
        : new FeatureCache(FeatureCache.standardFolder(), size.limit);
  }

  /** Reads a limit in GiB; gives bytes. */
  private static final class Gibibytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return FeatureCache.bytes(Double.parseDouble(text));
      } catch (NumberFormatException | InvalidArgumentException e) {
        throw new TypeConversionException(
            "'" + text + "' is not a number of GiB from 0 to 1000000");
      }
    }
  }
}
