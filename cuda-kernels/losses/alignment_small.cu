// An alignment distance of few rows in one launch: the training step's. Every block packs all rows of its group into
// its own shared memory (20 KB at 64 + 64 rows of 39), which costs less than a launch that does it once; then 16
// threads share each of the block's own rows, since there are fewer rows than an SM has threads. The last block of a
// group adds up the value. All pairs are direct: it is the latencies that count here.
//
// Floors at n = 64 + 64 rows, D = 39: 3 n^2 D = 1.9 million multiply-adds (a difference, its square, its share of the
// gradient), 82,000 exponentials, 60 KB of rows and gradients: less than a microsecond each, and the launch is the
// floor.
#include <cuda_runtime.h>

#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "../core/ticket.cuh"
#include "alignment.h"
#include "alignment_rows.cuh"
#include "alignment_terms.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = alignment_threads, warps = threads / 32, lanes = alignment_lanes;
constexpr int most_classes = 256;

struct Shared {
  double parts[warps][64];
  double scratch[32];
  double weights[2][alignment_soft];  // LOCAL: sums of the row weights
  int class_rows[2][most_classes];
  int entering[2];
  int flag;
};
constexpr std::size_t record_offset = (sizeof(Shared) + 15) / 16 * 16;  // float4s follow
static_assert(record_offset <= alignment_small_extra, "the plan counts on it");

// Sums of `count` values over `lanes` neighbouring threads: at each step a thread keeps one half of the values, gives
// away the other, and takes its partner's. Afterwards it holds the sums of values first .. first + valid - 1.
template <int count, int lanes_left>
struct Spread {
  static constexpr int half = (count + 1) / 2;
  static constexpr int kept = Spread<half, lanes_left / 2>::kept;
  static __device__ __forceinline__ void sum(float* values, int lane, int& first, int& valid) {
    const bool upper = (lane & (lanes_left / 2)) != 0;
#pragma unroll
    for (int i = 0; i < half; ++i) {
      const float high = half + i < count ? values[half + i < count ? half + i : 0] : 0.0f;
      const float mine = upper ? high : values[i], theirs = upper ? values[i] : high;
      values[i] = mine + __shfl_xor_sync(all_lanes, theirs, lanes_left / 2);
    }
    first += upper ? half : 0;
    valid = upper ? max(valid - half, 0) : min(valid, half);
    Spread<half, lanes_left / 2>::sum(values, lane, first, valid);
  }
};
template <int count>
struct Spread<count, 1> {
  static constexpr int kept = count;
  static __device__ __forceinline__ void sum(float*, int, int&, int&) {}
};

struct Place {
  int side, row;
};

__device__ __forceinline__ Place place_of(const AlignmentPlan& p, int packed) {
  const int side = static_cast<int>(packed >= p.rows[0]);
  return {side, packed - (side == 0 ? 0 : p.rows[0])};
}

// Rows and labels as they are; how many rows enter, of which class, with which weights.
template <int padded, int stride, Pairing pairing>
__device__ void load_rows(const emodna_alignment_args& a, const AlignmentPlan& p, std::int64_t g, int rows,
                          Shared& shared, float* records) {
  const int thread = threadIdx.x;
  for (int c = thread; c < 2 * most_classes; c += threads) shared.class_rows[c / most_classes][c % most_classes] = 0;
  if (thread < 2) shared.entering[thread] = 0;
  __syncthreads();
  const float *xs = side_rows(a, g, 0), *xt = side_rows(a, g, 1);
  const int source = p.rows[0] * a.dim;
#pragma unroll 4
  for (int e = thread; e < rows * padded; e += threads) {
    const int row = e / padded, column = e % padded, at = row * a.dim + column;
    if (column < a.dim) records[row * stride + column] = at < source ? xs[at] : xt[at - source];
  }
  for (int row = thread; row < rows; row += threads) {
    const Place at = place_of(p, row);
    const int label = entering_label(a, g, at.side, at.row);
    records[row * stride + padded + 2] = __int_as_float(label);
    if (label < 0) continue;
    atomicAdd(shared.entering + at.side, 1);
    if (pairing == Pairing::by_class) atomicAdd(shared.class_rows[at.side] + label, 1);
  }
  __syncthreads();
  if (pairing == Pairing::local) {
    // One warp a side and class, by turns.
    for (int item = thread / 32; item < 2 * a.classes; item += warps) {
      const int side = item / a.classes, c = item % a.classes, first = side == 0 ? 0 : p.rows[0];
      const float* weights = side_weights(a, g, side) + c;
      double sum = 0;
      for (int row = thread % 32; row < (side == 0 ? p.rows[0] : p.rows[1]); row += 32) {
        const bool enters = __float_as_int(records[(first + row) * stride + padded + 2]) >= 0;
        if (enters) sum += weights[static_cast<std::int64_t>(row) * a.classes];
      }
      sum = reduce_warp<Sum>(sum);
      if (thread % 32 == 0) shared.weights[side][c] = sum;
    }
    __syncthreads();
  }
}

