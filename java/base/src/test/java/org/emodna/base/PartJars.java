package org.emodna.base;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles jars with parts for tests. */
final class PartJars {
  private final Path folder;
  private final String services;

  PartJars(Path folder, String services) {
    this.folder = folder;
    this.services = services;
  }

  /** A jar whose services file names one class, made of classes in the unnamed package. */
  Path jar(String name, String part, String... sources) throws IOException {
    Path jar = compile(name, sources);
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Files.createDirectories(files.getPath("META-INF/services"));
      Files.writeString(files.getPath(services), "# the part\n" + part + "\n");
    }
    return jar;
  }

  /** A module that provides a service by its descriptor alone. */
  Path moduleAlone(String name) throws IOException {
    return compile(
        name,
        "module outside { provides Runnable with outside.Part; }",
        "package outside; public class Part implements Runnable { public void run() {} }");
  }

  void remove(Path jar, String entry) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Files.delete(files.getPath(entry));
    }
  }

  void setClassVersion(Path jar, String entry, int version) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      byte[] bytes = Files.readAllBytes(files.getPath(entry));
      bytes[7] = (byte) version;
      Files.write(files.getPath(entry), bytes);
    }
  }

  private Path compile(String name, String... sources) throws IOException {
    Path classes = Files.createTempDirectory(folder, "classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    List<JavaFileObject> units = Stream.of(sources).map(PartJars::unit).toList();
    if (!compiler.getTask(null, null, null, options, null, units).call()) {
      throw new IllegalStateException("does not compile");
    }
    Path jar = folder.resolve(name);
    Files.createDirectories(jar.getParent());
    URI uri = URI.create("jar:" + jar.toUri());
    try (FileSystem files = FileSystems.newFileSystem(uri, Map.of("create", "true"));
        Stream<Path> walk = Files.walk(classes)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path entry = files.getPath("/" + classes.relativize(file));
        Files.createDirectories(entry.getParent());
        Files.copy(file, entry);
      }
    }
    return jar;
  }

  private static JavaFileObject unit(String source) {
    String name =
        source.startsWith("module")
            ? "module-info"
            : source.replaceAll("(?s).*?\\bclass (\\w+).*", "$1");
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }
}
