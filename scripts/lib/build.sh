# Builds the application into build/app/VERSION and points build/app/current at it. Needs ROOT, java.sh, dependencies.sh.
#
# A version's folder is complete before `current` names it and never changes afterwards, so a rebuild cannot pull the
# class path away from under an instance that runs.

readonly APP="$ROOT/build/app"
readonly NATIVES="$ROOT/build/natives"
readonly MAIN_CLASS=org.emodna.cli.Main

# find_sources: sets SOURCES, what the application is made from: the natives, and each module that pom.xml names outside its
# profiles. Folders count too: their time changes when a file in them is added or removed.
find_sources() {
  local line
  SOURCES=(pom.xml NOTICE licences CMakeLists.txt cmake scripts/lib native/CMakeLists.txt native/include native/src cuda-kernels)
  while IFS= read -r line; do
    if [[ $line =~ ^\ *'<module>'(.+)'</module>'$ ]]; then
      SOURCES+=("${BASH_REMATCH[1]}/pom.xml" "${BASH_REMATCH[1]}/src/main")
    fi
  done <"$ROOT/pom.xml"
}

# cuda_wanted: sets CUDA to ON where the CUDA backend is to be built, else to why not. NVIDIA's compiler takes minutes, so
# that it is built only where a GPU can use it. EMODNA_CUDA=ON builds it all the same, EMODNA_CUDA=OFF never does.
cuda_wanted() {
  CUDA=ON
  case ${EMODNA_CUDA:-} in
    ON | '')
      if ! type -P nvcc >/dev/null && [[ -z ${CUDACXX:-} && ! -x /usr/local/cuda/bin/nvcc ]]; then
        CUDA=no-nvcc
      elif [[ -z ${EMODNA_CUDA:-} && ! -e /dev/nvidiactl && ! -e /dev/dxg ]]; then
        CUDA=no-GPU
      fi
      ;;
    OFF) CUDA=off ;;
    *)
      echo "emodna: EMODNA_CUDA is '$EMODNA_CUDA': ON or OFF builds the CUDA backend or leaves it out" >&2
      exit 2
      ;;
  esac
}

# cuda_options: sets CUDA_OPTIONS, Maven's, for what cuda_wanted found. Compiling for the GPUs at hand alone takes a third
# of the time; those that an old nvcc may not know run what is compiled for all.
cuda_options() {
  local architectures=${EMODNA_CUDA_ARCHITECTURES:-} found
  if [[ $CUDA != ON ]]; then
    CUDA_OPTIONS=(-Demodna.cuda=OFF)
    return
  fi
  if [[ -z $architectures ]] && found=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2>/dev/null | sort -u) &&
    [[ $found =~ ^(8\.[069]|9\.0)($'\n'(8\.[069]|9\.0))*$ ]]; then
    found=${found//./}
    architectures=${found//$'\n'/-real;}-real
  fi
  CUDA_OPTIONS=(-Demodna.cuda=ON -Demodna.cuda.architectures="$architectures")
}

# say_cuda LOG: in one line, whether the build has a CUDA backend.
say_cuda() {
  case $CUDA in
    no-nvcc) echo "emodna: CUDA: no compiler (nvcc) found; only the CPU backend is built" ;;
    no-GPU) echo "emodna: CUDA: nvcc is here but no NVIDIA GPU; only the CPU backend is built (EMODNA_CUDA=ON builds both)" ;;
    *) sed -n 's/^-- CUDA:/emodna: CUDA:/p' "$1" ;;
  esac
}

# app_is_current: whether a build exists, was made in this folder for this Java, with a CUDA backend if one is wanted now,
# and is newer than every source.
app_is_current() {
  local made changed
  [[ -r $APP/current/stamp ]] || return 1
  IFS= read -r made <"$APP/current/stamp"
  cuda_wanted
  [[ $made == "$JAVA_VERSION $CUDA $ROOT" ]] || return 1
  find_sources
  changed=$(cd "$ROOT" && find "${SOURCES[@]}" -newer "$APP/current/stamp" -print -quit 2>/dev/null)
  [[ -z $changed ]]
}

# java_options: sets JAVA_OPTIONS and CLASS_PATH for the version in $APP/current.
java_options() {
  local home jars
  home=$(readlink "$APP/current")
  mapfile -t jars <"$home/jars"
  printf -v CLASS_PATH "$home/lib/%s:" "${jars[@]}"
  CLASS_PATH=${CLASS_PATH%:}
  CLASS_ARCHIVE="$home/classes-$JAVA_VERSION.jsa"
  JAVA_OPTIONS=(
    -XX:+UseSerialGC
    # The natives are unpacked here, once for all builds: this project's lie in a folder for each content.
    -Dorg.bytedeco.javacpp.cachedir="$NATIVES"
    -Dorg.bytedeco.javacpp.maxPhysicalBytes=0
    -Demodna.root="$ROOT"
  )
  if [[ -s $home/commit ]]; then
    JAVA_OPTIONS+=(-Demodna.commit="$(<"$home/commit")")
  fi
  if ((JAVA_MAJOR >= 22)); then
    JAVA_OPTIONS+=(--enable-native-access=ALL-UNNAMED)
  fi
}

