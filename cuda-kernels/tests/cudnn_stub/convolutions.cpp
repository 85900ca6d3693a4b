// The stub's convolutions: y[n, o, t] = sum over i of w[o, i, 0] x[n, i, t] + w[o, i, 1] x[n, i, t + dilation].
#include <cmath>
#include <cstring>
#include <vector>

#include "stub.h"

using namespace emodna::cuda;

namespace {

// What the three calls have in common; pointers are null in the size queries.
struct Call {
  const cudnnTensorStruct *x, *y;
  const cudnnFilterStruct* w;
  const cudnnConvolutionStruct* convolution;
  int algorithm;

  int dilation() const { return convolution->dilation; }

  cudnnStatus_t check() const {
    if (x == nullptr || y == nullptr || w == nullptr || convolution == nullptr) return bad_param;
    if (x->n == 0 || y->n == 0 || w->outputs == 0 || convolution->dilation == 0 || convolution->math < 0) {
      return bad_param;  // a descriptor is not set
    }
    if (x->n != y->n || x->c != w->inputs || y->c != w->outputs || y->w != x->w - convolution->dilation) {
      return bad_param;
    }
    return algorithm == 1 ? CUDNN_STATUS_SUCCESS : not_supported;
  }
};

// A size that no other shape has, so that a workspace for another one shows.
std::size_t workspace_of(const Call& c, int kind) {
  return 16 * (std::size_t(kind) + 7 * c.w->outputs + 3 * c.x->w) + 4 * std::size_t(c.x->n);
}

bool aligned(const void* address) { return address != nullptr && reinterpret_cast<std::uintptr_t>(address) % 16 == 0; }

bool apart(const void* a, std::size_t a_floats, const void* b, std::size_t b_floats) {
  const char *first = static_cast<const char*>(a), *second = static_cast<const char*>(b);
  return first + a_floats * sizeof(float) <= second || second + b_floats * sizeof(float) <= first;
}

float operand(const Call& c, float value) {
  if (c.convolution->math == CUDNN_FMA_MATH || !std::isfinite(value)) return value;
  std::uint32_t bits;  // TF32: 10 bits of fraction, ties away from zero
  std::memcpy(&bits, &value, sizeof bits);
  bits = (bits + 0x1000u) & ~0x1fffu;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::vector<float> operands(const Call& c, const float* values, std::size_t count) {
  std::vector<float> rounded(values, values + count);
  for (float& value : rounded) value = operand(c, value);
  return rounded;
}

void convolve(const Call& c, const float* x_values, const float* w_values, float* y) {
  const std::vector<float> x = operands(c, x_values, c.x->count()), w = operands(c, w_values, c.w->count());
  const int frames = c.y->w;
  for (int n = 0; n < c.x->n; ++n) {
    for (int o = 0; o < c.w->outputs; ++o) {
      float* out = y + (std::size_t(n) * c.y->c + o) * frames;
      for (int t = 0; t < frames; ++t) out[t] = 0;
      for (int i = 0; i < c.w->inputs; ++i) {
        const float* in = x.data() + (std::size_t(n) * c.x->c + i) * c.x->w;
        const float* taps = w.data() + (std::size_t(o) * c.w->inputs + i) * 2;
        for (int t = 0; t < frames; ++t) out[t] += taps[0] * in[t] + taps[1] * in[t + c.dilation()];
      }
    }
  }
}

void convolve_back(const Call& c, const float* w_values, const float* dy_values, float* dx) {
  const std::vector<float> w = operands(c, w_values, c.w->count()), dy = operands(c, dy_values, c.y->count());
  const int frames = c.y->w;
  for (int n = 0; n < c.x->n; ++n) {
    for (int i = 0; i < c.w->inputs; ++i) {
      float* out = dx + (std::size_t(n) * c.x->c + i) * c.x->w;
      for (int t = 0; t < c.x->w; ++t) out[t] = 0;
      for (int o = 0; o < c.w->outputs; ++o) {
        const float* in = dy.data() + (std::size_t(n) * c.y->c + o) * frames;
        const float* taps = w.data() + (std::size_t(o) * c.w->inputs + i) * 2;
        for (int t = 0; t < frames; ++t) {
          out[t] += taps[0] * in[t];
          out[t + c.dilation()] += taps[1] * in[t];
        }
      }
    }
  }
}

void correlate(const Call& c, const float* x_values, const float* dy_values, float* dw) {
  const std::vector<float> x = operands(c, x_values, c.x->count()), dy = operands(c, dy_values, c.y->count());
  const int frames = c.y->w;
  for (int o = 0; o < c.w->outputs; ++o) {
    for (int i = 0; i < c.w->inputs; ++i) {
      float taps[2] = {0, 0};
      for (int n = 0; n < c.x->n; ++n) {
        const float* in = x.data() + (std::size_t(n) * c.x->c + i) * c.x->w;
        const float* gradient = dy.data() + (std::size_t(n) * c.y->c + o) * frames;
        for (int t = 0; t < frames; ++t) {
          taps[0] += gradient[t] * in[t];
          taps[1] += gradient[t] * in[t + c.dilation()];
        }
      }
      std::memcpy(dw + (std::size_t(o) * c.w->inputs + i) * 2, taps, sizeof taps);
    }
  }
}

// Two tensors that are read and one that is written.
struct Tensors {
  const void *first, *second;
  std::size_t first_floats, second_floats;
  void* out;
  std::size_t out_floats;
};

template <typename Work>
cudnnStatus_t queue(cudnnHandle_t handle, const Call& call, int kind, const void* alpha, const void* beta,
                    const Tensors& t, void* workspace, std::size_t bytes, Work work) {
  if (handle == nullptr || handle->stream == nullptr) return not_initialized;
  if (const cudnnStatus_t status = call.check(); status != CUDNN_STATUS_SUCCESS) return status;
  if (alpha == nullptr || beta == nullptr || !aligned(t.first) || !aligned(t.second) || !aligned(t.out) ||
      !apart(t.out, t.out_floats, t.first, t.first_floats) || !apart(t.out, t.out_floats, t.second, t.second_floats)) {
    return bad_param;
  }
  if (!aligned(workspace) || bytes < workspace_of(call, kind)) return bad_param;
  if (!apart(workspace, bytes / sizeof(float), t.out, t.out_floats) ||
      !apart(workspace, bytes / sizeof(float), t.first, t.first_floats) ||
      !apart(workspace, bytes / sizeof(float), t.second, t.second_floats)) {
    return bad_param;
  }
  if (*static_cast<const float*>(alpha) != 1 || *static_cast<const float*>(beta) != 0) return not_supported;
  // Descriptors may be gone, and the workspace is written, by the time that it runs.
  const cudnnTensorStruct x = *call.x, y = *call.y;
  const cudnnFilterStruct w = *call.w;
  const cudnnConvolutionStruct convolution = *call.convolution;
  const std::size_t used = workspace_of(call, kind);
  handle->work.push_back([=] {
    std::memset(workspace, 0xff, used);
    work(Call{&x, &y, &w, &convolution, 1});
  });
  const auto run = [](void* data) { (*static_cast<std::function<void()>*>(data))(); };
  return cudaLaunchHostFunc(handle->stream, run, &handle->work.back()) == cudaSuccess ? CUDNN_STATUS_SUCCESS
                                                                                      : execution_failed;
}

cudnnStatus_t size(cudnnHandle_t handle, const Call& call, int kind, std::size_t* bytes) {
  if (handle == nullptr || bytes == nullptr) return bad_param;
  const cudnnStatus_t status = call.check();
  if (status == CUDNN_STATUS_SUCCESS) *bytes = workspace_of(call, kind);
  return status;
}

enum { forward = 1, data = 2, filter = 3 };

}  // namespace

extern "C" {

cudnnStatus_t cudnnGetConvolutionForwardWorkspaceSize(cudnnHandle_t handle, cudnnTensorDescriptor_t x,
                                                      cudnnFilterDescriptor_t w,
                                                      cudnnConvolutionDescriptor_t convolution,
                                                      cudnnTensorDescriptor_t y, cudnnConvolutionFwdAlgo_t algorithm,
                                                      std::size_t* bytes) {
  return size(handle, {x, y, w, convolution, algorithm}, forward, bytes);
}
cudnnStatus_t cudnnGetConvolutionBackwardDataWorkspaceSize(cudnnHandle_t handle, cudnnFilterDescriptor_t w,
                                                           cudnnTensorDescriptor_t dy,
                                                           cudnnConvolutionDescriptor_t convolution,
                                                           cudnnTensorDescriptor_t dx,
                                                           cudnnConvolutionBwdDataAlgo_t algorithm,
                                                           std::size_t* bytes) {
  return size(handle, {dx, dy, w, convolution, algorithm}, data, bytes);
}
cudnnStatus_t cudnnGetConvolutionBackwardFilterWorkspaceSize(cudnnHandle_t handle, cudnnTensorDescriptor_t x,
                                                             cudnnTensorDescriptor_t dy,
                                                             cudnnConvolutionDescriptor_t convolution,
                                                             cudnnFilterDescriptor_t dw,
                                                             cudnnConvolutionBwdFilterAlgo_t algorithm,
                                                             std::size_t* bytes) {
  return size(handle, {x, dy, dw, convolution, algorithm}, filter, bytes);
}

cudnnStatus_t cudnnConvolutionForward(cudnnHandle_t handle, const void* alpha, cudnnTensorDescriptor_t x_shape,
                                      const void* x, cudnnFilterDescriptor_t w_shape, const void* w,
                                      cudnnConvolutionDescriptor_t convolution, cudnnConvolutionFwdAlgo_t algorithm,
                                      void* workspace, std::size_t bytes, const void* beta,
                                      cudnnTensorDescriptor_t y_shape, void* y) {
  const Call call = {x_shape, y_shape, w_shape, convolution, algorithm};
  if (const cudnnStatus_t status = call.check(); status != CUDNN_STATUS_SUCCESS) return status;
  const Tensors tensors = {x, w, x_shape->count(), w_shape->count(), y, y_shape->count()};
  return queue(handle, call, forward, alpha, beta, tensors, workspace, bytes, [=](const Call& c) {
    convolve(c, static_cast<const float*>(x), static_cast<const float*>(w), static_cast<float*>(y));
  });
}
cudnnStatus_t cudnnConvolutionBackwardData(cudnnHandle_t handle, const void* alpha, cudnnFilterDescriptor_t w_shape,
                                           const void* w, cudnnTensorDescriptor_t dy_shape, const void* dy,
                                           cudnnConvolutionDescriptor_t convolution,
                                           cudnnConvolutionBwdDataAlgo_t algorithm, void* workspace, std::size_t bytes,
                                           const void* beta, cudnnTensorDescriptor_t dx_shape, void* dx) {
  const Call call = {dx_shape, dy_shape, w_shape, convolution, algorithm};
  if (const cudnnStatus_t status = call.check(); status != CUDNN_STATUS_SUCCESS) return status;
  const Tensors tensors = {w, dy, w_shape->count(), dy_shape->count(), dx, dx_shape->count()};
  return queue(handle, call, data, alpha, beta, tensors, workspace, bytes, [=](const Call& c) {
    convolve_back(c, static_cast<const float*>(w), static_cast<const float*>(dy), static_cast<float*>(dx));
  });
}
cudnnStatus_t cudnnConvolutionBackwardFilter(cudnnHandle_t handle, const void* alpha, cudnnTensorDescriptor_t x_shape,
                                             const void* x, cudnnTensorDescriptor_t dy_shape, const void* dy,
                                             cudnnConvolutionDescriptor_t convolution,
                                             cudnnConvolutionBwdFilterAlgo_t algorithm, void* workspace,
                                             std::size_t bytes, const void* beta, cudnnFilterDescriptor_t dw_shape,
                                             void* dw) {
  const Call call = {x_shape, dy_shape, dw_shape, convolution, algorithm};
  if (const cudnnStatus_t status = call.check(); status != CUDNN_STATUS_SUCCESS) return status;
  const Tensors tensors = {x, dy, x_shape->count(), dy_shape->count(), dw, dw_shape->count()};
  return queue(handle, call, filter, alpha, beta, tensors, workspace, bytes, [=](const Call& c) {
    correlate(c, static_cast<const float*>(x), static_cast<const float*>(dy), static_cast<float*>(dw));
  });
}
}
