// Declares the kernels behind encoder_kernels.h in the namespace of the instructions that a file is compiled for.
#ifndef EMODNA_CPU_SIMD_ENCODER_FUNCTIONS_H
#define EMODNA_CPU_SIMD_ENCODER_FUNCTIONS_H

#include "encoder_kernels.h"

namespace emodna::cpu::EMODNA_ISA {

void pack(const float* weights, std::ptrdiff_t row_stride, std::ptrdiff_t input_stride, int rows, int inputs, int taps,
          float* packed);
void convolve(const Convolution& convolution);
void weight_gradient(const WeightGradient& gradient);
void add_partials(const float* partials, std::ptrdiff_t pitch, int count, int values, float* to);
void load_plane(const float* x, int features, int frames, bool reversed, Plane out);
void copy_plane(Plane in, int channels, int frames, Plane out);
void add_sums(Plane in, int channels, int frames, float* sums);
void scaled(Plane in, float weight, bool add, int channels, int frames, Plane to);
double dot(Plane a, Plane b, int channels, int frames);
void add_moments(Plane y, int channels, int frames, const float* shift, float* lanes);
void fold_lanes(const float* lanes, int channels, double* first, double* second);
void normalise(Plane y, const Normalisation& bn, int channels, int frames, Plane out);
void gate(Plane h, Plane y, const Normalisation& bn, int channels, int frames, Plane out, Plane saved, float* sums);
void gate_gradient(Plane dh, const float* add, Plane h, Plane y, const Normalisation& bn, int channels, int frames,
                   Plane out, Plane dh_out, Plane du, float* lanes);
void normalise_gradient(Plane da, Plane a, Plane y, const float* mean, float keep, int channels, int frames, Plane du,
                        float* lanes);
void batch_norm_gradient(Plane du, Plane y, const float* mean, const float* p, const float* q, const float* r,
                         int channels, int frames, Plane dy);

}  // namespace emodna::cpu::EMODNA_ISA

#endif
