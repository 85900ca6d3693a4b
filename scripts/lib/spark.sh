# A standalone Spark cluster on 127.0.0.1. Needs ROOT, FOLDER (jars and Spark's home), WORK (all that a run writes), JAVA_HOME.

PIDS=() JOB=

# build_spark MAVEN OPTION…: the application's jars, Spark's home and the command line's jars into FOLDER.
build_spark() {
  rm -rf "$FOLDER"
  mkdir -p "$FOLDER"
  mvn -B -Pspark,cluster,app -pl java/spark,java/cli -am -DskipTests -Demodna.native.tests=OFF -Demodna.cuda=OFF \
    -Demodna.spark.folder="$FOLDER" -Demodna.app.lib="$FOLDER/cli" "$@" package >"$FOLDER/build.log" 2>&1 </dev/null || {
    grep -E '^\[ERROR\]' "$FOLDER/build.log" | head -n 20 >&2
    return 1
  }
}

# emodna COMMAND…: the command line, whose @list has an argument in each line.
emodna() {
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Dpicocli.useSimplifiedAtFiles=true -Dorg.bytedeco.javacpp.cachedir="$FOLDER/natives" \
    -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -cp "$FOLDER/cli/*" org.emodna.cli.Main "$@"
}

# spark_environment: what Spark's own scripts set before they start Java.
spark_environment() {
  export SPARK_HOME=$FOLDER/home SPARK_CONF_DIR=$WORK/conf SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1
  export SPARK_LOCAL_DIRS=$WORK/local SPARK_DAEMON_MEMORY=512m SPARK_NO_DAEMONIZE=1
  mkdir -p "$SPARK_CONF_DIR" "$SPARK_LOCAL_DIRS"
  cat >"$SPARK_CONF_DIR/log4j2.properties" <<'EOF'
rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex
logger.master.name = org.apache.spark.deploy.master.Master
logger.master.level = info
EOF
}

