package org.emodna.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.emodna.kernels.Tensor;
import org.emodna.model.Network;

/**
 * Runs of one configuration that share every launch, and where each one's weights lie. Operations
 * want the group axis in front, so the joined vector is that of {@link Network} with every region R
 * times behind itself: all replicas' encoders [R, encoders, P], then for each weight of the heads
 * [R, shape]. With one replica it is the network's own vector.
 */
final class Replicas {
  /** Weights that lie together for each replica; offset and size as in one network's vector. */
  private record Region(long offset, long size) {}

  private final Network network;
  private final List<Long> seeds;
  private final List<Region> regions = new ArrayList<>();

  Replicas(Network network, List<Long> seeds) {
    this.network = network;
    this.seeds = List.copyOf(seeds);
    regions.add(new Region(0, network.encoder().parameters() * network.encoders().size()));
    for (Network.Slot slot : network.slots()) {
      if (slot.offset() >= regions.get(0).size) {
        regions.add(new Region(slot.offset(), slot.size()));
      }
    }
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

  /** All replicas' encoders [R, encoders, P] of a joined vector. */
  Tensor encoders(Tensor joined) {
    return joined.view(0, count(), regions.get(0).size);
  }

  /** A weight of the heads [R, size] of a joined vector. */
  Tensor head(Tensor joined, String name) {
    Network.Slot slot = network.slot(name);
    return joined.view(count() * slot.offset(), count(), slot.size());
  }

  /** Joins one vector of {@link Network#size()} for each replica. */
  float[] join(IntFunction<float[]> ofReplica) {
    float[] joined = new float[Math.toIntExact(count() * network.size())];
    for (int r = 0; r < count(); r++) {
      float[] one = ofReplica.apply(r);
      for (Region region : regions) {
        System.arraycopy(one, (int) region.offset, joined, at(region, r), (int) region.size);
      }
    }
    return joined;
  }

  /** One replica's vector, in the network's order. */
  float[] of(float[] joined, int replica) {
    float[] one = new float[Math.toIntExact(network.size())];
    for (Region region : regions) {
      System.arraycopy(joined, at(region, replica), one, (int) region.offset, (int) region.size);
    }
    return one;
  }

  private int at(Region region, int replica) {
    return (int) (count() * region.offset + replica * region.size);
  }
}
