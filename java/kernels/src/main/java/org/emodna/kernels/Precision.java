package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;

/**
 * Precision of an operation's products, where it has a choice ({@code emodna/context.h}); sums are
 * always float32. All but {@link #FLOAT32} need a GPU's tensor cores; other devices refuse them
 * with a {@link DeviceUnavailableException}.
 */
public enum Precision {
  /** Ordinary float32, the default. */
  FLOAT32(Native.EMODNA_FLOAT32),
  /** Operands rounded to 10 bits of fraction. */
  TF32(Native.EMODNA_TF32),
  /** Three TF32 products instead of one, nearly as accurate as float32. */
  TF32X3(Native.EMODNA_TF32X3),
  /** Operands rounded to 7 bits of fraction. */
  BF16(Native.EMODNA_BF16);

  final int code;

  Precision(int code) {
    this.code = code;
  }
}
