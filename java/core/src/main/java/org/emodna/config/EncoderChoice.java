package org.emodna.config;

import java.util.stream.Collectors;
import org.emodna.base.Check;
import org.emodna.base.ConfigException;
import org.emodna.base.Problem;
import org.emodna.features.InputSpec;
import org.emodna.model.Encoder;
import org.emodna.model.EncoderInput;
import org.emodna.model.EncoderKind;
import org.emodna.model.Encoders;
import org.emodna.model.IdentityEncoder;

/**
 * Which encoder, and how it is set.
 *
 * @param kind its name, such as "tim-net"
 * @param settings a record of the kind's section
 */
public record EncoderChoice(String kind, Record settings) {
  /**
   * Demands that the settings are of the record that the kind declares.
   *
   * @throws ConfigException if they are not, or there is no such kind
   */
  public EncoderChoice {
    Class<?> type = Encoders.named(kind).section().type();
    Check.that(
        type.isInstance(settings),
        "encoder",
        "has settings that are not those of the kind '" + kind + "'",
        "give a " + type.getName());
  }

  /** A kind with its defaults. */
  public static EncoderChoice of(String kind) {
    return new EncoderChoice(kind, Encoders.named(kind).section().defaults());
  }

  EncoderKind named() {
    return Encoders.named(kind);
  }

  /**
   * Demands that an input is what the encoder takes.
   *
   * @param method of the configuration, which may be what has chosen the encoder
   * @throws ConfigException if it takes frames and is given vectors, or the other way round
   */
  void requireFits(InputSpec input, String method) {
    EncoderKind named = named();
    if (named.takesFrames() != input.isVector()) {
      return;
    }
    String vector = "one vector an utterance";
    throw new ConfigException(
        Problem.of(
                Check.setting("features.streams"),
                "%s: the input is %s, and the encoder '%s' of method '%s' takes %s"
                    .formatted(
                        input.names(),
                        input.isVector() ? vector : "frames",
                        kind,
                        method,
                        input.isVector() ? "frames" : vector))
            .remedy(
                "%sname streams such as %s, or leave them out"
                    .formatted(fitting(input), String.join(", ", named.usualStreams()))));
  }

  /** Which kinds take such an input; nothing where the method chooses, whatever is configured. */
  private String fitting(InputSpec input) {
    String own = IdentityEncoder.KIND.name();
    if (kind.equals(own)) {
      return "";
    }
    return Encoders.all().stream()
        .filter(other -> other.takesFrames() != input.isVector())
        .map(EncoderKind::name)
        .filter(name -> !name.equals(own))
        .collect(Collectors.joining(" or ", "use encoder ", ", or "));
  }

  /**
   * The encoder to be trained.
   *
   * @param domains 1, or 2 where there are rows of a target too
   */
  public Encoder create(EncoderInput input, int domains) {
    Encoder encoder = named().create(settings, input, domains);
    Check.that(
        encoder.kind().equals(kind),
        "encoder",
        "of the kind '" + kind + "' calls itself '" + encoder.kind() + "'",
        "its class must be repaired");
    return encoder;
  }
}
