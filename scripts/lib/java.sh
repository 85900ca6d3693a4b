# Finds a JDK. Sourced by the launcher at every start, so it starts no process where the JDK has a `release` file.

readonly MINIMUM_JAVA=17

# java_version HOME: sets JAVA_VERSION (17.0.15) and JAVA_MAJOR (17) of the Java in that folder.
java_version() {
  local line
  JAVA_VERSION=
  if [[ -r $1/release ]]; then
    while IFS= read -r line; do
      [[ $line == JAVA_VERSION=* ]] && { JAVA_VERSION=${line#*=}; break; }
    done <"$1/release"
  else
    JAVA_VERSION=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([^"]*\)".*/\1/p')
  fi
  JAVA_VERSION=${JAVA_VERSION//\"/}
  # Java 8 calls itself 1.8.0_442; early-access builds 26-ea.
  JAVA_MAJOR=${JAVA_VERSION#1.}
  JAVA_MAJOR=${JAVA_MAJOR%%[!0-9]*}
  [[ -n $JAVA_MAJOR ]]
}

# use_java WHERE HOME: takes the JDK in HOME when it is new enough and complete; otherwise notes in JAVA_REJECTED why not.
use_java() {
  local where=$1 home=$2
  if [[ ! -x $home/bin/java ]]; then
    JAVA_REJECTED+="$where is $home, which holds no bin/java"$'\n'
  elif ! java_version "$home"; then
    JAVA_REJECTED+="$where is $home, whose version can't be read"$'\n'
  elif ((JAVA_MAJOR < MINIMUM_JAVA)); then
    JAVA_REJECTED+="$where is Java $JAVA_VERSION ($home), older than $MINIMUM_JAVA"$'\n'
  elif [[ ! -x $home/bin/javac ]]; then
    JAVA_REJECTED+="$where is Java $JAVA_VERSION ($home), a runtime without the compiler javac"$'\n'
  else
    JAVA_HOME=$home
    export JAVA_HOME
    return 0
  fi
  return 1
}

# find_java: sets and exports JAVA_HOME. Looks at JAVA_HOME, then at java and javac on PATH, then at /usr/lib/jvm.
find_java() {
  local tool path home
  JAVA_REJECTED=
  if [[ -n ${JAVA_HOME:-} ]]; then
    use_java JAVA_HOME "$JAVA_HOME" && return 0
  fi
  for tool in java javac; do
    path=$(type -P "$tool") || continue
    path=$(readlink -f "$path")
    use_java "$tool on the PATH" "${path%/bin/*}" && return 0
  done
  for home in /usr/lib/jvm/*/; do
    [[ -x ${home}bin/javac && ! -L ${home%/} ]] || continue
    use_java "the JDK in /usr/lib/jvm" "${home%/}" && return 0
  done
  return 1
}
