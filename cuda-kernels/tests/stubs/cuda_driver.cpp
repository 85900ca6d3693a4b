// libcuda.so.1 of a driver that serves CUDA up to 11.4 and has nothing else: the CUDA runtime refuses it.
#include <cstring>

extern "C" {

int cuInit(unsigned) { return 0; }
int cuDriverGetVersion(int* version) {
  *version = 11040;
  return 0;
}
int cuGetProcAddress(const char* name, void** function, int, unsigned long long) {
  *function = nullptr;
  if (std::strcmp(name, "cuInit") == 0) *function = reinterpret_cast<void*>(cuInit);
  if (std::strcmp(name, "cuDriverGetVersion") == 0) *function = reinterpret_cast<void*>(cuDriverGetVersion);
  if (std::strcmp(name, "cuGetProcAddress") == 0) *function = reinterpret_cast<void*>(cuGetProcAddress);
  return *function == nullptr ? 500 : 0;  // CUDA_ERROR_NOT_FOUND
}
int cuGetExportTable(const void** table, const void*) {
  *table = nullptr;
  return 500;
}
}
