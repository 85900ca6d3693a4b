package org.emodna.model;

import java.util.List;
import org.emodna.kernels.BatchNorm;
import org.emodna.kernels.Tensor;

/**
 * BatchNorm over rows in an encoder, for all roles that it serves together.
 *
 * @param name behind the role's, such as "bn"
 * @param momentum running = momentum running + (1 - momentum) batch
 * @param domains sets of statistics: 1, or 2 for the rows of source and target apart
 */
record EncoderBatchNorm(String name, int dim, float epsilon, float momentum, int domains) {
  /** Declares the roles' scales in one block, then the shifts and the running statistics. */
  void declare(EncoderDeclaration d) {
    List<String> roles = d.roles();
    d.block(
        block("gamma", roles),
        () -> roles.forEach(role -> d.parameter(of(role, "gamma"), Start.one(), dim)));
    d.block(
        block("beta", roles),
        () -> roles.forEach(role -> d.parameter(of(role, "beta"), Start.zero(), dim)));
    d.block(block("statistics", roles), () -> roles.forEach(role -> statistics(d, role)));
  }

  private void statistics(EncoderDeclaration d, String role) {
    for (int domain = 0; domain < domains; domain++) {
      String whose = role + (domains == 1 ? "" : domain == 0 ? ".source" : ".target");
      d.statistic(of(whose, "mean"), Start.zero(), dim);
      d.statistic(of(whose, "var"), Start.one(), dim);
    }
  }

  private String of(String role, String what) {
    return role + "." + name + "." + what;
  }

  private String block(String what, List<String> roles) {
    return of("(" + String.join(",", roles) + ")", what);
  }

  /**
   * Binds it to a step of G = R roles groups; the caller adds a ReLU and a dropout.
   *
   * @param x [G, rows, dim]
   * @param dx its gradient, added to; null in recognition
   * @param y [G, rows, dim]
   * @param dy its gradient; null in recognition
   */
  BatchNorm bind(EncoderStep step, Tensor x, Tensor dx, Tensor y, Tensor dy) {
    List<String> roles = step.roles();
    int groups = step.replicas() * roles.size();
    Tensor running = step.statistic(block("statistics", roles));
    BatchNorm norm =
        step.own(
            new BatchNorm(
                step.stream(), new BatchNorm.Shape(groups, step.replicas(), step.rows(), dim)));
    norm.train(step.training()).settings(epsilon, momentum);
    if (step.training()) {
      norm.domains(domains, step.sourceRows());
    } else if (domains == 2) {
      // Recordings to be recognised are taken to resemble the target.
      long each = BatchNorm.statistics(dim);
      running = running.view(each, each);
    }
    String gamma = block("gamma", roles);
    String beta = block("beta", roles);
    norm.input(x, (long) step.rows() * dim)
        .weights(step.parameter(gamma), step.parameter(beta))
        .statistics(running)
        .output(y);
    if (step.training()) {
      norm.gradients(dy, dx, step.gradient(gamma), step.gradient(beta));
    }
    return norm;
  }
}
