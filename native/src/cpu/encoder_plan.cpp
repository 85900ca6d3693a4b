#include "encoder_plan.h"

#include <algorithm>

namespace emodna::cpu {
namespace {

std::ptrdiff_t round_up(std::ptrdiff_t value, std::ptrdiff_t unit) { return (value + unit - 1) / unit * unit; }

const EncoderKernels& kernels_of(Isa isa) {
#if defined(EMODNA_X86)
  if (isa == Isa::avx512) return avx512::encoder_kernels;
  if (isa == Isa::avx2) return avx2::encoder_kernels;
#endif
  return portable::encoder_kernels;
}

// The tiles of a chunk's rows should stay in the second-level cache.
constexpr int kChunkFrames = 1024, kChunkRows = 4, kChunksWanted = 32;

}  // namespace

EncoderPlan::EncoderPlan(const emodna_encoder_args& a, Context& context)
    : args(a),
      kernels(kernels_of(context.isa)),
      streams(2 * a.groups),
      sites(2 * a.blocks),
      bytes(0),
      threads_(context.pool.threads()) {
  const std::ptrdiff_t c = a.channels, f = a.features;
  encoders_per_input_ = a.groups / a.inputs;
  first_rows_ = a.domains == 2 ? a.domain_rows : a.batch;
  dropout_ = a.train != 0 && a.dropout > 0;
  square_ = c * c;
  per_stream_ = c * f + c + sites * (2 * square_ + 3 * c);
  parameters_ = 2 * per_stream_ + a.blocks;
  padded_frames_ = round_up(a.frames, kFrameUnit);
  plane_ = c * padded_frames_;
  widest_ = round_up(std::max(c, f), kFrameUnit);
  largest_kernel_ = std::max(2 * square_, c * f);
  packed_stream_ = round_up(c * f, kFrameUnit) + sites * round_up(2 * square_, kFrameUnit);

  const int by_frames = static_cast<int>(std::max<std::ptrdiff_t>(1, kChunkFrames / padded_frames_));
  chunk_rows = std::clamp(a.batch / kChunksWanted, 1, std::min(kChunkRows, by_frames));
  first_chunks_ = (first_rows_ + chunk_rows - 1) / chunk_rows;
  chunks = first_chunks_ + (a.batch - first_rows_ + chunk_rows - 1) / chunk_rows;
  wave = static_cast<int>(std::min<std::int64_t>(streams, (std::int64_t{4} * threads_ + chunks - 1) / chunks));

  // An odd number of cache lines from channel to channel: no two channels of a tile fight for one place in the cache.
  tile_stride_ = padded_frames_ + 2 * kFrameUnit;
  if (tile_stride_ / kFrameUnit % 2 == 0) tile_stride_ += kFrameUnit;
  tile_pitch_ = widest_ * tile_stride_;

  const std::size_t s = streams, n = a.blocks, b = a.batch, row = plane_;
  // Sizes do not depend on domains, so that one workspace serves any split of the batch.
  const std::size_t most_chunks = (a.batch + chunk_rows - 1) / chunk_rows + 1;
  const std::size_t most_wave = std::min<std::size_t>(s, 4 * static_cast<std::size_t>(threads_));
  const bool saves = a.train || a.keep;
  h_ = reserve(saves ? s * (a.keep ? n : 1) * b * row : 0, sizeof(float));
  y_ = reserve(saves ? s * (a.keep ? 2 * n : 2) * b * row : 0, sizeof(float));
  dh_ = reserve(a.keep ? s * b * row : 0, sizeof(float));
  du_ = reserve(a.keep ? most_wave * b * row : 0, sizeof(float));
  kept_ = reserve(a.train ? s * 2 * n * b * a.channels : 0, 1);
  time_sums_ = reserve(s * b * n * a.channels, sizeof(float));
  statistics_ = reserve(s * 2 * n * 2 * 3 * a.channels, sizeof(float));
  gradient_terms_ = reserve(a.keep ? most_wave * 2 * 3 * a.channels : 0, sizeof(float));
  packed_ = reserve(s * packed_stream_, sizeof(float));
  sums_ = reserve(saves ? most_wave * most_chunks * (2 * a.channels + 1) : 0, sizeof(double));
  partials_ = reserve(a.keep ? most_wave * most_chunks * (largest_kernel_ + a.channels) : 0, sizeof(float));
  sequence_ = reserve(has_sequence() ? s * b * row : 0, sizeof(float));
  weight_dots_ = reserve(has_sequence() && a.keep ? s * b * n : 0, sizeof(double));
  scratch_ = tiles() * tile_pitch_ + 2 * kSumLanes * c + 3 * widest_;
  scratch_at_ = reserve(threads_ * scratch_, sizeof(float));
}

std::size_t EncoderPlan::reserve(std::size_t count, std::size_t size) {
  const std::size_t offset = bytes;
  bytes += (count * size + 63) / 64 * 64;
  return offset;
}

RowChunk EncoderPlan::chunk(int number) const {
  if (number < first_chunks_) {
    return {number * chunk_rows, std::min((number + 1) * chunk_rows, first_rows_), 0};
  }
  const int first = first_rows_ + (number - first_chunks_) * chunk_rows;
  return {first, std::min(first + chunk_rows, args.batch), 1};
}

const float* EncoderPlan::x(int stream, int row) const {
  return args.x + (static_cast<std::ptrdiff_t>(input_of(stream)) * args.batch + row) * args.frames * args.features;
}

int EncoderPlan::frames(int stream, int row) const {
  if (args.lengths == nullptr) return args.frames;
  return std::clamp(args.lengths[static_cast<std::ptrdiff_t>(input_of(stream)) * args.batch + row], 0, args.frames);
}

std::ptrdiff_t EncoderPlan::input_offset(int stream) const {
  return stream / 2 * parameters_ + stream % 2 * per_stream_;
}

const float* EncoderPlan::input_bias(int stream) const {
  return input_weight(stream) + static_cast<std::ptrdiff_t>(args.channels) * args.features;
}

std::ptrdiff_t EncoderPlan::site_offset(int stream, int site) const {
  const std::ptrdiff_t c = args.channels;
  return input_offset(stream) + c * args.features + c + site * (2 * square_ + 3 * c);
}

float* EncoderPlan::running(int stream, int site, int domain) const {
  const std::ptrdiff_t set = static_cast<std::ptrdiff_t>(stream / 2) * args.domains + domain;
  return args.statistics + ((set * 2 + stream % 2) * sites + site) * 2 * args.channels;
}

Plane EncoderPlan::h(int stream, int block, int row) const {
  const std::size_t set = args.keep ? static_cast<std::size_t>(stream) * args.blocks + block : stream;
  return {at<float>(h_) + (set * args.batch + row) * plane_, padded_frames_};
}

Plane EncoderPlan::y(int stream, int site, int row) const {
  const std::size_t set = args.keep ? static_cast<std::size_t>(stream) * sites + site : 2 * stream + site % 2;
  return {at<float>(y_) + (set * args.batch + row) * plane_, padded_frames_};
}

Plane EncoderPlan::dh(int stream, int row) const {
  return {at<float>(dh_) + (static_cast<std::size_t>(stream) * args.batch + row) * plane_, padded_frames_};
}

Plane EncoderPlan::du(int slot, int row) const {
  return {at<float>(du_) + (static_cast<std::size_t>(slot) * args.batch + row) * plane_, padded_frames_};
}

Plane EncoderPlan::sequence(int stream, int row) const {
  return {at<float>(sequence_) + (static_cast<std::size_t>(stream) * args.batch + row) * plane_, padded_frames_};
}

double* EncoderPlan::weight_dots(int stream, int row) const {
  return at<double>(weight_dots_) + (static_cast<std::size_t>(stream) * args.batch + row) * args.blocks;
}

std::uint8_t* EncoderPlan::kept(int stream, int site, int row) const {
  if (!dropout_) return nullptr;
  const std::size_t set = static_cast<std::size_t>(stream) * sites + site;
  return at<std::uint8_t>(kept_) + (set * args.batch + row) * args.channels;
}

float* EncoderPlan::time_sums(int stream, int row, int block) const {
  const std::size_t set = static_cast<std::size_t>(stream) * args.batch + row;
  return at<float>(time_sums_) + (set * args.blocks + block) * args.channels;
}

float* EncoderPlan::mean(int stream, int site, int domain) const {
  const std::size_t set = (static_cast<std::size_t>(stream) * sites + site) * 2 + domain;
  return at<float>(statistics_) + set * 3 * args.channels;
}

float* EncoderPlan::gradient_terms(int slot, int domain) const {
  return at<float>(gradient_terms_) + (static_cast<std::size_t>(slot) * 2 + domain) * 3 * args.channels;
}

float* EncoderPlan::packed_input(int stream) const {
  return at<float>(packed_) + static_cast<std::size_t>(stream) * packed_stream_;
}

float* EncoderPlan::packed(int stream, int site) const {
  const std::ptrdiff_t input = static_cast<std::ptrdiff_t>(args.channels) * args.features;
  return packed_input(stream) + round_up(input, kFrameUnit) + site * round_up(2 * square_, kFrameUnit);
}

double* EncoderPlan::sums(int slot, int chunk) const {
  return at<double>(sums_) + (static_cast<std::size_t>(slot) * chunks + chunk) * (2 * args.channels + 1);
}

float* EncoderPlan::weight_partials(int slot, int chunk) const {
  return at<float>(partials_) + (static_cast<std::size_t>(slot) * chunks + chunk) * (largest_kernel_ + args.channels);
}

Plane EncoderPlan::tile(int thread, int number) const {
  return {at<float>(scratch_at_) + thread * scratch_ + number * tile_pitch_ + kFrameUnit, tile_stride_};
}

float* EncoderPlan::lanes(int thread) const {
  return at<float>(scratch_at_) + thread * scratch_ + tiles() * tile_pitch_;
}

float* EncoderPlan::vector(int thread, int number) const {
  return lanes(thread) + 2 * kSumLanes * args.channels + number * widest_;
}

Normalisation EncoderPlan::normalisation(int stream, int site, int row) const {
  const int domain = domain_of(row);
  return {mean(stream, site, domain), scale(stream, site, domain), beta(stream, site), kept(stream, site, row),
          keep_scale()};
}

Ahead EncoderPlan::ahead(int row, const RowChunk& rows, std::initializer_list<Plane> planes) const {
  // Behind a chunk's last row comes what this thread will most likely get next: the first row of another chunk.
  const int next = row + 1 < rows.last ? row + 1 : rows.first + threads_ * chunk_rows;
  Ahead result{};
  if (next >= args.batch) return result;
  int number = 0;
  for (const Plane& plane : planes) result.at[number++] = plane.at + (next - row) * plane_;
  result.floats = plane_;
  return result;
}

void EncoderPlan::clear_margins() const {
  for (int thread = 0; thread < threads_; ++thread) {
    for (int number = 0; number < tiles(); ++number) {
      const Plane t = tile(thread, number);
      for (std::ptrdiff_t c = 0; c < widest_; ++c) std::fill_n(t.at + c * t.stride - kFrameUnit, kFrameUnit, 0.0f);
    }
  }
}

}  // namespace emodna::cpu
