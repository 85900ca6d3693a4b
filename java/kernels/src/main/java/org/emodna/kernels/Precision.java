package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;

/**
 * How an operation multiplies, where it has a choice ({@code emodna/context.h}); sums are float32
 * always. All but {@link #FLOAT32} need a GPU's tensor cores and are refused with a {@link
 * DeviceUnavailableException} elsewhere.
 */
public enum Precision {
  FLOAT32(Native.EMODNA_FLOAT32),
  /** Operands rounded to 10 bits of fraction. */
  TF32(Native.EMODNA_TF32),
  /** Three TF32 products for one, nearly as exact as float32. */
  TF32X3(Native.EMODNA_TF32X3),
  /** Operands rounded to 7 bits of fraction. */
  BF16(Native.EMODNA_BF16);

  final int code;

  Precision(int code) {
    this.code = code;
  }
}
