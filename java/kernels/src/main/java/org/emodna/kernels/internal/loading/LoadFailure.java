package org.emodna.kernels.internal.loading;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** Turns a failure to load native libraries into a sentence that names the cause and the remedy. */
public final class LoadFailure {
  /** Messages of JavaCPP and the JVM that don't say the real reason. */
  private static final String VAGUE =
      "(?s).*(no \\S+ in java\\.library\\.path|Could not find \\S+ in class, module|"
          + "Could not initialize class|Exception in static initializer).*";

  private static final String UNKNOWN =
      "for an unknown reason; emodna doctor shows what else was found";

  /** With fewer free bytes than this, a library did not fit. */
  private static final long NOTHING = 1 << 20;

  private final NativeModule module;
  private final Machine machine;
  private final CacheFolder cache;
  private final String said;

  private LoadFailure(
      NativeModule module, List<String> messages, Machine machine, CacheFolder cache) {
    this.module = module;
    this.machine = machine;
    this.cache = cache;
    said =
        messages.stream()
            .filter(message -> !message.matches(VAGUE))
            .reduce((first, last) -> last)
            .orElse(messages.isEmpty() ? "" : messages.get(messages.size() - 1));
  }

  /**
   * Says what went wrong and what to do.
   *
   * @param failure what JavaCPP or the JVM threw
   * @return one line, a sentence without its full stop
   */
  public static String explain(NativeModule module, Throwable failure) {
    List<String> messages = new ArrayList<>();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UnloadableException) {
        return module.name() + " can't be loaded: " + t.getMessage();
      }
      if (t.getMessage() != null) {
        messages.add(t instanceof LinkageError ? t.getMessage() : t.toString());
      }
    }
    String unpacking = unpackingProblem(module);
    if (unpacking != null) {
      messages.add(unpacking);
    }
    return explain(module, messages, Machine.here(), CacheFolder.current());
  }

  /**
   * Says the same about a library that is a file.
   *
   * @param file the library
   * @param message what the dynamic linker said
   */
  public static String explain(NativeModule module, Path file, String message) {
    CacheFolder cache = CacheFolder.current();
    if (cache.folder() == null || !file.startsWith(cache.folder())) {
      cache = CacheFolder.holding(file);
    }
    LoadFailure failure = new LoadFailure(module, List.of(message), Machine.here(), cache);
    return failure.sentence(failure.afterUnpacking());
  }

  /** Whether the library's file is in use by another class loader of this JVM. */
  public static boolean isOtherClassLoader(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t.getMessage() != null && LinkerMessage.isOtherClassLoader(t.getMessage())) {
        return true;
      }
    }
    return false;
  }

  static String explain(
      NativeModule module, List<String> messages, Machine machine, CacheFolder cache) {
    LoadFailure failure = new LoadFailure(module, messages, machine, cache);
    String before = failure.beforeUnpacking();
    return failure.sentence(before != null ? before : failure.afterUnpacking());
  }

  private String sentence(String reason) {
    // The JVM puts the file's name before the linker's message, which begins with it too.
    String technical = said.replaceAll("\\s+", " ").strip().replaceFirst("^(\\S+: )\\1", "$1");
    boolean told = technical.isEmpty() || reason.contains(technical) || said.matches(VAGUE);
    return module.name()
        + " can't be loaded: "
        + reason
        + (told && !reason.equals(UNKNOWN) ? "" : " (" + technical + ")");
  }

  /** JavaCPP hides errors of unpacking, so this unpacks again. */
  private static String unpackingProblem(NativeModule module) {
    if (module.isOwn()) {
      return null;
    }
    for (String library : module.libraries()) {
      URL resource = module.resource(Loader.getPlatform(), library);
      try {
        if (resource != null && resource.getProtocol().equals("jar")) {
          Loader.cacheResource(resource);
        }
      } catch (IOException | RuntimeException e) {
        return e.toString();
      }
    }
    return null;
  }

  /** What is wrong with the machine, the class path or the folder; null if nothing. */
  private String beforeUnpacking() {
    String lacking = LinkerMessage.missingClass(said);
    if (lacking != null) {
      return "the class path lacks the jar " + lacking + "; add it";
    }
    if (!module.isPackedFor(machine.platform())) {
      return notThere(module);
    }
    if (said.contains("javacpp.Pointer") && !NativeModule.JAVACPP.isPackedFor(machine.platform())) {
      return notThere(NativeModule.JAVACPP);
    }
    if (machine.musl() || LinkerMessage.isMusl(said)) {
      return "it needs the GNU C library (glibc), and this system has musl, as Alpine Linux does;"
          + " use a system or container image with glibc, such as Debian, Ubuntu or Fedora";
    }
    if (said.contains("IllegalCallerException") || said.contains("llegal native access")) {
      return "this JVM forbids native code; allow it with --enable-native-access=ALL-UNNAMED";
    }
    if (isClassLoaders()) {
      return "JavaCPP or the library belongs to another class loader of this JVM; load the jars of"
          + " EMO-DNA, JavaCPP and FFmpeg with one class loader that all their users share";
    }
    if (!Loader.isLoadLibraries()) {
      return "-Dorg.bytedeco.javacpp.loadlibraries=false forbids it; drop that option";
    }
    return cache.folder() == null ? cache.none() : null;
  }

  /** If several class loaders share JavaCPP, it loads a library for the first of them only. */
  private boolean isClassLoaders() {
    boolean shared = Loader.class.getClassLoader() != module.anchor().getClassLoader();
    return LinkerMessage.isOtherClassLoader(said)
        || said.contains("InaccessibleObjectException")
        || (shared && LinkerMessage.isMissingMethod(said));
  }

  private String notThere(NativeModule needed) {
    String platform = machine.platform();
    if (!NativeModule.BUILT.contains(platform)) {
      String what =
          machine.isRenamed()
              ? platform + ", by -Dorg.bytedeco.javacpp.platform"
              : machine.toString();
      return "there is native code for Linux on 64-bit x86 and 64-bit ARM ("
          + String.join(", ", NativeModule.BUILT)
          + ") only, and this is "
          + what
          + otherMachine();
    }
    String unreadable = ClassPath.unreadable(needed, platform);
    if (unreadable != null) {
      return unreadable;
    }
    List<String> others = needed.otherPlatforms(platform);
    return "the class path has no native code of "
        + needed.jar()
        + " for "
        + platform
        + (others.isEmpty() ? "" : ", only for " + String.join(", ", others))
        + "; add the jar "
        + needed.jar()
        + " with the classifier "
        + platform
        + (LoadFailure.class.getModule().isNamed()
            ? "; on the module path, also name its module, or all: --add-modules ALL-MODULE-PATH"
            : "");
  }

  private String otherMachine() {
    if (machine.isRenamed()) {
      return "; drop that option";
    }
    if (machine.bits() == 32) {
      return "; use a 64-bit Java";
    }
    if (machine.os().startsWith("Windows")) {
      return "; use WSL 2 or a Linux container";
    }
    return "; use such a machine";
  }

  /** What the dynamic linker or the file system reported. */
  private String afterUnpacking() {
    String version = LinkerMessage.version(said);
    if (version != null) {
      return tooOld(version);
    }
    String needed = LinkerMessage.needed(said);
    if (needed != null && module.resource(machine.platform(), needed) == null) {
      return missing(needed);
    }
    if (LinkerMessage.isForOtherProcessor(said)) {
      return "the library is for another processor than this Java, which is for "
          + machine.architecture()
          + "; put the jar "
          + module.jar()
          + " with the classifier "
          + machine.platform()
          + " on the class path, as it was built";
    }
    if (LinkerMessage.symbol(said) != null || LinkerMessage.isMissingMethod(said)) {
      return "its parts are of different versions; use jars of "
          + module.jar()
          + " of one version, "
          + "and look for another copy of the library in LD_LIBRARY_PATH and LD_PRELOAD";
    }
    if (LinkerMessage.isDamagedJar(said)) {
      return "a jar of " + module.jar() + " is damaged; build or fetch it again";
    }
    if (LinkerMessage.isOutOfMemory(said)) {
      return "there is not enough memory; give the process or container more, or Java a smaller"
          + " heap";
    }
    return folder();
  }

  /** Problems of the folder. */
  private String folder() {
    if (cache.problem() != null) {
      return cache.problem();
    }
    boolean full = cache.usable() >= 0 && cache.usable() < NOTHING;
    if (LinkerMessage.isFull(said) || full) {
      return cache.full();
    }
    if (LinkerMessage.isForbidden(said)) {
      return cache.forbidden();
    }
    if (LinkerMessage.isDenied(said)) {
      return cache.denied();
    }
    if (LinkerMessage.isDamaged(said)) {
      return cache.damaged();
    }
    return UNKNOWN;
  }

  private String tooOld(String version) {
    String number = version.substring(version.indexOf('_') + 1);
    if (version.startsWith("GLIBC_")) {
      return "it needs the GNU C library (glibc) "
          + number
          + " or newer, and this system has "
          + (machine.glibc() == null ? "an older one" : machine.glibc())
          + "; use a newer system or container image, such as Debian 12, Ubuntu 22.04 or RHEL 10";
    }
    return "it needs a newer C++ library (libstdc++ with "
        + version
        + "); update the system's, and look for an older copy in LD_LIBRARY_PATH";
  }

  private static String missing(String library) {
    String packages =
        library.startsWith("libstdc++.")
            ? ": the package libstdc++6 on Debian and Ubuntu, libstdc++ on Fedora"
            : library.startsWith("libgcc_s.")
                ? ": the package libgcc-s1 on Debian and Ubuntu, libgcc on Fedora"
                : library.startsWith("libva")
                    ? ": the packages libva2 and libva-drm2 on Debian and Ubuntu, libva on Fedora"
                    : library.startsWith("libcuda.") ? ": it comes with NVIDIA's driver" : "";
    return "it needs the system's library "
        + library
        + ", which is not installed; install it"
        + packages;
  }
}
