#include "objects.h"

#include <atomic>

namespace emodna::cuda {
namespace {

std::atomic<std::int64_t> living{0};

}  // namespace

void count_object(int change) { living += change; }

}  // namespace emodna::cuda

int64_t emodna_cuda_living() { return emodna::cuda::living.load(); }

int64_t Java_org_emodna_kernels_CudaFaults_living(void*, void*) { return emodna_cuda_living(); }
