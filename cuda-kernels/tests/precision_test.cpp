// What each precision costs: the operations that have a choice, at the shapes of a training step, on a plug-in's device
// against float64. Prints a row for each and fails where one is less exact than its operands' rounding allows, where
// tf32x3 errs by more than twice what float32 does, and 2 ulps, or where one gives float32's bits.
//   precision_test PLUGIN
#include "../../native/tests/encoder_case.h"
#include "../../native/tests/encoder_reference.h"
#include "cases.h"
#include "contrastive_reference.h"

namespace {

struct Error {
  const char* name;
  double value, bound;
  bool jumps = false;  // where a ReLU at a value near zero opens or shuts
};

std::vector<double> wide(const std::vector<float>& values) { return {values.begin(), values.end()}; }

// Root mean square errors, relative to the root mean square.
std::vector<Error> contrastive(Device& device, std::int32_t precision, std::vector<float>& bits) {
  constexpr int anchors = 128, keys = 128, dim = 64;
  Inputs inputs(1);
  const auto unit_rows = [&](int rows) {
    std::vector<float> x = inputs.normal(std::size_t(rows) * dim);
    for (int r = 0; r < rows; ++r) {
      double square = 0;
      for (int d = 0; d < dim; ++d) square += double(x[r * dim + d]) * x[r * dim + d];
      for (int d = 0; d < dim; ++d) x[r * dim + d] = static_cast<float>(x[r * dim + d] / std::sqrt(square));
    }
    return x;
  };
  const std::vector<float> u = unit_rows(anchors), v = unit_rows(keys);
  const std::vector<std::int32_t> labels = inputs.integers(anchors, -1, 4);
  emodna_contrastive_args a = {};
  a.groups = 1;
  a.anchors = anchors;
  a.keys = keys;
  a.dim = dim;
  a.precision = precision;
  a.temperature = 0.07f;
  const ContrastiveResult expected = contrastive_reference(a, u, v, labels);
  a.u = device.array(u);
  a.v = device.array(v);
  a.labels = device.array(labels);
  a.loss = device.array<float>(1);
  a.du = device.array<float>(u.size());
  a.dv = device.array<float>(v.size());
  must(emodna_contrastive_workspace(device.context, &a, &a.workspace_bytes));
  a.workspace = device.workspace(a.workspace_bytes);
  must(emodna_contrastive(device.stream, &a));
  bits = device.host(a.du, u.size());
  // A similarity of some 0.1 has an error of 2 roundings / sqrt(dim) of the rows' lengths, and is divided by the
  // temperature before the exponential.
  const double bound = 2 * operand_error(precision) + 2e-6;
  return {{"loss", relative_error(wide(device.host(a.loss, 1)), expected.loss), bound},
          {"du", relative_error(wide(bits), expected.du), bound},
          {"dv", relative_error(wide(device.host(a.dv, v.size())), expected.dv), bound}};
}

std::vector<Error> encoder(Device& device, std::int32_t precision, std::vector<float>& bits) {
  EncoderShape shape;
  shape.batch = 3;
  shape.frames = 196;
  shape.features = shape.channels = 39;
  shape.blocks = 8;
  shape.dropout = 0.1f;
  shape.ragged = true;
  EncoderCase host(shape);
  const EncoderReference<double> expected(host.args, wide(host.parameters), wide(host.statistics));
  emodna_encoder_args a = host.args;
  a.precision = precision;
  a.x = device.array(host.x);
  a.lengths = device.array(host.lengths);
  a.parameters = device.array(host.parameters);
  a.statistics = device.array(host.statistics);
  a.seeds = device.array(host.seeds);
  a.step = device.array(std::vector<std::int64_t>{host.step});
  a.z = device.array<float>(host.z.size());
  a.g = nullptr;
  a.dz = device.array(host.dz);
  a.dparameters = device.array<float>(host.dparameters.size());
  a.dx = device.array<float>(host.dx.size());
  must(emodna_encoder_workspace(device.context, &a, &a.workspace_bytes));
  a.workspace = device.workspace(a.workspace_bytes);
  must(emodna_encoder_forward(device.stream, &a));
  must(emodna_encoder_backward(device.stream, &a));
  bits = device.host(a.z, host.z.size());
  // Rounding errors of 17 layers add up, and BatchNorm hands them on undiminished; a ReLU at a value near zero opens or
  // shuts, the more often the larger they are.
  const double error = operand_error(precision);
  return {
      {"z", relative_error(wide(bits), expected.z), 8 * error + 1e-5},
      {"dparameters", relative_error(wide(device.host(a.dparameters, host.dparameters.size())), expected.dparameters),
       32 * error + 1e-4, true},
      {"dx", relative_error(wide(device.host(a.dx, host.dx.size())), expected.dx), 32 * error + 1e-4, true}};
}

}  // namespace

static int test(int, char** arguments) {
  must(emodna_backend_load(arguments[1]));
  std::int32_t devices = 0;
  must(emodna_device_count(&devices));
  emodna_device_info info;
  must(emodna_device_describe(devices - 1, &info));
  std::printf("%s (%s): errors against float64, root mean square over root mean square\n", info.name,
              info.instructions);
  int failures = 0;
  for (const auto& operation : {encoder, contrastive}) {
    std::vector<float> plain;
    std::vector<Error> of_plain;
    for (std::int32_t precision : {EMODNA_FLOAT32, EMODNA_TF32X3, EMODNA_TF32, EMODNA_BF16}) {
      Device device(devices - 1);
      std::vector<float> bits;
      const std::vector<Error> errors = operation(device, precision, bits);
      std::printf("%-12s%-8s", operation == encoder ? "encoder" : "contrastive",
                  precision == EMODNA_FLOAT32 ? " float32" : precision_name(precision));
      if (precision == EMODNA_FLOAT32) of_plain = errors;
      for (std::size_t i = 0; i < errors.size(); ++i) {
        const Error& error = errors[i];
        const bool as_float32 = precision == EMODNA_TF32X3 && !error.jumps;
        const bool good = error.value <= (as_float32 ? 2 * of_plain[i].value + 0x1p-22 : error.bound);
        std::printf("  %s %.1e%s", error.name, error.value, good ? "" : " TOO LARGE");
        failures += !good;
      }
      if (precision == EMODNA_FLOAT32) plain = bits;
      const bool effect = precision == EMODNA_FLOAT32 || bits != plain;
      std::printf("%s\n", effect ? "" : "  FLOAT32'S BITS");
      failures += !effect;
      std::fflush(stdout);
    }
  }
  std::printf("precision_test: %d failures\n", failures);
  return failures == 0 ? 0 : 1;
}

int main(int count, char** arguments) { return run_test(count, arguments, "precision_test PLUGIN", test); }
