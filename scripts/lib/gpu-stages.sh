# shellcheck shell=bash
# What the stages of scripts/gpu-check do. Each runs in a shell of its own under a time limit, $allowed seconds; it reads
# work, arch, emulated, nvcc_release, plugin, classpath and libraries, and its exit code says whether it passed.

build() {
  local sum cuda=("-DEMODNA_CUDA_ARCHITECTURES=$arch-real" -DEMODNA_CUDA_RESOURCES=ON -DCMAKE_CUDA_FLAGS=-lineinfo)
  local targets=(emodna device_test fault_test)
  sum=$(native_sum "$arch" "$emulated" "$nvcc_release")
  if [[ -f $work/build.sha256 && $(<"$work/build.sha256") == "$sum" ]]; then
    echo "built before, from the same sources"
    return
  fi
  # What is known of another plug-in says nothing of this one.
  rm -f "$work/build.sha256"
  find "$work/results" -name '*.json' ! -name 'theirs*' ! -name 'peer-*' -delete
  if ((emulated)); then
    cuda=(-DEMODNA_CUDA=OFF)
    targets+=(emodna_cuda_emulated stub_cudnn)
  else
    targets+=(emodna_cuda)
  fi
  type -P make >/dev/null || cuda+=(-G Ninja)
  # Two compilers' lines must not mix: resources are read from them.
  cmake -S . -B "$work/build" "${cuda[@]}" && MAKEFLAGS=-O cmake --build "$work/build" -j "$(nproc)" --target "${targets[@]}" &&
    echo "$sum" >"$work/build.sha256"
}

# Runs a program that may use cuDNN; other tools must not find its libraries before their own.
# An empty entry would be the working folder.
library_path() { printf '%s' "$libraries${libraries:+${LD_LIBRARY_PATH:+:}}${LD_LIBRARY_PATH-}"; }
with_libraries() { env LD_LIBRARY_PATH="$(library_path)" "$@"; }

java_run() {
  with_libraries "$work/gpu-kit/jre/bin/java" "-Demodna.cuda.library=$plugin" "-Demodna.cuda.tested=$plugin" \
    "-Demodna.shared=$work/gpu-kit/shared" "-Dorg.bytedeco.javacpp.cachedir=$work/cache" -Xmx8g "$@"
}

