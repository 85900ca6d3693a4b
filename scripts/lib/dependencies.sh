# What the build needs from the system, and its installation with apt where that is possible. Needs java.sh.

# version_at_least FOUND WANTED: compares dotted versions.
version_at_least() {
  [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]
}

# check_dependencies: fills MISSING with one line for everything that is absent or too old, and PACKAGES with the Debian
# packages that mend it. True when nothing is missing.
check_dependencies() {
  local found line
  MISSING=()
  PACKAGES=()
  find_java || { MISSING+=("JDK $MINIMUM_JAVA or newer"); PACKAGES+=(jdk); }
  while IFS= read -r line; do
    [[ -n $line ]] && echo "emodna: $line: not used" >&2
  done <<<"$JAVA_REJECTED"
  type -P mvn >/dev/null || { MISSING+=("Maven 3.6.3 or newer"); PACKAGES+=(maven); }

  found=$(cmake --version 2>/dev/null | sed -n '1s/.*version \([0-9.]*\).*/\1/p')
  if [[ -z $found ]]; then
    MISSING+=("CMake 3.22 or newer")
    PACKAGES+=(cmake)
  elif ! version_at_least "$found" 3.22; then
    MISSING+=("CMake 3.22 or newer ($(type -P cmake) is $found)")
    PACKAGES+=(cmake)
  fi
  type -P make >/dev/null || { MISSING+=("make"); PACKAGES+=(make); }

  found=$("${CXX:-g++}" -dumpfullversion -dumpversion 2>/dev/null)
  if [[ -z $found ]]; then
    MISSING+=("g++ 10 or newer")
    PACKAGES+=(g++)
  elif [[ -z ${CXX:-} ]] && ! version_at_least "$found" 10; then
    MISSING+=("g++ 10 or newer ($(type -P g++) is $found)")
    PACKAGES+=(g++)
  fi
  ((${#MISSING[@]} == 0))
}

# jdk_package: the oldest JDK of 17 or newer that this system's apt offers.
jdk_package() {
  local version
  for version in 17 21 25; do
    if [[ -n $(apt-cache madison "openjdk-$version-jdk-headless" 2>/dev/null) ]]; then
      echo "openjdk-$version-jdk-headless"
      return
    fi
  done
  echo default-jdk-headless
}

# install_packages PACKAGE...: with apt, through sudo where the user is not root. The word jdk stands for any fitting JDK.
install_packages() {
  local run=() package packages=()
  if ((EUID != 0)); then
    run=(sudo)
  fi
  run+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
  "${run[@]}" update || return
  for package in "$@"; do
    [[ $package == jdk ]] && package=$(jdk_package)
    packages+=("$package")
  done
  # ca-certificates is only recommended by Maven's package, but without it Maven can't reach its repository.
  "${run[@]}" install --no-install-recommends ca-certificates "${packages[@]}"
}

# ensure_dependencies ASSUME_YES: returns when everything is there; otherwise installs it or stops with exit code 2.
ensure_dependencies() {
  local assume_yes=$1 answer item names
  check_dependencies && return 0
  {
    echo "emodna: to build itself, EMO-DNA needs these programs, which are missing here:"
    for item in "${MISSING[@]}"; do
      echo "  - $item"
    done
  } >&2
  if ! type -P apt-get >/dev/null; then
    echo "emodna: install them with your system's package manager, then run this command again." >&2
    exit 2
  fi
  names="${PACKAGES[*]/jdk/openjdk-17-jdk-headless}"
  if ((EUID != 0)) && ! type -P sudo >/dev/null; then
    echo "emodna: as root, run: apt-get update && apt-get install $names" >&2
    exit 2
  fi
  if [[ $assume_yes != yes ]]; then
    if [[ ! -t 0 ]]; then
      echo "emodna: run this command again with --yes to install them with apt, or install them yourself:" >&2
      echo "  apt-get update && apt-get install $names" >&2
      exit 2
    fi
    read -r -p "Install with apt: $names? [y/N] " answer
    if [[ $answer != [yY]* ]]; then
      echo "emodna: nothing was installed; install the programs above, then run this command again." >&2
      exit 2
    fi
  fi
  echo "emodna: installing with apt (log: build/apt.log)" >&2
  mkdir -p "$ROOT/build"
  if ! install_packages "${PACKAGES[@]}" >"$ROOT/build/apt.log" 2>&1 </dev/null; then
    tail -n 15 "$ROOT/build/apt.log" >&2
    echo "emodna: apt could not install what is missing; see the lines above." >&2
    exit 2
  fi
  hash -r
  if ! check_dependencies; then
    printf 'emodna: still missing after the installation: %s\n' "${MISSING[@]}" >&2
    echo "emodna: this system's packages are too old; install newer ones by hand, then run this command again." >&2
    exit 2
  fi
}
