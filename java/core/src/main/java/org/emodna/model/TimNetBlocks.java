package org.emodna.model;

import java.util.List;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;

/** TIM-Net's two streams of temporal-aware blocks: what they learn, and their kernel in a step. */
final class TimNetBlocks {
  private final TimNetEncoder.Settings settings;
  private final TimNet.Network network;
  private final int domains;

  /**
   * @param features F, values a frame
   * @param domains sets of running statistics
   */
  TimNetBlocks(TimNetEncoder.Settings settings, int features, int domains) {
    this.settings = settings;
    this.domains = domains;
    network = new TimNet.Network(features, settings.channels(), settings.blocks());
  }

  /** Parameters [roles, P] and statistics [roles, domains, S], in the order of the kernel. */
  void declare(EncoderDeclaration d) {
    d.block(
        block(d.roles()),
        () -> {
          for (String role : d.roles()) {
            declareParameters(d, role);
            for (int domain = 0; domain < domains; domain++) {
              declareStatistics(
                  d, role + (domains == 1 ? "" : domain == 0 ? ".source" : ".target"));
            }
          }
        });
  }

  private static String block(List<String> roles) {
    return "tim-net(" + String.join(",", roles) + ")";
  }

  private void declareParameters(EncoderDeclaration d, String role) {
    int c = settings.channels();
    for (String direction : List.of("fwd", "bwd")) {
      String stream = role + "." + direction;
      d.parameter(stream + ".inp.weight", Start.glorot(), c, network.features(), 1);
      d.parameter(stream + ".inp.bias", Start.zero(), c);
      for (int block = 0; block < settings.blocks(); block++) {
        for (int conv = 1; conv <= 2; conv++) {
          String tab = stream + ".tab." + block;
          d.parameter(tab + ".conv" + conv + ".weight", Start.glorot(), c, c, 2);
          d.parameter(tab + ".conv" + conv + ".bias", Start.zero(), c);
          d.parameter(tab + ".bn" + conv + ".gamma", Start.one(), c);
          d.parameter(tab + ".bn" + conv + ".beta", Start.zero(), c);
        }
      }
    }
    d.parameter(
        role + ".w",
        settings.fusionInit() == TimNetEncoder.FusionInit.MEAN
            ? Start.constant(1f / settings.blocks())
            : Start.uniform(0.05),
        settings.blocks());
  }

  private void declareStatistics(EncoderDeclaration d, String name) {
    for (String direction : List.of("fwd", "bwd")) {
      for (int block = 0; block < settings.blocks(); block++) {
        for (int conv = 1; conv <= 2; conv++) {
          String bn = name + "." + direction + ".tab." + block + ".bn" + conv;
          d.statistic(bn + ".mean", Start.zero(), settings.channels());
          d.statistic(bn + ".var", Start.one(), settings.channels());
        }
      }
    }
  }

  /**
   * Binds the kernel to a step; the caller binds outputs and gradients, and allocates.
   *
   * @param x [R, rows, T, F]
   */
  TimNet bind(EncoderStep step, Tensor x) {
    int groups = step.replicas() * step.roles().size();
    TimNet timNet =
        step.own(
            new TimNet(
                step.stream(),
                network,
                new TimNet.Shape(groups, step.replicas(), step.rows(), step.input().frames())));
    timNet.batchNorm(settings.batchNormEpsilon(), settings.batchNormMomentum());
    String block = block(step.roles());
    Tensor running = step.statistic(block);
    if (step.training()) {
      timNet
          .train(true)
          .keep(true)
          .domains(domains, step.sourceRows())
          .engine(settings.engine(), settings.precision())
          .dropout(settings.dropout(), step.seeds(), step.step());
    } else if (domains == 2) {
      // Recordings to be recognised are taken to resemble the target.
      running = running.view(network.statistics(), network.statistics());
    }
    return timNet.input(x, step.lengths()).weights(step.parameter(block), running);
  }

  /** Gradient of all that the kernel learns [R, roles, P]. */
  Tensor gradient(EncoderStep step) {
    return step.gradient(block(step.roles()));
  }
}
