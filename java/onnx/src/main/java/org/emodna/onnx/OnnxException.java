package org.emodna.onnx;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A model that can't be written as ONNX. */
public final class OnnxException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  public OnnxException(Problem problem) {
    super(problem);
  }

  public OnnxException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
