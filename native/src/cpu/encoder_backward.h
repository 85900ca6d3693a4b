// The encoder's backward pass on the CPU.
#ifndef EMODNA_CPU_ENCODER_BACKWARD_H
#define EMODNA_CPU_ENCODER_BACKWARD_H

#include "encoder_plan.h"

namespace emodna::cpu {

// Goes from the last block to the first in the same waves of streams. BatchNorm's gradient needs two sums over all
// rows of a layer before it can be passed on, so again a block has two phases.
class EncoderBackward {
 public:
  EncoderBackward(const EncoderPlan& plan, Pool& pool) : plan_(plan), args_(plan.args), pool_(pool) {}
  void run();

 private:
  void pack();
  void load_sequence_gradient(int stream, int row);
  void wave(int first, int count);
  void gate_phase(int stream, int slot, int chunk, int thread);
  void second_convolution(int stream, int slot, int block, int chunk, int thread);
  void first_convolution(int stream, int slot, int block, int chunk, int thread);
  void input_layer(int stream, int slot, int chunk, int thread);

  // dy of a site into a tile, from du.
  void through_batch_norm(int stream, int slot, int site, int row, Plane dy);
  // Gradient of a gate for one row: dh from the block after it (at = NULL: none), which is overwritten.
  // out: the gate's output again.
  void through_gate(int stream, int slot, int block, int row, Plane dh, Plane out, int thread);
  void through_convolution(int stream, int site, int frames, Plane dy, Plane add, Plane out, const Ahead& ahead);
  // Kernel and bias gradients of a chunk, from the tiles of dy (0 .. rows) and of the input (after those).
  void chunk_weights(int stream, int slot, int chunk, int thread, int inputs, int taps, std::ptrdiff_t dilation,
                     bool with_bias);
  void store_sums(int slot, int chunk, std::int64_t frames, int thread);
  void finish_sums(int stream, int slot, int site);
  void reduce_weights(int first, int count, int site);
  void add_block_weights(int encoder, int block);
  void write_dx(int encoder, int row, int thread);

  const EncoderPlan plan_;
  const emodna_encoder_args& args_;
  Pool& pool_;
};

}  // namespace emodna::cpu

#endif
