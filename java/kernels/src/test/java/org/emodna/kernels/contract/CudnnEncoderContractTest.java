package org.emodna.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.emodna.kernels.Device;
import org.emodna.kernels.DeviceUnavailableException;
import org.emodna.kernels.Precision;
import org.emodna.kernels.TimNet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The encoder with cuDNN's convolutions, on CUDA devices; an emulated one has a stand-in. */
class CudnnEncoderContractTest extends EncoderContractTest {
  private boolean emulated;

  @Override
  TimNet.Engine engine() {
    return TimNet.Engine.CUDNN;
  }

  /** cuDNN may add up other tiles where there are more frames. */
  @Override
  void assertUnchanged(String what, float[] tight, float[] wide) {
    if (emulated) {
      super.assertUnchanged(what, tight, wide);
      return;
    }
    double[] expected = new double[tight.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = tight[i];
    }
    Comparison.assertClose(what, expected, wide, 1e-2 * Comparison.largest(expected));
  }

  @BeforeEach
  void onDevicesThatHaveIt() {
    Device device = Device.list().get(setup.device());
    Assumptions.assumeTrue(device.backend().equals("cuda"), "cuDNN computes on CUDA devices only");
    emulated = device.emulated();
    try {
      encoder(Precision.FLOAT32).workspaceBytes();
    } catch (DeviceUnavailableException e) {
      Assumptions.assumeTrue(emulated, e.getMessage());
      throw e;
    }
  }

  /** Contexts of their own come to the same bits; the host's threads have no part in it. */
  @Override
  @ParameterizedTest
  @CsvSource("7, 11, 3, 17, 23")
  void threadsDoNotMatter(int features, int channels, int blocks, int rows, int longest) {
    super.threadsDoNotMatter(features, channels, blocks, rows, longest);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"TF32X3", "BF16"})
  void refusesWhatCudnnDoesNotHave(Precision precision) {
    TimNet encoder = encoder(precision);
    String message =
        assertThrows(DeviceUnavailableException.class, encoder::workspaceBytes).getMessage();
    assertTrue(message.contains("encoder.precision"), message);
  }

  private TimNet encoder(Precision precision) {
    return new TimNet(stream, new TimNet.Network(5, 7, 2), new TimNet.Shape(1, 1, 2, 9))
        .engine(TimNet.Engine.CUDNN, precision);
  }
}
