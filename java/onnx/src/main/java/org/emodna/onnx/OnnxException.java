package org.emodna.onnx;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A model that can't be written as ONNX. */
public final class OnnxException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /**
   * @param problem what is wrong, and what to do
   */
  public OnnxException(Problem problem) {
    super(problem);
  }

  /**
   * @param problem what is wrong, and what to do
   * @param cause the exception that told us
   */
  public OnnxException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
