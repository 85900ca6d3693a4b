/** The command line. */
module org.emodna.cli {
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
  requires java.logging;
  requires me.tongfei.progressbar;
  requires org.emodna.benchmarks;
  requires org.emodna.core;
  requires org.emodna.gpu;
  requires org.emodna.keras;
  requires org.emodna.onnx;
  requires org.emodna.report;
  requires org.emodna.reproduction;
  requires org.emodna.starter;
  requires org.emodna.synthesis;

  opens org.emodna.cli to
      com.fasterxml.jackson.databind,
      info.picocli;
}
