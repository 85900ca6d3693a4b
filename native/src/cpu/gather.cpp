// Takes the rows of a step's batch from the resident features.
#include <algorithm>

#include "operations.h"

namespace emodna::cpu {

void gather(Context& context, const emodna_gather_args& a) {
  const std::int64_t rows = a.rows, features = a.features, size = static_cast<std::int64_t>(a.frames) * features;
  // A step is never negative; should one be, the batch must still lie inside the index.
  const std::int64_t batch = (*a.step % a.steps + a.steps) % a.steps;
  context.pool.run(a.groups * rows, [&](std::int64_t chunk, int) {
    const std::int64_t g = chunk / rows, r = chunk % rows, at = g * a.row_stride + r;
    const std::int32_t picked = a.index[(g * a.steps + batch) * rows + r];
    const std::int64_t begin = a.set_begin != nullptr ? a.set_begin[g] : 0;
    const std::int64_t in_set = a.set_size != nullptr ? a.set_size[g] : a.utterances;
    const std::int64_t from = begin + picked;
    const bool valid = begin >= 0 && picked >= 0 && picked < in_set && from < a.utterances;
    std::int32_t length = 0;
    if (valid) length = a.data_lengths != nullptr ? std::clamp(a.data_lengths[from], 0, a.frames) : a.frames;
    float* x = a.x + g * a.x_stride + r * size;
    if (valid) std::copy_n(a.data + from * size, length * features, x);
    std::fill(x + length * features, x + size, 0.0f);
    if (a.lengths != nullptr) a.lengths[at] = length;
    if (a.labels != nullptr) {
      const bool labelled = valid && a.data_labels != nullptr && picked < a.label_count;
      a.labels[at] = labelled ? a.data_labels[g * a.label_count + picked] : -1;
    }
    if (a.picked != nullptr) a.picked[at] = picked;
  });
}

}  // namespace emodna::cpu
