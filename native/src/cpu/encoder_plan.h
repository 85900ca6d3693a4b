// How one call of the encoder is cut into chunks, and where everything lies in its workspace.
#ifndef EMODNA_CPU_ENCODER_PLAN_H
#define EMODNA_CPU_ENCODER_PLAN_H

#include <initializer_list>

#include "context.h"
#include "simd/encoder_kernels.h"

namespace emodna::cpu {

// Rows [first, last) of one statistics domain that one thread works on at a time. Cut by shape alone.
struct RowChunk {
  int first, last, domain;
};

// A stream here is one direction of one encoder: stream 2 e + 0 reads x, 2 e + 1 its time reversal. A site is one
// of a stream's 2 n normalised convolutions. Streams run in waves: as few at a time as keep every thread busy, so
// that what one phase leaves is still in the cache when the next reads it.
class EncoderPlan {
 public:
  EncoderPlan(const emodna_encoder_args& args, Context& context);

  const emodna_encoder_args& args;
  const EncoderKernels& kernels;
  int streams, sites, wave;
  int chunks;         // of each stream
  int chunk_rows;     // at most
  std::size_t bytes;  // of workspace

  RowChunk chunk(int number) const;
  int chunks_of(int domain) const { return domain == 0 ? first_chunks_ : chunks - first_chunks_; }
  int domain_of(int row) const { return row < first_rows_ ? 0 : 1; }

  // Caller's tensors.
  int input_of(int stream) const { return stream / 2 / encoders_per_input_; }
  const float* x(int stream, int row) const;
  int frames(int stream, int row) const;  // the row's length
  const float* input_weight(int stream) const { return args.parameters + input_offset(stream); }
  const float* input_bias(int stream) const;
  const float* weight(int stream, int site) const { return args.parameters + site_offset(stream, site); }
  const float* bias(int stream, int site) const { return weight(stream, site) + 2 * square_; }
  const float* gamma(int stream, int site) const { return bias(stream, site) + args.channels; }
  const float* beta(int stream, int site) const { return gamma(stream, site) + args.channels; }
  const float* block_weights(int encoder) const { return args.parameters + encoder * parameters_ + 2 * per_stream_; }
  std::ptrdiff_t input_offset(int stream) const;           // of inp.weight; its bias after it
  std::ptrdiff_t site_offset(int stream, int site) const;  // of weight; bias, gamma, beta after it
  std::ptrdiff_t block_weights_offset(int encoder) const { return encoder * parameters_ + 2 * per_stream_; }
  float* running(int stream, int site, int domain) const;  // mean [C], variance [C]

  // Workspace.
  Plane h(int stream, int block, int row) const;  // input of a block
  Plane y(int stream, int site, int row) const;   // output of a convolution
  Plane dh(int stream, int row) const;
  Plane du(int slot, int row) const;
  Plane sequence(int stream, int row) const;               // sum of w_i h_i+1 of one stream; its gradient, going back
  double* weight_dots(int stream, int row) const;          // [n] that gradient times h_i+1, summed
  std::uint8_t* kept(int stream, int site, int row) const;  // [C], NULL without dropout
  float* time_sums(int stream, int row, int block) const;   // [C]
  float* mean(int stream, int site, int domain) const;      // [C], then 1 / sd [C], then gamma / sd [C]
  float* inverse_sd(int stream, int site, int domain) const { return mean(stream, site, domain) + args.channels; }
  float* scale(int stream, int site, int domain) const { return mean(stream, site, domain) + 2 * args.channels; }
  float* gradient_terms(int slot, int domain) const;  // p [C], q [C], r [C] of batch_norm_gradient()
  float* packed_input(int stream) const;
  float* packed(int stream, int site) const;
  double* sums(int slot, int chunk) const;            // [2][C] of a chunk, then how many frames it has
  float* weight_partials(int slot, int chunk) const;  // [largest kernel] + [C] bias
  std::ptrdiff_t largest_kernel() const { return largest_kernel_; }

  // Scratch of a thread.
  Plane tile(int thread, int number) const;  // at frame 0; zeros in front of it
  std::ptrdiff_t tile_pitch() const { return tile_pitch_; }
  int tiles() const { return 2 * chunk_rows + 2; }
  float* lanes(int thread) const;               // [C][2][kSumLanes]
  float* vector(int thread, int number) const;  // number < 3: [max(C, F)]

  Normalisation normalisation(int stream, int site, int row) const;
  bool has_sequence() const { return args.sequence != EMODNA_SEQUENCE_NONE; }
  // Whether a stream's planes hold the sequence's frames in reverse.
  bool turned(int stream) const { return args.sequence == EMODNA_SEQUENCE_TURNED_BACK && stream % 2 == 1; }
  float keep_scale() const { return dropout_ ? 1.0f / (1.0f - args.dropout) : 1.0f; }

  // What the row after `row` in its chunk needs, from the planes of `row`.
  Ahead ahead(int row, const RowChunk& rows, std::initializer_list<Plane> planes) const;

  // Zeros in front of every tile, where causal convolutions read.
  void clear_margins() const;

 private:
  std::size_t reserve(std::size_t count, std::size_t size);
  template <class T>
  T* at(std::size_t offset) const {
    return reinterpret_cast<T*>(static_cast<char*>(args.workspace) + offset);
  }

  int threads_, encoders_per_input_, first_rows_, first_chunks_;
  bool dropout_;
  std::ptrdiff_t square_, per_stream_, parameters_, padded_frames_, plane_, tile_stride_, tile_pitch_, widest_;
  std::ptrdiff_t largest_kernel_, packed_stream_, scratch_;
  std::size_t h_, y_, dh_, du_, kept_, time_sums_, statistics_, gradient_terms_, packed_, sums_, partials_, scratch_at_;
  std::size_t sequence_, weight_dots_;
};

}  // namespace emodna::cpu

#endif
