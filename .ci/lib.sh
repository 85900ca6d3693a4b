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

# quiet COMMAND…: the output goes to $MVN_LOG; shown are results of test classes that skip or fail, totals and warnings
# of the compiler, and the end of the log where the command fails.
quiet() {
  "$@" >"$MVN_LOG" 2>&1
  local status=$?
  sed 's/\x1b\[[0-9;]*m//g' "$MVN_LOG" |
    grep -E 'Tests run:.*(Skipped: [1-9]|FAILURE|ERROR)|^\[(INFO|WARNING|ERROR)\] Tests run: [0-9, a-zA-Z:]*$|tests passed|^\[WARNING\].*\.java:|warning:|^\[INFO\] EMO-DNA.*(SUCCESS|FAILURE|SKIPPED)|^\[INFO\] BUILD'
  if ((status != 0)); then
    echo "-- the end of $MVN_LOG"
    sed 's/\x1b\[[0-9;]*m//g' "$MVN_LOG" | grep -vE '^\[(INFO|ERROR)\] *$|^\[ERROR\]\s+at ' | tail -n 80
  fi
  return $status
}

quiet_mvn() { MVN_LOG=$LOGS/${FUNCNAME[1]#stage_}.log quiet mvn -B --fail-at-end "$@"; }

# keep_reports STAGE FOLDER…: copies the Surefire reports, since a later stage may write to the same folders.
keep_reports() {
  local stage=$1 folder
  shift
  for folder in "$@"; do
    [[ -d $folder ]] || continue
    mkdir -p "$LOGS/reports/$stage/${folder//\//_}"
    cp "$folder"/TEST-*.xml "$LOGS/reports/$stage/${folder//\//_}/" 2>/dev/null
  done
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

install_tools() {
  local packages=() tool
  for tool in cmake make clang-format flock; do
    type -P "$tool" >/dev/null && continue
    packages+=("${tool/flock/util-linux}")
  done
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

say_what_is_absent() {
  local nvcc
  if nvcc=$(type -P nvcc); then
    skip "CUDA backend: $nvcc is here, but this version has no CUDA code to build"
  else
    skip "CUDA backend: no nvcc here, and this version has no CUDA code to build"
  fi
  [[ -d ../shared/corpora ]] || skip "tests on real corpora: no folder ../shared/corpora"
  [[ -d ../shared/goldens ]] || skip "tests on golden vectors: no folder ../shared/goldens"
}

# Last line: "N passed, N failed, N skipped", the sum over all Surefire reports. Ends with the exit code of the whole run.
summary() {
  local total failed skipped
  echo
  echo "== summary"
  printf '%s\n' "${TIMES[@]}"
  ((${#SKIPPED[@]} == 0)) || printf 'skipped: %s\n' "${SKIPPED[@]}"
  read -r total failed skipped < <(find "$LOGS/reports" -name 'TEST-*.xml' -exec grep -h -m 1 '<testsuite ' {} + 2>/dev/null |
    awk '{
      for (i = 1; i <= NF; i++) {
        if (split($i, pair, "\"") < 2) continue
        if (pair[1] == "tests=") tests += pair[2]
        if (pair[1] == "failures=" || pair[1] == "errors=") failed += pair[2]
        if (pair[1] == "skipped=") skipped += pair[2]
      }
    } END { print tests + 0, failed + 0, skipped + 0 }')
  ((${#FAILED[@]} == 0)) || echo "failed stages: ${FAILED[*]}"
  echo "$((total - failed - skipped)) passed, $failed failed, $skipped skipped"
  ((${#FAILED[@]} == 0 && failed == 0 && total > failed + skipped)) || exit 1
  exit 0
}
