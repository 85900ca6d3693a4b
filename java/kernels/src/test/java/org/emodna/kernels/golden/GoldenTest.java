package org.emodna.kernels.golden;

import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.contract.Comparison;
import org.emodna.kernels.contract.Setup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A suite on the reference values, run for every device and every set of vector instructions. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.emodna.kernels.contract.Setup#all")
abstract class GoldenTest {
  @Parameter Setup setup;

  KernelContext context;
  Stream stream;

  @BeforeEach
  void open() {
    context = setup.open(2);
    stream = context.stream();
  }

  @AfterEach
  void close() {
    context.close();
  }

  final Tensor zeros(long count) {
    return Tensor.floats(context, count);
  }

  final void assertGolden(Golden golden, String name, Tensor actual) {
    Comparison.assertClose(name, golden.doubles(name), actual.toFloats(stream));
  }
}
