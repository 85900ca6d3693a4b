#include "encoder_forward.h"

#include <algorithm>
#include <cmath>

#include "philox.h"

namespace emodna::cpu {

void EncoderForward::run() {
  plan_.clear_margins();
  pack();
  if (args_.train) {
    for (int first = 0; first < plan_.streams; first += plan_.wave) {
      train_wave(first, std::min(plan_.wave, plan_.streams - first));
    }
  } else {
    use_running_statistics();
    pool_.run(static_cast<std::int64_t>(plan_.streams) * args_.batch, [&](std::int64_t item, int thread) {
      evaluate_row(static_cast<int>(item / args_.batch), static_cast<int>(item % args_.batch), thread);
    });
  }
  pool_.run(static_cast<std::int64_t>(args_.groups) * plan_.chunks, [&](std::int64_t item, int) {
    const RowChunk rows = plan_.chunk(static_cast<int>(item % plan_.chunks));
    const int encoder = static_cast<int>(item / plan_.chunks);
    for (int row = rows.first; row < rows.last; ++row) {
      write_output(encoder, row);
      if (plan_.has_sequence()) write_sequence(encoder, row);
    }
  });
}

void EncoderForward::pack() {
  const int c = args_.channels, f = args_.features;
  pool_.run(static_cast<std::int64_t>(plan_.streams) * (plan_.sites + 1), [&](std::int64_t item, int) {
    const int stream = static_cast<int>(item / (plan_.sites + 1)),
              site = static_cast<int>(item % (plan_.sites + 1)) - 1;
    if (site < 0) {
      plan_.kernels.pack(plan_.input_weight(stream), f, 1, c, f, 1, plan_.packed_input(stream));
    } else {
      plan_.kernels.pack(plan_.weight(stream, site), 2 * c, 2, c, c, 2, plan_.packed(stream, site));
    }
  });
}

void EncoderForward::use_running_statistics() {
  for (int stream = 0; stream < plan_.streams; ++stream) {
    for (int site = 0; site < plan_.sites; ++site) {
      for (int domain = 0; domain < args_.domains; ++domain) {
        const float* running = plan_.running(stream, site, domain);
        for (int c = 0; c < args_.channels; ++c) {
          const double inverse = 1 / std::sqrt(static_cast<double>(running[args_.channels + c]) + args_.epsilon);
          plan_.mean(stream, site, domain)[c] = running[c];
          plan_.inverse_sd(stream, site, domain)[c] = static_cast<float>(inverse);
          plan_.scale(stream, site, domain)[c] = static_cast<float>(inverse * plan_.gamma(stream, site)[c]);
        }
      }
    }
  }
}

void EncoderForward::train_wave(int first, int count) {
  const std::int64_t items = static_cast<std::int64_t>(count) * plan_.chunks;
  const auto slot_of = [&](std::int64_t item) { return static_cast<int>(item / plan_.chunks); };
  const auto chunk_of = [&](std::int64_t item) { return static_cast<int>(item % plan_.chunks); };
  const auto finish = [&](int site) {
    pool_.run(count, [&](std::int64_t slot, int) {
      finish_statistics(first + static_cast<int>(slot), static_cast<int>(slot), site);
    });
  };
  for (int block = 0; block < args_.blocks; ++block) {
    pool_.run(items, [&](std::int64_t item, int thread) {
      first_phase(first + slot_of(item), slot_of(item), block, chunk_of(item), thread);
    });
    finish(2 * block);
    pool_.run(items, [&](std::int64_t item, int thread) {
      second_phase(first + slot_of(item), slot_of(item), block, chunk_of(item), thread);
    });
    finish(2 * block + 1);
  }
  pool_.run(items, [&](std::int64_t item, int thread) { last_phase(first + slot_of(item), chunk_of(item), thread); });
}

// The block's input (the gate of the block before, or the input layer), then its first convolution.
void EncoderForward::first_phase(int stream, int slot, int block, int chunk, int thread) {
  const RowChunk rows = plan_.chunk(chunk);
  const Plane tile = plan_.tile(thread, 0);
  std::int64_t total = 0;
  for (int row = rows.first; row < rows.last; ++row) {
    const int frames = plan_.frames(stream, row);
    if (frames == 0) continue;
    if (block == 0) {
      input_layer(stream, row, frames, thread, tile);
      plan_.kernels.copy(tile, args_.channels, frames, plan_.h(stream, 0, row));
    } else {
      const int site = 2 * block - 1;
      draw_dropout(stream, site, row);
      plan_.kernels.gate(plan_.h(stream, block - 1, row), plan_.y(stream, site, row),
                         plan_.normalisation(stream, site, row), args_.channels, frames, tile,
                         plan_.h(stream, block, row), plan_.time_sums(stream, row, block - 1));
      add_to_sequence(stream, row, block - 1, tile);
    }
    const Plane y = plan_.y(stream, 2 * block, row);
    Ahead ahead = plan_.ahead(row, rows, {y, plan_.h(stream, block, row)});
    if (block > 0) {
      ahead = plan_.ahead(
          row, rows,
          {plan_.h(stream, block - 1, row), plan_.y(stream, 2 * block - 1, row), y, plan_.h(stream, block, row)});
    }
    convolve(stream, 2 * block, frames, tile, y, ahead);
    add_moments(stream, 2 * block, row, total == 0, thread);
    total += frames;
  }
  store_moments(slot, chunk, total, thread);
}

void EncoderForward::second_phase(int stream, int slot, int block, int chunk, int thread) {
  const RowChunk rows = plan_.chunk(chunk);
  const Plane tile = plan_.tile(thread, 0);
  const int site = 2 * block;
  std::int64_t total = 0;
  for (int row = rows.first; row < rows.last; ++row) {
    const int frames = plan_.frames(stream, row);
    if (frames == 0) continue;
    draw_dropout(stream, site, row);
    plan_.kernels.normalise(plan_.y(stream, site, row), plan_.normalisation(stream, site, row), args_.channels, frames,
                            tile);
    const Plane y = plan_.y(stream, site + 1, row);
    convolve(stream, site + 1, frames, tile, y, plan_.ahead(row, rows, {plan_.y(stream, site, row), y}));
    add_moments(stream, site + 1, row, total == 0, thread);
    total += frames;
  }
  store_moments(slot, chunk, total, thread);
}

// The last block's gate, of which only the time sums are wanted, and its part of the sequence.
void EncoderForward::last_phase(int stream, int chunk, int thread) {
  const RowChunk rows = plan_.chunk(chunk);
  const int block = args_.blocks - 1, site = 2 * block + 1;
  for (int row = rows.first; row < rows.last; ++row) {
    const int frames = plan_.frames(stream, row);
    if (frames == 0) continue;
    draw_dropout(stream, site, row);
    plan_.kernels.gate(plan_.h(stream, block, row), plan_.y(stream, site, row), plan_.normalisation(stream, site, row),
                       args_.channels, frames, plan_.tile(thread, 0), Plane{}, plan_.time_sums(stream, row, block));
    add_to_sequence(stream, row, block, plan_.tile(thread, 0));
  }
}

void EncoderForward::evaluate_row(int stream, int row, int thread) {
  const int frames = plan_.frames(stream, row), channels = args_.channels;
  if (frames == 0) return;
  const Plane h = plan_.tile(thread, 0), a = plan_.tile(thread, 1), scratch = plan_.tile(thread, 2);
  input_layer(stream, row, frames, thread, h);
  for (int block = 0; block < args_.blocks; ++block) {
    const int first = 2 * block, second = first + 1;
    if (args_.keep) plan_.kernels.copy(h, channels, frames, plan_.h(stream, block, row));
    const Plane y1 = args_.keep ? plan_.y(stream, first, row) : a;
    convolve(stream, first, frames, h, y1, Ahead{});
    plan_.kernels.normalise(y1, plan_.normalisation(stream, first, row), channels, frames, a);
    const Plane y2 = args_.keep ? plan_.y(stream, second, row) : scratch;
    convolve(stream, second, frames, a, y2, Ahead{});
    plan_.kernels.gate(h, y2, plan_.normalisation(stream, second, row), channels, frames, h, Plane{},
                       plan_.time_sums(stream, row, block));
    add_to_sequence(stream, row, block, h);
  }
}

void EncoderForward::input_layer(int stream, int row, int frames, int thread, Plane out) {
  const Plane x = plan_.tile(thread, 1);
  plan_.kernels.load(plan_.x(stream, row), args_.features, frames, stream % 2 == 1, x);
  Convolution c{};
  c.in = x;
  c.out = out;
  c.weights = plan_.packed_input(stream);
  c.start = plan_.input_bias(stream);
  c.rows = args_.channels;
  c.inputs = args_.features;
  c.frames = frames;
  c.taps = 1;
  plan_.kernels.convolve(c);
}

void EncoderForward::convolve(int stream, int site, int frames, Plane in, Plane out, const Ahead& ahead) {
  Convolution c{};
  c.in = in;
  c.out = out;
  c.weights = plan_.packed(stream, site);
  c.start = plan_.bias(stream, site);
  c.rows = args_.channels;
  c.inputs = args_.channels;
  c.frames = frames;
  c.taps = 2;
  c.shift = -(std::ptrdiff_t{1} << (site / 2));
  c.ahead = ahead;
  plan_.kernels.convolve(c);
}

void EncoderForward::draw_dropout(int stream, int site, int row) {
  std::uint8_t* kept = plan_.kept(stream, site, row);
  if (kept == nullptr) return;
  const int encoder = stream / 2, per_input = args_.groups / args_.inputs;
  const std::uint64_t step = static_cast<std::uint64_t>(*args_.step), seed = args_.seeds[plan_.input_of(stream)];
  const std::uint32_t place = static_cast<std::uint32_t>(encoder % per_input) << 16 |
                              static_cast<std::uint32_t>(stream % 2 * plan_.sites + site);
  const double threshold = static_cast<double>(args_.dropout) * 4294967296.0;
  for (int c = 0; c < args_.channels; c += 4) {
    const auto words = philox({static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32), place,
                               static_cast<std::uint32_t>(row) << 12 | static_cast<std::uint32_t>(c / 4)},
                              seed);
    for (int lane = 0; lane < std::min(4, args_.channels - c); ++lane) {
      kept[c + lane] = static_cast<double>(words[lane]) >= threshold;
    }
  }
}

