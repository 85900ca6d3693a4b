# shellcheck shell=bash
# Which sources a kit was packed from and a plug-in was built from: for scripts/gpu-kit and scripts/gpu-check, which run on
# two machines. Needs the repository's root as the current folder.

# One checksum of all that the plug-in and its tests are built from, and of the words given.
native_sum() { # WORD…
  {
    printf '%s\n' "$@"
    find cuda-kernels native cmake CMakeLists.txt -type f ! -name '*.md' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  } | sha256sum | cut -d ' ' -f 1
}

backend_version() { sed -n 's/^#define EMODNA_BACKEND_VERSION \([0-9]*\).*/\1/p' native/include/emodna/backend.h; }

# The names of the files that git tracks, each with a zero byte behind; without git none.
tracked_files() { git ls-files -z 2>/dev/null || true; }

# The commit, and a checksum of what differs from it.
commit() {
  local head changes
  head=$(git rev-parse HEAD 2>/dev/null) || {
    echo "unknown: no git here"
    return
  }
  changes=$(git diff HEAD 2>/dev/null | sha256sum)
  git diff --quiet HEAD 2>/dev/null || head+=" with changes ${changes:0:12}"
  echo "$head"
}

# The commit of the sources on a machine that has them without git: the kit's, where every file that the kit was packed
# beside is the same here; otherwise what differs.
commit_of_sources() { # UNPACKED_KIT
  local found different count
  found=$(commit)
  if [[ $found == unknown* && -s $1/sources.sha256 ]]; then
    different=$(sha256sum --quiet -c "$1/sources.sha256" 2>/dev/null | sed 's/: FAILED.*//')
    if [[ -z $different ]]; then
      found=$(sed -n 's/^commit=//p' "$1/origin.txt")
      found+=", by the checksums of all files"
    else
      count=$(wc -l <<<"$different")
      found="unknown: no git here, and $count $( ((count == 1)) && echo "file differs" || echo "files differ") from the kit's, "
      found+="$(head -n 1 <<<"$different") first"
    fi
  fi
  echo "$found"
}
