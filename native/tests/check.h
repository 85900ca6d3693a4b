// The native tests' few words: CHECK counts a failure and says where; test_result() is main's return value.
#ifndef EMODNA_TESTS_CHECK_H
#define EMODNA_TESTS_CHECK_H

#include <cstdio>

#include "emodna/emodna.h"

inline int& test_failures() {
  static int failures = 0;
  return failures;
}

inline void check_that(bool holds, const char* what, const char* file, int line) {
  if (holds) return;
  ++test_failures();
  std::fprintf(stderr, "%s:%d: failed: %s (last error: %s)\n", file, line, what, emodna_last_error());
}

#define CHECK(condition) check_that((condition), #condition, __FILE__, __LINE__)

inline int test_result(const char* name) {
  std::printf("%s: %s\n", name, test_failures() == 0 ? "passed" : "FAILED");
  return test_failures() == 0 ? 0 : 1;
}

#endif
