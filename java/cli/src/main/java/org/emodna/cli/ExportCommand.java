package org.emodna.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.model.Model;
import org.emodna.onnx.OnnxFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description =
        "Writes a model's network as an ONNX file: normalised features in, probabilities and"
            + " embeddings out. 'features --model' writes such features.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Mixin private ModelOption model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "F.onnx",
      description = "The file to write; an earlier export of that name is replaced.")
  private Path out;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Path place = OutputFile.requirePlace(out);
    if (!OnnxFile.mayReplace(place)) {
      throw new EmoDnaException(
          Problem.of("--out " + out, "exists and is not an export of EMO-DNA")
              .remedy("name another file, or delete it"));
    }
    Model loaded = model.model();
    try {
      OnnxFile.write(loaded, place);
    } catch (EmoDnaException e) {
      throw new EmoDnaException(e.problem().in(model.name()), e);
    }
    if (json) {
      Output.json(json(loaded));
    } else {
      System.out.println(
          Output.line(
              "%s: opset %d, encoder %s; %s to probabilities [batch, %d] and embedding [batch, %d]"
                  .formatted(
                      PathText.of(out),
                      OnnxFile.OPSET,
                      loaded.encoder().kind(),
                      input(loaded),
                      loaded.labels().size(),
                      loaded.size() * loaded.encoder().width())));
    }
    return Main.DONE;
  }

  private static String input(Model model) {
    int width = model.input().spec().width();
    return model.input().spec().isVector()
        ? "features [batch, " + width + "]"
        : "features [batch, frames, " + width + "] and lengths [batch]";
  }

  private Map<String, Object> json(Model model) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("file", PathText.of(out));
    all.put("opset", OnnxFile.OPSET);
    all.put("encoder", model.encoder().kind());
    all.put("networks", model.size());
    all.put("labels", model.labels());
    all.put("vectors", model.input().spec().isVector());
    all.put("width", model.input().spec().width());
    all.put("most_frames", model.input().spec().maxFrames());
    all.put("embedding", model.size() * model.encoder().width());
    return all;
  }
}