void EncoderForward::add_moments(int stream, int site, int row, bool first, int thread) {
  const Plane y = plan_.y(stream, site, row);
  const int frames = plan_.frames(stream, row);
  // Moments are taken about the mean of the chunk's first row: about 0 they would cancel where the mean is large.
  float* shift = plan_.vector(thread, 0);
  if (first) {
    std::fill_n(plan_.lanes(thread), 2 * kSumLanes * args_.channels, 0.0f);
    std::fill_n(shift, args_.channels, 0.0f);
    plan_.kernels.add_sums(y, args_.channels, frames, shift);
    for (int c = 0; c < args_.channels; ++c) shift[c] /= static_cast<float>(frames);
  }
  plan_.kernels.add_moments(y, args_.channels, frames, shift, plan_.lanes(thread));
}

// Leaves the chunk's mean [C], sum of squares about it [C], and frames.
void EncoderForward::store_moments(int slot, int chunk, std::int64_t frames, int thread) {
  double* mean = plan_.sums(slot, chunk);
  double* squares = mean + args_.channels;
  squares[args_.channels] = static_cast<double>(frames);
  if (frames == 0) return;
  const float* shift = plan_.vector(thread, 0);
  plan_.kernels.fold_lanes(plan_.lanes(thread), args_.channels, mean, squares);
  for (int c = 0; c < args_.channels; ++c) {
    const double first = mean[c] / static_cast<double>(frames);
    squares[c] = std::max(0.0, squares[c] - first * mean[c]);
    mean[c] = shift[c] + first;
  }
}

