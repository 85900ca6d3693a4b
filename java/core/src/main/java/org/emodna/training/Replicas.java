package org.emodna.training;

import java.util.List;
import java.util.function.IntFunction;
import org.emodna.kernels.Tensor;
import org.emodna.model.Network;
import org.emodna.model.Parameters;

/**
 * Runs of one configuration that share every launch, and where each one's values lie. Operations
 * want the group axis in front, so a joined vector is that of {@link Parameters} with every region
 * R times behind itself: [R, size] for each. With one replica it is the network's own vector.
 */
final class Replicas {
  private final Network network;
  private final List<Long> seeds;

  Replicas(Network network, List<Long> seeds) {
    this.network = network;
    this.seeds = List.copyOf(seeds);
  }

  /** R. */
  int count() {
    return seeds.size();
  }

  Network network() {
    return network;
  }

  /** One seed for each replica. */
  List<Long> seeds() {
    return seeds;
  }

  /** A region [R, size] of a joined vector. */
  Tensor region(Parameters of, Tensor joined, String name) {
    Parameters.Region region = of.region(name);
    return joined.view(count() * region.offset(), count(), region.size());
  }

  /** Joins one vector for each replica. */
  float[] join(Parameters of, IntFunction<float[]> ofReplica) {
    float[] joined = new float[Math.toIntExact(Math.multiplyExact(count(), of.size()))];
    for (int r = 0; r < count(); r++) {
      float[] one = ofReplica.apply(r);
      for (Parameters.Region region : of.regions()) {
        System.arraycopy(one, (int) region.offset(), joined, at(region, r), (int) region.size());
      }
    }
    return joined;
  }

  /** One replica's vector, in the network's order. */
  float[] of(Parameters of, float[] joined, int replica) {
    float[] one = new float[Math.toIntExact(of.size())];
    for (Parameters.Region region : of.regions()) {
      System.arraycopy(
          joined, at(region, replica), one, (int) region.offset(), (int) region.size());
    }
    return one;
  }

  private int at(Parameters.Region region, int replica) {
    return (int) (count() * region.offset() + replica * region.size());
  }
}
