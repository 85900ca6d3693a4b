// Resampling by a table of filters, runs of the output in the lanes; and the table of this directory's audio kernels.
#include "audio_functions.h"
#include "vectors.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

static_assert(kPolyphaseKept % kPolyphaseGroup == 0 && kPolyphaseKept % kFloats == 0 &&
              kPolyphaseRuns % (2 * kFloats) == 0);

// to [rows][vectors] with sample n of every run in row n.
template <int vectors>
void gather_runs(const float* x, std::int64_t advance, std::int64_t rows, Floats* to) {
  for (std::int64_t first = 0; first < rows; first += kFloats) {
    for (int v = 0; v < vectors; ++v) {
      Floats block[kFloats];
#pragma GCC unroll 16
      for (int lane = 0; lane < kFloats; ++lane) {
        block[lane] = load_floats<float>(x + (v * kFloats + lane) * advance + first);
      }
      transpose<float>(block);
#pragma GCC unroll 16
      for (int k = 0; k < kFloats; ++k) to[(first + k) * vectors + v] = block[k];
    }
  }
}

// The other way: `count` <= kPolyphaseKept outputs of every run, from the run's output `first` on.
template <int vectors>
void scatter_runs(const PolyphaseTables& t, const Floats* kept, std::int64_t first, std::int64_t count, float* out,
                  std::int64_t out_count) {
  for (std::int64_t row = 0; row < count; row += kFloats) {
    for (int v = 0; v < vectors; ++v) {
      Floats block[kFloats];
#pragma GCC unroll 16
      for (int k = 0; k < kFloats; ++k) block[k] = kept[(row + k) * vectors + v];
      transpose<float>(block);
#pragma GCC unroll 16
      for (int lane = 0; lane < kFloats; ++lane) {
        const std::int64_t at = (v * kFloats + lane) * t.outputs + first + row;
        const std::int64_t in_run = count - row, left = out_count - at;
        store_floats<float>(out + at, block[lane], in_run < left ? in_run : left);
      }
    }
  }
}

// Six outputs of every run: each weight meets all runs, each input sample six outputs.
template <int vectors>
void filter_group(const float* weights, std::int64_t taps, const Floats* x, Floats* to) {
  Floats sums[kPolyphaseGroup][vectors] = {};
  for (std::int64_t k = 0; k < taps; ++k, weights += kPolyphaseGroup, x += vectors) {
#pragma GCC unroll 6
    for (int i = 0; i < kPolyphaseGroup; ++i) {
#pragma GCC unroll 2
      for (int v = 0; v < vectors; ++v) sums[i][v] += weights[i] * x[v];
    }
  }
  for (int i = 0; i < kPolyphaseGroup; ++i) {
    for (int v = 0; v < vectors; ++v) to[i * vectors + v] = sums[i][v];
  }
}

template <int vectors>
void filter_runs(const PolyphaseTables& t, const float* x, float* scratch, float* out, std::int64_t count) {
  // Rounded up as gather_runs() fills whole blocks of rows.
  const std::int64_t rows = (t.advance + t.taps + kFloats - 1) / kFloats * kFloats;
  Floats* columns = reinterpret_cast<Floats*>(scratch);
  Floats* kept = columns + rows * vectors;
  gather_runs<vectors>(x, t.advance, rows, columns);
  for (std::int64_t first = 0; first < t.outputs; first += kPolyphaseKept) {
    const std::int64_t wanted = t.outputs - first < kPolyphaseKept ? t.outputs - first : kPolyphaseKept;
    for (std::int64_t i = 0; i < wanted; i += kPolyphaseGroup) {
      const std::int64_t group = (first + i) / kPolyphaseGroup;
      filter_group<vectors>(t.weights + group * t.taps * kPolyphaseGroup, t.taps, columns + t.starts[group] * vectors,
                            kept + i * vectors);
    }
    scatter_runs<vectors>(t, kept, first, wanted, out, count);
  }
}

}  // namespace

void polyphase(const PolyphaseTables& t, const float* x, std::int64_t runs, float* scratch, float* out,
               std::int64_t count) {
  for (std::int64_t run = 0; run < runs;) {
    const float* from = x + run * t.advance;
    float* to = out + run * t.outputs;
    const std::int64_t left = count - run * t.outputs;
    if (runs - run > kFloats) {
      filter_runs<2>(t, from, scratch, to, left);
      run += 2 * kFloats;
    } else {
      filter_runs<1>(t, from, scratch, to, left);
      run += kFloats;
    }
  }
}

const AudioKernels audio_kernels = {
    {log_mel<float>, cepstrum<float>}, {log_mel<double>, cepstrum<double>}, polyphase, fractional};

}  // namespace emodna::cpu::EMODNA_ISA