// The chunks' moments together, in chunk order.
void EncoderForward::finish_statistics(int stream, int slot, int site) {
  const int channels = args_.channels;
  for (int domain = 0, begin = 0; domain < args_.domains; begin += plan_.chunks_of(domain), ++domain) {
    const int end = begin + plan_.chunks_of(domain);
    double count = 0, mean[EMODNA_MOST_CHANNELS] = {}, squares[EMODNA_MOST_CHANNELS] = {};
    for (int chunk = begin; chunk < end; ++chunk) {
      const double* sums = plan_.sums(slot, chunk);
      const double frames = sums[2 * channels];
      count += frames;
      for (int c = 0; c < channels && frames > 0; ++c) mean[c] += frames * sums[c];
    }
    if (count == 0) continue;
    for (int c = 0; c < channels; ++c) mean[c] /= count;
    for (int chunk = begin; chunk < end; ++chunk) {
      const double* sums = plan_.sums(slot, chunk);
      const double frames = sums[2 * channels];
      for (int c = 0; c < channels && frames > 0; ++c) {
        squares[c] += sums[channels + c] + frames * (sums[c] - mean[c]) * (sums[c] - mean[c]);
      }
    }
    float* running = plan_.running(stream, site, domain);
    const double momentum = args_.momentum;
    for (int c = 0; c < channels; ++c) {
      const double variance = squares[c] / count, inverse = 1 / std::sqrt(variance + args_.epsilon);
      plan_.mean(stream, site, domain)[c] = static_cast<float>(mean[c]);
      plan_.inverse_sd(stream, site, domain)[c] = static_cast<float>(inverse);
      plan_.scale(stream, site, domain)[c] = static_cast<float>(inverse * plan_.gamma(stream, site)[c]);
      running[c] = static_cast<float>(momentum * running[c] + (1 - momentum) * mean[c]);
      running[channels + c] = static_cast<float>(momentum * running[channels + c] + (1 - momentum) * variance);
    }
  }
}

