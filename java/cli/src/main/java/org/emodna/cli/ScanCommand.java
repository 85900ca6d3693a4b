package org.emodna.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusScan;
import org.emodna.corpus.ScanReport;
import picocli.CommandLine.Command;
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
      names = "--corpus",
      paramLabel = "NAME",
      description = "auto (default), a corpus's name, or a manifest.")
  private String reader = Corpus.AUTO;

  @Option(names = "--threads", paramLabel = "N", description = "CPU threads; 0 = all (default).")
  private int threads;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Corpus corpus = Corpus.open(place, reader);
    ScanReport report;
    try (ProgressBarView progress = new ProgressBarView()) {
      report = CorpusScan.of(corpus, threads, progress);
    }
    if (json) {
      Output.json(report);
    } else {
      System.out.print(report.toText());
    }
    return report.clean() ? Main.DONE : Main.SOME_FAILED;
  }
}
