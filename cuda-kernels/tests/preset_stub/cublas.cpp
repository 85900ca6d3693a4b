// libcublas.so.13: the product of two matrices in column order, as BLAS defines it, and what a handle needs. Stricter
// than cuBLAS: it wants a stream, pedantic arithmetic, alpha 1 and beta 0.
#include <cstddef>

#include "device.h"

namespace {

enum { success = 0, not_initialized = 1, invalid_value = 7, execution_failed = 13, not_supported = 15 };
enum { pedantic_math = 2 };

struct Handle {
  const void* stream = nullptr;
  int math = 0;
};

// The floats that a matrix of so many columns in memory spans.
std::size_t span(int leading, int rows, int columns) {
  return static_cast<std::size_t>(leading) * static_cast<std::size_t>(columns - 1) + static_cast<std::size_t>(rows);
}

bool valid(const float* matrix, int leading, int rows, int columns) {
  return leading >= rows && stub::on_device(matrix, span(leading, rows, columns) * sizeof(float));
}

// The element in the given row and column of the operand, which may lie transposed in memory.
float element(const float* matrix, int leading, int transposed, int row, int column) {
  const int down = transposed ? column : row, across = transposed ? row : column;
  return matrix[static_cast<std::size_t>(across) * static_cast<std::size_t>(leading) + static_cast<std::size_t>(down)];
}

}  // namespace

extern "C" {

const char* cublasGetStatusString(int status) {
  return status == execution_failed ? "execution failed" : "an error of the stub";
}
int cublasCreate_v2(Handle** handle) {
  if (stub::fails()) return not_initialized;
  *handle = new Handle;
  stub::count_handle(1);
  return success;
}
int cublasDestroy_v2(Handle* handle) {
  delete handle;
  stub::count_handle(-1);
  return stub::fails() ? execution_failed : success;
}
int cublasGetVersion_v2(Handle* handle, int* version) {
  *version = 130100;
  return stub::fails() || handle == nullptr ? not_initialized : success;
}
int cublasSetStream_v2(Handle* handle, const void* stream) {
  if (!stub::is_stream(stream)) return invalid_value;
  handle->stream = stream;
  return stub::fails() ? execution_failed : success;
}
int cublasSetMathMode(Handle* handle, int mode) {
  handle->math = mode;
  return stub::fails() ? execution_failed : success;
}
int cublasSgemm_v2(Handle* handle, int transpose_a, int transpose_b, int m, int n, int k, const float* alpha,
                   const float* a, int lda, const float* b, int ldb, const float* beta, float* c, int ldc) {
  if (stub::fails()) return execution_failed;
  if (handle == nullptr || handle->stream == nullptr) return not_initialized;
  if (handle->math != pedantic_math || *alpha != 1 || *beta != 0) return not_supported;
  if (m < 1 || n < 1 || k < 1 || !valid(c, ldc, m, n)) return invalid_value;
  if (!valid(a, lda, transpose_a ? k : m, transpose_a ? m : k)) return invalid_value;
  if (!valid(b, ldb, transpose_b ? n : k, transpose_b ? k : n)) return invalid_value;
  for (int column = 0; column < n; ++column) {
    for (int row = 0; row < m; ++row) {
      float sum = 0;
      for (int i = 0; i < k; ++i) {
        sum += element(a, lda, transpose_a, row, i) * element(b, ldb, transpose_b, i, column);
      }
      c[static_cast<std::size_t>(column) * static_cast<std::size_t>(ldc) + static_cast<std::size_t>(row)] = sum;
    }
  }
  return success;
}
}
