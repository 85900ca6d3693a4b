package org.emodna.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.audio.AudioDecoder;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusOptions;
import org.emodna.corpus.CorpusScan;
import org.emodna.corpus.ScanReport;
import org.emodna.features.FailedInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "scan",
    description = "Reads a corpus and says what is in it, and which files can't be used and why.",
    mixinStandardHelpOptions = true)
final class ScanCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder, or a manifest (CSV, TSV, JSONL).")
  private Path place;

  @Option(
      names = {"--corpus-reader", "--corpus"},
      paramLabel = "NAME",
      description = "How to read it: auto (default), a corpus's name, or a manifest.")
  private String reader = Corpus.AUTO;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "What folders and names mean, such as '{speaker}/{emotion}/{}' (default:" + " detected).")
  private String layout;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = "The manifest column that holds the emotion (default: found by its name).")
  private List<String> labelColumns = List.of();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private DecodeOptions decode;

  @Override
  public Integer call() {
    Corpus corpus =
        Corpus.open(
            place,
            CorpusOptions.builder()
                .reader(reader)
                .layout(layout)
                .labelColumns(labelColumns)
                .build());
    ScanReport report;
    try (ProgressBarView progress = new ProgressBarView()) {
      report = CorpusScan.of(corpus, new AudioDecoder(decode.limits()), decode.threads, progress);
    }
    if (json) {
      Output.json(report);
    } else {
      System.out.print(OptionNames.in(report.toText()));
    }
    List<FailedInput> failures = CorpusOption.unusable(report.unusable());
    int exit = Output.failures(failures, report.utterances() + failures.size());
    return report.utterances() == 0 ? Main.NOTHING_DONE : exit;
  }
}
