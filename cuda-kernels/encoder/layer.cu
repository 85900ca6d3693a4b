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
  // A tile's last channel is read up to a whole tile's frames, whatever lies there.
  const std::size_t floats = static_cast<std::size_t>(p.depth) * (2 * p.width + p.tile_pitch(site)) + tile_frames;
  where.shared_bytes = std::max({floats * sizeof(float), 32 * p.warps * 3 * sizeof(double), p.exchange_bytes()});
  const LayerKernel kernel = p.tensor()        ? tensor_layer_kernel(p.args.precision, site)
                             : p.outputs == 13 ? layer_kernel_of<EMODNA_FLOAT32, 13>(site)
                                               : layer_kernel_of<EMODNA_FLOAT32, 8>(site);
  return launch(stream, "encoder_forward", kernel, where, p, site);
}

}  // namespace emodna::cuda
