# Helpers of .ci/run: stages with their times, logs, skips and the sum of the test results.

readonly LOGS=$PWD/build/ci
rm -rf "$LOGS"
mkdir -p "$LOGS"
FAILED=()
SKIPPED=()
TIMES=()

skip() {
  SKIPPED+=("$1")
  echo "skipped: $1"
}

# run_stage NAME: runs stage_NAME; notes its time and whether it failed. A later stage runs all the same.
run_stage() {
  local name=$1 began=$SECONDS status
  echo
  echo "== $name"
  "stage_$name"
  status=$?
  TIMES+=("$(printf '%-9s %4d s  %s' "$name" $((SECONDS - began)) "$( ((status == 0)) && echo passed || echo FAILED)")")
  if ((status != 0)); then
    FAILED+=("$name")
    echo "== $name FAILED (exit code $status)"
  fi
}

# quiet NAME COMMAND…: the output goes to $LOGS/NAME.log. Shown are test classes with skips or failures, totals, warnings of
# the compilers, and the end of the log where the command fails.
quiet() {
  local log=$LOGS/$1.log status
  shift
  "$@" >"$log" 2>&1
  status=$?
  sed -i 's/\x1b\[[0-9;]*m//g' "$log"
  grep -E 'Tests run:.*(Skipped: [1-9]|FAILURE|ERROR)|^\[[A-Z]+\] Tests run: [^-]*$|tests passed|^\[WARNING\].*\.java:|warning:|^\[INFO\] EMO-DNA.*(SUCCESS|FAILURE|SKIPPED)|^\[INFO\] BUILD' "$log"
  if ((status != 0)); then
    echo "-- the end of $log"
    grep -vE '^\[(INFO|ERROR)\] *$|^\[ERROR\][[:space:]]+at ' "$log" | tail -n 80
  fi
  return "$status"
}

# find_jdk MAJOR: prints the folder of such a JDK.
find_jdk() {
  local home
  for home in /usr/lib/jvm/*/; do
    if [[ -x ${home}bin/javac ]] && grep -q "^JAVA_VERSION=\"$1[.\"]" "${home}release" 2>/dev/null; then
      echo "${home%/}"
      return
    fi
  done
  return 1
}

# natives_options: sets NATIVES, Maven's options for a stage that needs the natives as they are: those that the verify
# stage of this run has built, so that nothing is compiled again.
natives_options() {
  NATIVES=()
  [[ ! -e $LOGS/natives-built ]] || NATIVES=(-Demodna.natives.built=true)
}

install_tools() {
  local packages=() tool
  for tool in ccache cmake make clang-format flock python3; do
    type -P "$tool" >/dev/null && continue
    packages+=("${tool/flock/util-linux}")
  done
  # For DecodeAgreementTest, which compares what they decode with what we do.
  type -P sox >/dev/null || packages+=(sox libsox-fmt-all)
  type -P ffmpeg >/dev/null || packages+=(ffmpeg)
  type -P sndfile-convert >/dev/null || packages+=(sndfile-programs)
  # For the tests of the report's page.
  type -P chromium >/dev/null || packages+=(chromium)
  # For the examples that read models with numpy and PyTorch, and for ONNX's checker.
  local module
  for module in numpy torch onnx; do
    /usr/bin/python3 -c "import $module" 2>/dev/null || packages+=("python3-$module")
  done
  # For the signatures of scripts/check-publishing.
  type -P gpg >/dev/null || packages+=(gpg)
  type -P gpg-agent >/dev/null || packages+=(gpg-agent)
  # For another consumer, and for the natives of 64-bit ARM.
  type -P gradle >/dev/null || packages+=(gradle)
  type -P aarch64-linux-gnu-g++ >/dev/null || packages+=(g++-aarch64-linux-gnu)
  type -P qemu-aarch64-static >/dev/null || packages+=(qemu-user-static)
  type -P g++ >/dev/null || packages+=(g++)
  type -P mvn >/dev/null || packages+=(maven)
  type -P javac >/dev/null || packages+=(openjdk-17-jdk-headless)
  ((${#packages[@]})) || return 0
  local run=()
  ((EUID == 0)) || run=(sudo)
  run+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
  echo "installing: ${packages[*]}"
  if ! { "${run[@]}" update && "${run[@]}" install --no-install-recommends ca-certificates "${packages[@]}"; } \
    >"$LOGS/apt.log" 2>&1; then
    tail -n 20 "$LOGS/apt.log"
    echo "ci: apt could not install ${packages[*]}"
    exit 1
  fi
}

# share_objects: the stages build the same natives in folders of their own; what one has compiled, the next takes. The
# cache begins empty with each run.
share_objects() {
  export CCACHE_DIR=$LOGS/ccache CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CMAKE_CUDA_COMPILER_LAUNCHER=ccache
}

say_what_is_absent() {
  type -P nvcc >/dev/null || skip "CUDA backend as NVIDIA's compiler sees it: no nvcc here"
  [[ -e /dev/nvidiactl ]] || skip "CUDA backend on a GPU: there is none; its sources are tested emulated on the CPU"
  [[ -d ../shared/corpora ]] || skip "tests on real corpora: no folder ../shared/corpora"
  [[ -d ../shared/goldens ]] || skip "tests on golden vectors: no folder ../shared/goldens"
}

# slowest COUNT: the test classes and native test programs that took longest, with their seconds and stage. A class of
# several runs, one for each device, has a line for each of them and one for all.
slowest() {
  local log
  for log in "$LOGS"/*.log; do
    [[ -f $log ]] || continue
    sed -nE -e 's/^\[[A-Z]+\] Tests run: .*Time elapsed: ([0-9.]+) s.* -- in ([^ ]+).*/\1 \2/p' \
      -e 's/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: ([^ ]+) \.+ .* ([0-9.]+) sec *$/\2 \1/p' "$log" |
      awk -v stage="$(basename "$log" .log)" '$1 > longest[$2] { longest[$2] = $1 }
        END { for (name in longest) printf "%7.1f s  %-9s %s\n", longest[name], stage, name }'
  done | sort -rn | head -n "$1"
}

# Last line: "N passed, N failed, N skipped", the sum of the totals that Surefire printed for each module in each stage. (Its
# XML files count 0 for classes whose tests are all in nested classes.) Ends with the exit code of the whole run.
summary() {
  local total failed skipped
  echo
  echo "== summary"
  printf '%s\n' "${TIMES[@]}"
  echo "slowest tests:"
  slowest 10
  ((${#SKIPPED[@]} == 0)) || printf 'skipped: %s\n' "${SKIPPED[@]}"
  read -r total failed skipped < <(cat "$LOGS"/*.log 2>/dev/null |
    awk -F '[:,]' '/^\[[A-Z]+\] Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+ *$/ {
      tests += $2; failed += $4 + $6; skipped += $8
    } END { print tests + 0, failed + 0, skipped + 0 }')
  ((${#FAILED[@]} == 0)) || echo "failed stages: ${FAILED[*]}"
  echo "$((total - failed - skipped)) passed, $failed failed, $skipped skipped"
  ((${#FAILED[@]} == 0 && failed == 0)) || exit 1
  exit 0
}
