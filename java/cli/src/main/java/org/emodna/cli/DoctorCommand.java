package org.emodna.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioLibrary;
import org.emodna.base.EmoDnaException;
import org.emodna.features.FeatureLoader;
import org.emodna.gpu.CudaLibrary;
import org.emodna.gpu.KernelCheck;
import org.emodna.gpu.KernelVerification;
import org.emodna.gpu.NvidiaDriver;
import org.emodna.kernels.Device;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.NativeLibrary;
import org.emodna.kernels.NativesFolder;
import org.emodna.kernels.Precision;
import org.emodna.kernels.Stream;
import org.emodna.kernels.TimNet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description = "Says what was found, what is missing, and what to do.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--deep",
      description =
          "Also recognises on every GPU, and compares each device's kernels with"
              + " independent references: loops in Java and, on a GPU, NVIDIA's cuBLAS and"
              + " cuDNN.")
  private boolean deep;

  private boolean healthy = true;

  @Override
  public Integer call() {
    good(
        "Java",
        System.getProperty("java.version")
            + " ("
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ")");
    good("memory", Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB at most for Java");
    nativesFolder();
    kernels();
    ffmpeg();
    cache();
    if (healthy) {
      selfTest("a sound was decoded, and recognised with a model", "cpu");
    }
    if (deep) {
      deepTest();
    }
    System.out.println(
        healthy
            ? "Everything that is needed is there."
            : "Something is missing or wrong; see above.");
    return healthy ? Main.DONE : Main.NOTHING_DONE;
  }

  /** Where native code is unpacked. Checked first, since what follows says only what failed. */
  private void nativesFolder() {
    NativesFolder natives = NativesFolder.current();
    if (natives.problem().isPresent()) {
      bad("natives", natives.problem().get());
      return;
    }
    List<String> found = new ArrayList<>();
    natives.folder().ifPresent(folder -> found.add("unpacked into " + folder));
    found.addAll(natives.notes());
    good("natives", String.join("; ", found));
  }

  private void kernels() {
    try {
      good("kernels", NativeLibrary.version());
      good("device", Device.list().get(0).toString());
      gpus();
      DeviceChoice choice = DeviceChoice.of("auto");
      good("chosen", choice.device() + ", " + choice.reason());
    } catch (EmoDnaException e) {
      bad("kernels", e.getMessage());
    }
  }

  private void gpus() {
    List<Device> gpus = DeviceChoice.gpus();
    for (int i = 0; i < gpus.size(); i++) {
      good("device", gpus.get(i).toString().replaceFirst("^cuda", "cuda:" + i));
    }
    String problem = DeviceChoice.cudaProblem();
    if (problem != null) {
      good("GPU", "not used: " + problem);
      return;
    }
    // Before the presets look for it: the engine would find what they have loaded.
    good("cuDNN", cudnn());
    NvidiaDriver driver = NvidiaDriver.ask();
    good("NVIDIA", driver.problem() == null ? "driver " + driver.version() : driver.problem());
    driver.gpus().forEach(gpu -> good("NVIDIA", gpu.toString()));
    for (CudaLibrary library : CudaLibrary.all()) {
      good("optional", library.toString());
    }
  }

  /** Whether encoder.engine may be cudnn, by asking for the workspace of the smallest encoder. */
  private static String cudnn() {
    try (KernelContext context = DeviceChoice.of("cuda").open(1);
        Stream stream = context.stream()) {
      new TimNet(stream, new TimNet.Network(1, 1, 1), new TimNet.Shape(1, 1, 1, 1))
          .engine(TimNet.Engine.CUDNN, Precision.FLOAT32)
          .workspaceBytes();
      return "found: encoder.engine may be cudnn";
    } catch (EmoDnaException e) {
      return "not used: " + e.getMessage();
    }
  }

  private void ffmpeg() {
    try {
      good("FFmpeg", AudioLibrary.version() + " (" + AudioLibrary.licence() + ")");
    } catch (AudioException e) {
      bad("FFmpeg", e.reason());
    }
  }

  private void cache() {
    Path cache = FeatureLoader.defaultCache();
    Path existing = cache;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing != null && Files.isWritable(existing)) {
      good("cache", cache.toString());
    } else {
      bad("cache", cache + " can't be written to: set XDG_CACHE_HOME, or use --no-cache");
    }
  }

  private void selfTest(String done, String device) {
    try {
      SelfTest.run(DeviceChoice.of(device));
      good("works", done);
    } catch (EmoDnaException e) {
      bad("works", e.getMessage());
    }
  }

  /** Asks less than the rest: the kernels are checked even where FFmpeg is missing. */
  private void deepTest() {
    try {
      verify("cpu", Device.list().get(0));
      List<Device> gpus = DeviceChoice.gpus();
      for (int i = 0; i < gpus.size(); i++) {
        String name = "cuda:" + i;
        if (healthy) {
          selfTest(name + ": the sound was recognised there, too", name);
        }
        verify(name, gpus.get(i));
      }
      String problem = DeviceChoice.cudaProblem();
      if (problem != null) {
        good("deep", "nothing was compared with cuBLAS and cuDNN, as no GPU is used: " + problem);
      }
    } catch (EmoDnaException e) {
      bad("deep", e.getMessage());
    }
  }

  private void verify(String name, Device device) {
    for (KernelCheck check : KernelVerification.of(device)) {
      String line = name + ": " + check;
      if (check.outcome() == KernelCheck.Outcome.FAILED) {
        bad("deep", line);
      } else {
        good("deep", line);
      }
    }
    if (device.emulated()) {
      good("deep", name + ": nothing was compared with cuBLAS and cuDNN, as it is emulated");
    }
  }

  private void good(String what, String found) {
    System.out.printf("  %-8s %s%n", what, found);
  }

  private void bad(String what, String problem) {
    healthy = false;
    System.out.printf("! %-8s %s%n", what, problem);
  }
}
