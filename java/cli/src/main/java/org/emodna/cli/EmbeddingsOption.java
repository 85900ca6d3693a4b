package org.emodna.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.emodna.base.EmoDnaException;
import org.emodna.reproduction.Reproduction.Embeddings;

/** What --embeddings may say. */
final class EmbeddingsOption {
  private EmbeddingsOption() {}

  static Embeddings of(String text) {
    return Arrays.stream(Embeddings.values())
        .filter(one -> name(one).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new EmoDnaException(
                    "--embeddings "
                        + text
                        + ": is not known; say "
                        + Arrays.stream(Embeddings.values())
                            .map(EmbeddingsOption::name)
                            .collect(Collectors.joining(", "))));
  }

  private static String name(Embeddings one) {
    return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
