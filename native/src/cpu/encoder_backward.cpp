#include "encoder_backward.h"

#include <algorithm>

namespace emodna::cpu {
namespace {

// Weights that one thread sums over the chunks at a time.
constexpr int kSlice = 512;
constexpr int kInputLayer = -1;

}  // namespace

void EncoderBackward::run() {
  plan_.clear_margins();
  pack();
  if (plan_.has_sequence()) {
    pool_.run(static_cast<std::int64_t>(plan_.streams) * args_.batch, [&](std::int64_t item, int) {
      load_sequence_gradient(static_cast<int>(item / args_.batch), static_cast<int>(item % args_.batch));
    });
  }
  for (int first = 0; first < plan_.streams; first += plan_.wave) {
    wave(first, std::min(plan_.wave, plan_.streams - first));
  }
  pool_.run(static_cast<std::int64_t>(args_.groups) * args_.blocks, [&](std::int64_t item, int) {
    add_block_weights(static_cast<int>(item / args_.blocks), static_cast<int>(item % args_.blocks));
  });
  if (args_.dx != nullptr) {
    pool_.run(static_cast<std::int64_t>(args_.groups) * args_.batch, [&](std::int64_t item, int thread) {
      write_dx(static_cast<int>(item / args_.batch), static_cast<int>(item % args_.batch), thread);
    });
  }
}

// The kernels transposed: what was an input is an output now.
void EncoderBackward::pack() {
  const int c = args_.channels, f = args_.features;
  pool_.run(static_cast<std::int64_t>(plan_.streams) * (plan_.sites + 1), [&](std::int64_t item, int) {
    const int stream = static_cast<int>(item / (plan_.sites + 1)),
              site = static_cast<int>(item % (plan_.sites + 1)) - 1;
    if (site < 0) {
      plan_.kernels.pack(plan_.input_weight(stream), 1, f, f, c, 1, plan_.packed_input(stream));
    } else {
      plan_.kernels.pack(plan_.weight(stream, site), 2, 2 * c, c, c, 2, plan_.packed(stream, site));
    }
  });
}

void EncoderBackward::load_sequence_gradient(int stream, int row) {
  const int frames = plan_.frames(stream, row), channels = args_.channels;
  if (frames == 0) return;
  const std::ptrdiff_t number = static_cast<std::ptrdiff_t>(stream / 2) * args_.batch + row;
  plan_.kernels.load(args_.dy + number * args_.frames * channels, channels, frames, plan_.turned(stream),
                     plan_.sequence(stream, row));
}

void EncoderBackward::wave(int first, int count) {
  const std::int64_t items = static_cast<std::int64_t>(count) * plan_.chunks;
  const auto slot_of = [&](std::int64_t item) { return static_cast<int>(item / plan_.chunks); };
  const auto chunk_of = [&](std::int64_t item) { return static_cast<int>(item % plan_.chunks); };
  const auto finish = [&](int site) {
    pool_.run(count, [&](std::int64_t slot, int) {
      finish_sums(first + static_cast<int>(slot), static_cast<int>(slot), site);
    });
  };
  pool_.run(items, [&](std::int64_t item, int thread) {
    gate_phase(first + slot_of(item), slot_of(item), chunk_of(item), thread);
  });
  for (int block = args_.blocks - 1; block >= 0; --block) {
    finish(2 * block + 1);
    pool_.run(items, [&](std::int64_t item, int thread) {
      second_convolution(first + slot_of(item), slot_of(item), block, chunk_of(item), thread);
    });
    reduce_weights(first, count, 2 * block + 1);
    finish(2 * block);
    pool_.run(items, [&](std::int64_t item, int thread) {
      first_convolution(first + slot_of(item), slot_of(item), block, chunk_of(item), thread);
    });
    reduce_weights(first, count, 2 * block);
  }
  pool_.run(items, [&](std::int64_t item, int thread) {
    input_layer(first + slot_of(item), slot_of(item), chunk_of(item), thread);
  });
  reduce_weights(first, count, kInputLayer);
}

void EncoderBackward::gate_phase(int stream, int slot, int chunk, int thread) {
  const RowChunk rows = plan_.chunk(chunk);
  std::fill_n(plan_.lanes(thread), 2 * kSumLanes * args_.channels, 0.0f);
  std::int64_t total = 0;
  for (int row = rows.first; row < rows.last; ++row) {
    total += plan_.frames(stream, row);
    through_gate(stream, slot, args_.blocks - 1, row, Plane{}, plan_.tile(thread, 0), thread);
  }
  store_sums(slot, chunk, total, thread);
}

void EncoderBackward::second_convolution(int stream, int slot, int block, int chunk, int thread) {
  const RowChunk rows = plan_.chunk(chunk);
  const int channels = args_.channels, site = 2 * block;
  const Plane da = plan_.tile(thread, 2 * plan_.chunk_rows);
  std::fill_n(plan_.lanes(thread), 2 * kSumLanes * channels, 0.0f);
  std::int64_t total = 0;
  for (int row = rows.first; row < rows.last; ++row) {
    const int frames = plan_.frames(stream, row);
    total += frames;
    if (frames == 0) continue;
    const Plane dy = plan_.tile(thread, row - rows.first);
    const Plane a = plan_.tile(thread, plan_.chunk_rows + row - rows.first);
    const Plane y = plan_.y(stream, site, row);
    const Normalisation bn = plan_.normalisation(stream, site, row);
    through_batch_norm(stream, slot, site + 1, row, dy);
    plan_.kernels.normalise(y, bn, channels, frames, a);
    const Plane du = plan_.du(slot, row);
    through_convolution(stream, site + 1, frames, dy, Plane{}, da,
                        plan_.ahead(row, rows, {du, plan_.y(stream, site + 1, row), y}));
    plan_.kernels.normalise_gradient(da, a, y, bn.mean, bn.keep, channels, frames, du, plan_.lanes(thread));
  }
  chunk_weights(stream, slot, chunk, thread, channels, 2, std::ptrdiff_t{1} << block, args_.train == 0);
  store_sums(slot, chunk, total, thread);
}

// Also the gate of the block before, whose output is this block's input.
void EncoderBackward::first_convolution(int stream, int slot, int block, int chunk, int thread) {
  const RowChunk rows = plan_.chunk(chunk);
  const Plane dh = plan_.tile(thread, 2 * plan_.chunk_rows);
  std::fill_n(plan_.lanes(thread), 2 * kSumLanes * args_.channels, 0.0f);
  std::int64_t total = 0;
  for (int row = rows.first; row < rows.last; ++row) {
    const int frames = plan_.frames(stream, row);
    total += frames;
    if (frames == 0) continue;
    const Plane dy = plan_.tile(thread, row - rows.first);
    const Plane h = plan_.tile(thread, plan_.chunk_rows + row - rows.first);
    through_batch_norm(stream, slot, 2 * block, row, dy);
    const Plane straight = plan_.dh(stream, row), du = plan_.du(slot, row), y = plan_.y(stream, 2 * block, row);
    if (block == 0) {
      plan_.kernels.copy(plan_.h(stream, 0, row), args_.channels, frames, h);
      through_convolution(stream, 0, frames, dy, straight, straight,
                          plan_.ahead(row, rows, {du, y, straight, plan_.h(stream, 0, row)}));
    } else {
      through_convolution(
          stream, 2 * block, frames, dy, straight, dh,
          plan_.ahead(row, rows,
                      {du, y, straight, plan_.h(stream, block - 1, row), plan_.y(stream, 2 * block - 1, row)}));
      through_gate(stream, slot, block - 1, row, dh, h, thread);
    }
  }
  chunk_weights(stream, slot, chunk, thread, args_.channels, 2, std::ptrdiff_t{1} << block, args_.train == 0);
  store_sums(slot, chunk, total, thread);
}

void EncoderBackward::input_layer(int stream, int slot, int chunk, int thread) {
  const RowChunk rows = plan_.chunk(chunk);
  for (int row = rows.first; row < rows.last; ++row) {
    const int frames = plan_.frames(stream, row);
    if (frames == 0) continue;
    plan_.kernels.copy(plan_.dh(stream, row), args_.channels, frames, plan_.tile(thread, row - rows.first));
    plan_.kernels.load(plan_.x(stream, row), args_.features, frames, stream % 2 == 1,
                       plan_.tile(thread, plan_.chunk_rows + row - rows.first));
  }
  chunk_weights(stream, slot, chunk, thread, args_.features, 1, 0, true);
}

void EncoderBackward::through_batch_norm(int stream, int slot, int site, int row, Plane dy) {
  const int domain = plan_.domain_of(row), channels = args_.channels;
  const float* terms = plan_.gradient_terms(slot, domain);
  plan_.kernels.batch_norm_gradient(plan_.du(slot, row), plan_.y(stream, site, row), plan_.mean(stream, site, domain),
                                    terms, terms + channels, terms + 2 * channels, channels, plan_.frames(stream, row),
                                    dy);
}

void EncoderBackward::through_gate(int stream, int slot, int block, int row, Plane dh, Plane out, int thread) {
  const int frames = plan_.frames(stream, row), channels = args_.channels, encoder = stream / 2;
  if (frames == 0) return;
  // The gate's output also has its time mean in z.
  const float weight = plan_.block_weights(encoder)[block] / static_cast<float>(frames);
  float* add = plan_.vector(thread, 0);
  std::fill_n(add, channels, 0.0f);
  if (args_.dz != nullptr) {
    const float* dz = args_.dz + (static_cast<std::ptrdiff_t>(encoder) * args_.batch + row) * channels;
    for (int c = 0; c < channels; ++c) add[c] = weight * dz[c];
  }
  const bool first = dh.at == nullptr;
  if (plan_.has_sequence()) {
    if (first) dh = plan_.tile(thread, 1);
    plan_.kernels.scaled(plan_.sequence(stream, row), plan_.block_weights(encoder)[block], !first, channels, frames,
                         dh);
  }
  const int site = 2 * block + 1;
  plan_.kernels.gate_gradient(dh, add, plan_.h(stream, block, row), plan_.y(stream, site, row),
                              plan_.normalisation(stream, site, row), channels, frames, out, plan_.dh(stream, row),
                              plan_.du(slot, row), plan_.lanes(thread));
  if (plan_.has_sequence()) {
    plan_.weight_dots(stream, row)[block] = plan_.kernels.dot(plan_.sequence(stream, row), out, channels, frames);
  }
}

void EncoderBackward::through_convolution(int stream, int site, int frames, Plane dy, Plane add, Plane out,
                                          const Ahead& ahead) {
  Convolution c{};
  c.in = dy;
  c.out = out;
  c.weights = plan_.packed(stream, site);
  c.add = add;
  c.rows = args_.channels;
  c.inputs = args_.channels;
  c.frames = frames;
  c.taps = 2;
  c.shift = std::ptrdiff_t{1} << (site / 2);
  c.ahead = ahead;
  plan_.kernels.convolve(c);
}

void EncoderBackward::chunk_weights(int stream, int slot, int chunk, int thread, int inputs, int taps,
                                    std::ptrdiff_t dilation, bool with_bias) {
  const RowChunk rows = plan_.chunk(chunk);
  // A chunk has a few rows (EncoderPlan).
  int frames[64];
  const int count = rows.last - rows.first;
  for (int row = 0; row < count; ++row) frames[row] = plan_.frames(stream, rows.first + row);
  WeightGradient g{};
  g.dy = plan_.tile(thread, 0);
  g.in = plan_.tile(thread, plan_.chunk_rows);
  g.pitch = plan_.tile_pitch();
  g.frames = frames;
  g.rows = count;
  g.outputs = args_.channels;
  g.inputs = inputs;
  g.taps = taps;
  g.dilation = dilation;
  g.out = plan_.weight_partials(slot, chunk);
  plan_.kernels.weight_gradient(g);
  float* bias = g.out + plan_.largest_kernel();
  std::fill_n(bias, args_.channels, 0.0f);
  if (!with_bias) return;
  for (int row = 0; row < count; ++row) {
    plan_.kernels.add_sums(plan_.tile(thread, row), args_.channels, frames[row], bias);
  }
}

// Leaves the sums of du [C] and of du (y - mean) [C], and the chunk's frames.
void EncoderBackward::store_sums(int slot, int chunk, std::int64_t frames, int thread) {
  double* sums = plan_.sums(slot, chunk);
  plan_.kernels.fold_lanes(plan_.lanes(thread), args_.channels, sums, sums + args_.channels);
  sums[2 * args_.channels] = static_cast<double>(frames);
}

// Gradients of gamma and beta, and what batch_norm_gradient() needs.
void EncoderBackward::finish_sums(int stream, int slot, int site) {
  const int channels = args_.channels;
  float* dgamma = args_.dparameters + (plan_.gamma(stream, site) - args_.parameters);
  float* dbeta = args_.dparameters + (plan_.beta(stream, site) - args_.parameters);
  for (int c = 0; c < channels; ++c) {
    double of_gamma = 0, of_beta = 0;
    for (int domain = 0, begin = 0; domain < args_.domains; begin += plan_.chunks_of(domain), ++domain) {
      double first = 0, second = 0, frames = 0;
      for (int chunk = begin; chunk < begin + plan_.chunks_of(domain); ++chunk) {
        const double* sums = plan_.sums(slot, chunk);
        first += sums[c];
        second += sums[channels + c];
        frames += sums[2 * channels];
      }
      if (frames == 0) continue;
      const double inverse = plan_.inverse_sd(stream, site, domain)[c], scale = plan_.scale(stream, site, domain)[c];
      of_beta += first;
      of_gamma += second * inverse;
      // In evaluation mean and variance are constants.
      float* terms = plan_.gradient_terms(slot, domain);
      terms[c] = static_cast<float>(scale);
      terms[channels + c] = args_.train ? static_cast<float>(-scale * first / frames) : 0.0f;
      terms[2 * channels + c] = args_.train ? static_cast<float>(-scale * inverse * inverse * second / frames) : 0.0f;
    }
    dgamma[c] += static_cast<float>(of_gamma);
    dbeta[c] += static_cast<float>(of_beta);
  }
}

// Adds up the chunks' partial gradients of a site's (or the input layer's) kernel and bias in chunk order.
void EncoderBackward::reduce_weights(int first, int count, int site) {
  const std::ptrdiff_t channels = args_.channels;
  const std::ptrdiff_t kernel = site == kInputLayer ? channels * args_.features : 2 * channels * channels;
  const std::int64_t slices = (kernel + channels + kSlice - 1) / kSlice;
  pool_.run(count * slices, [&](std::int64_t item, int) {
    const int slot = static_cast<int>(item / slices), stream = first + slot;
    float* to =
        args_.dparameters + (site == kInputLayer ? plan_.input_offset(stream) : plan_.site_offset(stream, site));
    const std::ptrdiff_t begin = item % slices * kSlice, end = std::min(begin + kSlice, kernel + channels);
    const float* partials = plan_.weight_partials(slot, 0);
    const std::ptrdiff_t pitch = plan_.largest_kernel() + channels;
    const std::ptrdiff_t border = std::clamp(kernel, begin, end);  // the bias begins here
    plan_.kernels.add_partials(partials + begin, pitch, plan_.chunks, static_cast<int>(border - begin), to + begin);
    plan_.kernels.add_partials(partials + plan_.largest_kernel() + (border - kernel), pitch, plan_.chunks,
                               static_cast<int>(end - border), to + border);
  });
}

void EncoderBackward::add_block_weights(int encoder, int block) {
  const int channels = args_.channels;
  double total = 0;
  for (int row = 0; row < args_.batch; ++row) {
    const int frames = plan_.frames(2 * encoder, row);
    if (frames == 0) continue;
    if (plan_.has_sequence()) {
      total += plan_.weight_dots(2 * encoder, row)[block] + plan_.weight_dots(2 * encoder + 1, row)[block];
    }
    if (args_.dz == nullptr) continue;
    const float* dz = args_.dz + (static_cast<std::ptrdiff_t>(encoder) * args_.batch + row) * channels;
    const float* forward = plan_.time_sums(2 * encoder, row, block);
    const float* backward = plan_.time_sums(2 * encoder + 1, row, block);
    double sum = 0;
    for (int c = 0; c < channels; ++c) sum += static_cast<double>(dz[c]) * (forward[c] + backward[c]);
    total += sum / frames;
  }
  args_.dparameters[plan_.block_weights_offset(encoder) + block] += static_cast<float>(total);
}

void EncoderBackward::write_dx(int encoder, int row, int thread) {
  const int features = args_.features, frames = plan_.frames(2 * encoder, row);
  const Plane parts[2] = {plan_.tile(thread, 0), plan_.tile(thread, 1)};
  for (int direction = 0; direction < 2; ++direction) {
    const int stream = 2 * encoder + direction;
    Convolution c{};
    c.in = plan_.dh(stream, row);
    c.out = parts[direction];
    c.weights = plan_.packed_input(stream);
    c.rows = features;
    c.inputs = args_.channels;
    c.frames = frames;
    c.taps = 1;
    plan_.kernels.convolve(c);
  }
  float* dx = args_.dx + (static_cast<std::ptrdiff_t>(encoder) * args_.batch + row) * args_.frames * features;
  for (std::ptrdiff_t t = 0; t < args_.frames; ++t) {
    for (int f = 0; f < features; ++f) {
      dx[t * features + f] =
          t < frames ? parts[0].at[f * parts[0].stride + t] + parts[1].at[f * parts[1].stride + frames - 1 - t] : 0.0f;
    }
  }
}

}  // namespace emodna::cpu
