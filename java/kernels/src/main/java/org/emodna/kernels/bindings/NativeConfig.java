package org.emodna.kernels.bindings;

import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;

/** Tells JavaCPP which C headers to bind, and how. */
@Properties(
    value =
        @Platform(
            include = {
              "emodna/status.h",
              "emodna/context.h",
              "emodna/audio.h",
              "emodna/encoder.h",
              "emodna/heads.h",
              "emodna/losses.h",
              "emodna/pooling.h",
              "emodna/rows.h",
              "emodna/speech.h",
              "emodna/training.h"
            },
            link = "emodna"),
    target = "org.emodna.kernels.bindings",
    global = "org.emodna.kernels.bindings.Native")
public class NativeConfig implements InfoMapper {
  @Override
  public void map(InfoMap infos) {
    infos.put(new Info("EMODNA_API").cppTypes().annotations());
    infos.put(new Info("emodna_status").cast().valueTypes("int").pointerTypes("IntPointer"));
  }
}
