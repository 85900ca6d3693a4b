package org.emodna.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Extensions;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.Unmatched;

/** Jars with parts from outside, an option of every command. */
final class ExtensionsOption {
  @Option(
      names = "--extensions",
      scope = ScopeType.INHERIT,
      paramLabel = "JAR[:JAR...]",
      description = {
        "Jars that add loss terms, encoders, feature streams or corpus readers.",
        "The option may be given several times."
      })
  private List<String> jars = new ArrayList<>();

  /**
   * Names the jars before the other options are read, since these may already ask which parts there
   * are. What is wrong with the option itself is left to the reading of all of them.
   */
  static void apply(String... args) {
    First first = new First();
    try {
      new CommandLine(first).parseArgs(args);
    } catch (ParameterException e) {
      return;
    }
    PathOption paths = new PathOption();
    List<Path> jars = new ArrayList<>();
    for (String some : first.option.jars) {
      for (String jar : some.split(File.pathSeparator)) {
        try {
          jars.add(paths.convert(jar));
        } catch (TypeConversionException e) {
          throw new EmoDnaException("--extensions: " + e.getMessage(), e);
        }
      }
    }
    Extensions.use(jars);
  }

  /** A command line that knows this option alone. */
  @CommandLine.Command
  private static final class First {
    @CommandLine.Mixin private final ExtensionsOption option = new ExtensionsOption();
    @Unmatched private List<String> others;
  }
}
