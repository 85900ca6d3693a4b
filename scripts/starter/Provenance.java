import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;

/**
 * Adds to a model file what the card says of its data, and takes out the processor's name, so that
 * the file is the same wherever it was trained: Provenance MODEL OUT.
 */
class Provenance {
  private static final Map<String, String> OF_THE_DATA =
      Map.of(
          "name", "starter-emodb-1",
          "data", "EMODB, the Berlin Database of Emotional Speech (Burkhardt et al., Interspeech 2005)",
          "data_licence", "CC0-1.0",
          "limits", "acted German speech of ten actors; always answers one of five emotions",
          "card", "docs/starter-model.md",
          "device", "cpu avx2");

  public static void main(String[] args) {
    Path trained = Path.of(args[0]);
    Map<String, String> provenance = new TreeMap<>(ModelFile.load(trained).provenance());
    provenance.putAll(OF_THE_DATA);
    SafeTensorsWriter writer = new SafeTensorsWriter();
    try (SafeTensorsFile in = SafeTensorsFile.open(trained)) {
      in.metadata()
          .forEach(
              (name, value) -> {
                if (!name.startsWith("provenance.")) {
                  writer.metadata(name, value);
                }
              });
      provenance.forEach((name, value) -> writer.metadata("provenance." + name, value));
      in.names()
          .forEach(
              name -> {
                long[] shape = in.info(name).shape();
                writer.add(name, in.toFloatArray(name), shape);
              });
    }
    writer.write(Path.of(args[1]));
    Model again = ModelFile.load(Path.of(args[1]));
    System.err.println(args[1] + ": " + again.provenance());
  }
}
