/*
 * Status codes, the error message and the library's version.
 *
 * Every call of the API returns a status. No call ends the process, throws across the boundary or prints. After a
 * status other than EMODNA_OK, emodna_last_error() on the same thread says in one sentence what was wrong.
 */
#ifndef EMODNA_STATUS_H
#define EMODNA_STATUS_H

#include <stddef.h>
#include <stdint.h>

#if defined(EMODNA_BUILD)
#define EMODNA_API __attribute__((visibility("default")))
#else
#define EMODNA_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t emodna_status;

enum {
  EMODNA_OK = 0,
  /* A null pointer, a size out of range, an inconsistent shape or a workspace that is too small. */
  EMODNA_INVALID_ARGUMENT = 1,
  /* Host or device memory could not be allocated. */
  EMODNA_OUT_OF_MEMORY = 2,
  /* The device or backend is not available; the message says why. */
  EMODNA_UNAVAILABLE = 3,
  /* The device reported an error during an operation. */
  EMODNA_DEVICE_ERROR = 4,
  /* A bug in this library. */
  EMODNA_INTERNAL = 5
};

/* The message of this thread's last failed call, or "" if none failed. Valid until the thread's next call. */
EMODNA_API const char* emodna_last_error(void);

/* Version of the library, "major.minor.patch". */
EMODNA_API const char* emodna_version(void);

#ifdef __cplusplus
}
#endif

#endif
