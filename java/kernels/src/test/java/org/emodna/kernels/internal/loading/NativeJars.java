package org.emodna.kernels.internal.loading;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Jars of this project's natives, true and altered ones, and JVMs that load from them. */
final class NativeJars {
  /** The class path is searched by the classifier; the version says nothing. */
  static final String NAME = "emodna-kernels-linux-x86_64.jar";

  private static final String FOLDER = NativeModule.KERNELS.folder() + "/linux-x86_64/";

  private NativeJars() {}

  /** The folder of natives that this JVM runs on. */
  private static Path natives() {
    String url = String.valueOf(NativeModule.KERNELS.resource("linux-x86_64", "libemodna.so"));
    assertTrue(url.startsWith("file:"), url);
    return Path.of(URI.create(url)).getParent();
  }

  /** The version that the natives' record names. */
  static String version() throws IOException {
    Properties record = new Properties();
    record.load(new ByteArrayInputStream(contents().get("natives.properties")));
    return record.getProperty("version");
  }

  /** The libraries and the record beside them, by file name. */
  static Map<String, byte[]> contents() throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (String name : List.of("libemodna.so", "libjniNative.so", "natives.properties")) {
      contents.put(name, Files.readAllBytes(natives().resolve(name)));
    }
    return contents;
  }

  /** Writes down the hashes anew, as a build does. */
  static Map<String, byte[]> recorded(Map<String, byte[]> contents) throws Exception {
    StringBuilder text = new StringBuilder();
    for (String line :
        new String(contents.get("natives.properties"), StandardCharsets.UTF_8).split("\n")) {
      String name = line.substring(0, line.indexOf('='));
      text.append(name.endsWith(".so") ? name + "=" + sha256(contents.get(name)) : line)
          .append('\n');
    }
    contents.put("natives.properties", text.toString().getBytes(StandardCharsets.UTF_8));
    return contents;
  }

  /** Replaces characters in a file of the jar by as many others. */
  static Map<String, byte[]> with(
      Map<String, byte[]> contents, String file, String from, String to) {
    byte[] bytes = contents.get(file).clone();
    assertTrue(from.length() == to.length());
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(from), from);
    contents.put(file, text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
    return contents;
  }

  /** Every jar has the same times, as reproducible builds have. */
  static Path jar(Path folder, Map<String, byte[]> contents) throws IOException {
    Files.createDirectories(folder);
    Path jar = folder.resolve(NAME);
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : contents.entrySet()) {
        ZipEntry entry = new ZipEntry(FOLDER + file.getKey());
        entry.setTime(1_767_225_600_000L);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    }
    return jar;
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** This JVM's class path, with a jar in place of the folder of natives; null for neither. */
  static String classPath(Path jar) {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path natives = natives();
    String others =
        Arrays.stream(path.split(File.pathSeparator))
            .filter(element -> !natives.startsWith(Path.of(element).toAbsolutePath()))
            .collect(Collectors.joining(File.pathSeparator));
    return jar == null ? others : others + File.pathSeparator + jar;
  }

  /** Without it, a new Java prints a warning. */
  static List<String> nativeAccess() {
    return Runtime.version().feature() < 22
        ? List.of()
        : List.of("--enable-native-access=ALL-UNNAMED");
  }

  /** Starts a JVM that runs {@link LoadingMain}. */
  static Process start(Path jar, Path cache, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(jar),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.cachedir=" + cache));
    if (!List.of(options).contains("--illegal-native-access=deny")) {
      command.addAll(nativeAccess());
    }
    command.addAll(List.of(options));
    command.add(LoadingMain.class.getName());
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** What it prints: the SHA-256 of the library that it runs on, or why it has none. */
  static String run(Path jar, Path cache, String... options) throws Exception {
    return output(start(jar, cache, options));
  }

  static String output(Process process) throws Exception {
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed.strip();
  }
}