void EncoderForward::add_to_sequence(int stream, int row, int block, Plane out) {
  if (!plan_.has_sequence()) return;
  plan_.kernels.scaled(out, plan_.block_weights(stream / 2)[block], block > 0, args_.channels,
                       plan_.frames(stream, row), plan_.sequence(stream, row));
}

void EncoderForward::write_output(int encoder, int row) {
  const int channels = args_.channels, blocks = args_.blocks, frames = plan_.frames(2 * encoder, row);
  const std::ptrdiff_t number = static_cast<std::ptrdiff_t>(encoder) * args_.batch + row;
  const float* weights = plan_.block_weights(encoder);
  float* z = args_.z != nullptr ? args_.z + number * channels : nullptr;
  if (z != nullptr) std::fill_n(z, channels, 0.0f);
  for (int block = 0; block < blocks; ++block) {
    const float* forward = plan_.time_sums(2 * encoder, row, block);
    const float* backward = plan_.time_sums(2 * encoder + 1, row, block);
    for (int c = 0; c < channels; ++c) {
      const float g = frames == 0 ? 0.0f : (forward[c] + backward[c]) / static_cast<float>(frames);
      if (z != nullptr) z[c] += weights[block] * g;
      if (args_.g != nullptr) args_.g[(number * blocks + block) * channels + c] = g;
    }
  }
}

void EncoderForward::write_sequence(int encoder, int row) {
  const int channels = args_.channels, frames = plan_.frames(2 * encoder, row);
  const Plane forward = plan_.sequence(2 * encoder, row), backward = plan_.sequence(2 * encoder + 1, row);
  const bool turned = plan_.turned(2 * encoder + 1);
  float* y = args_.y + (static_cast<std::ptrdiff_t>(encoder) * args_.batch + row) * args_.frames * channels;
  for (std::ptrdiff_t t = 0; t < frames; ++t) {
    const std::ptrdiff_t other = turned ? frames - 1 - t : t;
    for (int c = 0; c < channels; ++c) {
      y[t * channels + c] = forward.at[c * forward.stride + t] + backward.at[c * backward.stride + other];
    }
  }
  std::fill(y + static_cast<std::ptrdiff_t>(frames) * channels, y + static_cast<std::ptrdiff_t>(args_.frames) * channels,
            0.0f);
}

}  // namespace emodna::cpu
