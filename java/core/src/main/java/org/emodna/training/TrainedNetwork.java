package org.emodna.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.base.ConfigException;
import org.emodna.base.Problem;
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
import org.emodna.objective.Sharing;
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
    Map<String, String> owners = new HashMap<>();
    boolean labelled = false;
    for (Term term : config.termsInUse()) {
      if (term.needsTargetLabels(config) && !labelled) {
        throw new ConfigException(
            Problem.of(
                    "method '" + config.method() + "'",
                    "has the term '"
                        + term.name()
                        + "', which learns from pseudo-labels of the target, and no term before it"
                        + " chooses any")
                .remedy("put PseudoLabelsTerm before it, or set its weight to 0"));
      }
      // One that does not say what it shares may write them.
      labelled |=
          term.sharing(config).map(all -> all.writes().contains(Sharing.Part.LABELS)).orElse(true);
      network.declare(
          to -> term.declare(new TermDeclaration(config, network, term.name(), owners, to)));
    }
    return network;
  }

  /**
   * @param owners the terms of the parameters that are declared so far, by the parameters' names
   */
  private record TermDeclaration(
      TrainingConfig config,
      Network network,
      String term,
      Map<String, String> owners,
      EncoderDeclaration to)
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
      String owner = owners.put(name, term);
      if (owner != null && !owner.equals(term)) {
        throw new ConfigException(
            Problem.of(
                    "method '" + config.method() + "'",
                    "has the terms '%s' and '%s', which both declare the parameter '%s'"
                        .formatted(owner, term, name))
                .remedy(
                    "leave one of them out, or set its weight to 0; if one is your own, let its"
                        + " parameters' names begin with the term's"));
      }
      to.parameter(name, start, shape);
    }
  }
}
