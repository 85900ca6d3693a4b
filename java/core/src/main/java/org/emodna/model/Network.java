package org.emodna.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.emodna.base.InvalidArgumentException;

/**
 * Encoders with their roles, and where every parameter and statistic lies that they and the loss
 * terms declare. It is built from what the parts say of themselves; nothing lists weights by hand.
 */
public final class Network {
  /**
   * Roles that one encoder serves in one call.
   *
   * @param encoder with its settings
   * @param roles such as "emotion" and "corpus", in the order of z
   */
  public record Group(Encoder encoder, List<String> roles) {
    /** Keeps copies, which nobody changes afterwards. */
    public Group {
      roles = List.copyOf(roles);
    }
  }

  private final List<Group> groups;
  private final EncoderInput input;
  private final Set<String> names = new HashSet<>();
  private final Parameters weights = new Parameters(names);
  private final Parameters statistics = new Parameters(names);

  /**
   * Declares the encoders; heads follow by {@link #declare}.
   *
   * @param groups of all roles
   * @param input of all of them
   */
  public Network(List<Group> groups, EncoderInput input) {
    this.groups = List.copyOf(groups);
    this.input = input;
    this.groups.forEach(group -> group.encoder.declare(new Declaration(group.roles)));
  }

  private final class Declaration implements EncoderDeclaration {
    private final List<String> roles;

    Declaration(List<String> roles) {
      this.roles = roles;
    }

    @Override
    public List<String> roles() {
      return roles;
    }

    @Override
    public void parameter(String name, Start start, int... shape) {
      weights.add(name, start, shape);
    }

    @Override
    public void statistic(String name, Start start, int... shape) {
      statistics.add(name, start, shape);
    }

    @Override
    public void block(String name, Runnable declarations) {
      weights.block(name, () -> statistics.block(name, declarations));
    }
  }

  /** Lets something beside the encoders declare what it learns. */
  public void declare(Consumer<EncoderDeclaration> declare) {
    declare.accept(new Declaration(List.of()));
  }

  /** Encoders in the order in which they were given. */
  public List<Group> groups() {
    return groups;
  }

  /** All roles. */
  public List<String> roles() {
    List<String> all = new ArrayList<>();
    groups.forEach(group -> all.addAll(group.roles));
    return all;
  }

  /**
   * The group that a role belongs to.
   *
   * @throws InvalidArgumentException if there is no such role
   */
  public Group group(String role) {
    return groups.stream()
        .filter(group -> group.roles.contains(role))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidArgumentException(
                    "there is no encoder with the role '" + role + "'; there are " + roles()));
  }

  /** What the encoders are given. */
  public EncoderInput input() {
    return input;
  }

  /** Everything that is learnt. */
  public Parameters weights() {
    return weights;
  }

  /** Running statistics of the encoders. */
  public Parameters statistics() {
    return statistics;
  }
}
