// Launches a layer of the encoder's forward pass (layer_kernel.cuh).
#include <cuda_runtime.h>

#include <algorithm>

#include "../core/launch.h"
#include "forward.h"
#include "layer_kernel.cuh"

namespace emodna::cuda {

emodna_status encoder_layer(Stream& stream, const EncoderPlan& p, int site) {
  Launch where;
  where.grid = grid_of(p.layer_blocks(), p.out_tiles);
  where.block = dim3(static_cast<unsigned>(32 * p.warps));
  const bool gates = site > 0 && site % 2 == 0;
  const std::size_t tile =
      channel_bytes(p) + sizeof(float) * (static_cast<std::size_t>(p.depth) * (2 * p.width + p.tile_pitch(site)) +
                                          p.floats_behind(site, gates));
  where.shared_bytes = sizeof(Place) + std::max({tile, 32 * p.warps * sizeof(MomentSums), p.exchange_bytes()});
  const LayerKernel kernel = p.tensor()        ? tensor_layer_kernel(p.args.precision, site)
                             : p.outputs == 13 ? layer_kernel_of<EMODNA_FLOAT32, 13>(site)
                                               : layer_kernel_of<EMODNA_FLOAT32, 8>(site);
  return launch(stream, "encoder_forward", kernel, where, p, site);
}

}  // namespace emodna::cuda