junit() {
  java_run "${java_options[@]}" -jar "$work"/gpu-kit/junit/*.jar execute --disable-banner --details=testfeed --disable-ansi-colors \
    --fail-if-no-tests -cp "$work/gpu-kit/tests:$classpath" --include-classname '.*Test' \
    --include-classname '.*Test[$].*' "$@"
}

device_test() { with_libraries "$work/build/cuda-kernels/tests/device_test" "$plugin" "$@"; }

fault_test() { with_libraries "$work/build/cuda-kernels/tests/fault_test" "$plugin" "$@"; }

# These suites run on whatever devices there are, and pass without a GPU: then they have shown nothing.
contract() {
  # The CPU's suites are CI's work.
  local status java_options=(-Demodna.tested.only-gpus=true)
  if [[ ! -d $work/gpu-kit/shared/goldens ]]; then
    echo "the kit has no reference values: pack it with scripts/gpu-kit --shared"
    return 1
  fi
  junit --select-package org.emodna.kernels.contract --select-package org.emodna.kernels.golden \
    --select-class org.emodna.kernels.CudaFaultTest --exclude-classname '.*Cudnn.*' | tee "$work/contract.log"
  status=${PIPESTATUS[0]}
  if grep '^not tested: CUDA' "$work/contract.log"; then return 1; fi
  on_cuda "$work/contract.log" || return 1
  return "$status"
}

# How many tests of a log succeeded on a CUDA device; none is a failure, and so is one that failed anywhere.
on_cuda() { # LOG
  local succeeded failed
  succeeded=$(grep -cE '[> ]cuda [0-9].*:: SUCCESSFUL' "$1")
  failed=$(grep -c ':: FAILED' "$1")
  echo "$succeeded tests succeeded on a CUDA device; $failed failed on any"
  ((succeeded && !failed))
}

# A JVM of its own: it changes which library is used.
small_training() { junit --select-class org.emodna.training.CudaTrainingTest; }

# Two processes, one seed: every line holds a hash of the case's bits.
determinism() {
  local run
  for run in 1 2; do
    device_test --seed 7 --without cudnn 2>&1 | tee "$work/determinism-$run.txt"
    ((PIPESTATUS[0] == 0)) || {
      echo "run $run failed"
      return 1
    }
  done
  diff "$work/determinism-1.txt" "$work/determinism-2.txt" || {
    echo "two processes gave different bits"
    return 1
  }
  echo "two processes gave the same bits"
}

cudnn() {
  local status
  device_test --seed 7 --only cudnn || return
  junit --select-class org.emodna.kernels.contract.CudnnEncoderContractTest | tee "$work/cudnn.log"
  status=${PIPESTATUS[0]}
  on_cuda "$work/cudnn.log" || return 1
  return "$status"
}

# Only what this compute-sanitizer knows is asked of it. Several run at once, each with ports of its own.
sanitizer() { # TOOL PORT ARGUMENT…
  local help tool=$1 options=(--tool "$1" --error-exitcode 9 --print-limit 20)
  help=$(compute-sanitizer --help 2>&1)
  offer() { ! grep -q -- "$1" <<<"$help" || options+=("$@"); }
  offer --base-port "$2"
  offer --launch-timeout 120
  # Behind env there is another program.
  offer --target-processes all
  case $tool in
    # Every CUDA call of our own is checked; cuDNN's tries some that may fail.
    memcheck) offer --padding 128 && offer --report-api-errors no ;;
    racecheck) offer --racecheck-num-workers 4 ;;
  esac
  shift 2
  compute-sanitizer "${options[@]}" "${under[@]}" "$work/build/cuda-kernels/tests/device_test" "$plugin" --seed 11 --runs 1 "$@"
}

# Without cuDNN, whose kernels would take the time of all others.
memcheck() { sanitizer memcheck 51000 --without cudnn; }
racecheck() { sanitizer racecheck 52000 --without cudnn; }
initcheck() { sanitizer initcheck 53000 --without cudnn --raw; }
synccheck() { sanitizer synccheck 54000 --without cudnn; }
# cuDNN's own kernels are looked at for access only: how they synchronise is NVIDIA's.
cudnn_memcheck() {
  local under=(env "LD_LIBRARY_PATH=$(library_path)")
  sanitizer memcheck 55000 --only cudnn
}

training() { # DEVICE…
  java_run -cp "$work/gpu-kit/tests:$classpath" org.emodna.training.DeviceTraining run \
    "$work/gpu-kit/training" "$@"
}

emodna() { java_run -cp "$classpath" org.emodna.cli.Main "$@"; }

# Our kernels beside NVIDIA's cuBLAS and cuDNN. doctor also tries to recognise a file, for which the kit has no decoder: its exit
# code says nothing here.
presets() {
  local why
  emodna doctor --deep 2>&1 | tee "$work/presets.log"
  if grep -q '^! deep' "$work/presets.log"; then return 1; fi
  # Libraries that are missing make no kernel wrong.
  why=$(sed -n 's/^  deep .* beside .*: not possible: //p' "$work/presets.log" | head -n 1)
  if [[ -n $why ]]; then
    echo "not possible: $why"
    return 77
  fi
  grep -q '^  deep .*: encoder beside cuBLAS .* and cuDNN .*: off by' "$work/presets.log"
}

# Its results are kept as they come: of a program that fails or hangs, those before count.
bench() { # NAME
  emodna bench "$1" --device cuda --out "$work/results/ours-$1.json"
}

bench_precision() { # PRECISION
  emodna bench step encoder losses --device cuda --precision "$1" --out "$work/results/ours@$1.json"
}

peer() { # FILE NAME… [--precision tf32]
  local file=$1
  shift
  python3 benchmarks/peer_pytorch_gpu.py "$@" --seconds 0.5 --budget "$((allowed > 40 ? allowed - 20 : 20))" \
    --out "$work/results/theirs$file.json"
}

# By NVIDIA's counters, which a GPU's owner may keep to himself: that is no failure. The clocks stay as the timings have them:
# ncu would hold them at the base clock.
profile() {
  local file=$work/results/profile.csv
  rm -f "$file"
  timeout --kill-after=5 "$((allowed > 30 ? allowed - 15 : 15))" ncu --target-processes all --clock-control none --section SpeedOfLight \
    --csv --page details --print-units base --launch-skip 100 --launch-count 300 --kill yes --log-file "$file" \
    "$work/gpu-kit/jre/bin/java" "-Demodna.cuda.library=$plugin" "-Dorg.bytedeco.javacpp.cachedir=$work/cache" \
    -cp "$classpath" org.emodna.cli.Main bench step --device cuda --runs 1
  if grep -qs '"Compute (SM) Throughput"' "$file"; then
    echo "profiled"
  else
    echo "not profiled: $(grep -shm1 'ERROR' "$file" || echo 'ncu wrote nothing')"
  fi
}

# What doctor says of cuDNN: "found…", or why the engine of that name can't be used.
found_cudnn() { emodna doctor 2>/dev/null | sed -n 's/^ *cuDNN *//p' | tr -d '"\\'; }
