// The voice is computed on the CPU alone so far.
#include "../core/attempt.h"
#include "../core/operations.h"

namespace emodna::cuda {

emodna_status voice(Stream&, const emodna_voice_args&) {
  return fail(EMODNA_UNAVAILABLE, "voice: only the CPU computes it; extract features on the CPU");
}

}  // namespace emodna::cuda
