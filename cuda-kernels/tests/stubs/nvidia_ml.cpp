// libnvidia-ml.so.1 with one made-up GPU: what java/gpu asks of the driver can be tested without one.
#include <cstdio>

extern "C" {

struct Memory {
  unsigned long long total, free, used;
};

int nvmlInit_v2() { return 0; }
int nvmlShutdown() { return 0; }
const char* nvmlErrorString(int) { return "an error of the stub"; }
int nvmlSystemGetDriverVersion(char* version, unsigned length) {
  std::snprintf(version, length, "599.1");
  return 0;
}
int nvmlDeviceGetCount_v2(unsigned* count) {
  *count = 1;
  return 0;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned, void** device) {
  static int gpu;
  *device = &gpu;
  return 0;
}
int nvmlDeviceGetName(void*, char* name, unsigned length) {
  std::snprintf(name, length, "Stub GPU");
  return 0;
}
int nvmlDeviceGetMemoryInfo(void*, Memory* memory) {
  *memory = {4ull << 30, 3ull << 30, 1ull << 30};
  return 0;
}
int nvmlDeviceGetClockInfo(void*, int, unsigned* clock) {
  *clock = 1200;
  return 0;
}
int nvmlDeviceGetMaxClockInfo(void*, int, unsigned* clock) {
  *clock = 1980;
  return 0;
}
}
