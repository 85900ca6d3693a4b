package org.emodna.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.LabelSet;
import org.emodna.keras.ReleasedCorpus;
import org.emodna.keras.ReleasedTimNet;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "import",
    description =
        "Makes a model from weights stored by TIM-Net's released code: Keras 2 HDF5"
            + " files, such as those that its authors published.",
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  @Option(
      names = "--weights",
      required = true,
      paramLabel = "F.hdf5",
      description = "The weights of one fold.")
  private Path weights;

  @Option(
      names = "--corpus",
      paramLabel = "NAME",
      description =
          "The corpus that they were trained on; it determines classes and length as in"
              + " the released code: CASIA, EMODB, EMOVO, IEMOCAP, RAVDESS or SAVEE.")
  private String corpus;

  @Option(
      names = "--labels",
      split = ",",
      paramLabel = "NAME",
      description = "The classes in the order of the probabilities, of another corpus.")
  private List<String> labels;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "Samples at 22,050 Hz that recordings are cropped or padded to, beside --labels.")
  private Integer samples;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "MODEL",
      description = "The model to write; a safetensors file of that name is replaced.")
  private Path out;

  @Override
  public Integer call() {
    boolean own = labels != null && samples != null;
    if ((corpus == null) != own || (corpus != null && (labels != null || samples != null))) {
      throw new EmoDnaException(
          "give either --corpus, or --labels and --samples: the weights don't say what their"
              + " classes are");
    }
    Path place = OutputFile.require(out);
    Model model =
        own
            ? ReleasedTimNet.read(weights, names(), samples, "own")
            : ReleasedTimNet.read(weights, ReleasedCorpus.of(corpus));
    ModelFile.save(model, place);
    System.out.println(
        Output.line(
            "%s: tim-net, %d values a frame to %s"
                .formatted(
                    PathText.of(out),
                    model.input().spec().width(),
                    String.join(", ", model.labels()))));
    return Main.DONE;
  }

  private List<String> names() {
    return LabelSet.named(labels).emotions().stream().map(Emotion::name).toList();
  }
}
