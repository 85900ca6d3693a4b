package org.emodna.kernels;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the CPU does not have is refused by name, before anything is allocated. */
class PrecisionTest {
  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "FLOAT32", mode = EnumSource.Mode.EXCLUDE)
  void theCpuHasFloat32Only(Precision precision) {
    try (KernelContext context = KernelContext.cpu(1);
        Stream stream = context.stream()) {
      TimNet encoder = encoder(stream).engine(TimNet.Engine.FUSED, precision);
      Contrastive contrastive =
          new Contrastive(stream, Contrastive.Shape.of(1, 4, 4, 8).withTemperature(0.07f))
              .precision(precision);
      assertNames("encoder.precision", encoder::allocate);
      assertNames("decoupling.precision", contrastive::allocate);
    }
  }

  @Test
  void theCpuHasItsOwnEngineOnly() {
    try (KernelContext context = KernelContext.cpu(1);
        Stream stream = context.stream()) {
      TimNet encoder = encoder(stream).engine(TimNet.Engine.CUDNN, Precision.FLOAT32);
      assertNames("encoder.engine", encoder::allocate);
    }
  }

  private static TimNet encoder(Stream stream) {
    return new TimNet(stream, new TimNet.Network(5, 7, 2), new TimNet.Shape(1, 1, 2, 9));
  }

  private static void assertNames(String setting, Runnable call) {
    String message = assertThrows(DeviceUnavailableException.class, call::run).getMessage();
    assertTrue(message.contains(setting), message);
  }
}
