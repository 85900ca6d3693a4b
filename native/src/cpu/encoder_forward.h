// The encoder's forward pass on the CPU.
#ifndef EMODNA_CPU_ENCODER_FORWARD_H
#define EMODNA_CPU_ENCODER_FORWARD_H

#include "encoder_plan.h"

namespace emodna::cpu {

// In train mode the batch statistics need every row of a convolution's output before the next layer may start:
// two phases a block, each parallel over the chunks of a wave of streams. In evaluation a row runs through
// all blocks by itself and stays in the cache.
class EncoderForward {
 public:
  EncoderForward(const EncoderPlan& plan, Pool& pool) : plan_(plan), args_(plan.args), pool_(pool) {}
  void run();

 private:
  void pack();
  void use_running_statistics();
  void train_wave(int first, int count);
  void evaluate_row(int stream, int row, int thread);
  void first_phase(int stream, int slot, int block, int chunk, int thread);
  void second_phase(int stream, int slot, int block, int chunk, int thread);
  void last_phase(int stream, int chunk, int thread);
  void input_layer(int stream, int row, int frames, int thread, Plane out);
  void convolve(int stream, int site, int frames, Plane in, Plane out, const Ahead& ahead);
  void draw_dropout(int stream, int site, int row);
  // Moments of a chunk's rows, row by row in order.
  void add_moments(int stream, int site, int row, bool first, int thread);
  void store_moments(int slot, int chunk, std::int64_t frames, int thread);
  void finish_statistics(int stream, int slot, int site);
  // A block's output, once it is there.
  void add_to_sequence(int stream, int row, int block, Plane out);
  void write_output(int encoder, int row);
  void write_sequence(int encoder, int row);

  const EncoderPlan plan_;
  const emodna_encoder_args& args_;
  Pool& pool_;
};

}  // namespace emodna::cpu

#endif
