// One context, many threads: every thread has a stream of its own and gets the bits that it would get alone. Run it
// under ThreadSanitizer after a change to the pool.
#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "check.h"

namespace {

constexpr int kRows = 600, kInputs = 17, kOutputs = 13;

// A few parallel regions behind one another: a linear layer, then softmax and cross-entropy.
std::vector<float> work(emodna_stream* stream) {
  std::vector<float> x(kRows * kInputs), weight(kOutputs * kInputs), bias(kOutputs), y(kRows * kOutputs), loss(1);
  std::vector<std::int32_t> labels(kRows);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 97) * 0.01f;
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<float>(i % 31) * 0.1f - 1.0f;
  for (int r = 0; r < kRows; ++r) labels[r] = r % kOutputs;
  emodna_linear_args linear{};
  linear.groups = 1, linear.rows = kRows, linear.inputs = kInputs, linear.outputs = kOutputs;
  linear.x = x.data(), linear.weight = weight.data(), linear.bias = bias.data(), linear.y = y.data();
  emodna_cross_entropy_args entropy{};
  entropy.groups = 1, entropy.rows = kRows, entropy.classes = kOutputs, entropy.logits = y.data();
  entropy.labels = labels.data(), entropy.loss = loss.data(), entropy.dlogits = y.data();
  CHECK(emodna_linear_forward(stream, &linear) == EMODNA_OK);
  CHECK(emodna_cross_entropy(stream, &entropy) == EMODNA_OK);
  y.push_back(loss[0]);
  return y;
}

void callers(int threads, int callers) {
  emodna_context* context = nullptr;
  CHECK(emodna_context_create(0, threads, "", &context) == EMODNA_OK);
  emodna_stream* stream = nullptr;
  CHECK(emodna_stream_create(context, &stream) == EMODNA_OK);
  const std::vector<float> expected = work(stream);
  std::atomic<int> wrong{0};
  std::vector<std::thread> running;
  for (int c = 0; c < callers; ++c) {
    running.emplace_back([&] {
      emodna_stream* own = nullptr;
      if (emodna_stream_create(context, &own) != EMODNA_OK) ++wrong;
      for (int i = 0; i < 60; ++i) {
        const std::vector<float> result = work(own);
        wrong += std::memcmp(result.data(), expected.data(), 4 * expected.size()) != 0;
        // Long enough for the workers to fall asleep now and then.
        if (i % 20 == 19) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
      emodna_stream_destroy(own);
    });
  }
  for (std::thread& caller : running) caller.join();
  CHECK(wrong == 0);
  CHECK(emodna_stream_destroy(stream) == EMODNA_OK);
  CHECK(emodna_context_destroy(context) == EMODNA_OK);
}

}  // namespace

int main() {
  for (int threads : {1, 2, 3, 8}) {
    for (int count : {1, 3}) callers(threads, count);
  }
  // Destroyed while the workers spin, and while they sleep.
  for (int i = 0; i < 50; ++i) {
    emodna_context* context = nullptr;
    CHECK(emodna_context_create(0, 4, "", &context) == EMODNA_OK);
    if (i % 10 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(3));
    CHECK(emodna_context_destroy(context) == EMODNA_OK);
  }
  return test_result("concurrency");
}