# spark_command CLASS…: sets COMMAND to how Spark's bin/spark-class starts the class, options for the JDK's modules included.
# Its launcher prints an empty line, then the words of the command, each with a NUL behind it.
spark_command() {
  mapfile -d '' -t COMMAND < <("$JAVA_HOME/bin/java" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main "$@")
  COMMAND=("${COMMAND[@]:1}")
  COMMAND[0]=${COMMAND[0]#$'\n'}
  [[ -x ${COMMAND[0]} ]] || { echo "spark-cluster: Spark's launcher gave no command: ${COMMAND[*]}" >&2; return 1; }
}

# in_background LOG CLASS…: a daemon of the cluster, in a process group of its own.
in_background() {
  local log=$1
  shift
  spark_command "$@" || return
  setsid "${COMMAND[@]}" >"$log" 2>&1 </dev/null &
  PIDS+=($!)
}

# master_url LOG: the address that the master says it listens at.
master_url() { sed -n 's|.*Starting Spark master at \(spark://[^ ]*\).*|\1|p' "$1" | head -n 1; }

# start_cluster: sets MASTER. The system chooses the master's port, so that nobody else can have it.
start_cluster() {
  local i
  spark_environment
  in_background "$WORK/master.log" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0 || return
  for ((i = 0; i < 360; i++)); do
    MASTER=$(master_url "$WORK/master.log")
    [[ -z $MASTER ]] && kill -0 "${PIDS[0]}" 2>/dev/null || break
    sleep 0.5
  done
  [[ -n $MASTER ]] || { echo "spark-cluster: the master did not start:" >&2; tail -n 20 "$WORK/master.log" >&2; return 1; }
  for i in 1 2; do
    in_background "$WORK/worker-$i.log" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 --cores 1 \
      --memory 1536m --work-dir "$WORK/worker-$i" "$MASTER" || return
  done
}

# submit JOB ARGUMENT…: the job on the cluster, as spark-submit runs it; its output goes to $WORK/JOB.txt, its log to JOB.log.
# The executors' garbage collector is the one that docs/spark.md recommends for a single core.
submit() {
  local job=$1 jars status natives=-Dorg.bytedeco.javacpp.cachedir=$FOLDER/natives
  shift
  jars=$(find "$FOLDER/app" -name '*.jar' ! -name 'emodna-spark-*' | paste -sd ,)
  spark_command org.apache.spark.deploy.SparkSubmit --master "$MASTER" --deploy-mode client --class "org.emodna.spark.$job" \
    --driver-memory 1g --executor-memory 1g --executor-cores 1 --jars "$jars" --driver-java-options "$natives" \
    --conf "spark.executor.extraJavaOptions=$natives -XX:+UseSerialGC" --conf spark.ui.enabled=false \
    --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
    "$(find "$FOLDER/app" -name 'emodna-spark-*.jar' ! -name '*-sources.jar' ! -name '*-javadoc.jar')" "$@" || return
  # In the background, since a signal to this script must not wait for the job.
  timeout "${SPARK_JOB_SECONDS:-7200}" "${COMMAND[@]}" >"$WORK/$job.txt" 2>"$WORK/$job.log" </dev/null &
  JOB=$!
  wait "$JOB"
  status=$?
  JOB=
  ((status != 124)) || echo "spark-cluster: $job did not end within ${SPARK_JOB_SECONDS:-7200} s" >&2
  if ((status > 1)); then
    tail -n 30 "$WORK/$job.log" >&2
  else
    cat "$WORK/$job.txt"
  fi
  return "$status"
}

# children PID: the processes that it has started.
children() { cat /proc/"$1"/task/*/children 2>/dev/null; }

# kill_executor_when STORE: as soon as a run is stored, kills an executor that is in the middle of a task. Its number then stands in
# the lock of the task that it trains; until it holds one, the driver may not know it yet, and would not miss it. The number
# killed goes to STORE.killed. Goes on looking until it has killed one or is stopped.
kill_executor_when() {
  local worker child
  while true; do
    if compgen -G "$1/runs/*/*/run.json" >/dev/null; then
      for worker in "${PIDS[@]:1}"; do
        for child in $(children "$worker"); do
          grep -qsx "$child" "$1"/work/*.lock || continue
          kill -9 "$child" && echo "$child" >"$1.killed" && return
        done
      done
    fi
    sleep 0.1
  done
}

# usage KIND PID: writes the most memory in MB that the process has had, Java's heap and all, and the seconds of all processors that
# it has used, to $WORK/usage/PID.
usage() {
  awk -v kind="$1" -v ticks="$TICKS" '
    FILENAME ~ /status$/ && $1 == "VmHWM:" { memory = $2 / 1024 }
    FILENAME ~ /stat$/ { sub(/.*\) /, ""); split($0, fields); seconds = (fields[12] + fields[13]) / ticks }
    END { if (memory && seconds) printf "%s %d %.1f\n", kind, memory, seconds }' "/proc/$2/status" "/proc/$2/stat" >"$WORK/usage/.new" 2>/dev/null
  [[ ! -s $WORK/usage/.new ]] || mv "$WORK/usage/.new" "$WORK/usage/$2"
}

# watch_usage: while it runs, $WORK/usage has a file for each of the cluster's processes and the driver.
watch_usage() {
  local pid child
  TICKS=$(getconf CLK_TCK)
  mkdir -p "$WORK/usage"
  while true; do
    for pid in "${PIDS[@]}"; do
      usage daemon "$pid"
      for child in $(children "$pid"); do
        usage executor "$child"
      done
    done
    for pid in $(children "$$"); do
      [[ $(<"/proc/$pid/comm") == timeout ]] || continue
      for child in $(children "$pid"); do
        usage driver "$child"
      done
    done 2>/dev/null
    sleep 1
  done
}

# used KIND: how many processes there were of the kind, the most memory that one of them had, and the processor seconds of all.
used() { awk -v kind="$1" '$1 == kind { count++; seconds += $3; if ($2 > most) most = $2 } END { print count + 0, most + 0, seconds + 0 }' "$WORK"/usage/*; }

# stop_cluster: workers end their executors; what has not ended in ten seconds is killed.
stop_cluster() {
  local pid i
  if [[ -n $JOB ]]; then
    kill "$JOB" 2>/dev/null
    wait "$JOB" 2>/dev/null
    JOB=
  fi
  ((${#PIDS[@]})) || return 0
  for pid in "${PIDS[@]}"; do
    kill -- "-$pid" 2>/dev/null
  done
  for pid in "${PIDS[@]}"; do
    for ((i = 0; i < 100; i++)); do
      kill -0 -- "-$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 -- "-$pid" 2>/dev/null
  done
  wait "${PIDS[@]}" 2>/dev/null
  PIDS=()
}