__device__ bool is_shared(Pairing pairing, const Shared& shared, int c) {
  if (pairing == Pairing::corpus) return true;
  if (pairing == Pairing::by_class) return shared.class_rows[0][c] > 0 && shared.class_rows[1][c] > 0;
  return shared.weights[0][c] > 0 && shared.weights[1][c] > 0;
}

// From rows as they are to packed records. A lane has two columns.
template <int padded, int stride, Pairing pairing>
__device__ AlignmentHeader pack_rows(const emodna_alignment_args& a, const AlignmentPlan& p, std::int64_t g, int rows,
                                     Shared& shared, float* records) {
  const int thread = threadIdx.x, lane = thread % 32, warp = thread / 32;
  AlignmentHeader header;
  header.rows[0] = shared.entering[0];
  header.rows[1] = shared.entering[1];
  const int entering = header.rows[0] + header.rows[1];
  const auto enters = [&](int row) { return __float_as_int(records[row * stride + padded + 2]) >= 0; };
  double mean[2] = {0, 0}, squares = 0;
#pragma unroll 4
  for (int row = warp; row < rows; row += warps) {
#pragma unroll
    for (int i = 0; i < 2; ++i) {
      const int column = lane + 32 * i;
      if (column < a.dim && enters(row)) mean[i] += records[row * stride + column];
    }
  }
#pragma unroll
  for (int i = 0; i < 2; ++i) shared.parts[warp][lane + 32 * i] = mean[i];
  __syncthreads();
#pragma unroll
  for (int i = 0; i < 2; ++i) {
    mean[i] = 0;
#pragma unroll
    for (int w = 0; w < warps; ++w) mean[i] += shared.parts[w][lane + 32 * i];
    if (entering > 0) mean[i] /= entering;
  }
#pragma unroll 4
  for (int row = warp; row < rows; row += warps) {
#pragma unroll
    for (int i = 0; i < 2; ++i) {
      const int column = lane + 32 * i;
      const double off = column < a.dim && enters(row) ? records[row * stride + column] - mean[i] : 0.0;
      squares += off * off;
    }
  }
  header.sigma = alignment_sigma(reduce_block<Sum>(squares, shared.scratch), entering);
  int common = 0;
  for (int c = thread; c < (pairing == Pairing::corpus ? 1 : a.classes); c += threads) {
    common += static_cast<int>(is_shared(pairing, shared, c));
  }
  header.shared = reduce_block<Sum>(common, reinterpret_cast<int*>(shared.scratch));
  header.active = static_cast<int>(header.rows[0] > 0 && header.rows[1] > 0 && header.shared > 0);

  const double scale = 1 / alignment_unit(header.sigma);
#pragma unroll 4
  for (int row = warp; row < rows; row += warps) {
    const int label = __float_as_int(records[row * stride + padded + 2]);
    const bool in = label >= 0 && (pairing == Pairing::local || is_shared(pairing, shared, label));
#pragma unroll
    for (int i = 0; i < 2; ++i) {
      const int column = lane + 32 * i;
      float* at = records + row * stride + column;
      if (column < padded) *at = in && column < a.dim ? static_cast<float>(*at * scale) : 0.0f;
    }
  }
  __syncthreads();
  for (int row = thread; row < rows; row += threads) {
    float* record = records + row * stride;
    float* more = record + padded;
    const Place at = place_of(p, row);
    int label = __float_as_int(more[2]);
    if (label >= 0 && pairing != Pairing::local && !is_shared(pairing, shared, label)) label = -1;
    double parts[4] = {0, 0, 0, 0};
#pragma unroll
    for (int i = 0; i < padded; ++i) parts[i % 4] += static_cast<double>(record[i]) * record[i];
    const double norm = (parts[0] + parts[1]) + (parts[2] + parts[3]);
    const bool in = label >= 0 && header.active != 0;
    const int* counts =
        pairing == Pairing::by_class ? &shared.class_rows[at.side][in ? label : 0] : shared.entering + at.side;
    more[0] = in ? static_cast<float>(-norm) : -INFINITY;
    more[1] = in ? alignment_share(at.side, *counts) : 0.0f;
    more[2] = __int_as_float(label);
    more[3] = 0;
    for (int c = 0; c < stride - padded - 4; ++c) {
      double weight = 0;
      if (in && c < a.classes && is_shared(pairing, shared, c)) {
        weight =
            side_weights(a, g, at.side)[static_cast<std::int64_t>(at.row) * a.classes + c] / shared.weights[at.side][c];
      }
      more[4 + c] = static_cast<float>(at.side == 0 ? weight : -weight);
    }
  }
  __syncthreads();
  return header;
}

