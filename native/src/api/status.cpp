#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "objects.h"

namespace {
thread_local char message[1024] = "";
}

namespace emodna {

emodna_status fail(emodna_status status, const char* format, ...) {
  // Formatted into another buffer first: an argument may point into `message`.
  char text[sizeof message];
  va_list args;
  va_start(args, format);
  std::vsnprintf(text, sizeof text, format, args);
  va_end(args);
  std::snprintf(message, sizeof message, "%s", text);
  return status;
}

emodna_status check_pointer(const void* pointer, const char* operation, const char* name) {
  return pointer != nullptr ? EMODNA_OK : fail(EMODNA_INVALID_ARGUMENT, "%s: %s is null", operation, name);
}

emodna_status check_range(std::int64_t value, std::int64_t low, std::int64_t high, const char* operation,
                          const char* name) {
  if (value >= low && value <= high) return EMODNA_OK;
  return fail(EMODNA_INVALID_ARGUMENT, "%s: %s is %lld; it must be from %lld to %lld", operation, name,
              (long long)value, (long long)low, (long long)high);
}

emodna_status check_real(double value, double low, double high, const char* operation, const char* name) {
  if (std::isfinite(value) && value >= low && value <= high) return EMODNA_OK;
  return fail(EMODNA_INVALID_ARGUMENT, "%s: %s is %g; it must be from %g to %g", operation, name, value, low, high);
}

emodna_status check_stream(const emodna_stream* stream, const char* operation) {
  return check_pointer(stream, operation, "stream");
}

emodna_status check_not_forked(const emodna_stream* stream, const char* operation) {
  if (stream->branches == 0) return EMODNA_OK;
  return fail(EMODNA_INVALID_ARGUMENT, "%s can't be called while the stream has branches: join them first", operation);
}

emodna_status check_not_capturing(const emodna_stream* stream, const char* operation) {
  if (const emodna_status status = check_not_forked(stream, operation); status != EMODNA_OK) return status;
  if (!stream->capturing) return EMODNA_OK;
  return fail(EMODNA_INVALID_ARGUMENT, "%s can't be called while a graph is being captured", operation);
}

emodna_status check_workspace(const void* workspace, std::size_t given, std::size_t needed, const char* operation) {
  if (needed == 0) return EMODNA_OK;
  if (workspace == nullptr) return fail(EMODNA_INVALID_ARGUMENT, "%s: workspace is null", operation);
  if (given >= needed) return EMODNA_OK;
  return fail(EMODNA_INVALID_ARGUMENT, "%s: workspace has %zu bytes, but %zu are needed", operation, given, needed);
}

}  // namespace emodna

extern "C" const char* emodna_last_error(void) { return message; }

extern "C" const char* emodna_version(void) { return EMODNA_VERSION; }
