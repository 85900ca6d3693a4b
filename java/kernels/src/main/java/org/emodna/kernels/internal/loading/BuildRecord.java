package org.emodna.kernels.internal.loading;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What the build recorded next to the classes and next to the libraries.
 *
 * @param version of EMO-DNA
 * @param headers a hash of the C headers: classes and libraries made from different ones don't fit
 * @param hashes SHA-256 of each library by its file name; empty for the classes
 */
record BuildRecord(String version, String headers, Map<String, String> hashes) {
  /** Reads one; null if there is none. */
  static BuildRecord read(URL resource) throws IOException {
    if (resource == null) {
      return null;
    }
    Properties properties = new Properties();
    try (InputStream in = resource.openStream()) {
      properties.load(in);
    }
    Map<String, String> hashes = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.endsWith(".so")) {
        hashes.put(name, properties.getProperty(name));
      }
    }
    return new BuildRecord(
        properties.getProperty("version", "unknown"),
        properties.getProperty("headers", "unknown"),
        Map.copyOf(hashes));
  }

  /** Whether both are of one build. */
  boolean fits(BuildRecord other) {
    return other != null && version.equals(other.version) && headers.equals(other.headers);
  }

  /** "0.1.0 (headers 1f2e3d4c)". */
  @Override
  public String toString() {
    return version + " (headers " + headers.substring(0, Math.min(8, headers.length())) + ")";
  }
}
