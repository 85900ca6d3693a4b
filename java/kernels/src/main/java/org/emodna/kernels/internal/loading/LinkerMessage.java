package org.emodna.kernels.internal.loading;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the dynamic linker says of a library that it can't load. */
final class LinkerMessage {
  private static final Pattern VERSION =
      Pattern.compile("version [`'\"]((GLIBC|GLIBCXX|CXXABI|GCC)_[0-9.]+)' not found");
  private static final Pattern NEEDED =
      Pattern.compile("([^\\s:/]+\\.so[.0-9]*): cannot open shared object file");
  private static final Pattern SYMBOL = Pattern.compile("undefined symbol: ([^\\s,()]+)");
  private static final Pattern METHOD = Pattern.compile("^'[^']*\\([^']*\\)'$");

  private static final Pattern CLASS =
      Pattern.compile("(?:^|: )org[/.]bytedeco[/.](javacpp|ffmpeg|cuda)[/.][\\w/.$]+$");

  private LinkerMessage() {}

  /** What musl's linker alone says. */
  static boolean isMusl(String said) {
    return said.contains("Error relocating ") || said.contains("Error loading shared library");
  }

  /** Whether code could not be mapped as such, for which noexec is the usual reason. */
  static boolean isForbidden(String said) {
    return said.contains("failed to map segment")
        || said.contains("cannot restore segment prot")
        || said.contains("cannot apply additional memory protection")
        || said.contains("cannot enable executable stack")
        || (said.contains(".so") && said.contains("Operation not permitted"));
  }

  static boolean isFull(String said) {
    return said.contains("No space left on device") || said.contains("Disk quota exceeded");
  }

  /** JavaCPP does not notice a folder that it can't make; then its file is not found. */
  static boolean isDenied(String said) {
    return said.contains("Permission denied")
        || said.contains("AccessDenied")
        || said.contains("FileNotFoundException")
        || said.contains("NoSuchFileException")
        || said.contains("Read-only file system");
  }

  /** Whether the file is a part of a library, or none at all. */
  static boolean isDamaged(String said) {
    return said.contains("file too short")
        || said.contains("invalid ELF header")
        || said.contains("cannot read file data")
        || said.contains("object file has no loadable segments")
        || said.contains("ELF load command");
  }

  static boolean isForOtherProcessor(String said) {
    return said.contains("wrong ELF class")
        || said.contains("Possible cause: can't load")
        || said.contains("Possible cause: architecture word width mismatch")
        || said.contains("Possible cause: endianness mismatch")
        || said.contains("cannot open shared object file: wrong")
        || said.contains("Exec format error");
  }

  static boolean isDamagedJar(String said) {
    return said.contains("ZipException")
        || said.contains("zip file")
        || said.contains("zip END header")
        || said.contains("invalid LOC header")
        || said.contains("ZLIB input stream")
        || said.contains("invalid stored block")
        || said.contains("invalid distance")
        || said.contains("invalid code lengths")
        || said.contains("invalid block type");
  }

  static boolean isOutOfMemory(String said) {
    return said.contains("annot allocate memory") || said.contains("static TLS block");
  }

  static boolean isOtherClassLoader(String said) {
    return said.contains("already loaded in another classloader");
  }

  /** A method of a class that the loaded library does not have, as Java names it. */
  static boolean isMissingMethod(String said) {
    return METHOD.matcher(said).find();
  }

  /** "GLIBC_2.35", or null. */
  static String version(String said) {
    return group(VERSION, said);
  }

  /** A library that another one needs and that is not there, or null. */
  static String needed(String said) {
    return group(NEEDED, said);
  }

  static String symbol(String said) {
    return group(SYMBOL, said);
  }

  /** The jar of a Java class that is not on the class path, or null. */
  static String missingClass(String said) {
    String artifact = group(CLASS, said);
    return artifact == null ? null : "org.bytedeco:" + artifact;
  }

  private static String group(Pattern pattern, String said) {
    Matcher found = pattern.matcher(said);
    return found.find() ? found.group(1) : null;
  }
}
