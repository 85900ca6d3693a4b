#include "branches.h"

#include <cuda_runtime.h>

#include "attempt.h"
#include "memory.h"
#include "objects.h"

namespace emodna::cuda {
namespace {

// CUDA allows this while the stream is captured, too: the capture is relaxed (graph_begin).
emodna_status make_branches(Stream& s, std::size_t count) {
  if (s.fork == nullptr) {
    const emodna_status status =
        make("cudaEventCreate", [&] { return cudaEventCreateWithFlags(&s.fork, cudaEventDisableTiming); });
    if (status != EMODNA_OK) return status;
  }
  s.branches.reserve(count);
  while (s.branches.size() < count) {
    Branch made;
    emodna_status status =
        make("cudaStreamCreate", [&] { return cudaStreamCreateWithFlags(&made.cuda, cudaStreamNonBlocking); });
    if (status != EMODNA_OK) return status;
    status = make("cudaEventCreate", [&] { return cudaEventCreateWithFlags(&made.end, cudaEventDisableTiming); });
    if (status != EMODNA_OK) {
      give_back(made.cuda, cudaStreamDestroy);
      return status;
    }
    s.branches.push_back(made);
  }
  return EMODNA_OK;
}

emodna_status wait(cudaStream_t stream, cudaEvent_t event) {
  return attempt("cudaStreamWaitEvent", [&] { return cudaStreamWaitEvent(stream, event, 0); });
}

}  // namespace

emodna_status stream_fork(void* stream, std::int32_t branches) {
  Stream& s = *static_cast<Stream*>(stream);
  emodna_status status = use(s);
  if (status == EMODNA_OK) status = make_branches(s, static_cast<std::size_t>(branches - 1));
  if (status == EMODNA_OK) status = attempt("cudaEventRecord", [&] { return cudaEventRecord(s.fork, s.trunk); });
  while (status == EMODNA_OK && s.forked < branches - 1) {
    status = wait(s.branches[s.forked].cuda, s.fork);
    if (status == EMODNA_OK) ++s.forked;
  }
  // Some may be in the capture already, which must not end before they have come back.
  if (status != EMODNA_OK && s.forked > 0) stream_join(stream);
  return status;
}

emodna_status stream_branch(void* stream, std::int32_t branch) {
  Stream& s = *static_cast<Stream*>(stream);
  s.cuda = branch == 0 ? s.trunk : s.branches[branch - 1].cuda;
  return EMODNA_OK;
}

emodna_status stream_join(void* stream) {
  Stream& s = *static_cast<Stream*>(stream);
  s.cuda = s.trunk;
  emodna_status status = use(s);
  for (int k = 0; k < s.forked; ++k) {
    const Branch& branch = s.branches[k];
    emodna_status joined = attempt("cudaEventRecord", [&] { return cudaEventRecord(branch.end, branch.cuda); });
    if (joined == EMODNA_OK) joined = wait(s.trunk, branch.end);
    // What comes next must not overtake it; a capture can't be saved, and its end says so.
    if (joined != EMODNA_OK && !s.capturing) cudaStreamSynchronize(branch.cuda);
    if (status == EMODNA_OK) status = joined;
  }
  s.forked = 0;
  return status;
}

void destroy_branches(Stream& stream) {
  for (const Branch& branch : stream.branches) {
    cudaStreamSynchronize(branch.cuda);
    give_back(branch.end, cudaEventDestroy);
    give_back(branch.cuda, cudaStreamDestroy);
  }
  give_back(stream.fork, cudaEventDestroy);
}

}  // namespace emodna::cuda
