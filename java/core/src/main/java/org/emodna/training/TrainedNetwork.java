package org.emodna.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.config.EncoderChoice;
import org.emodna.config.TrainingConfig;
import org.emodna.features.InputSpec;
import org.emodna.model.Encoder;
import org.emodna.model.EncoderDeclaration;
import org.emodna.model.EncoderInput;
import org.emodna.model.Encoders;
import org.emodna.model.Network;
import org.emodna.model.Start;
import org.emodna.objective.Declaration;
import org.emodna.objective.Settings;
import org.emodna.objective.Term;

/** The network of a configuration: encoders of all roles in use, then what the terms declare. */
final class TrainedNetwork {
  private TrainedNetwork() {}

  /** With the input that the configuration asks for. */
  static Network of(TrainingConfig config) {
    InputSpec input = config.input();
    return of(config, new EncoderInput(input.maxFrames(), input.width()));
  }

  static Network of(TrainingConfig config, EncoderInput input) {
    Map<EncoderChoice, List<String>> together = new LinkedHashMap<>();
    List<List<String>> groups = new ArrayList<>();
    for (String role : config.roles()) {
      EncoderChoice choice = config.encoder(role);
      List<String> roles = together.get(choice);
      if (roles == null) {
        roles = new ArrayList<>();
        groups.add(roles);
        if (Encoders.named(choice.kind()).servesRolesTogether()) {
          together.put(choice, roles);
        }
      }
      roles.add(role);
    }
    int domains = config.usesTarget() ? 2 : 1;
    List<Network.Group> encoders = new ArrayList<>();
    for (List<String> roles : groups) {
      Encoder encoder = config.encoder(roles.get(0)).create(input, domains);
      encoders.add(new Network.Group(encoder, roles));
    }
    Network network = new Network(encoders, input);
    for (Term term : config.termsInUse()) {
      network.declare(to -> term.declare(new TermDeclaration(config, network, to)));
    }
    return network;
  }

  private record TermDeclaration(TrainingConfig config, Network network, EncoderDeclaration to)
      implements Declaration {
    @Override
    public Settings settings() {
      return config;
    }

    @Override
    public List<String> labels() {
      return config.labels();
    }

    @Override
    public int width(String role) {
      return network.group(role).encoder().width();
    }

    @Override
    public void parameter(String name, Start start, int... shape) {
      to.parameter(name, start, shape);
    }
  }
}