template <int width, Pairing pairing, bool gradient>
__global__ void __launch_bounds__(threads, 1) small_kernel(emodna_alignment_args a, AlignmentPlan p) {
  using Own = OwnRows<1, width, pairing, gradient>;
  constexpr int padded = 4 * Own::quads, stride = Own::stride;
  Shared& shared = *shared_memory<Shared>();
  float* records = reinterpret_cast<float*>(shared_memory<unsigned char>() + record_offset);
  const std::int64_t g = blockIdx.x / p.units;
  const int unit = static_cast<int>(blockIdx.x % p.units), thread = threadIdx.x, lane = thread % lanes;
  const int rows = p.rows[0] + p.rows[1];
  load_rows<padded, stride, pairing>(a, p, g, rows, shared, records);
  const AlignmentHeader header = pack_rows<padded, stride, pairing>(a, p, g, rows, shared, records);

  // Threads after the last row do its work once more, and throw it away.
  const int packed = unit * (threads / lanes) + thread / lanes, number = min(packed, rows - 1);
  const Place at = place_of(p, number);
  PairTotals totals;
  if (rows > 0 && header.active != 0) {
    const float* record = records + number * stride;
    Own own;
    own.load(header, record, 0);
    for (int side = 0; side < 2; ++side) {
      if (pairing == Pairing::by_class && header.shared > 1 && side == at.side) continue;
      const int last = side == 0 ? p.rows[0] : rows;
      own.clear_values();
#pragma unroll 1
      for (int k = (side == 0 ? 0 : p.rows[0]) + lane; k < last; k += lanes) {
        own.template take<true>(records + k * stride);
      }
      if (packed < rows) totals.add(own, side == at.side, 1);
    }
    if constexpr (gradient) {
      __syncwarp();  // the two rows of a warp may be of two sides
      int first = 0, valid = width;
      Spread<width, lanes>::sum(own.sums[0], lane, first, valid);
      const double factor = gradient_factor(a, header, own.share[0]);
      float* dx = side_gradient(a, g, at.side) + at.row * a.dim;
#pragma unroll
      for (int i = 0; i < Spread<width, lanes>::kept; ++i) {
        if (packed < rows && own.norm[0] > -INFINITY && i < valid && first + i < a.dim) {
          dx[first + i] -= static_cast<float>(factor * own.sums[0][i]);
        }
      }
    }
  }
#pragma unroll
  for (int i = 0; i < alignment_totals; ++i) {
    const double sum = reduce_block<Sum>(totals.template total<pairing>(i, at.side), shared.scratch);
    if (thread == 0) p.totals[static_cast<std::int64_t>(blockIdx.x) * alignment_totals + i] = sum;
  }
  if (!last_block(p.tickets + g, p.units, &shared.flag) || thread >= 32) return;
  double all[alignment_totals];
#pragma unroll
  for (int i = 0; i < alignment_totals; ++i) {
    double sum = 0;
    for (int u = thread; u < p.units; u += 32) sum += __ldcg(p.totals + (g * p.units + u) * alignment_totals + i);
    all[i] = reduce_warp<Sum>(sum);
  }
  if (thread != 0) return;
  a.loss[g] = static_cast<float>(alignment_loss(a.kind, header, all));
  if (a.sigma2 != nullptr) a.sigma2[g] = static_cast<float>(header.sigma * header.sigma);
}

template <int width, Pairing pairing>
emodna_status launch_small(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  using Own = OwnRows<1, width, pairing, true>;
  const std::size_t rows = static_cast<std::size_t>(p.rows[0]) + p.rows[1];
  const Launch where = {grid_of(std::int64_t{p.groups} * p.units), dim3(threads),
                        record_offset + rows * Own::stride * sizeof(float)};
  return launch(stream, "alignment",
                a.dxs != nullptr ? small_kernel<width, pairing, true> : small_kernel<width, pairing, false>, where, a,
                p);
}

template <int width>
emodna_status launch_width(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  if (a.kind == EMODNA_ALIGN_CORPUS) return launch_small<width, Pairing::corpus>(stream, a, p);
  if (a.kind == EMODNA_ALIGN_CLASS) return launch_small<width, Pairing::by_class>(stream, a, p);
  return launch_small<width, Pairing::local>(stream, a, p);
}

}  // namespace

emodna_status align_small(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  return p.width == 40 ? launch_width<39>(stream, a, p) : launch_width<64>(stream, a, p);
}

}  // namespace emodna::cuda