# show_progress LOG: copies its input to the log; a terminal sees which module and which part of the natives is built now.
show_progress() {
  local line
  while IFS= read -r line; do
    printf '%s\n' "$line" >&3
    if [[ -t 2 && ($line == *"Building EMO-DNA"* || $line == *%\]*) ]]; then
      line=${line#\[INFO\] }
      printf '\r\e[K%.79s' "${line%  *}" >&2
    fi
  done 3>"$1"
  if [[ -t 2 ]]; then
    printf '\r\e[K' >&2
  fi
}

# show_errors LOG: what the compilers and Maven complained about, or the log's end where none of them did.
show_errors() {
  local errors
  errors=$(grep -E 'error:|^\[ERROR\] (/|Failed|Could not|Non-resolvable|Error)|No space left' "$1" | cut -c 1-300 | awk '!seen[$0]++' | head -n 20)
  if [[ -n $errors ]]; then
    printf '%s\n' "$errors"
  else
    tail -n 20 "$1"
  fi
}

# build_app ASSUME_YES: builds unless another process has done so in the meantime.
build_app() {
  local version="$APP/$(date +%Y%m%d-%H%M%S)-$$" log="$ROOT/build/build.log" began=$SECONDS
  ensure_dependencies "$1"
  cuda_wanted
  cuda_options
  if ! mkdir -p "$APP" || ! exec 9>"$ROOT/build/lock"; then
    echo "emodna: can't write to $ROOT/build, where EMO-DNA builds itself: make that folder writable" >&2
    exit 2
  fi
  if ! flock -n 9; then
    echo "emodna: another emodna is building; waiting for it" >&2
    flock 9
    if app_is_current; then
      exec 9>&-
      return
    fi
  fi
  echo "emodna: building (log: build/build.log)" >&2
  mkdir "$version"
  # Written before the compilers start: a source edited while they run is newer, and so built at the next start.
  echo "$JAVA_VERSION $CUDA $ROOT" >"$version/stamp"
  (cd "$ROOT" && mvn -B -Papp -pl java/cli -am -Dmaven.test.skip=true -DskipTests -Demodna.native.tests=OFF \
    "${CUDA_OPTIONS[@]}" -Demodna.jobs="$(nproc)" -Demodna.app.lib="$version/lib" package) 2>&1 </dev/null 9>&- | show_progress "$log"
  if ((PIPESTATUS[0] != 0)); then
    rm -rf "$version"
    show_errors "$log" >&2
    echo "emodna: the build failed; the whole log is build/build.log" >&2
    if grep -q 'Error.*emodna_cuda' "$log"; then
      echo "emodna: EMODNA_CUDA=OFF builds it without the CUDA backend" >&2
    fi
    exit 2
  fi
  (cd "$version/lib" && printf '%s\n' *.jar) >"$version/jars"
  # Results say what made them; outside a clone nobody knows.
  git -C "$ROOT" describe --always --abbrev=12 --dirty --exclude='*' >"$version/commit" 2>/dev/null
  ln -sfn "$version" "$APP/next"
  mv -fT "$APP/next" "$APP/current"
  archive_classes
  # The version before stays for those who still run it.
  find "$APP" -mindepth 1 -maxdepth 1 -type d | sort | head -n -2 | xargs -r -d '\n' rm -rf
  # Natives of builds long gone; one that still runs has them in memory.
  find "$NATIVES/emodna" -mindepth 1 -maxdepth 1 -type d -mtime +30 -exec rm -rf {} + 2>/dev/null
  exec 9>&-
  echo "emodna: built in $((SECONDS - began)) s" >&2
  say_cuda "$log" >&2
}

# archive_classes: keeps the parsed classes of a run for the next starts, which take half the time with them. Also unpacks
# the natives. Without the archive everything works, slower.
archive_classes() {
  java_options
  "$JAVA_HOME/bin/java" "${JAVA_OPTIONS[@]}" -XX:ArchiveClassesAtExit="$CLASS_ARCHIVE.$$" \
    -Xlog:cds=off -Xlog:cds+dynamic=off -cp "$CLASS_PATH" \
    "$MAIN_CLASS" doctor >>"$ROOT/build/build.log" 2>&1 </dev/null 9>&-
  if [[ -f $CLASS_ARCHIVE.$$ ]]; then
    mv -f "$CLASS_ARCHIVE.$$" "$CLASS_ARCHIVE"
  fi
}
