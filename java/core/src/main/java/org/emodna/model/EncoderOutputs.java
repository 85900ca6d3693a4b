package org.emodna.model;

import java.util.List;
import org.emodna.kernels.KernelContext;

/**
 * What the encoder of one role makes of inputs, in evaluation mode: running statistics (of an
 * encoder that keeps them for each corpus, the target's, as in recognition) and no dropout. For one
 * thread at a time.
 */
public final class EncoderOutputs implements AutoCloseable {
  private final DeviceModel model;
  private final InferenceSession session;

  /**
   * Puts the encoder of a role on a device.
   *
   * @param context stays the caller's
   * @param trained a network that has the role
   * @param learnt a model of it, which holds the values of all of its parameters; of an ensemble
   *     the first network's serve, since the outputs of several have no mean
   */
  public EncoderOutputs(KernelContext context, Network trained, Model learnt, String role) {
    Encoder encoder = trained.group(role).encoder();
    Network alone =
        new Network(List.of(new Network.Group(encoder, List.of(role))), trained.input());
    NamedTensors tensors = learnt.member(0);
    model =
        new DeviceModel(
            context, alone, tensors.vector(alone.weights()), tensors.vector(alone.statistics()));
    try {
      session = InferenceSession.ofEncoder(model, LikeLengths.ROWS);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Outputs [inputs][width] of normalised features, each frames x width of the input. */
  public float[][] of(List<float[]> features) {
    return LikeLengths.run(features, session::run);
  }

  @Override
  public void close() {
    session.close();
    model.close();
  }
}
