// libcuda.so.1 of a driver that serves CUDA up to 11.4 and has nothing else: the CUDA runtime refuses it.
extern "C" {

int cuInit(unsigned) { return 0; }
int cuDriverGetVersion(int* version) {
  *version = 11040;
  return 0;
}
int cuGetProcAddress(const char*, void** function, int, unsigned long long) {
  *function = nullptr;
  return 500;  // CUDA_ERROR_NOT_FOUND
}
int cuGetProcAddress_v2(const char* name, void** function, int version, unsigned long long flags, int*) {
  return cuGetProcAddress(name, function, version, flags);
}
int cuGetExportTable(const void** table, const void*) {
  *table = nullptr;
  return 500;
}
}
